"""Evaluates the recommendations of a release for one case. Pure Python."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from guidelines.conditions.tree import NOTHING, Node, compile_condition
from guidelines.vocabulary.facts import Facts
from guidelines.vocabulary.model import Vocabulary

logger = logging.getLogger(__name__)


class Status(StrEnum):
    APPLIES = "applies"
    DOES_NOT_APPLY = "does_not_apply"
    UNKNOWN = "unknown"
    FAULT = "fault"


STATUS_OF = {True: Status.APPLIES, False: Status.DOES_NOT_APPLY, None: Status.UNKNOWN}


@dataclass(frozen=True)
class CompiledRecommendation:
    """The rule of one recommendation, ready to evaluate. `key` is guideline/recommendation."""

    key: str
    applies_when: Node
    attention_when: Node | None

    @property
    def facts_used(self) -> frozenset[str]:
        """Every fact that the rule asks of."""
        attention = self.attention_when.facts_used() if self.attention_when else NOTHING
        return self.applies_when.facts_used() | attention


class RecommendationResult(NamedTuple):
    """What the rules say of one recommendation: some seventy are made for every case."""

    key: str
    status: Status
    attention: bool | None
    missing: tuple[str, ...]
    deciding: frozenset[str]


def compile_recommendation(
    key: str, applies_when: Any, attention_when: Any, vocabulary: Vocabulary, populations: Mapping[str, Node]
) -> CompiledRecommendation:
    """Raises ConditionError if a condition cannot be used with this vocabulary."""
    return CompiledRecommendation(
        key,
        compile_condition(applies_when, vocabulary, populations),
        compile_condition(attention_when, vocabulary, populations) if attention_when is not None else None,
    )


def outcome_of(recommendation: CompiledRecommendation, facts: Facts) -> tuple[Status, bool | None]:
    """Whether the recommendation applies, and whether it needs attention (None: that cannot be known yet)."""
    status = STATUS_OF[recommendation.applies_when.value(facts)]
    if status != Status.APPLIES or recommendation.attention_when is None:
        return status, False
    return status, recommendation.attention_when.value(facts)


def evaluate_recommendation(recommendation: CompiledRecommendation, facts: Facts) -> RecommendationResult:
    """The outcome, with what is missing and what decided it."""
    key, applies_when, attention_when = recommendation.key, recommendation.applies_when, recommendation.attention_when
    applies = applies_when.value(facts)
    behind = applies_when.behind(facts, applies)
    if applies is None:
        return RecommendationResult(key, Status.UNKNOWN, False, tuple(sorted(behind)), NOTHING)
    if not applies or attention_when is None:
        return RecommendationResult(key, STATUS_OF[applies], False, (), behind)
    attention = attention_when.value(facts)
    about = attention_when.behind(facts, attention)
    if attention is None:
        return RecommendationResult(key, Status.APPLIES, None, tuple(sorted(about)), behind)
    return RecommendationResult(key, Status.APPLIES, attention, (), behind | about)


def open_facts(recommendation: CompiledRecommendation, facts: Facts) -> frozenset[str]:
    """The unknown facts themselves, computed ones too, in the branches that are still undecided."""
    if recommendation.applies_when.value(facts) is None:
        return unknown_in(recommendation.applies_when, facts)
    return unknown_in(recommendation.attention_when, facts) if recommendation.attention_when else NOTHING


def unknown_in(node: Node, facts: Facts) -> frozenset[str]:
    """The unknown facts in the undecided branches of one condition: as `missing`, before it says what they lack."""
    return node.missing(Facts(facts.as_of, facts.values, populations=facts.populations))


def evaluate_all(recommendations: Iterable[CompiledRecommendation], facts: Facts) -> list[RecommendationResult]:
    """Every recommendation's result. A fault in one rule is its own status: never silence, never a guess."""
    return [_evaluate_guarded(recommendation, facts) for recommendation in recommendations]


def _evaluate_guarded(recommendation: CompiledRecommendation, facts: Facts) -> RecommendationResult:
    try:
        return evaluate_recommendation(recommendation, facts)
    except Exception:
        logger.exception("The rule of %s failed", recommendation.key)
        return RecommendationResult(recommendation.key, Status.FAULT, None, (), NOTHING)
