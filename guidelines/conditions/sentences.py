"""Conditions as Danish phrases that a clinician can read. Pure Python.

An older version may speak of facts and values that the vocabulary no longer has: their keys are shown then.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guidelines.vocabulary.model import DerivedFact, Question, Vocabulary, display_value

Fact = Question | DerivedFact


@dataclass(frozen=True)
class Phrase:
    """One line, and the lines that belong under it."""

    text: str
    children: tuple["Phrase", ...] = ()


HEADINGS = {"all": "Alle disse gælder:", "any": "Mindst ét af disse gælder:"}
NEGATED_HEADINGS = {"all": "Ikke alle disse gælder:", "any": "Ingen af disse gælder:"}


def phrase_of(tree: Any, vocabulary: Vocabulary) -> Phrase:
    """A stored condition, as it is read aloud. Raises ValueError for what is not a condition."""
    match tree:
        case {"all": list(children)} | {"any": list(children)} if len(tree) == 1:
            (kind,) = tree
            return Phrase(HEADINGS[kind], _phrases(children, vocabulary))
        case {"at_least": int(number), "of": list(children)} if len(tree) == 2:
            heading = HEADINGS["any"] if number == 1 else f"Mindst {number} af disse gælder:"
            return Phrase(heading, _phrases(children, vocabulary))
        case {"not": child}:
            return _negated(child, vocabulary)
        case {"population": str(key)}:
            population = vocabulary.populations.get(key)
            return Phrase(population.label if population else key)
        case {"always": True}:
            return Phrase("Altid")
        case {"fact": str(key), **comparison} if len(comparison) == 1:
            ((operator, operand),) = comparison.items()
            return Phrase(_comparison(key, str(operator), operand, vocabulary))
        case _:
            raise ValueError(f"{tree!r} is not a condition")


def populations_in(tree: Any, vocabulary: Vocabulary) -> list[str]:
    """The populations that a condition leans on, directly or through another one, in the order they are met."""
    found: dict[str, None] = {}

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            key = node.get("population")
            if isinstance(key, str) and key not in found and key in vocabulary.populations:
                found[key] = None
                walk(vocabulary.populations[key].when)
            walk(list(node.values()))

    walk(tree)
    return list(found)


def _phrases(trees: Iterable[Any], vocabulary: Vocabulary) -> tuple[Phrase, ...]:
    return tuple(phrase_of(tree, vocabulary) for tree in trees)


def _negated(tree: Any, vocabulary: Vocabulary) -> Phrase:
    match tree:
        case {"all": list(children)} | {"any": list(children)} if len(tree) == 1:
            (kind,) = tree
            return Phrase(NEGATED_HEADINGS[kind], _phrases(children, vocabulary))
        case {"at_least": int(number), "of": list(children)} if len(tree) == 2:
            heading = NEGATED_HEADINGS["any"] if number == 1 else f"Færre end {number} af disse gælder:"
            return Phrase(heading, _phrases(children, vocabulary))
        case {"fact": str(key), "is": str(value)}:
            return Phrase(_comparison(key, "not_in", [value], vocabulary))
    return Phrase("Dette gælder ikke:", (phrase_of(tree, vocabulary),))


def _comparison(key: str, operator: str, operand: Any, vocabulary: Vocabulary) -> str:
    fact = vocabulary.questions.get(key) or vocabulary.derived.get(key)
    say = WORDS.get(operator)
    if say is None:
        raise ValueError(f"{operator!r} is not a comparison")
    return say(vocabulary.short(key), operand, fact)


def _value(fact: Fact | None, value: Any) -> str:
    """A value in words: a label in quotation marks, a number with its unit."""
    labels: Mapping[Any, str] = fact.values if fact else {}
    if isinstance(value, str):
        return f"»{labels.get(value, value)}«"
    number = display_value(value, {}, fact.unit if fact else "")
    return f"{number} (»{labels[value]}«)" if value in labels else number


def _either(fact: Fact | None, values: list[Any], word: str = "eller") -> str:
    *before, last = (_value(fact, value) for value in values)
    return f"{', '.join(before)} {word} {last}" if before else last


def _months(number: int) -> str:
    return "1 måned" if number == 1 else f"{number} måneder"


def _is(name: str, operand: Any, fact: Fact | None) -> str:
    if isinstance(operand, bool):
        # "Tramadol: bruges nu" would give two colons.
        return f"{name.replace(': ', ' ')}: {'ja' if operand else 'nej'}"
    return f"{name} er {_value(fact, operand)}"


def _not_in(name: str, operand: list[Any], fact: Fact | None) -> str:
    return f"{name} er {'hverken' if len(operand) > 1 else 'ikke'} {_either(fact, operand)}"


def _empty(name: str, operand: bool, fact: Fact | None) -> str:
    if fact is not None and fact.type == "multi":
        return f"{name}: {'ingen af mulighederne er valgt' if operand else 'mindst én af mulighederne er valgt'}"
    return f"{name}: {'intet er skrevet' if operand else 'noget er skrevet'}"


def _older(name: str, operand: int, fact: Fact | None) -> str:
    return f"{name} er mere end {_months(operand)} siden" if operand else f"{name}: datoen er passeret"


def _than(words: str) -> Callable[[str, Any, Fact | None], str]:
    return lambda name, operand, fact: f"{name} er {words} {_value(fact, operand)}"


WORDS: Mapping[str, Callable[[str, Any, Fact | None], str]] = {
    "is": _is,
    "in": lambda name, operand, fact: f"{name} er {_either(fact, operand)}",
    "not_in": _not_in,
    "has": lambda name, operand, fact: f"{name} omfatter {_value(fact, operand)}",
    "empty": _empty,
    "gt": _than("mere end"),
    "gte": _than("mindst"),
    "lt": _than("mindre end"),
    "lte": _than("højst"),
    "older_than_months": _older,
    "within_months": lambda name, operand, fact: f"{name} ligger inden for de seneste {_months(operand)}",
    "answered": lambda name, operand, fact: f"{name}: {'besvaret' if operand else 'ikke besvaret'}",
}
