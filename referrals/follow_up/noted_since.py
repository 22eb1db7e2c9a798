"""What was noted after a letter was signed and before it was sent: the list of referrals names it."""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Prefetch, Q

from assessment.models import Treatment
from assessment.safety.gone_prompts import safety_questions
from guidelines.in_force.content import Content
from referrals.models import Referral


def noted_since_signing(referrals: Collection[UUID], content: Content) -> dict[UUID, tuple[str, ...]]:
    """The safety answers and treatments of each that are younger than its newest signature; in two queries.

    The page of the letter says what is another there than in the letter.
    """
    if not referrals:
        return {}
    signed = Max("letters__signed_at", filter=Q(letters__withdrawal=None))
    standing = Prefetch("episode__treatments", Treatment.objects.filter(removed_at=None), to_attr="standing")
    found = Referral.objects.filter(pk__in=referrals).annotate(signed_at=signed).select_related("episode")
    return {row.pk: tuple(_noted_since(row, content)) for row in found.prefetch_related(standing)}


def _noted_since(referral: Referral, content: Content) -> Iterator[str]:
    signed_at: datetime = referral.signed_at  # type: ignore[attr-defined]
    treatments: list[Treatment] = referral.episode.standing  # type: ignore[attr-defined]
    answers, vocabulary = referral.episode.answers, content.vocabulary
    for key in safety_questions(content):
        if key in answers and datetime.fromisoformat(answers[key]["at"]) > signed_at:
            yield vocabulary.short(key)
    for row in treatments:
        if row.recorded_at > signed_at:
            yield row.name or vocabulary.treatment_kinds[row.kind].label
