"""What the journal note says of referrals."""

from collections.abc import Iterator

from django.utils import timezone

from assessment.models import Consultation, Episode
from assessment.note import DECISIONS
from guidelines.content import Content
from referrals.content import pathway_named
from referrals.models import Letter


def letters_in_the_note(
    episode: Episode, consultation: Consultation | None, content: Content
) -> Iterator[tuple[str, list[str]]]:
    """The letters that were begun or signed while the consultation lasted; without one: every letter."""
    letters = Letter.objects.filter(referral__episode=episode).order_by("created_at")
    letters = letters.select_related("referral__pathway_release__publication")
    begin, end = (
        (consultation.opened_at, consultation.ended_at or timezone.now()) if consultation else (None, timezone.now())
    )
    for letter in letters.defer("sections", "frozen", "pdf"):
        template = pathway_named(content, letter.referral.pathway_release).letters.get(letter.referral.destination)
        title = template.heading if template else "Henvisning til smertebehandling"
        title += f", version {letter.number}" if letter.number > 1 else ""
        signed = letter.signed_at if letter.signed_at and letter.signed_at <= end else None
        at = signed or letter.created_at
        if at <= end and (begin is None or begin <= at):
            day = timezone.localdate(at).strftime("%d.%m.%Y")
            yield (
                DECISIONS,
                [f"{title}: underskrevet {day}" if signed else f"{title}: begyndt {day}, ikke underskrevet"],
            )
