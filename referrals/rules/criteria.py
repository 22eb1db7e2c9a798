"""Checks the criteria of a pathway for one case. Pure Python."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from guidelines.conditions.verdicts import verdict_of
from guidelines.vocabulary.facts import Facts, union
from referrals.rules.pathway import Criterion, Destination, Pathway


class CriterionState(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class Eligibility(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"


STATE_OF = {True: CriterionState.MET, False: CriterionState.UNMET, None: CriterionState.UNKNOWN}


class CriterionResult(NamedTuple):
    criterion: Criterion
    state: CriterionState
    missing: frozenset[str]
    deciding: frozenset[str]
    fault: bool = False

    @property
    def in_the_way(self) -> bool:
        """Whether this criterion alone makes the destination not eligible."""
        refusing = CriterionState.UNMET if self.criterion.kind == "requirement" else CriterionState.MET
        return self.state == refusing


@dataclass(frozen=True)
class DestinationResult:
    destination: Destination
    outcome: Eligibility
    criteria: tuple[CriterionResult, ...]
    missing: tuple[str, ...]


def check_criteria(pathway: Pathway, facts: Facts) -> dict[str, CriterionResult]:
    """Every criterion's state, worked out once for a case. One whose rule fails is unknown, and marked as a fault."""
    if pathway not in facts.criteria:
        facts.criteria[pathway] = {key: _check(one, facts) for key, one in pathway.criteria.items()}
    checked: dict[str, CriterionResult] = facts.criteria[pathway]
    return checked


def _check(criterion: Criterion, facts: Facts) -> CriterionResult:
    found = verdict_of(criterion.condition, facts, name=f"the criterion {criterion.key}")
    return CriterionResult(criterion, STATE_OF[found.value], found.missing, found.deciding, found.is_fault)


def check_destinations(pathway: Pathway, facts: Facts) -> list[DestinationResult]:
    """For each destination whether the published criteria are met, and what is missing while that is open."""
    states = check_criteria(pathway, facts)
    results = []
    for destination in pathway.destinations.values():
        criteria = tuple(states[key] for key in destination.criteria)
        if any(result.in_the_way for result in criteria):
            outcome = Eligibility.NOT_ELIGIBLE
        elif any(result.state == CriterionState.UNKNOWN for result in criteria):
            outcome = Eligibility.UNDETERMINED
        else:
            outcome = Eligibility.ELIGIBLE
        undetermined = outcome == Eligibility.UNDETERMINED
        missing = sorted(union(result.missing for result in criteria)) if undetermined else []
        results.append(DestinationResult(destination, outcome, criteria, tuple(missing)))
    return results
