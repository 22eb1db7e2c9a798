"""A condition while it is built: every part as it was typed, also unfinished or wrong. Pure Python.

A part's path counts its place in each group from 0, as in (0, 1). In the form it is `name-0-1`, on the screen 1.2.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from accounts.text.normal import is_whole_number
from guidelines.conditions.operators import NUMERIC, comparison_fault
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.numbers import number_to_type, read_number, readings_of

DEEPEST = 6
MOST_PARTS = 60
GROUPS = ("all", "any", "at_least")
KINDS = (*GROUPS, "not", "fact", "population", "always", "unreadable")
MONTHS = ("older_than_months", "within_months")
# A comparison whose operand is chosen with it: no value is asked for.
FIXED = {
    "answered:true": ("answered", True),
    "answered:false": ("answered", False),
    "empty:true": ("empty", True),
    "empty:false": ("empty", False),
}
Path = tuple[int, ...]


class Sent(Protocol):
    """What a form sent."""

    def get(self, key: str, default: str = ...) -> Any: ...
    def getlist(self, key: str) -> list[Any]: ...
    def __contains__(self, key: object) -> bool: ...


@dataclass
class DraftPart:
    """One part. Only what belongs to its kind is looked at; `unreadable` holds the text of what is no condition."""

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


def part_of(tree: Any, depth: int = 1) -> DraftPart:
    """The part of a stored condition. What cannot be shown as one is kept as text: nothing is dropped."""
    match tree:
        case {"all": list(children)} | {"any": list(children)} if len(tree) == 1 and _fits(children, depth):
            return DraftPart(next(iter(tree)), children=[part_of(child, depth + 1) for child in children])
        case {"at_least": int(number), "of": list(children)} if len(tree) == 2 and _fits(children, depth):
            return DraftPart("at_least", number=str(number), children=[part_of(child, depth + 1) for child in children])
        case {"not": child} if len(tree) == 1 and _fits([child], depth):
            return DraftPart("not", children=[part_of(child, depth + 1)])
        case {"population": str(key)} if len(tree) == 1:
            return DraftPart("population", population=key)
        case {"always": True} if len(tree) == 1:
            return DraftPart("always")
        case {"fact": str(key), **rest} if len(rest) == 1:
            ((operator, operand),) = rest.items()
            compared = _compared(str(operator), operand)
            if compared:
                return DraftPart("fact", fact=key, comparison=compared[0], values=compared[1])
    return DraftPart("unreadable", unreadable=json.dumps(tree, ensure_ascii=False))


def _fits(children: Sequence[Any], depth: int) -> bool:
    """Deeper groups stay text, and so does a whole that has more parts than the builder shows."""
    return depth < DEEPEST and (depth > 1 or sum(_size(child) for child in children) < MOST_PARTS)


def _size(tree: Any) -> int:
    """How many parts a stored condition has."""
    below: list[Any] = []
    if isinstance(tree, dict):
        below = next((tree[kind] for kind in ("all", "any", "of") if isinstance(tree.get(kind), list)), below)
        below = [tree["not"]] if "not" in tree else below
    return 1 + sum(_size(child) for child in below)


def _compared(operator: str, operand: Any) -> tuple[str, list[str]] | None:
    for code, (name, fixed) in FIXED.items():
        if operator == name and operand is fixed:
            return code, []
    values = operand if isinstance(operand, list) else [operand]
    if not all(isinstance(value, str | bool | int | float) for value in values):
        return None
    return operator, [_typed(value) for value in values]


def _typed(value: str | float) -> str:
    """A value as it is typed: true and false as the form sends them, a number so that it is read again as it was."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else number_to_type(Decimal(str(value)))


def tree_of(part: DraftPart, vocabulary: Vocabulary) -> Any:
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


