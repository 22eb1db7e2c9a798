"""Merges two changes of one content, row by row: what only one of them changed is taken from that one.

Pure Python over content files. Rows go by their keys, and the fields of a row that both have changed are looked at
one by one.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Literal, TypeAlias

from guidelines.content_files.row_keys import row_key
from guidelines.vocabulary.shapes import Json, JsonObject


class Absence(Enum):
    """What stands for a field that a content does not have: null is a value of its own."""

    ABSENT = "absent"


ABSENT: Literal[Absence.ABSENT] = Absence.ABSENT
Found: TypeAlias = Json | Absence
Fields: TypeAlias = Mapping[str, Json]


def bring_together(base: Fields, theirs: Fields, mine: Fields) -> tuple[JsonObject, list[str]]:
    """`mine` with what `theirs` has changed in `base`; and where both have changed the same, which of `mine` stands.

    Each such place is named by its keys, the outermost first: "recommendations › tca › text".
    """
    clashes: list[str] = []
    return _fields(base, theirs, mine, (), clashes), clashes


def _value(base: Found, theirs: Found, mine: Found, place: tuple[str, ...], clashes: list[str]) -> Found:
    if theirs in (mine, base):
        return mine
    if mine == base:
        return theirs
    if isinstance(theirs, dict) and isinstance(mine, dict) and (base is ABSENT or isinstance(base, dict)):
        return _fields(base if isinstance(base, dict) else {}, theirs, mine, place, clashes)
    was, one, other = (_rows([] if base is ABSENT else base), _rows(theirs), _rows(mine))
    if was is not None and one is not None and other is not None:
        return _list(was, one, other, place, clashes)
    clashes.append(" › ".join(place))
    return mine


def _fields(
    base: Fields,
    theirs: Fields,
    mine: Fields,
    place: tuple[str, ...],
    clashes: list[str],
) -> JsonObject:
    together: JsonObject = {}
    for name in dict.fromkeys((*mine, *theirs)):
        value = _value(
            base.get(name, ABSENT), theirs.get(name, ABSENT), mine.get(name, ABSENT), (*place, name), clashes
        )
        if not isinstance(value, Absence):
            together[name] = value
    return together


def _rows(value: Found) -> JsonObject | None:
    """The rows of a list by their keys; None if it is no list of rows, or has a key twice."""
    if not isinstance(value, list):
        return None
    rows = {row_key(row): row for row in value}
    return rows if len(rows) == len(value) and "" not in rows else None


def _list(
    base: Fields,
    theirs: Fields,
    mine: Fields,
    place: tuple[str, ...],
    clashes: list[str],
) -> list[Json]:
    """In the order of `mine`, or of `theirs` where only that was put in order; a row that the one with the order does
    not have stands after the row that it stood after in the other.
    """
    together = _fields(base, theirs, mine, place, clashes)
    first, second = (theirs, mine) if _keeps_order(base, mine) else (mine, theirs)
    order = [key for key in first if key in together]
    before = ""
    for key in second:
        if key in together and key not in order:
            order.insert(order.index(before) + 1 if before else 0, key)
        before = key if key in order else before
    return [together[key] for key in order]


def _keeps_order(base: Fields, rows: Fields) -> bool:
    """Whether the rows that stand in both have the same order in both."""
    return [key for key in base if key in rows] == [key for key in rows if key in base]
