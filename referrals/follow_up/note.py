"""The lines about referrals in the journal note."""

from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from assessment.models import Episode
from assessment.notes.contact_rows import read_once
from assessment.record.contacts import Contact, end_of, make_time_test
from assessment.rules.line_words import day, label_text
from guidelines.in_force.content import Content
from guidelines.vocabulary.model import Held
from referrals.follow_up.course_display import display_referral
from referrals.follow_up.events import referrals_of
from referrals.models import Referral, ReferralEvent
from referrals.pathways.in_force import template_in_force
from referrals.rules.course import CourseState

NoteLines = Iterator[tuple[Held, list[str]]]


def letters_in_the_note(episode: Episode, contact: Contact | None, content: Content, is_long: bool) -> NoteLines:
    """The letters that were begun, signed or withdrawn while the contact lasted; of the whole episode: every letter."""
    end, is_told = _span(contact)
    letters = [(letter, referral) for referral in _referrals_of(episode) for letter in referral.letters.all()]
    for letter, referral in sorted(letters, key=lambda pair: pair[0].created_at):
        template = template_in_force(content, referral)
        title = template.heading if template else "Henvisning til smertebehandling"
        title += f", version {letter.number}" if letter.number > 1 else ""
        signed = letter.signed_at if letter.signed_at and letter.signed_at <= end else None
        at = signed or letter.created_at
        if is_told(at, (signed and letter.signed_by_id) or letter.created_by_id):
            then = day(timezone.localdate(at))
            yield (
                "decisions",
                [f"{title}: underskrevet {then}" if signed else f"{title}: begyndt {then}, ikke underskrevet"],
            )
        withdrawal = getattr(letter, "withdrawal", None)
        if withdrawal and is_told(withdrawal.withdrawn_at, withdrawal.withdrawn_by_id):
            then = day(timezone.localdate(withdrawal.withdrawn_at))
            yield ("decisions", [f"{title}: tilbagekaldt {then}: {withdrawal.reason}"])


def course_in_the_note(episode: Episode, contact: Contact | None, content: Content, is_long: bool) -> NoteLines:
    """What was recorded of referrals while the contact lasted; of the whole episode: all of it.

    The centre's plan after a course stands with what was agreed: it is what the practice goes on with.
    """
    end, is_told = _span(contact)
    for referral in reversed(_referrals_of(episode)):
        shown = display_referral(referral, content, timezone.localdate(end))
        for event in referral.events.all():
            if is_told(event.recorded_at, event.recorded_by_id):
                yield "decisions", [_event_line(event, shown.title, shown.pathway.return_reasons.get(event.reason, ""))]
                if event.kind == CourseState.ENDED and event.text:
                    yield "agreed", [label_text(f"Centrets plan, {day(event.on)}", event.text)]


def _referrals_of(episode: Episode) -> list[Referral]:
    return read_once(episode, "referrals", lambda: referrals_of(episode))


def _span(contact: Contact | None) -> tuple[datetime, Callable[[datetime, UUID], bool]]:
    """When what is told of ends, and whether what somebody did at a moment belongs to it."""
    if contact is None:
        now = timezone.now()
        return now, lambda at, by: at <= now
    return end_of(contact), make_time_test(contact)


def _event_line(event: ReferralEvent, title: str, reason: str) -> str:
    said = f"{event.get_kind_display()} {day(event.on)}"
    said += f", forventet {day(event.expected_on)}" if event.expected_on else ""
    said += f" ({reason})" if reason else ""
    text = event.text if event.text and event.kind != CourseState.ENDED else ""
    return label_text(f"Henvisning til {title.lower()}", f"{said}. {text}" if text else said)
