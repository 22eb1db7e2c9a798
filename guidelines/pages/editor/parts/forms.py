"""The form of one row of a part of content, built from the part's description; and the row that it gives."""

from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from guidelines.comparison.words import replace_body
from guidelines.content_files.row_keys import row_key
from guidelines.in_force.content import Content
from guidelines.pages.editor.form_fields import Choices
from guidelines.pages.editor.parts.fields import FieldContext, form_field, titles_to_choose
from guidelines.pages.editor.parts.inputs import TEXTS, row_key_of
from guidelines.schema.fields import Part, PartField, Row, put_at, rows_of, value_at
from guidelines.schema.registry import PARTS
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.faults import name_of
from guidelines.vocabulary.reading import fits
from guidelines.vocabulary.shapes import Json, JsonObject


@dataclass(frozen=True)
class RowContext:
    """What a row's form needs to know: the draft's content, and what else is in force."""

    kind: str
    body: JsonObject
    content: Content

    @classmethod
    def of(cls, kind: str, body: JsonObject, content: Content) -> "RowContext":
        """The content in force, with the draft's own vocabulary where it is one that holds together."""
        return cls(kind, body, replace_body(kind, body, content))

    def choices(self, entry: PartField, row: Row) -> Choices:
        """The rows of some parts to choose from, by their names; what was chosen already is among them."""
        of, (name, value) = entry.about.of, entry.about.only
        if of == "treatment_kinds":
            return [(kind.key, kind.label) for kind in self.content.vocabulary.treatment_kinds.values()]
        found = [part for one in of.split() for part in PARTS[self.kind] if part.name == one]
        rows = [other for part in found for other in rows_of(part, self.body)]
        before = row.get(entry.name)
        chosen = before if isinstance(before, list) else []
        return [
            (str(other["key"]), name_of(other))
            for other in rows
            if isinstance(other.get("key"), str) and (not name or other.get(name) == value or other["key"] in chosen)
        ]

    def fields(self, part: Part, row: Row, *, is_new: bool, kept: Collection[str]) -> FieldContext:
        """What the fields of a row need to know."""
        cases = row.get("cases")
        return FieldContext(
            content=self.content,
            choices=lambda entry: self.choices(entry, row),
            sources=titles_to_choose(self.content),
            facts=self.facts(part),
            cases=cases if isinstance(cases, list) else (),
            is_new=is_new,
            kept=kept,
        )

    def facts(self, part: Part) -> dict[str, str]:
        """The facts that a part may name, by what they are called; where two are called the same, by the question."""
        vocabulary = self.content.vocabulary
        keys = [*vocabulary.questions]
        agendas = ("agenda", "follow_up", "short_follow_up", "new_pain")
        keys += [TREATMENTS] if part.name in agendas else list(vocabulary.derived)
        names: dict[str, str] = {}
        for key in keys:
            name = vocabulary.short(key)
            if key in vocabulary.questions and not vocabulary.is_asked(key):
                retired = _("retired")
                name = f"{name} ({retired})"
            names[key] = f"{name} ({vocabulary.label(key)})" if name in names.values() else name
        return names


