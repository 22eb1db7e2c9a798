"""What the journal note says of referrals."""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from assessment.models import Consultation, Episode
from assessment.note import DECISIONS
from guidelines.content import Content
from referrals.content import pathway_of
from referrals.models import Letter


def letters_in_the_note(
    episode: Episode, consultation: Consultation | None, content: Content
) -> Iterator[tuple[str, list[str]]]:
    """The letters that were begun, signed or withdrawn while the consultation lasted; without one: every letter."""
    titles = {key: found.title for key, found in pathway_of(content).destinations.items()}
    letters = Letter.objects.filter(referral__episode=episode).select_related("referral", "withdrawal")
    begin, end = (
        (consultation.opened_at, consultation.ended_at or timezone.now()) if consultation else (None, timezone.now())
    )

    def lasted(at: datetime) -> bool:
        return at <= end and (begin is None or begin <= at)

    for letter in letters.defer("sections", "frozen", "pdf").order_by("created_at"):
        title = f"Henvisning til {titles.get(letter.referral.destination, 'smertebehandling').lower()}"
        title += f", version {letter.number}" if letter.number > 1 else ""
        signed = letter.signed_at if letter.signed_at and letter.signed_at <= end else None
        at = signed or letter.created_at
        if lasted(at):
            day = timezone.localdate(at).strftime("%d.%m.%Y")
            yield (
                DECISIONS,
                [f"{title}: underskrevet {day}" if signed else f"{title}: begyndt {day}, ikke underskrevet"],
            )
        withdrawal = getattr(letter, "withdrawal", None)
        if withdrawal and lasted(withdrawal.withdrawn_at):
            day = timezone.localdate(withdrawal.withdrawn_at).strftime("%d.%m.%Y")
            yield (DECISIONS, [f"{title}: tilbagekaldt {day}: {withdrawal.reason}"])
