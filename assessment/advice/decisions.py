"""The responses of clinicians to advice: reads the newest one to each recommendation, and records a new one."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from accounts.tenancy.statements import Prepared
from assessment.advice.counts import count_response
from assessment.models import AdviceResponse, Consultation, Episode, Inquiry, InquiryStep
from assessment.models.entries import StoredValue
from guidelines.in_force.content import PublishedRecommendation
from guidelines.models import RecommendationVersion

# The advice that was answered to, with what its headline is made of: as columns of the same query, or in one more.
OF_AN_ADVICE = ("recommendation_version__strength", "recommendation_version__recommendation__publication")
IN_ONE_QUERY = Prefetch(
    "recommendation_version",
    RecommendationVersion.objects.select_related("strength", "recommendation__publication"),
)


def latest_responses(episode: Episode) -> dict[int, AdviceResponse]:
    """The newest response to each recommendation, by the recommendation's id."""
    return {response.recommendation_id: response for response in latest_rows(episode=episode.pk)}


# 0.12 ms of CPU instead of 0.99.
latest_rows = Prepared(
    lambda episode: (
        AdviceResponse.objects.filter(episode=episode)
        .select_related("recorded_by__user")
        .annotate(
            recommendation_id=F("recommendation_version__recommendation_id"),
            unanswered=Subquery(Inquiry.objects.filter(decision=OuterRef("pk"), steps=None).values("pk")[:1]),
        )
        .order_by("recommendation_id", "-recorded_at")
        .distinct("recommendation_id")
    ),
    "episode",
)


def with_answer(responses: QuerySet[AdviceResponse]) -> QuerySet[AdviceResponse]:
    """The same, each with the question to a doctor about it (`asked`), and when that was first answered."""
    steps = InquiryStep.objects.filter(inquiry__decision=OuterRef("pk")).order_by("recorded_at")
    return responses.annotate(asked=F("inquiry__pk"), answered_at=Subquery(steps.values("recorded_at")[:1]))


def decisions_until(episode: Episode, moment: datetime) -> dict[int, AdviceResponse]:
    """The newest response to each recommendation that was given until then, by the recommendation's id."""
    given = AdviceResponse.objects.filter(episode=episode, recorded_at__lte=moment).order_by("recorded_at")
    given = given.select_related("recorded_by__user", "recommendation_version")
    return {response.recommendation_version.recommendation_id: response for response in given}


def responses_to(episode: Episode, recommendation: PublishedRecommendation) -> list[AdviceResponse]:
    """Every response to a recommendation, the newest first."""
    responses = AdviceResponse.objects.filter(
        episode=episode, recommendation_version__recommendation=recommendation.version.recommendation_id
    )
    return list(responses.select_related("recorded_by__user").order_by("-recorded_at"))


@transaction.atomic
def respond_to_advice(
    *,
    by: Staff,
    episode: Episode,
    consultation: Consultation | None,
    recommendation: PublishedRecommendation,
    response: str,
    reason: str = "",
    comment: str = "",
    until: date | None = None,
    facts: Mapping[str, StoredValue],
) -> AdviceResponse:
    """Keep what the clinician made of the advice, with the exact version and the facts that they saw it on.

    What is deferred comes back on the day `until`.
    """
    kept = AdviceResponse.in_practice(
        episode=episode,
        consultation=consultation,
        recommendation_version=recommendation.version,
        release=recommendation.release,
        response=response,
        reason=reason,
        comment=comment,
        deferred_until=until,
        facts=dict(facts),
        recorded_by=by,
    )
    kept.save(force_insert=True)
    count_response(kept)
    record_access(by=by, action=AccessAction.CHANGE, patient_id=episode.patient_id, detail=recommendation.version.title)
    return kept
