"""The draft of a condition in the builder: every part as it was typed, also if unfinished or wrong. Pure Python.

A part's path counts its place in each group from 0, as in (0, 1). In the form it is `name-0-1`, on the screen 1.2.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from accounts.text.normal import is_whole_number
from guidelines.conditions.checks import comparison_fault, fact_fault
from guidelines.conditions.operands import OperandError
from guidelines.conditions.operator_kinds import Operator
from guidelines.conditions.operators import OPERATORS
from guidelines.conditions.words import fact_of
from guidelines.vocabulary.model import FactType, Vocabulary

DEEPEST = 6
MOST_PARTS = 60
GROUPS = ("all", "any", "at_least")
KINDS = (*GROUPS, "not", "fact", "population", "always", "unreadable")
Path = tuple[int, ...]


class Sent(Protocol):
    """What a form sent."""

    def get(self, key: str, default: str = ...) -> str: ...
    def getlist(self, key: str) -> list[str]: ...
    def __contains__(self, key: object) -> bool: ...


@dataclass
class DraftPart:
    """One part. Only what belongs to its kind is looked at; `unreadable` holds the text of what is no condition.

    `comparison` is an operator's name, or a code like `empty:true` where the operand is chosen with it; `values` stand
    in its inputs.
    """

    kind: str
    number: str = ""
    fact: str = ""
    comparison: str = ""
    values: list[str] = field(default_factory=list)
    population: str = ""
    unreadable: str = ""
    children: list["DraftPart"] = field(default_factory=list)


@dataclass(frozen=True)
class DraftFault:
    """Why a part cannot be used yet. What is only unfinished is not told before the form is handed in."""

    reason: str
    is_unfinished: bool = False


def walk(part: DraftPart, path: Path = ()) -> Iterator[tuple[Path, DraftPart]]:
    """Every part with its path, from the outside in."""
    yield path, part
    for index, child in enumerate(part.children):
        yield from walk(child, (*path, index))


def part_of(tree: object, depth: int = 1) -> DraftPart:
    """The part of a stored condition. What cannot be shown as one is kept as text: nothing is dropped."""
    match tree:
        case {"all": list(children), **rest} if not rest and _fits(children, depth):
            return DraftPart("all", children=[part_of(child, depth + 1) for child in children])
        case {"any": list(children), **rest} if not rest and _fits(children, depth):
            return DraftPart("any", children=[part_of(child, depth + 1) for child in children])
        case {"at_least": int(number), "of": list(children), **rest} if not rest and _fits(children, depth):
            return DraftPart("at_least", number=str(number), children=[part_of(child, depth + 1) for child in children])
        case {"not": child, **rest} if not rest and _fits([child], depth):
            return DraftPart("not", children=[part_of(child, depth + 1)])
        case {"population": str(key), **rest} if not rest:
            return DraftPart("population", population=key)
        case {"always": True, **rest} if not rest:
            return DraftPart("always")
        case {"fact": str(key), **rest} if len(rest) == 1:
            ((name, operand),) = rest.items()
            if part := _comparison_part(key, str(name), operand):
                return part
    return DraftPart("unreadable", unreadable=json.dumps(tree, ensure_ascii=False))


def _fits(children: Sequence[object], depth: int) -> bool:
    """Deeper groups stay text, and so does a whole that has more parts than the builder shows."""
    return depth < DEEPEST and (depth > 1 or sum(_size(child) for child in children) < MOST_PARTS)


def _size(tree: object) -> int:
    """How many parts a stored condition has."""
    match tree:
        case {"not": child}:
            return 1 + _size(child)
        case {"all": list(children)} | {"any": list(children)} | {"of": list(children)}:
            return 1 + sum(map(_size, children))
    return 1


def _comparison_part(fact: str, name: str, operand: object) -> DraftPart | None:
    """The draft part of a comparison; None if the builder has no inputs for it."""
    operator = OPERATORS.get(name)
    if operator is None:
        return None
    try:
        values = operator.inputs_of(operand)
    except OperandError:
        return None
    if not operator.control.boxes:
        return DraftPart("fact", fact=fact, comparison=f"{name}:{values[0]}")
    return DraftPart("fact", fact=fact, comparison=name, values=values)


def comparison_in(part: DraftPart) -> tuple[Operator | None, list[str]]:
    """The comparison that was chosen (None: there is no such one), and what was chosen or typed with it."""
    name, __, operand = part.comparison.partition(":")
    return OPERATORS.get(name), [operand] if operand else part.values


def tree_of(part: DraftPart, vocabulary: Vocabulary) -> object:
    """The condition to store. What is unfinished or wrong comes out as it stands; `faults` tells of it first."""
    children = [tree_of(child, vocabulary) for child in part.children]
    match part.kind:
        case "all" | "any":
            return {part.kind: children}
        case "at_least":
            return {"at_least": int(part.number) if is_whole_number(part.number) else part.number, "of": children}
        case "not":
            return {"not": children[0] if children else None}
        case "population":
            return {"population": part.population}
        case "always":
            return {"always": True}
        case "fact":
            return {"fact": part.fact, **_comparison(part, vocabulary)}
    try:
        return json.loads(part.unreadable)
    except (ValueError, RecursionError):
        return part.unreadable


def _comparison(part: DraftPart, vocabulary: Vocabulary) -> dict[str, object]:
    operator, values = comparison_in(part)
    if operator is None:
        return {part.comparison: values}
    return {operator.name: operator.operand_of(values, fact_of(part.fact, vocabulary))}


def faults(root: DraftPart, vocabulary: Vocabulary) -> dict[Path, DraftFault]:
    """What is unfinished or wrong, by the path of the part."""
    return {path: fault for path, part in walk(root) if (fault := _fault(part, vocabulary))}


def _fault(part: DraftPart, vocabulary: Vocabulary) -> DraftFault | None:
    match part.kind:
        case "fact":
            return _fact_fault(part, vocabulary)
        case "population" if not part.population:
            return DraftFault("Vælg en patientgruppe.", is_unfinished=True)
        case "population" if part.population not in vocabulary.populations:
            return DraftFault(
                f"Der er ingen patientgruppe med nøglen »{part.population}« mere. Vælg en anden, eller fjern den."
            )
        case "unreadable":
            limits = f"{DEEPEST} niveauer eller {MOST_PARTS} dele"
            return DraftFault(
                f"Denne del kan ikke vises her: den er ikke en betingelse, eller den går ud over {limits}. "
                "Fjern den, og byg den igen, eller ret den i indholdsfilen."
            )
        case "all" | "any" | "at_least" | "not" if not part.children:
            return DraftFault("Gruppen er tom. Tilføj mindst én betingelse, eller fjern gruppen.", is_unfinished=True)
        case "at_least" if not (is_whole_number(part.number) and 1 <= int(part.number) <= len(part.children)):
            reason = f"Skriv, hvor mange der mindst skal gælde: et helt tal fra 1 til {len(part.children)}."
            return DraftFault(reason, is_unfinished=not part.number)
    return None


def _fact_fault(part: DraftPart, vocabulary: Vocabulary) -> DraftFault | None:
    if not part.fact:
        return DraftFault("Vælg en oplysning.", is_unfinished=True)
    fact = fact_of(part.fact, vocabulary)
    if fact is None or not part.comparison:
        wrong = fact_fault(part.fact, vocabulary)
        return DraftFault(wrong) if wrong else DraftFault("Vælg en sammenligning.", is_unfinished=True)
    operator, values = comparison_in(part)
    if operator and (lacking := _what_lacks(operator, values)):
        return DraftFault(lacking, is_unfinished=True)
    if operator and operator.fits(fact.type) and (reason := operator.input_fault_of(values, fact)):
        return DraftFault(reason)
    reason = comparison_fault({"fact": part.fact, **_comparison(part, vocabulary)}, vocabulary)
    return DraftFault(reason) if reason else None


def _what_lacks(operator: Operator, values: Sequence[str]) -> str:
    """What is still to be chosen or typed, in words; empty if nothing is."""
    boxes = operator.control.boxes
    if sum(map(bool, values)) >= len(boxes):
        return ""
    if not any(values):
        return "Vælg eller skriv en værdi."
    return f"Udfyld både {' og '.join(f'»{words}«' for words in boxes)}."


def read(sent: Sent, name: str, vocabulary: Vocabulary, depth: int = 1) -> DraftPart | None:
    """The part that a form sent under this name; None if there is none."""
    kind = sent.get(f"{name}-kind", "")
    if kind not in KINDS or depth > DEEPEST:
        return None
    part = DraftPart(
        kind,
        number=str(sent.get(f"{name}-number", "")).strip(),
        fact=sent.get(f"{name}-fact", ""),
        comparison=sent.get(f"{name}-comparison", ""),
        values=sent.getlist(f"{name}-value"),
        population=sent.get(f"{name}-population", ""),
        unreadable=sent.get(f"{name}-unreadable", ""),
    )
    part.values = _in_their_boxes(part)
    if kind == "fact" and sent.get(f"{name}-shown", part.fact) != part.fact:
        # Another fact was chosen: what was asked of the one before it does not belong to this one.
        fact_type = vocabulary.fact_type(part.fact)
        part.comparison = next(iter(comparisons_of(fact_type)), "") if fact_type else ""
        part.values = []
    if kind in (*GROUPS, "not"):
        index = 0
        while child := read(sent, f"{name}-{index}", vocabulary, depth + 1):
            part.children.append(child)
            index += 1
    return part


def _in_their_boxes(part: DraftPart) -> list[str]:
    """What was sent, without what is empty; where there are several inputs, each value keeps its place."""
    operator, __ = comparison_in(part)
    boxes = len(operator.control.boxes) if operator else 1
    filled = [value for value in part.values if value]
    return [*part.values, *[""] * boxes][:boxes] if filled and boxes > 1 else filled


def comparisons_of(fact_type: FactType | None) -> dict[str, str]:
    """What a fact of this type can be compared with: codes, and their words."""
    return {
        code: words
        for operator in OPERATORS.values()
        if operator.fits(fact_type)
        for code, words in operator.choices_of(fact_type).items()
    }
