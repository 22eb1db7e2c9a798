"""A referral and what became of it, in words, for the screens, the note and a letter that refers again."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Staff
from guidelines.in_force.content import Content, current_content
from referrals.follow_up.events import prefetch_course, read_course
from referrals.models import Letter, Referral, ReferralEvent
from referrals.pathways.in_force import pathway_named
from referrals.rules.course import CAN_BE_REFERRED_AGAIN, Course, CourseState, Standing
from referrals.rules.pathway import Pathway

STATES = {
    CourseState.PREPARED: gettext_lazy("in preparation"),
    CourseState.SIGNED: gettext_lazy("signed, not sent"),
    CourseState.WITHDRAWN: pgettext_lazy("letter", "withdrawn"),
    **{CourseState(kind.value): kind.label for kind in ReferralEvent.Kind},
}
# How a state is coloured, beside its words: what needs action, what waits, what is as it should be.
LOOKS = {
    **dict.fromkeys((CourseState.RETURNED, CourseState.WITHDRAWN), "unmet"),
    **dict.fromkeys((CourseState.PREPARED, CourseState.SIGNED, CourseState.SENT, CourseState.RECEIVED), "unknown"),
    **dict.fromkeys((CourseState.ACCEPTED, CourseState.STARTED, CourseState.ENDED, CourseState.CLOSED), "met"),
}


@dataclass(frozen=True)
class Entry:
    """One line of a referral's history: when it was recorded, the day it happened, what, by whom, what was said."""

    at: datetime
    on: date
    what: str
    by: Staff
    said: tuple[str, ...] = ()
    letter: Letter | None = None


class StandingDisplay(ABC):
    """Where a referral stands on one day, in words."""

    standing: Standing
    pathway: Pathway
    as_of: date

    @property
    @abstractmethod
    def destination(self) -> str:
        """The key of one of the pathway's letters."""

    @property
    def title(self) -> str:
        template = self.pathway.letters.get(self.destination)
        return template.title if template else _("A place that the pathway has no more")

    @property
    def is_referral(self) -> bool:
        """Whether a course is waited for, and not an answer to another letter."""
        template = self.pathway.letters.get(self.destination)
        return template is None or template.is_referral

    @property
    def state_in_words(self) -> str:
        return str(STATES[self.standing.state])

    @property
    def look(self) -> str:
        return LOOKS[self.standing.state]

    @property
    def since(self) -> date | None:
        return self.standing.since

    @property
    def days_waiting(self) -> int | None:
        return self.standing.days_waiting(self.as_of)

    @property
    def days_overdue(self) -> int:
        return self.standing.days_overdue(self.as_of, self.pathway.answer_expected_days)

    @property
    def is_returned(self) -> bool:
        return self.standing.state == CourseState.RETURNED

    @property
    def expected_on(self) -> date | None:
        return self.standing.expected_on

    @property
    def reason(self) -> str:
        """Why it was returned, in words; empty for a code that the pathway knows no more."""
        return self.pathway.return_reasons.get(self.standing.return_reason, "")


@dataclass(frozen=True)
class ReferralDisplay(StandingDisplay):
    """A referral that was fetched with its course, as it stands on one day."""

    referral: Referral
    pathway: Pathway
    course: Course
    standing: Standing
    as_of: date

    @property
    def destination(self) -> str:
        key: str = self.referral.destination
        return key

    @property
    def is_ended(self) -> bool:
        return self.course.state == CourseState.ENDED

    @property
    def was_sent(self) -> bool:
        return bool(self.course.sendings)

    @property
    def can_be_referred_again(self) -> bool:
        return self.course.state in CAN_BE_REFERRED_AGAIN

    @property
    def said(self) -> str:
        """What the receiver wrote with what happened last."""
        return self.course.last.text if self.course.last else ""

    @property
    def plans(self) -> list[tuple[date, str]]:
        """What the centre plans for the time after the course: the texts of its end, while that stands."""
        if not self.is_ended:
            return []
        ends = (moment for moment in self.course.moments if moment.state == CourseState.ENDED)
        return [(moment.on, moment.text) for moment in ends if moment.text]

    @property
    def versions(self) -> list[Letter]:
        return list(self.referral.letters.all())

    @property
    def in_preparation(self) -> Letter | None:
        return next((letter for letter in self.versions if not letter.signed_at), None)

    @property
    def newest_signed(self) -> Letter | None:
        return next((letter for letter in reversed(self.versions) if letter.signed_at), None)

    @cached_property
    def timeline(self) -> list[Entry]:
        """Everything that happened, the newest record first."""
        entries = [entry for letter in self.versions for entry in _entries_of_letter(letter)]
        entries += [self._entry_of(event) for event in self.referral.events.all()]
        return sorted(entries, key=lambda entry: entry.at, reverse=True)

    def _entry_of(self, event: ReferralEvent) -> Entry:
        said = [self.pathway.return_reasons.get(event.reason, ""), event.text]
        if event.expected_on:
            said.insert(0, _("expected %(day)s") % {"day": event.expected_on.strftime("%d.%m.%Y")})
        what = event.get_kind_display()
        if event.kind == CourseState.SENT and event.letter:
            what = _("version %(number)s sent") % {"number": event.letter.number}
        return Entry(event.recorded_at, event.on, what, event.recorded_by, tuple(filter(None, said)))


def _entries_of_letter(letter: Letter) -> Iterator[Entry]:
    def entry(at: datetime, what: str, by: Staff, *said: str) -> Entry:
        return Entry(at, timezone.localdate(at), what % {"number": letter.number}, by, said, letter)

    yield entry(letter.created_at, _("version %(number)s begun"), letter.created_by)
    if letter.signed_at and letter.signed_by:
        yield entry(letter.signed_at, _("version %(number)s signed"), letter.signed_by)
    withdrawal = getattr(letter, "withdrawal", None)
    if withdrawal:
        yield entry(
            withdrawal.withdrawn_at, _("version %(number)s withdrawn"), withdrawal.withdrawn_by, withdrawal.reason
        )


def display_referral(referral: Referral, content: Content, as_of: date) -> ReferralDisplay:
    """A referral that was fetched with its course (`prefetch_course`)."""
    pathway = pathway_named(content, referral.pathway_release)
    course = read_course(referral)
    return ReferralDisplay(referral, pathway, course, course.standing, as_of)


def display_now(referral: Referral, as_of: date) -> ReferralDisplay:
    """A referral as it stands in the database."""
    rows = prefetch_course(Referral.objects.select_related("pathway_release__publication").filter(pk=referral.pk))
    return display_referral(rows.get(), current_content(), as_of)


def outcome_line(referral: Referral) -> str:
    """What became of an earlier referral, as the letter that repeats it says it."""
    shown = display_now(referral, timezone.localdate())
    sent = min(shown.course.sendings.values(), default=None)
    begun = f", sendt {sent:%d.%m.%Y}" if sent else ""
    since = f" {shown.course.since:%d.%m.%Y}" if shown.course.since else ""
    line = f"Tidligere henvist til {shown.title.lower()}{begun}: {shown.state_in_words}{since}"
    if shown.is_returned:
        return f"{line}. {_sentence(shown.reason)}{_sentence(shown.said)}".rstrip()
    plans = " ".join(_sentence(plan).strip() for _day, plan in shown.plans)
    return f"{line}. Centrets plan: {plans}" if plans else f"{line}."


def _sentence(text: str) -> str:
    """The text on one line, ending as a sentence, with a space after it; empty for none."""
    flat = " ".join(text.split())
    return f"{flat if flat.endswith(('.', '!', '?')) else flat + '.'} " if flat else ""
