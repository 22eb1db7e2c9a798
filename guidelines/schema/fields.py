"""How a part of a content is described: its rows and their fields, once for all that is done with them.

Forms are built from it, releases are compared by it, and pages show content with it. A field's name is its place in the
row: a dot leads into a mapping, a number into a list. What a part does not describe stays in its row, untouched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FieldKind = Literal[
    "line",  # a short text
    "text",  # a text of several lines
    "number",
    "tick",  # true, or left out
    "yes_no",  # true or false, always there
    "day",  # a date in ISO form
    "choice",  # one of `choices`, or of the rows of the part `of`
    "keys",  # several rows of the part `of`
    "lines",  # a list of texts
    "labelled",  # a list of mappings, each with a key and a text (`inner`)
    "facts",  # a list of facts, in order
    "source",  # the key of a source
    "condition",
    "shown",  # without a form: changed by file
]
Words = str | Promise


@dataclass(frozen=True)
class PartField:
    """A field of a row. `of`: the parts whose rows its keys are, or facts. `types`: the question types that have it.

    `only`: of those rows, which are offered, by a field and its value. `inner`: where a labelled list has its key and
    its text.
    """

    name: str
    label: Words
    kind: FieldKind = "line"
    required: bool = True
    choices: Mapping[str, Words] = field(default_factory=dict)
    of: str = ""
    only: tuple[str, str] = ("", "")
    inner: tuple[str, str] = ("value", "label")
    help: Words = ""
    types: tuple[str, ...] = ()
    # Only where the row has it already, with as many entries as it has.
    fixed: bool = False
    # It stands in the row also when it is empty.
    keep: bool = False

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

    def fields_of(self, row: Mapping[str, Any]) -> list[PartField]:
        """The fields that this row has, by its type."""
        return [
            entry
            for entry in self.fields
            if (not entry.types or row.get("type") in entry.types) and not (entry.fixed and not row.get(entry.name))
        ]


def source_fields(place: str = "source", *, required: bool = True) -> tuple[PartField, ...]:
    """A source and the section in it."""
    return (
        PartField(f"{place}.source", _("Source"), "source", required),
        PartField(f"{place}.section", _("Section in the source"), "line", required),
    )


def shown(name: str, label: Words) -> PartField:
    return PartField(name, label, "shown", required=False)


TITLE = PartField("title", _("Title"))
TEXT = PartField("text", _("Text"), "text")
WHEN = PartField("when", _("It applies when"), "condition")
SOMETIMES = PartField(
    "when", _("Only when"), "condition", required=False, help=_("Without a condition it is there for everyone.")
)
NOTE = PartField("release.note", _("Why there is a new release"), "text", help=_("Clinicians read it under the news."))


def rows_of(part: Part, body: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The rows of a part, as far as they are rows; the whole content where the part is what it says of itself."""
    if not part.name:
        return [body]
    found = value_at(body, part.name)
    rows = [found] if part.single else found
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def value_at(row: Any, name: str) -> Any:
    """What stands at a place of a row; None where nothing does."""
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
