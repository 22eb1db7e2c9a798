"""Form fields for lists: answers with their texts, facts in an order, lines of text."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from guidelines.pages.editor.form_fields import make_slug
from guidelines.vocabulary.model import NOTED, YES_NO, Vocabulary

BLANKS = 3
LONGEST_KEY = 40
# What an entry of a labelled list says: its text, and the words that it takes inside a sentence.
TEXTS = ("label", "inside")
Entry = dict[str, str]


def row_key_of(text: str) -> str:
    """A key for a row of this text: small letters, digits and underscores; empty if nothing is left of it."""
    return make_slug(text).replace("-", "_")[:LONGEST_KEY].strip("_")


class LabelledInput(forms.Widget):
    """A list of texts, each with its key hidden beside it, and room for more.

    `has_inside`: with each stand the words that it takes inside a sentence.
    """

    template_name = "guidelines/editor/parts/_labelled_widget.html"
    use_fieldset = True
    blanks = BLANKS
    has_inside = False

    def value_from_datadict(self, data: object, files: object, name: str) -> list[Entry]:
        assert isinstance(data, MultiValueDict)
        keys, labels = data.getlist(f"{name}-key"), data.getlist(f"{name}-label")
        entries = [{"key": key, "label": label.strip()} for key, label in zip(keys, labels, strict=False)]
        if self.has_inside:
            for entry, inside in zip(entries, data.getlist(f"{name}-inside"), strict=False):
                entry["inside"] = inside.strip()
        return entries

    def value_omitted_from_data(self, data: object, files: object, name: str) -> bool:
        assert isinstance(data, MultiValueDict)
        return f"{name}-label" not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = [entry for entry in value or () if entry["key"] or entry["label"]]
        context["widget"]["entries"] = [*given, *({"key": "", "label": ""} for _blank in range(self.blanks))]
        context["widget"]["has_inside"] = self.has_inside
        return context


class LabelledField(forms.Field):
    """Entries {"key", "label"}; a new one gets a key from its text. `kept`: the keys that cannot be taken out."""

    widget = LabelledInput

    def __init__(
        self, *, kept: Iterable[str] = (), grows: bool = True, has_inside: bool = False, **options: Any
    ) -> None:
        super().__init__(**options)
        self.kept = frozenset(kept)
        self.widget.has_inside = has_inside
        if not grows:
            self.widget.blanks = 0

    def clean(self, value: list[Entry]) -> list[Entry]:
        if any(entry["key"] in self.kept and not entry["label"] for entry in value):
            raise forms.ValidationError(_("An answer that has been published cannot be taken out. Reword it instead."))
        given = [entry for entry in value if entry["label"]]
        if self.required and not given:
            raise forms.ValidationError(_("Write at least one."))
        if len({entry["label"].lower() for entry in given}) < len(given):
            raise forms.ValidationError(_("Two of them say the same."))
        taken = {entry["key"] for entry in value if entry["key"]} | self.kept
        for entry in given:
            if not entry["key"]:
                entry["key"] = _free(row_key_of(entry["label"]) or "svar", taken)
                taken.add(entry["key"])
        return given


def _free(key: str, taken: set[str]) -> str:
    number = 2
    found = key
    while found in taken:
        found, number = f"{key}_{number}", number + 1
    return found


class FactsInput(forms.Widget):
    """Names chosen from a list, one a line, each with its place in the order."""

    template_name = "guidelines/editor/parts/_facts_widget.html"
    use_fieldset = True
    names: Iterable[str] = ()

    def value_from_datadict(self, data: object, files: object, name: str) -> list[str]:
        assert isinstance(data, MultiValueDict)
        typed, places = data.getlist(name), data.getlist(f"{name}-place")
        order = [
            (int(place) if place.strip().isdecimal() else len(typed) + 1, index)
            for index, place in enumerate([*places, *([""] * len(typed))][: len(typed)])
        ]
        return [typed[index].strip() for _place, index in sorted(order) if typed[index].strip()]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"entries": [*(value or ()), *([""] * BLANKS)], "names": self.names}
        return context


class FactsField(forms.Field):
    """Facts by their names, in order. `names`: the name of each key that may be chosen."""

    widget = FactsInput

    def __init__(self, *, names: Mapping[str, str], **options: Any) -> None:
        super().__init__(**options)
        self.keys = {name.lower(): key for key, name in names.items()}
        self.names = names
        self.widget.names = list(names.values())

    def prepare_value(self, value: object) -> object:
        """Keys as their names; what was typed stays as it was typed."""
        return [self.names.get(entry, entry) for entry in value] if isinstance(value, list) else []

    def clean(self, value: list[str]) -> list[str]:
        if unknown := [name for name in value if name.lower() not in self.keys]:
            raise forms.ValidationError(_("Not on the list: %(names)s.") % {"names": ", ".join(unknown)})
        keys = [self.keys[name.lower()] for name in value]
        if len(set(keys)) < len(keys):
            raise forms.ValidationError(_("The same one stands twice."))
        if self.required and not keys:
            raise forms.ValidationError(_("Choose at least one."))
        return keys


class AnswerField(forms.ChoiceField):
    """A question with one of its answers, as {"fact", "value"}: yes or no, or one of a list; None for none."""

    def __init__(self, *, vocabulary: Vocabulary, **options: Any) -> None:
        self.answers: dict[str, dict[str, bool | str]] = {}
        groups: list[tuple[str, Any]] = [("", _("None"))]
        for key, question in vocabulary.questions.items():
            values: Mapping[bool, str] | Mapping[str, str] = YES_NO if question.type == "bool" else question.values
            if question.type in NOTED and not question.retired:
                told = {f"{key}={value}": (value, label) for value, label in values.items()}
                self.answers |= {code: {"fact": key, "value": value} for code, (value, _label) in told.items()}
                groups.append((question.short, [(code, label) for code, (_value, label) in told.items()]))
        super().__init__(choices=groups, **options)

    def prepare_value(self, value: object) -> object:
        return next((code for code, answer in self.answers.items() if answer == value), value)

    def clean(self, value: object) -> Any:
        return self.answers.get(super().clean(value))


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: object) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]
