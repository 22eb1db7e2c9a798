"""A form for a row, built from the description of its part, and the row that its answers give."""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.pages.digits import DateInDigitsField
from accounts.text.danish import sort_key
from guidelines.comparison.words import with_body
from guidelines.content_files.row_keys import row_key
from guidelines.in_force.content import Content
from guidelines.pages.editor.condition.field import ConditionField
from guidelines.pages.editor.parts.inputs import FactsField, LabelledField, LinesField, row_key_of
from guidelines.pages.number_field import PlainNumberField
from guidelines.schema.fields import Part, PartField, put_at, rows_of, value_at
from guidelines.schema.registry import PARTS
from guidelines.vocabulary.facts import TREATMENTS
from guidelines.vocabulary.faults import name_of

TEXT_BOX = forms.Textarea(attrs={"rows": 3})
SHORT = {"inputmode": "numeric", "class": "short", "autocomplete": "off"}
Row = dict[str, Any]


@dataclass(frozen=True)
class RowContext:
    """What a row's form needs to know: the draft's content, and what else is in force."""

    kind: str
    body: Mapping[str, Any]
    content: Content

    @classmethod
    def of(cls, kind: str, body: Mapping[str, Any], content: Content) -> "RowContext":
        """The content in force, with the draft's own vocabulary where it is one that holds together."""
        return cls(kind, body, with_body(kind, body, content))

    def choices(self, part: str, only: tuple[str, str] = ("", ""), chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
        """The rows of some parts to choose from, by their names; what was chosen already is among them."""
        if part == "treatment_kinds":
            return [(kind.key, kind.label) for kind in self.content.vocabulary.treatment_kinds.values()]
        found = [entry for name in part.split() for entry in PARTS[self.kind] if entry.name == name]
        rows = [row for entry in found for row in rows_of(entry, self.body)]
        name, value = only
        return [
            (row["key"], name_of(row)) for row in rows if not name or row.get(name) == value or row["key"] in chosen
        ]

    def facts(self, part: Part) -> dict[str, str]:
        """The facts that a part may name, by what they are called; where two are called the same, by the question."""
        vocabulary = self.content.vocabulary
        keys = [*vocabulary.questions]
        keys += [TREATMENTS] if part.name in ("agenda", "follow_up") else list(vocabulary.derived)
        names: dict[str, str] = {}
        for key in keys:
            name = vocabulary.short(key)
            if key in vocabulary.questions and not vocabulary.is_asked(key):
                name = f"{name} ({_('retired')})"
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
        row: Row,
        around: RowContext,
        seen: str,
        is_new: bool = False,
        kept: Iterable[str] = (),
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        self.part, self.before, self.around, self.is_new = part, row, around, is_new
        self.shown = [entry for entry in part.fields_of(row) if entry.kind != "shown"]
        for entry in self.shown:
            self.fields[entry.form_name] = FIELDS[entry.kind](entry, self, kept)
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

    def row(self) -> Row:
        """The row as the form has it; what the form does not show, or left as it was, stays as it stands."""
        row = deepcopy(self.before)
        for entry in self.shown:
            value = self.cleaned_data[entry.form_name]
            if not self.is_new and value == self.before_value(entry):
                continue
            put_at(row, entry.name, stored(entry, value, row))
        if "key" in self.fields:
            row = {"key": self._key(row), **row}
        return row

    def before_value(self, entry: PartField) -> Any:
        """What the field would clean to if nothing were changed in it."""
        value = initial_of(entry, self.before)
        return "" if value is None and entry.kind in ("line", "text", "source", "choice") else value

    def _key(self, row: Row) -> str:
        key = self.cleaned_data["key"] or row_key_of(row.get("short") or name_of(row))
        return f"{row['section']}.{key}" if self.part.name == "questions" else key


def initial_of(entry: PartField, row: Mapping[str, Any]) -> Any:
    """What a field shows of a row."""
    value = value_at(row, entry.name)
    match entry.kind:
        case "labelled":
            key, label = entry.inner
            return [{"key": str(one[key]), "label": one[label]} for one in value or ()]
        case "facts":
            return [value] if isinstance(value, str) else list(value or ())
        case "day":
            return date.fromisoformat(value) if value else None
        case "lines" | "keys":
            return list(value or ())
        case "tick" | "yes_no":
            return bool(value)
    return value


def stored(entry: PartField, value: Any, row: Mapping[str, Any]) -> Any:
    """A cleaned value as it stands in the row; None where nothing is to stand there."""
    match entry.kind:
        case "labelled":
            key, label = entry.inner
            known = {str(one[key]): one for one in value_at(row, entry.name) or ()}
            return [{**known.get(one["key"], {key: one["key"]}), label: one["label"]} for one in value]
        case "day":
            value = value.isoformat() if value else ""
        case "yes_no":
            return value
        case "tick":
            return True if value else None
    if value in (None, "", []):
        return ([] if value == [] else "") if entry.keep or _stands_empty(entry, row) else None
    return value


def _stands_empty(entry: PartField, row: Mapping[str, Any]) -> bool:
    """Whether the row has the field, so that an empty text or list takes the place of what stood there."""
    return entry.kind in ("line", "text", "day") and value_at(row, entry.name) is not None and entry.name in row


Make = Callable[[PartField, RowForm, Iterable[str]], forms.Field]


def _about(entry: PartField, **more: Any) -> dict[str, Any]:
    return {"label": entry.label, "required": entry.required, "help_text": entry.help, **more}


def _choice(entry: PartField, form: RowForm, kept: Iterable[str]) -> forms.Field:
    options = form.around.choices(entry.of) if entry.of else list(entry.choices.items())
    blank = [] if entry.required and not form.is_new else [("", _("Choose"))]
    return forms.ChoiceField(choices=[*blank, *options], **_about(entry))


def _keys(entry: PartField, form: RowForm, kept: Iterable[str]) -> forms.Field:
    return forms.MultipleChoiceField(
        choices=form.around.choices(entry.of, entry.only, form.before.get(entry.name, ())),
        widget=forms.CheckboxSelectMultiple,
        **_about(entry),
    )


def _source(entry: PartField, form: RowForm, kept: Iterable[str]) -> forms.Field:
    titles = sorted(form.around.content.source_titles.items(), key=lambda source: sort_key(source[1]))
    return forms.ChoiceField(choices=[("", _("Choose")), *titles], **_about(entry))


def _number(entry: PartField, form: RowForm, kept: Iterable[str]) -> forms.Field:
    return PlainNumberField(**_about(entry))


def _day(entry: PartField, form: RowForm, kept: Iterable[str]) -> forms.Field:
    widget = forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"})
    about = _about(entry) | {"help_text": _("As dd.mm.yyyy.")}
    return DateInDigitsField(input_formats=["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"], widget=widget, **about)


def _condition(entry: PartField, form: RowForm, kept: Iterable[str]) -> forms.Field:
    return ConditionField(content=form.around.content, cases=form.before.get("cases", ()), **_about(entry))


def _labelled(entry: PartField, form: RowForm, kept: Iterable[str]) -> forms.Field:
    return LabelledField(kept=kept if entry.name == "values" else (), grows=not entry.fixed, **_about(entry))


FIELDS: Mapping[str, Make] = {
    "line": lambda entry, form, kept: forms.CharField(max_length=300, **_about(entry)),
    "text": lambda entry, form, kept: forms.CharField(max_length=4000, widget=TEXT_BOX, **_about(entry)),
    "number": _number,
    "tick": lambda entry, form, kept: forms.BooleanField(**_about(entry)),
    "yes_no": lambda entry, form, kept: forms.BooleanField(**_about(entry, required=False)),
    "day": _day,
    "choice": _choice,
    "keys": _keys,
    "lines": lambda entry, form, kept: LinesField(**_about(entry)),
    "labelled": _labelled,
    "facts": lambda entry, form, kept: FactsField(names=form.around.facts(form.part), **_about(entry)),
    "source": _source,
    "condition": _condition,
}
