"""A referral pathway: criteria, destinations, routing, what a letter holds. Pure Python."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from guidelines.conditions import NOTHING, ConditionError, Node, compile_condition
from guidelines.facts import Facts, union
from guidelines.vocabulary import SourceReference, Vocabulary

logger = logging.getLogger(__name__)


class CriterionState(StrEnum):
    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"


STATE_OF = {True: CriterionState.MET, False: CriterionState.UNMET, None: CriterionState.UNKNOWN}


@dataclass(frozen=True)
class Criterion:
    """A requirement, or an exclusion: of an exclusion, `met` means that the reason to refuse is present."""

    key: str
    kind: Literal["requirement", "exclusion"]
    title: str
    condition: Node
    source: SourceReference
    unmet: str = ""
    met: str = ""
    advice: str = ""


@dataclass(frozen=True)
class Destination:
    key: str
    title: str
    description: str
    requires: tuple[str, ...]
    excludes: tuple[str, ...]
    first_line: str = ""

    @property
    def criteria(self) -> tuple[str, ...]:
        return self.requires + self.excludes


@dataclass(frozen=True)
class Route:
    planning_areas: tuple[str, ...]
    receiver: str
    gln: str
    centre: str
    clinics: tuple[str, ...]
    advice_phone: str
    advice_hours: str


@dataclass(frozen=True)
class LetterSection:
    key: str
    title: str
    required: bool
    holds: str
    facts: tuple[str, ...]
    treatments: Literal["none", "drug", "non_drug"]
    questionnaires: bool = False


@dataclass(frozen=True)
class WaitingStep:
    key: str
    title: str
    text: str
    condition: Node
    source: SourceReference


@dataclass(frozen=True)
class HighlySpecialised:
    condition: Node
    title: str
    text: str
    units: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Pathway:
    key: str
    title: str
    region: str
    as_of: str
    note: str
    planning_areas: Mapping[str, str]
    criteria: Mapping[str, Criterion]
    destinations: Mapping[str, Destination]
    routing: tuple[Route, ...]
    letter_sections: tuple[LetterSection, ...]
    waiting_time: tuple[WaitingStep, ...]
    highly_specialised: HighlySpecialised

    def route(self, planning_area: str) -> Route | None:
        """Where a letter from this planning area goes, or None when the area is not known."""
        return next((route for route in self.routing if planning_area in route.planning_areas), None)


@dataclass(frozen=True)
class CriterionResult:
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
    outcome: Outcome
    criteria: tuple[CriterionResult, ...]
    missing: tuple[str, ...]


def parse_pathway(key: str, body: Mapping[str, Any], vocabulary: Vocabulary) -> Pathway:
    """The pathway of a release's body. Raises ConditionError, KeyError or ValueError where it is not one."""
    criteria = {row["key"]: _criterion(row, vocabulary) for row in body["criteria"]}
    destinations = {row["key"]: _destination(row, criteria) for row in body["destinations"]}
    special = body["highly_specialised"]
    return Pathway(
        key=key,
        title=body["title"],
        region=body["region"],
        as_of=body["as_of"],
        note=body["note"],
        planning_areas={row["key"]: row["label"] for row in body["planning_areas"]},
        criteria=criteria,
        destinations=destinations,
        routing=tuple(_route(row) for row in body["routing"]),
        letter_sections=tuple(_letter_section(row, vocabulary) for row in body["letter_sections"]),
        waiting_time=tuple(_waiting_step(row, vocabulary) for row in body["waiting_time"]),
        highly_specialised=HighlySpecialised(
            compile_condition(special["when"], vocabulary), special["title"], special["text"], tuple(special["units"])
        ),
    )


def _source(row: Mapping[str, Any]) -> SourceReference:
    return SourceReference(row["source"]["source"], row["source"]["section"])


def _criterion(row: Mapping[str, Any], vocabulary: Vocabulary) -> Criterion:
    texts = {name: row[name] for name in ("unmet", "met", "advice") if name in row}
    condition = compile_condition(row["when"], vocabulary)
    return Criterion(row["key"], row["kind"], row["title"], condition, _source(row), **texts)


def _destination(row: Mapping[str, Any], criteria: Mapping[str, Criterion]) -> Destination:
    for key in (*row["requires"], *row["excludes"]):
        if key not in criteria:
            raise ConditionError(f"{row['key']}: there is no criterion {key!r}")
    return Destination(
        row["key"],
        row["title"],
        row["description"],
        tuple(row["requires"]),
        tuple(row["excludes"]),
        row.get("first_line", ""),
    )


def _route(row: Mapping[str, Any]) -> Route:
    return Route(
        tuple(row["planning_areas"]),
        row["receiver"],
        row["gln"],
        row["centre"],
        tuple(row["clinics"]),
        row["advice_phone"],
        row["advice_hours"],
    )


def _letter_section(row: Mapping[str, Any], vocabulary: Vocabulary) -> LetterSection:
    for key in row["facts"]:
        if vocabulary.fact_type(key) is None:
            raise ConditionError(f"{row['key']}: there is no fact {key!r}")
    return LetterSection(
        row["key"],
        row["title"],
        row["required"],
        row["holds"],
        tuple(row["facts"]),
        row["treatments"],
        row.get("questionnaires", False),
    )


def _waiting_step(row: Mapping[str, Any], vocabulary: Vocabulary) -> WaitingStep:
    condition = compile_condition(row.get("when", {"always": True}), vocabulary)
    return WaitingStep(row["key"], row["title"], row["text"], condition, _source(row))


def check_criteria(pathway: Pathway, facts: Facts) -> dict[str, CriterionResult]:
    """Every criterion's state, worked out once for a case. One whose rule fails is unknown, and marked as a fault."""
    if pathway not in facts.criteria:
        facts.criteria[pathway] = {key: _check_guarded(one, facts) for key, one in pathway.criteria.items()}
    checked: dict[str, CriterionResult] = facts.criteria[pathway]
    return checked


def _check_guarded(criterion: Criterion, facts: Facts) -> CriterionResult:
    try:
        value = criterion.condition.value(facts)
        missing = criterion.condition.missing(facts) if value is None else NOTHING
        return CriterionResult(criterion, STATE_OF[value], missing, criterion.condition.deciding(facts))
    except Exception:
        logger.exception("The rule of the criterion %s failed", criterion.key)
        return CriterionResult(criterion, CriterionState.UNKNOWN, NOTHING, NOTHING, fault=True)


def check_destinations(pathway: Pathway, facts: Facts) -> list[DestinationResult]:
    """For each destination whether the published criteria are met, and what is missing while that is open."""
    states = check_criteria(pathway, facts)
    results = []
    for destination in pathway.destinations.values():
        criteria = tuple(states[key] for key in destination.criteria)
        if any(result.in_the_way for result in criteria):
            outcome = Outcome.NOT_ELIGIBLE
        elif any(result.state == CriterionState.UNKNOWN for result in criteria):
            outcome = Outcome.UNDETERMINED
        else:
            outcome = Outcome.ELIGIBLE
        undetermined = outcome == Outcome.UNDETERMINED
        missing = sorted(union(result.missing for result in criteria)) if undetermined else []
        results.append(DestinationResult(destination, outcome, criteria, tuple(missing)))
    return results
