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
Tree = Mapping[str, Any]


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


def compile_expression(tree: object, items: Mapping[str, Operand]) -> Expression:
    """Check an expression against the instrument's items. Raises ValueError for an unknown item or shape."""
    if isinstance(tree, str):
        return _item(tree, items)
    for shape in SHAPES:
        if isinstance(tree, Mapping) and shape.name in tree and tree.keys() <= {shape.name, *shape.options}:
            return shape.compile(tree, items)
    names = ", ".join(shape.name for shape in SHAPES)
    raise ValueError(f"en score er et spørgsmål eller en af {names}, ikke »{tree}«")


def _item(key: str, items: Mapping[str, Operand]) -> Expression:
    if key not in items:
        raise ValueError(f"der er intet spørgsmål »{key}«")
    points = items[key].points
    if not points:
        raise ValueError(f"svarene på »{key}« er ikke tal")
    return Expression(lambda given: int(given[key]), frozenset({key}), min(points), max(points))


def _ticks(tree: Tree, items: Mapping[str, Operand]) -> Expression:
    key = tree["ticks"]
    if key not in items:
        raise ValueError(f"der er intet spørgsmål »{key}«")
    among = frozenset(tree.get("among", items[key].ticks))
    if not among or not among <= set(items[key].ticks):
        raise ValueError(f"»{key}«: ikke alle af {', '.join(sorted(among))} kan krydses af")
    return Expression(lambda given: len(among.intersection(given[key])), frozenset({key}), 0, len(among))


def _sum(tree: Tree, items: Mapping[str, Operand]) -> Expression:
    operands, times = _operands("sum", tree, items), tree.get("times", 1)
    return Expression(
        lambda given: times * sum(operand.compute(given) for operand in operands),
        union(operand.items for operand in operands),
        times * sum(operand.least for operand in operands),
        times * sum(operand.most for operand in operands),
    )


def _highest(tree: Tree, items: Mapping[str, Operand]) -> Expression:
    operands = _operands("highest", tree, items)
    return Expression(
        lambda given: max(operand.compute(given) for operand in operands),
        union(operand.items for operand in operands),
        max(operand.least for operand in operands),
        max(operand.most for operand in operands),
    )


def _count(tree: Tree, items: Mapping[str, Operand]) -> Expression:
    """How many of the operands reach the limit."""
    operands, limit = _operands("count", tree, items), tree.get("from")
    if not isinstance(limit, int):
        raise ValueError("count skal sige, fra hvilket tal der tælles (from)")
    return Expression(
        lambda given: sum(operand.compute(given) >= limit for operand in operands),
        union(operand.items for operand in operands),
        sum(operand.least >= limit for operand in operands),
        sum(operand.most >= limit for operand in operands),
    )


def _operands(shape: str, tree: Tree, items: Mapping[str, Operand]) -> list[Expression]:
    if not tree[shape]:
        raise ValueError(f"{shape} skal have mindst ét spørgsmål")
    return [compile_expression(operand, items) for operand in tree[shape]]


@dataclass(frozen=True)
class ScoreShape:
    """One way to work something out: the name that its tree begins with, and what else may stand in it."""

    name: str
    compile: Callable[[Tree, Mapping[str, Operand]], Expression]
    options: frozenset[str] = frozenset()


SHAPES = (
    ScoreShape("sum", _sum, frozenset({"times"})),
    ScoreShape("highest", _highest),
    ScoreShape("count", _count, frozenset({"from"})),
    ScoreShape("ticks", _ticks, frozenset({"among"})),
)
