"""Counts what clinicians decide on each recommendation, without practice and patient, for those who keep the content.

Comments are never counted and never shown: they are written about a patient.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone

from assessment.models import AdviceFigure, AdviceResponse
from assessment.rules.small_numbers import Quarter, ShownNumber, sum_beside

Response = AdviceResponse.Response
WITH_REASONS = (Response.DISMISS, Response.DEFER)


def count_response(kept: AdviceResponse) -> None:
    """Count a response, in the transaction that writes it.

    The same answer of one episode to the same version is counted once, however often it is given; another answer, or
    the same one to another version, is counted beside it.
    """
    same = AdviceResponse.objects.filter(
        episode=kept.episode_id,
        recommendation_version=kept.recommendation_version_id,
        response=kept.response,
        reason=kept.reason,
    )
    if same.exclude(pk=kept.pk).exists():
        return
    AdviceFigure(
        recommendation_version_id=kept.recommendation_version_id,
        response=kept.response,
        reason=kept.reason,
        month=timezone.localdate(kept.recorded_at).replace(day=1),
    ).save(force_insert=True)


@dataclass(frozen=True)
class ResponseFigures:
    """How often clinicians dismissed or deferred in one quarter, with every reason by its words."""

    words: str
    total: ShownNumber
    reasons: Mapping[str, ShownNumber]

    @property
    def reasons_shown(self) -> dict[str, ShownNumber]:
        """The reasons that are common enough to be told."""
        return {words: number for words, number in self.reasons.items() if number.rounded is not None}


@dataclass(frozen=True)
class QuarterOfResponses:
    quarter: Quarter
    followed: ShownNumber
    refusals: tuple[ResponseFigures, ...]


def figures_by_recommendation(as_of: date, *, only: int | None = None) -> dict[int, list[QuarterOfResponses]]:
    """By the recommendation's id, all its versions together: each quarter that is over, the newest first.

    A number is rounded, and below five it is not told; a sum is shown so that it gives no part back. A quarter that
    still runs is not shown, so that no count is seen to grow by one. `only`: the id of the one that is asked for.
    """
    counted = AdviceFigure.objects.values("recommendation_version__recommendation", "response", "reason", "month")
    if only is not None:
        counted = counted.filter(recommendation_version__recommendation=only)
    found: dict[int, dict[Quarter, Counter[tuple[str, str]]]] = {}
    for row in counted.annotate(number=Count("pk")).order_by():
        quarter = Quarter.of(row["month"])
        if quarter < Quarter.of(as_of):
            quarters = found.setdefault(row["recommendation_version__recommendation"], {})
            quarters.setdefault(quarter, Counter())[row["response"], row["reason"]] += row["number"]
    return {
        key: [_quarter(quarter, quarters[quarter]) for quarter in sorted(quarters, reverse=True)]
        for key, quarters in found.items()
    }


def _quarter(quarter: Quarter, counts: Counter[tuple[str, str]]) -> QuarterOfResponses:
    followed = sum(number for (response, _reason), number in counts.items() if response == Response.FOLLOW)
    refusals = tuple(_refusals(response, counts) for response in WITH_REASONS)
    return QuarterOfResponses(quarter, ShownNumber.of(followed), refusals)


def _refusals(response: Response, counts: Counter[tuple[str, str]]) -> ResponseFigures:
    reasons = {str(reason.label): counts[response, reason] for reason in AdviceResponse.Reason}
    shown = {words: ShownNumber.of(number) for words, number in reasons.items()}
    return ResponseFigures(str(response.label), sum_beside(sum(reasons.values()), shown.values()), shown)
