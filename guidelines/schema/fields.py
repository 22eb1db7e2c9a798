"""The parts of a content and their fields, as forms, lists and comparison use them: derived from the shapes.

A field's name is its place in the row: a dot leads into a mapping, a number into a list. What a shape does not show
stays in its row, untouched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from guidelines.vocabulary.shapes import About, FieldKind, Json, Rows, ShapeField, walk

Words = str | Promise
Row = Mapping[str, Json]


def translated(text: str) -> Words:
    """A text of a declaration in the language of the screen."""
    return gettext_lazy(text) if text else ""


@dataclass(frozen=True)
class PartField:
    """A field of a row, with what its shape declares about it."""

    name: str
    about: About
    annotation: object
    required: bool

    @property
    def kind(self) -> FieldKind:
        return self.about.kind

    @cached_property
    def label(self) -> Words:
        return translated(self.about.label)

    @cached_property
    def help(self) -> Words:
        return translated(self.about.help)

    @cached_property
    def choices(self) -> Mapping[str, Words]:
        return {value: translated(words) for value, words in self.about.choices.items()}

    @property
    def form_name(self) -> str:
        return self.name.replace(".", "__")


@dataclass(frozen=True)
class Part:
    """A part of a content: a list of rows, one row (`single`), or what the content says of itself (no name)."""

    name: str
    title: Words
    one: Words
    fields: tuple[PartField, ...]
    single: bool = False
    can_add: bool = True
    # Its rows are changed by file only.
    by_file: bool = False

    def fields_of(self, row: Row) -> list[PartField]:
        """The fields that this row has, by its type."""
        return [
            entry
            for entry in self.fields
            if (not entry.about.types or row.get("type") in entry.about.types)
            and not (entry.about.fixed and not row.get(entry.name))
        ]


def fields_of_shape(declared: type) -> tuple[PartField, ...]:
    """The fields of a shape that editors meet, in the order of the declaration."""
    return tuple(
        PartField(name, entry.about, entry.annotation, entry.required) for name, entry in walk(declared) if entry.about
    )


def parts_of(*bodies: type) -> tuple[Part, ...]:
    """The parts of a content: what editors change, what the content says of itself, and what is changed by file."""
    walked = [found for body in bodies for found in walk(body)]
    about = tuple(
        PartField(name, entry.about, entry.annotation, entry.required) for name, entry in walked if entry.about
    )
    title = gettext_lazy("About the publication")
    parts = [_part(name, entry, entry.rows) for name, entry in walked if entry.rows]
    return (
        *(part for part in parts if not part.by_file),
        Part("", title, title, about),
        *(part for part in parts if part.by_file),
    )


def _part(name: str, entry: ShapeField, rows: Rows) -> Part:
    return Part(
        name=name,
        title=translated(rows.title),
        one=translated(rows.one),
        fields=fields_of_shape(cast("type", entry.inner)),
        single=not entry.is_many,
        can_add=rows.can_add,
        by_file=rows.by_file,
    )


def rows_of(part: Part, body: Mapping[str, Json]) -> Sequence[Row]:
    """The rows of a part, as far as they are rows; the whole content where the part is what it says of itself."""
    if not part.name:
        return [body]
    found = value_at(body, part.name)
    rows = [found] if part.single else found
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def value_at(row: Any, name: str) -> Any:
    """The value at a place of a row; None if there is none."""
    for step in name.split("."):
        if isinstance(row, list):
            row = row[int(step)] if len(row) > int(step) else None
        else:
            row = row.get(step) if isinstance(row, Mapping) else None
    return row


def put_at(row: dict[str, Any], name: str, value: Any) -> None:
    """Put a value at a place of a row; None takes out what stood there. What lies on the way is made."""
    step, *rest = name.split(".")
    if not rest:
        if value is None:
            row.pop(step, None)
        else:
            row[step] = value
        return
    if rest[0].isdigit():
        entries = row.setdefault(step, [])
        if not entries:
            entries.append({})
        put_at(entries[int(rest[0])], ".".join(rest[1:]), value)
        if not any(entries):
            del row[step]
        return
    inner = row.setdefault(step, {})
    put_at(inner, ".".join(rest), value)
    if not inner:
        del row[step]
