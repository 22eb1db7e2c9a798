"""Conditions as Danish phrases that a clinician can read. Pure Python.

An older version may speak of facts and values that the vocabulary no longer has: their keys are shown then.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from guidelines.conditions.operands import OperandError
from guidelines.conditions.operators import OPERATORS
from guidelines.conditions.words import fact_of, quote
from guidelines.vocabulary.model import Vocabulary


@dataclass(frozen=True)
class Phrase:
    """One line, and the lines that belong under it."""

    text: str
    children: tuple["Phrase", ...] = ()


HEADINGS = {"all": "Alle disse gælder:", "any": "Mindst ét af disse gælder:"}
NEGATED_HEADINGS = {"all": "Ikke alle disse gælder:", "any": "Ingen af disse gælder:"}


def phrase_of(tree: object, vocabulary: Vocabulary) -> Phrase:
    """A stored condition, as it is read aloud. Raises ValueError for what is not a condition."""
    match tree:
        case {"all": list(children), **rest} if not rest:
            return Phrase(HEADINGS["all"], _phrases(children, vocabulary))
        case {"any": list(children), **rest} if not rest:
            return Phrase(HEADINGS["any"], _phrases(children, vocabulary))
        case {"at_least": int(number), "of": list(children), **rest} if not rest:
            heading = HEADINGS["any"] if number == 1 else f"Mindst {number} af disse gælder:"
            return Phrase(heading, _phrases(children, vocabulary))
        case {"not": child}:
            return _negate(child, vocabulary)
        case {"population": str(key)}:
            population = vocabulary.populations.get(key)
            return Phrase(population.label if population else key)
        case {"always": True}:
            return Phrase("Altid")
        case {"fact": str(key), **comparison} if len(comparison) == 1:
            ((name, operand),) = comparison.items()
            return Phrase(_comparison(key, str(name), operand, vocabulary))
        case _:
            raise ValueError(f"{tree!r} is not a condition")


def populations_in(tree: object, vocabulary: Vocabulary) -> list[str]:
    """The populations that a condition names, directly or through another one, in the order they are met."""
    found: dict[str, None] = {}

    def walk(node: object) -> None:
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


def _phrases(trees: Iterable[object], vocabulary: Vocabulary) -> tuple[Phrase, ...]:
    return tuple(phrase_of(tree, vocabulary) for tree in trees)


def _negate(tree: object, vocabulary: Vocabulary) -> Phrase:
    match tree:
        case {"all": list(children), **rest} if not rest:
            return Phrase(NEGATED_HEADINGS["all"], _phrases(children, vocabulary))
        case {"any": list(children), **rest} if not rest:
            return Phrase(NEGATED_HEADINGS["any"], _phrases(children, vocabulary))
        case {"at_least": int(number), "of": list(children), **rest} if not rest:
            heading = NEGATED_HEADINGS["any"] if number == 1 else f"Færre end {number} af disse gælder:"
            return Phrase(heading, _phrases(children, vocabulary))
        case {"fact": str(key), **comparison} if len(comparison) == 1:
            ((name, operand),) = comparison.items()
            if words := _negation(key, str(name), operand, vocabulary):
                return Phrase(words)
    return Phrase("Dette gælder ikke:", (phrase_of(tree, vocabulary),))


def _comparison(key: str, name: str, operand: object, vocabulary: Vocabulary) -> str:
    """How one comparison reads; what it cannot be compared with is shown as it stands."""
    operator = OPERATORS.get(name)
    if operator is None:
        raise ValueError(f"{name!r} is not a comparison")
    try:
        return operator.sentence_of(vocabulary.short(key), operand, fact_of(key, vocabulary))
    except OperandError:
        return f"{vocabulary.short(key)} {operator.words} {quote(operand)}"


def _negation(key: str, name: str, operand: object, vocabulary: Vocabulary) -> str:
    operator = OPERATORS.get(name)
    return operator.negation_of(vocabulary.short(key), operand, fact_of(key, vocabulary)) if operator else ""
