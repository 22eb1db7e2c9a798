"""Two changes of one content brought together, row by row: what only one of them has changed is taken from that one.

Pure Python over content files. Rows go by their keys, and the fields of a row that both have changed are looked at
one by one.
"""

from collections.abc import Mapping
from typing import Any

from guidelines.content_files.row_keys import row_key

Content = dict[str, Any]
ABSENT = object()


def bring_together(
    base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> tuple[Content, list[str]]:
    """`mine` with what `theirs` has changed in `base`; and where both have changed the same, which of `mine` stands.

    Each such place is named by its keys, the outermost first: "recommendations › tca › text".
    """
    clashes: list[str] = []
    return _fields(base, theirs, mine, (), clashes), clashes


def _value(base: Any, theirs: Any, mine: Any, place: tuple[str, ...], clashes: list[str]) -> Any:
    if theirs in (mine, base):
        return mine
    if mine == base:
        return theirs
    if isinstance(theirs, Mapping) and isinstance(mine, Mapping) and (base is ABSENT or isinstance(base, Mapping)):
        return _fields(base if isinstance(base, Mapping) else {}, theirs, mine, place, clashes)
    was, one, other = (_rows([] if base is ABSENT else base), _rows(theirs), _rows(mine))
    if was is not None and one is not None and other is not None:
        return _list(was, one, other, place, clashes)
    clashes.append(" › ".join(place))
    return mine


def _fields(
    base: Mapping[str, Any],
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    place: tuple[str, ...],
    clashes: list[str],
) -> Content:
    together = {}
    for name in dict.fromkeys((*mine, *theirs)):
        value = _value(
            base.get(name, ABSENT), theirs.get(name, ABSENT), mine.get(name, ABSENT), (*place, name), clashes
        )
        if value is not ABSENT:
            together[name] = value
    return together


def _rows(value: Any) -> dict[str, Any] | None:
    """The rows of a list by their keys; None for what is no such list, or names a key twice."""
    if not isinstance(value, list):
        return None
    rows = {row_key(row): row for row in value}
    return rows if len(rows) == len(value) and "" not in rows else None


def _list(
    base: Mapping[str, Any],
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    place: tuple[str, ...],
    clashes: list[str],
) -> list[Any]:
    """In the order of `mine`, or of `theirs` where only that was put in order; a row that the one with the order does
    not have stands after the row that it stood after in the other.
    """
    together = _fields(base, theirs, mine, place, clashes)
    first, second = (theirs, mine) if _in_order_of(base, mine) else (mine, theirs)
    order = [key for key in first if key in together]
    before = ""
    for key in second:
        if key in together and key not in order:
            order.insert(order.index(before) + 1 if before else 0, key)
        before = key if key in order else before
    return [together[key] for key in order]


def _in_order_of(base: Mapping[str, Any], rows: Mapping[str, Any]) -> bool:
    """Whether the rows that stand in both have the same order in both."""
    return [key for key in base if key in rows] == [key for key in rows if key in base]
