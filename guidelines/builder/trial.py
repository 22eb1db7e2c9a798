"""What a condition says of one written case. Pure Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.text.danish import sort_key
from guidelines.conditions.tree import Node
from guidelines.recommendations.case_parsing import parse_day, stored_value
from guidelines.recommendations.evaluation import STATUS_OF, Status
from guidelines.vocabulary.facts import Facts, Value
from guidelines.vocabulary.model import Vocabulary


@dataclass(frozen=True)
class TrialOutcome:
    """The result, what is missing while it is unknown, and the facts with their values that decided it."""

    status: Status
    missing: tuple[str, ...]
    deciding: tuple[tuple[str, str], ...]


def facts_of_case(case: Mapping[str, Any], vocabulary: Vocabulary) -> Facts:
    """The facts that a case gives. Raises ValueError where it is not one."""
    given, day = case.get("facts", {}), parse_day(case.get("as_of"))
    if not isinstance(given, Mapping) or day is None:
        raise ValueError("no case")
    values = {key: _value(key, value, vocabulary) for key, value in given.items()}
    lacking = {key: frozenset(fact.inputs) for key, fact in vocabulary.derived.items() if fact.inputs}
    return Facts(day, values, lacking)


def _value(key: str, value: Any, vocabulary: Vocabulary) -> Value:
    fact_type = vocabulary.fact_type(key)
    if fact_type is None:
        raise ValueError(key)
    return stored_value(fact_type, value)


def outcome_of(node: Node, case: Mapping[str, Any], vocabulary: Vocabulary) -> TrialOutcome:
    """Raises ValueError where the case is not one."""
    facts = facts_of_case(case, vocabulary)
    return TrialOutcome(
        STATUS_OF[node.value(facts)],
        tuple(sorted((vocabulary.short(key) for key in node.missing(facts)), key=sort_key)),
        tuple(
            sorted(
                ((vocabulary.short(key), _shown(key, facts, vocabulary)) for key in node.deciding(facts)),
                key=lambda fact: sort_key(*fact),
            )
        ),
    )


def _shown(key: str, facts: Facts, vocabulary: Vocabulary) -> str:
    return vocabulary.display(key, facts.values[key]) if key in facts.values else "ikke besvaret"
