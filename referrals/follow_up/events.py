"""Records what became of a referral, and reads it: events are only added, each with its day, who and when."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from accounts.tenancy.statements import Prepared, at_once, lay_beside
from assessment.models import Episode
from guidelines.in_force.content import current_content
from referrals.follow_up.counts import count_event
from referrals.models import Letter, Referral, ReferralEvent
from referrals.pathways.in_force import pathway_named
from referrals.rules.course import Course, CourseState, Moment, Standing, StepFault, course_of, fault_in

# The field of the form that each fault is about, and what is said there.
FAULTS = {
    StepFault.NOT_SIGNED: ("kind", gettext_lazy("The letter is not signed, or it is withdrawn. Sign a version first.")),
    StepFault.NOT_SENT: ("kind", gettext_lazy("The letter is not marked as sent. Mark it as sent first.")),
    StepFault.SAY_WHY: (
        "text",
        gettext_lazy(
            "This does not follow from where the referral stands. If something was recorded by mistake, "
            "write what was wrong."
        ),
    ),
    StepFault.IN_FUTURE: ("on", gettext_lazy("The date has not come yet. Write the day it happened.")),
    StepFault.BEFORE_SIGNING: ("on", gettext_lazy("The date is before the letter was signed.")),
    StepFault.BEFORE_SENDING: ("on", gettext_lazy("The date is before the letter was sent.")),
    StepFault.BEFORE_LAST: ("on", gettext_lazy("The date is before what happened last to the referral.")),
    StepFault.NO_REASON: ("reason", gettext_lazy("Choose why the referral was returned.")),
    StepFault.REASON_WITHOUT_RETURN: (
        "reason",
        gettext_lazy("A reason belongs to a returned referral. Choose “returned”, or remove the reason."),
    ),
    StepFault.EXPECTED_WITHOUT_ACCEPTANCE: (
        "expected_on",
        gettext_lazy("An expected date belongs to an accepted referral. Choose “accepted”, or remove the date."),
    ),
    StepFault.EXPECTED_BEFORE: ("expected_on", gettext_lazy("The expected date is before the referral was accepted.")),
}


class StepRefused(ValueError):
    """The step cannot be recorded. Nothing was; `field` is what must be put right."""

    def __init__(self, fault: StepFault) -> None:
        self.field, message = FAULTS[fault]
        self.fault = fault
        super().__init__(str(message))


def prefetch_course(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    """Referrals with all that `read_course` needs, in two more queries."""
    return referrals.prefetch_related(Prefetch("letters", _all_letters()), Prefetch("events", _all_events()))


def _all_letters() -> QuerySet[Letter]:
    people = ("withdrawal__withdrawn_by__user", "created_by__user", "signed_by__user")
    return _bare_letters().select_related(*people)


def _bare_letters() -> QuerySet[Letter]:
    return Letter.objects.select_related("withdrawal").defer("pdf", "frozen", "sections").order_by("number")


def _all_events() -> QuerySet[ReferralEvent]:
    return _bare_events().select_related("recorded_by__user")


def _bare_events() -> QuerySet[ReferralEvent]:
    events = ReferralEvent.objects.select_related("letter")
    return events.defer("letter__pdf", "letter__frozen", "letter__sections").order_by("recorded_at")


_referrals = Prepared(
    lambda episode: (
        Referral.objects.filter(episode=episode)
        .select_related("pathway_release__publication")
        .defer("pathway_release__body")
        .order_by("-prepared_at")
    ),
    "episode",
)
_letters = Prepared(lambda episode: _bare_letters().filter(referral__episode=episode), "episode")
_events = Prepared(lambda episode: _bare_events().filter(referral__episode=episode), "episode")


def referrals_of(episode: Episode) -> list[Referral]:
    """The episode's referrals with their course, the newest first; who did each step is not fetched."""
    with at_once(_referrals, _letters, _events, episode=episode.pk):
        referrals = _referrals(episode=episode.pk)
        lay_beside(referrals, "letters", _letters(episode=episode.pk))
        lay_beside(referrals, "events", _events(episode=episode.pk))
        return referrals


def read_course(referral: Referral) -> Course:
    """Where the referral stands."""
    return course_of([*_moments_of_letters(referral.letters.all()), *map(moment_of, referral.events.all())])


def _moments_of_letters(letters: Iterable[Letter]) -> Iterable[Moment]:
    for letter in letters:
        if letter.signed_at:
            yield Moment(letter.signed_at, CourseState.SIGNED, timezone.localdate(letter.signed_at), letter.number)
        withdrawal = getattr(letter, "withdrawal", None)
        if withdrawal:
            at = withdrawal.withdrawn_at
            yield Moment(at, CourseState.WITHDRAWN, timezone.localdate(at), letter.number, text=withdrawal.reason)


def moment_of(event: ReferralEvent) -> Moment:
    return Moment(
        event.recorded_at,
        CourseState(event.kind),
        event.on,
        event.letter.number if event.letter else 0,
        event.reason,
        event.text,
        event.expected_on,
    )


def keep_standing(referral: Referral) -> None:
    """Keep with the referral where it stands, whenever a letter or an event has changed that.

    It is held until the transaction ends: of two changes at once, the later one sees both.
    """
    kept = Referral.objects.filter(pk=referral.pk)
    standing = read_course(prefetch_course(kept.select_for_update()).get()).standing
    kept.update(**{name: getattr(standing, name) for name in Standing.__slots__})


@transaction.atomic
def record_event(
    *,
    by: Staff,
    referral: Referral,
    kind: str,
    on: date,
    reason: str = "",
    text: str = "",
    expected_on: date | None = None,
    letter: Letter | None = None,
) -> ReferralEvent:
    """Record one step, and count it for the pathway's editors. The same step sent twice is recorded once.

    `letter` is the version that it is about: the one that was sent last, unless said otherwise. A step that corrects
    a mistake is a new one: both stand in the history, and the newest is what is true. Raises StepRefused.
    """
    Referral.objects.select_for_update().get(pk=referral.pk)
    current = prefetch_course(
        Referral.objects.filter(pk=referral.pk).select_related("pathway_release__publication")
    ).get()
    events = list(current.events.all())
    about = letter or next((event.letter for event in reversed(events) if event.letter), None)
    event = ReferralEvent.in_practice(
        referral=current,
        letter=about,
        kind=kind,
        on=on,
        reason=reason,
        text=text,
        expected_on=expected_on,
        recorded_by=by,
        recorded_at=timezone.now(),
    )
    if events and _says_the_same(events[-1], event):
        return events[-1]
    reasons = pathway_named(current_content(), current.pathway_release).return_reasons
    fault = fault_in(read_course(current), moment_of(event), reasons, timezone.localdate())
    if fault:
        raise StepRefused(fault)
    event.save(force_insert=True)
    keep_standing(current)
    count_event(event)
    record_access(
        by=by,
        action=AccessAction.CHANGE,
        patient_id=referral.episode.patient_id,
        detail=_("referral: %(what)s") % {"what": event.get_kind_display()},
    )
    return event


def _says_the_same(one: ReferralEvent, other: ReferralEvent) -> bool:
    fields = ("kind", "on", "reason", "text", "expected_on", "letter_id")
    return all(getattr(one, field) == getattr(other, field) for field in fields)
