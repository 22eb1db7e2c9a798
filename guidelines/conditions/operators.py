"""The comparisons that a condition can make with one fact, and why one cannot be used. Pure Python."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.facts import Facts
from guidelines.vocabulary.model import FactType, Vocabulary, display_value

LONGEST_IN_MONTHS = 1200
NUMERIC = frozenset({"number", "scale"})
LISTED = frozenset({"choice", "bool"})


@dataclass(frozen=True)
class Operator:
    """A comparison, the fact types it is meant for, its operand's type, and the words for it."""

    types: frozenset[str]
    test: Callable[[Any, Any, Facts], bool]
    operand: type | tuple[type, ...]
    words: str


OPERATORS: Mapping[str, Operator] = {
    "is": Operator(LISTED, lambda value, operand, facts: value == operand, (bool, str), "er"),
    "in": Operator(frozenset({"choice"}), lambda value, operand, facts: value in operand, list, "er en af"),
    "not_in": Operator(frozenset({"choice"}), lambda value, operand, facts: value not in operand, list, "er ingen af"),
    "has": Operator(frozenset({"multi"}), lambda value, operand, facts: operand in value, str, "omfatter"),
    "empty": Operator(
        frozenset({"multi", "text"}), lambda value, operand, facts: (not value) is operand, bool, "er tom"
    ),
    "gt": Operator(NUMERIC, lambda value, operand, facts: value > operand, (int, float), "er mere end"),
    "gte": Operator(NUMERIC, lambda value, operand, facts: value >= operand, (int, float), "er mindst"),
    "lt": Operator(NUMERIC, lambda value, operand, facts: value < operand, (int, float), "er mindre end"),
    "lte": Operator(NUMERIC, lambda value, operand, facts: value <= operand, (int, float), "er højst"),
    "older_than_months": Operator(
        frozenset({"date"}),
        lambda value, operand, facts: value < add_months(facts.as_of, -operand),
        int,
        "er mere end … måneder siden",
    ),
    "within_months": Operator(
        frozenset({"date"}),
        lambda value, operand, facts: add_months(facts.as_of, -operand) <= value <= facts.as_of,
        int,
        "ligger inden for de seneste … måneder",
    ),
}
TYPES: Mapping[FactType, str] = {
    "bool": "et ja eller nej",
    "choice": "ét valg fra en liste",
    "multi": "flere valg fra en liste",
    "number": "et tal",
    "scale": "et tal på en skala",
    "text": "fri tekst",
    "date": "en dato",
}


def comparison_fault(tree: Mapping[str, Any], vocabulary: Vocabulary) -> str:
    """Why {"fact": key, OPERATOR: operand} cannot be used, in words for the one who edits it; empty when it can."""
    fact, operators = tree["fact"], [key for key in tree if key != "fact"]
    fact_type = vocabulary.fact_type(fact) if isinstance(fact, str) else None
    if fact_type is None:
        return f"Der er intet spørgsmål og ingen beregnet oplysning med nøglen {shown(fact)}."
    name = named(fact, vocabulary)
    if fact in vocabulary.questions and vocabulary.questions[fact].retired:
        return f"{name} er udgået. Der bliver ikke spurgt om det mere, så en betingelse kan ikke bygge på det."
    if len(operators) != 1:
        return f"{name} skal sammenlignes netop én gang, ikke {len(operators)}."
    operator, operand = operators[0], tree[operators[0]]
    if operator == "answered":
        return "" if isinstance(operand, bool) else f"{name}: »er besvaret« er ja eller nej, ikke {shown(operand)}."
    known = OPERATORS.get(operator)
    if known is None:
        return f"{name}: {shown(operator)} er ikke en sammenligning."
    if fact_type not in known.types:
        return f"{name} er {TYPES[fact_type]} og kan ikke bruges med »{known.words}« ({operator})."
    return _operand_fault(name, fact, fact_type, operator, operand, vocabulary)


def _operand_fault(
    name: str, fact: str, fact_type: FactType, operator: str, operand: Any, vocabulary: Vocabulary
) -> str:
    known = OPERATORS[operator]
    refused = f"{name} er {TYPES[fact_type]} og kan ikke sammenlignes med {shown(operand)} (»{known.words}«)."
    if not isinstance(operand, known.operand) or (isinstance(operand, bool) and operator not in ("is", "empty")):
        return refused
    if operator == "is" and (fact_type == "bool") is not isinstance(operand, bool):
        return refused
    if isinstance(operand, list) and not operand:
        return f"{name}: »{known.words}« skal have mindst én værdi."
    if fact_type == "date" and operand not in range(LONGEST_IN_MONTHS + 1):
        return f"{name}: antallet af måneder skal være fra 0 til {LONGEST_IN_MONTHS}, ikke {operand}."
    if fact_type in ("choice", "multi") and operator != "empty":
        allowed = vocabulary.questions[fact].values
        outside = [
            value for value in (operand if isinstance(operand, list) else [operand]) if not _is_one_of(value, allowed)
        ]
        if outside:
            return f"{name} kan ikke være {listed(outside)}. Vælg blandt {_either(allowed.values())}."
    return ""


def _is_one_of(value: Any, allowed: Mapping[str, str]) -> bool:
    return isinstance(value, str) and value in allowed


def named(fact: str, vocabulary: Vocabulary) -> str:
    """The fact by its short name and its key."""
    return f"»{vocabulary.short(fact)}« ({fact})"


def shown(value: Any) -> str:
    """What stands in the condition, quoted."""
    words = {True: "ja", False: "nej", None: "ingenting"}
    if value is None or isinstance(value, bool):
        return f"»{words[value]}«"
    if isinstance(value, float):
        return f"»{display_value(value, {})}«"
    return f"»{value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)}«"


def listed(values: Iterable[Any]) -> str:
    return ", ".join(shown(value) for value in values)


def _either(labels: Iterable[str]) -> str:
    *before, last = (f"»{label}«" for label in labels)
    return f"{', '.join(before)} eller {last}" if before else last