class RowForm(forms.Form):
    """One row of a part. `key` stands only in the form of a new one."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        part: Part,
        row: JsonObject,
        around: RowContext,
        seen: str,
        is_new: bool = False,
        kept: Collection[str] = (),
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.part, self.before, self.around, self.is_new = part, row, around, is_new
        self.shown = [entry for entry in part.fields_of(row) if entry.kind not in ("shown", "rows")]
        context = around.fields(part, row, is_new=is_new, kept=kept)
        for entry in self.shown:
            self.fields[entry.form_name] = form_field(entry, context)
            self.initial[entry.form_name] = initial_of(entry, row)
        if is_new and not any(entry.name == "name" for entry in part.fields):
            self.fields["key"] = forms.RegexField(
                r"\A[a-z0-9_]+\Z",
                label=_("Key"),
                required=False,
                max_length=60,
                help_text=_(
                    "Empty: the program makes one. A key never changes. Small letters, digits and underscores."
                ),
                error_messages={"invalid": _("Use small letters a to z, digits and underscores only.")},
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for entry in self.shown:
            section = entry.form_name.removesuffix("source") + "section"
            if entry.name.endswith(".source") and bool(cleaned.get(entry.form_name)) is not bool(
                cleaned.get(section, "")
            ):
                self.add_error(section, _("A source and the section in it belong together."))
        if not self.errors:
            taken = {row_key(row): row for row in rows_of(self.part, self.around.body) if row is not self.before}
            key = row_key(self.row())
            if (
                self.part.name
                and not self.part.single
                and key in taken
                and (self.is_new or key != row_key(self.before))
            ):
                field = "key" if "key" in self.fields else self.shown[0].form_name
                self.add_error(field, _("“%(name)s” has this key already.") % {"name": name_of(taken[key])})
        return cleaned

    def row(self) -> JsonObject:
        """The row as the form has it; what the form does not show, or left as it was, stays as it stands."""
        row = deepcopy(self.before)
        for entry in self.shown:
            value = self.cleaned_data[entry.form_name]
            if not self.is_new and value == self.before_value(entry):
                continue
            put_at(row, entry.name, value_to_store(entry, value, row))
        if "key" in self.fields:
            row = {"key": self._key(row), **row}
        return row

    def before_value(self, entry: PartField) -> Any:
        """What the field would clean to if nothing were changed in it."""
        value = initial_of(entry, self.before)
        return "" if value is None and entry.kind in ("line", "text", "source", "choice") else value

    def _key(self, row: JsonObject) -> str:
        key = self.cleaned_data["key"] or row_key_of(str(row.get("short") or name_of(row)))
        return f"{row['section']}.{key}" if self.part.name == "questions" else key


def initial_of(entry: PartField, row: Row) -> Any:
    """What a field shows of a row; nothing if a file has put there what does not fit."""
    value: Any = value_at(row, entry.name)
    if entry.kind != "condition" and not fits(entry.annotation, value):
        return None
    match entry.kind:
        case "labelled":
            key, *texts = entry.about.inner
            return [
                {"key": str(one[key]), **{name: one.get(text, "") for name, text in zip(TEXTS, texts, strict=False)}}
                for one in value or ()
            ]
        case "facts":
            return [value] if isinstance(value, str) else list(value or ())
        case "day":
            return _day(value)
        case "lines" | "keys":
            return list(value or ())
        case "tick" | "yes_no":
            return bool(value)
    return value


def _day(value: Json) -> date | None:
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def value_to_store(entry: PartField, value: Any, row: Row) -> Any:
    """A cleaned value as it stands in the row; None if nothing is to stand there."""
    match entry.kind:
        case "labelled":
            key, *_texts = entry.about.inner
            before = value_at(row, entry.name)
            known = {str(one[key]): one for one in before or ()} if fits(entry.annotation, before) else {}
            return [_labelled(entry, known.get(one["key"], {key: one["key"]}), one) for one in value]
        case "day":
            value = value.isoformat() if value else ""
        case "yes_no":
            return value
        case "tick":
            return True if value else None
    if value in (None, "", []):
        return ([] if value == [] else "") if entry.about.keep or _stands_empty(entry, row) else None
    return value


def _labelled(entry: PartField, before: Row, typed: Mapping[str, str]) -> JsonObject:
    """An entry of a labelled list with its texts as they were typed; one that may be left out is, where it is empty."""
    _key, label, *inside = entry.about.inner
    after = {**before, label: typed["label"]}
    for name in inside if "inside" in typed else ():
        if typed["inside"] or name in before:
            after[name] = typed["inside"]
    return after


def _stands_empty(entry: PartField, row: Row) -> bool:
    """Whether the row has the field, so that an empty text or list takes the place of what stood there."""
    return entry.kind in ("line", "text", "day") and value_at(row, entry.name) is not None and entry.name in row
