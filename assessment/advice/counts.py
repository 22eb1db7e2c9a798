"""Counts what clinicians decide on each recommendation, without practice and patient, for those who keep the content.

Comments are never counted and never shown: they are written about a patient.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils import timezone

from assessment.advice.answer_choices import TO_AVOID, TO_DO, WITHOUT_REASON, AnswerChoices, Reason, Response
from assessment.models import AdviceFigure, AdviceResponse
from assessment.rules.small_numbers import Quarter, ShownNumber, sum_beside

Counts = Counter[tuple[str, str]]
# In the order of the editors' table.
REFUSALS = (Response.DISMISS, Response.DEFER, Response.USE)


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
    """How often clinicians did not do as it says in one quarter, with every reason by its words."""

    words: str
    total: ShownNumber
    reasons: Mapping[str, ShownNumber]

    @property
    def reasons_shown(self) -> dict[str, ShownNumber]:
        """The reasons that are common enough to be told."""
        return {words: number for words, number in self.reasons.items() if number.rounded is not None}


@dataclass(frozen=True)
class QuarterOfResponses:
    """`done`: how often clinicians did as it says; `done_words`: what that is called."""

    quarter: Quarter
    done_words: str
    done: ShownNumber
    refusals: tuple[ResponseFigures, ...]


def figures_by_recommendation(as_of: date, *, only: int | None = None) -> dict[int, list[QuarterOfResponses]]:
    """By the recommendation's id, all its versions together: each quarter that is over, the newest first.

    A number is rounded, and below five it is not told; a sum is shown so that it gives no part back. A quarter that
    still runs is not shown, so that no count is seen to grow by one. `only`: the id of the one that is asked for.
    """
    counted = AdviceFigure.objects.values("recommendation_version__recommendation", "response", "reason", "month")
    if only is not None:
        counted = counted.filter(recommendation_version__recommendation=only)
    found: dict[int, dict[Quarter, Counts]] = {}
    for row in counted.annotate(number=Count("pk")).order_by():
        quarter = Quarter.of(row["month"])
        if quarter < Quarter.of(as_of):
            quarters = found.setdefault(row["recommendation_version__recommendation"], {})
            quarters.setdefault(quarter, Counter())[row["response"], row["reason"]] += row["number"]
    return {key: _quarters(quarters) for key, quarters in found.items()}


def _quarters(quarters: Mapping[Quarter, Counts]) -> list[QuarterOfResponses]:
    counted = {response for counts in quarters.values() for response, _reason in counts}
    answers = TO_AVOID if counted & {*TO_AVOID.choices} else TO_DO
    refusals = [response for response in REFUSALS if response in answers.choices or response in counted]
    return [_quarter(quarter, quarters[quarter], answers, refusals) for quarter in sorted(quarters, reverse=True)]


def _quarter(
    quarter: Quarter, counts: Counts, answers: AnswerChoices, refusals: Iterable[Response]
) -> QuarterOfResponses:
    done = next(response for response in answers.choices if response in WITHOUT_REASON)
    number = sum(number for (response, _reason), number in counts.items() if response in WITHOUT_REASON)
    return QuarterOfResponses(
        quarter,
        str(done.label),
        ShownNumber.of(number),
        tuple(_refusals(response, counts, answers) for response in refusals),
    )


def _refusals(response: Response, counts: Counts, answers: AnswerChoices) -> ResponseFigures:
    """The reasons that can be chosen now, and those that were chosen besides."""
    offered = [reason for reason in Reason if reason in answers.reasons or counts[response, reason]]
    reasons = {str(reason.label): counts[response, reason] for reason in offered}
    shown = {words: ShownNumber.of(number) for words, number in reasons.items()}
    return ResponseFigures(str(response.label), sum_beside(sum(reasons.values()), shown.values()), shown)
