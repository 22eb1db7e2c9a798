"""Reads content strictly by its declared shape, and says in Danish what is wrong, with row and field.

Only faults of the content are caught; an error of the program itself is raised. Pure Python.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from guidelines.vocabulary.faults import FIELDS, name_of
from guidelines.vocabulary.shapes import field_named, is_shape, told_of

Place = tuple[int | str, ...]
Found = TypeVar("Found")
MOST_FAULTS = 5
NO_FORM = "har ikke den form, det skal have"
# What is wrong with a field, by the library's word for it.
SAID: Mapping[str, str] = {
    "missing": "mangler",
    "string_type": "er ikke tekst; sæt det i anførselstegn",
    "string_too_long": "er længere end {max_length} tegn",
    "string_too_short": "er tom",
    "string_pattern_mismatch": "er »{value}«, og sådan kan det ikke skrives",
    "int_type": "er ikke et helt tal",
    "int_from_float": "er ikke et helt tal",
    "float_type": "er ikke et tal",
    "decimal_type": "er ikke et tal",
    "decimal_parsing": "er ikke et tal",
    "finite_number": "er ikke et tal",
    "greater_than": "er ikke over {gt}",
    "greater_than_equal": "er under {ge}",
    "bool_type": "er ikke ja eller nej (true eller false)",
    "date_from_datetime_parsing": "er »{value}«, som ikke er en dag",
    "date_parsing": "er »{value}«, som ikke er en dag",
    "date_type": "er ikke en dag",
    "tuple_type": "er ikke en liste",
    "list_type": "er ikke en liste",
}
# A name that no shape has: it is shown as it was written.
UNKNOWN = frozenset({"unexpected_keyword_argument", "extra_forbidden"})


class ContentFault(ValueError):
    """Content that is not as its shape declares. `faults` says what is wrong, and `places` where, fault by fault.

    `key` is the publication's, where the content says it.
    """

    def __init__(self, faults: Sequence[str], places: Sequence[Place] = (), key: str = "") -> None:
        super().__init__("; ".join(faults[:MOST_FAULTS]))
        self.faults = tuple(faults)
        self.places = tuple(places)
        self.key = key


# By identity: what a field's type says beside the type need not be hashable. The type itself keeps its place taken.
_READERS: dict[int, tuple[object, TypeAdapter[Any]]] = {}


def _reader(declared: Any) -> TypeAdapter[Any]:
    """The library's reader of a type, made once."""
    if id(declared) not in _READERS:
        _READERS[id(declared)] = declared, TypeAdapter(declared)
    return _READERS[id(declared)][1]


def read(declared: type[Found], value: object, context: object = None) -> Found:
    """The value as this shape. `context` is what a condition in it is checked against.

    Raises ContentFault with everything that is wrong.
    """
    try:
        found: Found = _reader(declared).validate_json(json.dumps(value), context=context)
    except ValidationError as error:
        raise _fault(declared, value, error) from error
    return found


def fits(declared: object, value: object) -> bool:
    """Whether a value can stand in a field of this type."""
    try:
        _reader(declared).validate_json(json.dumps(value))
    except ValidationError:
        return False
    return True


def _fault(declared: type, value: object, error: ValidationError) -> ContentFault:
    said: dict[Place, str] = {}
    for detail in error.errors(include_url=False):
        about, place, last = _about(declared, value, detail["loc"])
        # Where a field may hold one of several types, each says what is wrong: the first one is enough.
        said.setdefault(place, f"{about}{_said(detail, last)}")
    # Of a field that may hold rows or a name of some, the fault within the row is the one to tell.
    told = {place: words for place, words in said.items() if not any(_is_within(other, place) for other in said)}
    key = value.get("key") if isinstance(value, Mapping) else None
    return ContentFault([*told.values()], [*told], str(key or ""))


def _is_within(place: Place, outer: Place) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def _said(detail: ErrorDetails, last: str) -> str:
    own = detail.get("ctx", {}).get("error")
    if isinstance(own, AssertionError):
        raise own
    if isinstance(own, ValueError):
        return str(own)
    kind, ctx = detail["type"], detail.get("ctx", {})
    if kind == "literal_error":
        return f"{_named(last)} er {_one_of(ctx['expected'])}, ikke »{detail['input']}«"
    if kind in UNKNOWN:
        return f"feltet »{last}« kendes ikke"
    if not last or kind not in SAID:
        return f"{_named(last) if last else 'et felt'} {NO_FORM}"
    return f"{_named(last)} {SAID[kind].format(value=detail['input'], **ctx)}"


def _one_of(expected: str) -> str:
    """The values that a field may have, as the library lists them, in Danish."""
    values = re.findall(r"'([^']*)'", expected)
    *before, last = (f"»{value}«" for value in values if value)
    return f"{', '.join(before)} eller {last}" if before else last


def _named(name: str) -> str:
    return FIELDS.get(name, f"feltet »{name}«")


def _about(declared: type, value: object, loc: Place) -> tuple[str, Place, str]:
    """Which rows a fault is in, in words; its place in the content; and the field, empty if it is the row itself."""
    rows, place, last = [*_row_in_words(declared, value)], [], ""
    within: type | None = declared
    for step in loc:
        if isinstance(step, int):
            value = value[step] if isinstance(value, Sequence) and len(value) > step else None
            rows += _row_in_words(within, value)
            last = ""
        elif isinstance(value, Mapping) and (step in value or (within and field_named(within, step))):
            entry = field_named(within, step) if within else None
            value, within, last = value.get(step), entry.inner if entry else None, step
            if entry and not entry.is_many:
                rows += _row_in_words(within, value) if isinstance(value, Mapping) else ()
        else:
            continue  # the library's own word for one of several types
        place.append(step)
    return "".join(f"{row}: " for row in rows), tuple(place), last


def _row_in_words(within: type | None, value: object) -> Iterator[str]:
    told, is_named = told_of(within) if is_shape(within) and within else ("", False)
    if told:
        yield f"{told} »{name_of(value)}«" if is_named else told
