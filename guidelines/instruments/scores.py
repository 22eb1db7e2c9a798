"""The arithmetic of an instrument's scores: small typed expressions over item values. Pure Python.

A score is stored as data, with one of these shapes; an operand is an item's key or another expression:

    ITEM  {"sum": [...], "times": 4}  {"highest": [...]}  {"count": [...], "from": 3}  {"ticks": ITEM, "among": [...]}

`times` and `among` may be left out. An expression is worked out only when every item in it is answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from guidelines.vocabulary.facts import union

ItemValue = int | str | tuple[str, ...]
SHAPES: Mapping[str, frozenset[str]] = {
    "sum": frozenset({"times"}),
    "highest": frozenset(),
    "count": frozenset({"from"}),
    "ticks": frozenset({"among"}),
}


class Operand(Protocol):
    """What the arithmetic needs to know of an item."""

    @property
    def points(self) -> tuple[int, ...]:
        """The numbers that its answers stand for; empty when an answer is not a number."""

    @property
    def ticks(self) -> tuple[str, ...]:
        """What can be ticked; empty when the item is not a list of ticks."""


@dataclass(frozen=True)
class Expression:
    """What is worked out, the items that it needs, and the least and the most that it can give."""

    compute: Callable[[Mapping[str, Any]], int]
    items: frozenset[str]
    least: int
    most: int


def compile_expression(tree: Any, items: Mapping[str, Operand]) -> Expression:
    """Check an expression against the instrument's items. Raises ValueError for an unknown item or shape."""
    if isinstance(tree, str):
        return _item(tree, items)
    shape = next((name for name in SHAPES if isinstance(tree, Mapping) and name in tree), None)
    if shape is None or tree.keys() - {shape} - SHAPES[shape]:
        raise ValueError(f"en score er et spørgsmål eller en af {', '.join(SHAPES)}, ikke »{tree}«")
    if shape == "ticks":
        return _ticks(tree, items)
    if not tree[shape]:
        raise ValueError(f"{shape} skal have mindst ét spørgsmål")
    operands = [compile_expression(operand, items) for operand in tree[shape]]
    least, most = [operand.least for operand in operands], [operand.most for operand in operands]
    needed = union(operand.items for operand in operands)
    match shape:
        case "sum":
            times = tree.get("times", 1)
            return Expression(
                lambda given: times * sum(operand.compute(given) for operand in operands),
                needed,
                times * sum(least),
                times * sum(most),
            )
        case "highest":
            return Expression(
                lambda given: max(operand.compute(given) for operand in operands), needed, max(least), max(most)
            )
    limit = tree["from"]
    return Expression(
        lambda given: sum(operand.compute(given) >= limit for operand in operands),
        needed,
        sum(value >= limit for value in least),
        sum(value >= limit for value in most),
    )


def _item(key: str, items: Mapping[str, Operand]) -> Expression:
    if key not in items:
        raise ValueError(f"der er intet spørgsmål »{key}«")
    points = items[key].points
    if not points:
        raise ValueError(f"svarene på »{key}« er ikke tal")
    return Expression(lambda given: int(given[key]), frozenset({key}), min(points), max(points))


def _ticks(tree: Mapping[str, Any], items: Mapping[str, Operand]) -> Expression:
    key = tree["ticks"]
    if key not in items:
        raise ValueError(f"der er intet spørgsmål »{key}«")
    among = frozenset(tree.get("among", items[key].ticks))
    if not among or not among <= set(items[key].ticks):
        raise ValueError(f"»{key}«: ikke alle af {', '.join(sorted(among))} kan krydses af")
    return Expression(lambda given: len(among.intersection(given[key])), frozenset({key}), 0, len(among))
