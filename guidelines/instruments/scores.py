"""The arithmetic of an instrument's scores: small typed expressions over item values. Pure Python.

A score is stored as data, with one of these shapes; an operand is an item's key or another expression:

    ITEM  {"sum": [...], "times": 4}  {"highest": [...]}  {"count": [...], "from": 3}  {"ticks": ITEM, "among": [...]}

`times` and `among` may be left out. An expression is worked out only when every item in it is answered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from guidelines.vocabulary.facts import union
from guidelines.vocabulary.faults import FIELDS
from guidelines.vocabulary.shapes import Json

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
        """The numbers that its answers stand for; empty if an answer is not a number."""

    @property
    def ticks(self) -> tuple[str, ...]:
        """What can be ticked; empty if the item is not a list of ticks."""


@dataclass(frozen=True, kw_only=True)
class Expression:
    """What is worked out, the items that it needs, and the least and the most that it can give."""

    compute: Callable[[Mapping[str, Any]], int]
    items: frozenset[str]
    least: int
    most: int


Tree = Mapping[str, Json]


def compile_expression(tree: Json, items: Mapping[str, Operand]) -> Expression:
    """Check an expression against the instrument's items. Raises ValueError for an unknown item or shape."""
    if isinstance(tree, str):
        return _item(tree, items)
    shape = next((name for name in SHAPES if isinstance(tree, dict) and name in tree), None)
    if not isinstance(tree, dict) or shape is None or tree.keys() - {shape} - SHAPES[shape]:
        raise ValueError(f"en score er et spørgsmål eller en af {', '.join(SHAPES)}, ikke »{tree}«")
    return COMPILERS[shape](tree, items)


def _operands(tree: Tree, shape: str, items: Mapping[str, Operand]) -> list[Expression]:
    """What an expression is put together from. Raises ValueError if there is nothing."""
    found = tree[shape]
    if not isinstance(found, list) or not found:
        raise ValueError(f"{shape} skal have mindst ét spørgsmål")
    return [compile_expression(operand, items) for operand in found]


def _whole(tree: Tree, name: str, default: int | None = None) -> int:
    """The whole number under this name. Raises ValueError if it is missing, or no whole number."""
    found = tree.get(name, default)
    if not isinstance(found, int) or isinstance(found, bool):
        raise ValueError(f"{FIELDS.get(name, f'»{name}«')} er ikke et helt tal")
    return found


def _sum(tree: Tree, items: Mapping[str, Operand]) -> Expression:
    operands, times = _operands(tree, "sum", items), _whole(tree, "times", 1)
    return Expression(
        compute=lambda given: times * sum(operand.compute(given) for operand in operands),
        items=union(operand.items for operand in operands),
        least=times * sum(operand.least for operand in operands),
        most=times * sum(operand.most for operand in operands),
    )


def _highest(tree: Tree, items: Mapping[str, Operand]) -> Expression:
    operands = _operands(tree, "highest", items)
    return Expression(
        compute=lambda given: max(operand.compute(given) for operand in operands),
        items=union(operand.items for operand in operands),
        least=max(operand.least for operand in operands),
        most=max(operand.most for operand in operands),
    )


def _count(tree: Tree, items: Mapping[str, Operand]) -> Expression:
    operands, limit = _operands(tree, "count", items), _whole(tree, "from")
    return Expression(
        compute=lambda given: sum(operand.compute(given) >= limit for operand in operands),
        items=union(operand.items for operand in operands),
        least=sum(operand.least >= limit for operand in operands),
        most=sum(operand.most >= limit for operand in operands),
    )


def _item(key: str, items: Mapping[str, Operand]) -> Expression:
    if key not in items:
        raise ValueError(f"der er intet spørgsmål »{key}«")
    points = items[key].points
    if not points:
        raise ValueError(f"svarene på »{key}« er ikke tal")
    return Expression(
        compute=lambda given: int(given[key]), items=frozenset({key}), least=min(points), most=max(points)
    )


def _ticks(tree: Tree, items: Mapping[str, Operand]) -> Expression:
    key = tree["ticks"]
    if not isinstance(key, str) or key not in items:
        raise ValueError(f"der er intet spørgsmål »{key}«")
    given = tree.get("among", list(items[key].ticks))
    among = frozenset(map(str, given)) if isinstance(given, list) else frozenset()
    if not among or not among <= set(items[key].ticks):
        raise ValueError(f"»{key}«: ikke alle af {', '.join(sorted(among))} kan krydses af")
    return Expression(
        compute=lambda given: len(among.intersection(given[key])), items=frozenset({key}), least=0, most=len(among)
    )


COMPILERS: Mapping[str, Callable[[Tree, Mapping[str, Operand]], Expression]] = {
    "sum": _sum,
    "highest": _highest,
    "count": _count,
    "ticks": _ticks,
}
