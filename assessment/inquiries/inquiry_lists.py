"""Reads questions to doctors: one, those of an episode, and those of the practice that wait."""

from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Role, Staff
from assessment.models import Episode, Inquiry, InquiryStep
from assessment.rules.contacts.inquiry_state import CHANGING, OPEN, REPLIES


def _whole() -> QuerySet[Inquiry]:
    """Questions with whom they are of and for, and with their steps."""
    return Inquiry.objects.select_related("recorded_by__user", "doctor__user", "decision").prefetch_related(
        "steps__recorded_by__user"
    )


def get_inquiry(*, by: Staff, inquiry_id: UUID) -> Inquiry:
    """A question with its patient and everything that came of it. Raises Http404."""
    inquiry: Inquiry = get_object_or_404(_whole().select_related("episode__patient"), pk=inquiry_id)
    detail = _("question to a doctor")
    record_access(by=by, action=AccessAction.READ, patient_id=inquiry.episode.patient_id, detail=detail)
    return inquiry


def inquiries_of(episode: Episode) -> list[Inquiry]:
    """All of an episode, the newest first."""
    return list(_whole().filter(episode=episode).order_by("-recorded_at", "pk"))


def changing_now(by: Staff, episode: Episode) -> list[Inquiry]:
    """The questions of the episode that this doctor changes the treatment for: shown where that is done."""
    if by.role != Role.GP:
        return []
    steps = InquiryStep.objects.filter(kind=CHANGING, recorded_by=by, inquiry__episode=episode).values("inquiry")
    return [inquiry for inquiry in _whole().filter(pk__in=steps) if inquiry.changes_now == by]


def waiting_inquiries() -> list[Inquiry]:
    """What waits in the practice's open episodes for a doctor, or for the patient to be told: what is due first.

    A letter that waits for a signature stands among the letters. Whoever shows it writes the access log.
    """
    newest = InquiryStep.objects.filter(inquiry=OuterRef("pk")).order_by("-number")
    waiting = _whole().annotate(newest_kind=Subquery(newest.values("kind")[:1]))
    return list(
        waiting.filter(Q(newest_kind__isnull=True) | Q(newest_kind__in=(*REPLIES, CHANGING)), episode__ended_at=None)
        .exclude(about=Inquiry.About.LETTER, newest_kind__isnull=True)
        .select_related("episode__patient")
        .defer(*(f"episode__{name}" for name in Episode.DOCUMENTS))
        .order_by("answer_by", "answer_at", "recorded_at", "pk")
    )


def list_inquiries(*, by: Staff) -> tuple[list[Inquiry], list[Inquiry]]:
    """What waits for a doctor, and what waits for the patient to be told; in each one's own first."""
    record_access(by=by, action=AccessAction.SEARCH, detail=_("questions to doctors"))
    return split_waiting(by)


def split_waiting(by: Staff) -> tuple[list[Inquiry], list[Inquiry]]:
    """The same beside the open episodes, whose entry in the access log tells of both."""
    waiting = sorted(waiting_inquiries(), key=lambda inquiry: inquiry.owner != by)
    return (
        [inquiry for inquiry in waiting if inquiry.state == OPEN],
        [inquiry for inquiry in waiting if inquiry.state != OPEN],
    )
