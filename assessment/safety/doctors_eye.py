"""What a nurse has decided on safety prompts, and what was handed on, until a doctor has seen it."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from accounts.log.entries import record_access
from accounts.models import AccessAction, Role, Staff
from assessment.models import AdviceResponse, DoctorSight


def unseen() -> QuerySet[AdviceResponse]:
    """What was handed on or left open, by whomever, and what anyone but a doctor decided."""
    waits = [AdviceResponse.Safety.HANDED_ON, AdviceResponse.Safety.LEFT_OPEN]
    is_for_a_doctor = Q(safety__in=waits) | ~Q(recorded_by__role=Role.GP)
    return AdviceResponse.objects.exclude(safety="").filter(is_for_a_doctor, sight=None)


@transaction.atomic
def mark_seen(*, by: Staff, decision_id: UUID) -> AdviceResponse:
    """Keep that a doctor has seen what another decided; once is enough. Raises Http404.

    What somebody has handed on or left open themselves goes by a decision, or when another has seen it; once it has
    been seen, another press changes nothing.
    """
    decisions = AdviceResponse.objects.exclude(safety="").exclude(recorded_by=by, sight=None)
    decisions = decisions.select_related("episode", "recommendation_version")
    response = get_object_or_404(decisions, pk=decision_id)
    DoctorSight.objects.get_or_create(response=response, defaults={"practice_id": by.practice_id, "seen_by": by})
    detail = response.recommendation_version.title
    record_access(by=by, action=AccessAction.CHANGE, patient_id=response.episode.patient_id, detail=detail)
    return response


def see_earlier(*, by: Staff, decision: AdviceResponse) -> None:
    """A doctor who decides on a prompt has seen what others decided on it before."""
    earlier = unseen().filter(
        episode=decision.episode_id,
        recommendation_version__recommendation=decision.recommendation_version.recommendation_id,
    )
    sights = [DoctorSight.in_practice(response=response, seen_by=by) for response in earlier]
    DoctorSight.objects.bulk_create(sights, ignore_conflicts=True)