def _comparison(part: DraftPart, vocabulary: Vocabulary) -> dict[str, Any]:
    if part.comparison in FIXED:
        operator, fixed = FIXED[part.comparison]
        return {operator: fixed}
    if part.comparison in ("in", "not_in"):
        return {part.comparison: list(part.values)}
    value = part.values[0] if part.values else ""
    fact_type = vocabulary.fact_type(part.fact)
    if fact_type == "bool":
        return {part.comparison: {"true": True, "false": False}.get(value, value)}
    if fact_type in {*NUMERIC, "date"}:
        return {part.comparison: number_read(value, part.fact, vocabulary)}
    return {part.comparison: value}


def number_read(text: str, fact: str, vocabulary: Vocabulary) -> float | str:
    """A number as it is typed, read by what the fact can be; the text itself where it is none, or can be two."""
    question = vocabulary.questions.get(fact)
    least, most = (question.min, question.max) if question else (None, None)
    asks_whole = vocabulary.fact_type(fact) in ("date", "scale")

    def fits(number: Decimal) -> bool:
        return (
            (least is None or number >= Decimal(str(least)))
            and (most is None or number <= Decimal(str(most)))
            and (not asks_whole or number == int(number))
        )

    try:
        number = read_number(text, fits)
    except ValueError:
        return text
    return int(number) if number == int(number) else float(number)


def _number_fault(text: str) -> str:
    """Why a text that `number_read` left as it was is not read."""
    readings = [number_to_type(number) for number in readings_of(text)]
    if readings:
        return f"»{text}« kan læses på to måder. Skriv {readings[0]} eller {readings[1]}."
    return f"»{text}« er ikke et tal. Skriv det som 12 eller 12,5."


def faults(root: DraftPart, vocabulary: Vocabulary) -> dict[Path, DraftFault]:
    """What is unfinished or wrong, by the path of the part."""
    told = {path: _fault(part, vocabulary) for path, part in walk(root)}
    return {path: fault for path, fault in told.items() if fault}


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
    if not part.comparison:
        tree: Mapping[str, Any] = {"fact": part.fact, "answered": True}
        wrong = comparison_fault(tree, vocabulary)
        return DraftFault(wrong) if wrong else DraftFault("Vælg en sammenligning.", is_unfinished=True)
    if part.comparison not in FIXED and not any(part.values) and vocabulary.fact_type(part.fact):
        return DraftFault("Vælg eller skriv en værdi.", is_unfinished=True)
    tree = tree_of(part, vocabulary)
    if vocabulary.fact_type(part.fact) in {*NUMERIC, "date"}:
        for value in part.values:
            if isinstance(number_read(value, part.fact, vocabulary), str):
                return DraftFault(_number_fault(value))
    reason = comparison_fault(tree, vocabulary)
    return DraftFault(reason) if reason else None


def read(sent: Sent, name: str, vocabulary: Vocabulary, depth: int = 1) -> DraftPart | None:
    """The part that a form sent under this name; None where there is none."""
    kind = sent.get(f"{name}-kind", "")
    if kind not in KINDS or depth > DEEPEST:
        return None
    part = DraftPart(
        kind,
        number=str(sent.get(f"{name}-number", "")).strip(),
        fact=sent.get(f"{name}-fact", ""),
        comparison=sent.get(f"{name}-comparison", ""),
        values=[value for value in sent.getlist(f"{name}-value") if value],
        population=sent.get(f"{name}-population", ""),
        unreadable=sent.get(f"{name}-unreadable", ""),
    )
    if kind == "fact" and sent.get(f"{name}-shown", part.fact) != part.fact:
        _settle(part, vocabulary)
    if kind in (*GROUPS, "not"):
        index = 0
        while child := read(sent, f"{name}-{index}", vocabulary, depth + 1):
            part.children.append(child)
            index += 1
    return part


FIRST = {
    "bool": "is",
    "choice": "is",
    "multi": "has",
    "number": "gte",
    "scale": "gte",
    "text": "empty:false",
    "date": "older_than_months",
}


def _settle(part: DraftPart, vocabulary: Vocabulary) -> None:
    """Another fact was chosen: what was asked of the one before it does not belong to this one."""
    part.comparison = FIRST.get(vocabulary.fact_type(part.fact) or "", "")
    part.values = []
