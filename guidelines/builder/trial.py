"""Tries a condition on one case, which is written as JSON, and says what it answers. Pure Python."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.text.danish import sort_key
from guidelines.conditions.tree import Node
from guidelines.conditions.words import fact_of
from guidelines.recommendations.case_parsing import parse_day, parse_value
from guidelines.recommendations.evaluation import STATUS_OF, Status
from guidelines.vocabulary.facts import Facts, Value
from guidelines.vocabulary.model import Vocabulary


@dataclass(frozen=True)
class TrialOutcome:
    """The result, what is missing while it is unknown, and the facts with their values that decided it."""

    status: Status
    missing: tuple[str, ...]
    deciding: tuple[tuple[str, str], ...]


class UnreadableCase(ValueError):
    """It is no case, or it names a fact or a value that the content does not have."""


def facts_of_case(case: object, vocabulary: Vocabulary) -> Facts:
    """The facts that a case gives. Raises UnreadableCase."""
    given = case.get("facts", {}) if isinstance(case, Mapping) else None
    as_of = parse_day(case.get("as_of")) if isinstance(case, Mapping) else None
    if as_of is None or not isinstance(given, Mapping):
        raise UnreadableCase
    values: dict[str, Value] = {}
    for key, value in given.items():
        fact = fact_of(key, vocabulary)
        if fact is None:
            raise UnreadableCase(key)
        try:
            values[key] = parse_value(fact, value, as_of)
        except ValueError as error:
            raise UnreadableCase(key) from error
    return Facts(
        as_of, values, {key: frozenset(fact.inputs) for key, fact in vocabulary.derived.items() if fact.inputs}
    )


def outcome_of(node: Node, case: object, vocabulary: Vocabulary) -> TrialOutcome:
    """What the condition says of the case. Raises UnreadableCase."""
    facts = facts_of_case(case, vocabulary)
    return TrialOutcome(
        STATUS_OF[node.value(facts)],
        tuple(sorted((vocabulary.short(key) for key in node.missing(facts)), key=sort_key)),
        tuple(
            sorted(
                ((vocabulary.short(key), _value_in_words(key, facts, vocabulary)) for key in node.deciding(facts)),
                key=lambda fact: sort_key(*fact),
            )
        ),
    )


def _value_in_words(key: str, facts: Facts, vocabulary: Vocabulary) -> str:
    return vocabulary.display(key, facts.values[key]) if key in facts.values else "ikke besvaret"
