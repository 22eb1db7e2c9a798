"""The forms of the page of checks: reasons for leaving warnings, and one case with its facts as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages.digits import DateInDigitsField
from guidelines.pages.editor.form_fields import Choices
from guidelines.pages.number_field import PlainNumberField
from guidelines.recommendations.case_parsing import EXPECTATIONS, LONGEST_NAME, CaseError, parse_case, parse_day
from guidelines.recommendations.cases import RuledRow, row_faults
from guidelines.recommendations.lint import LONGEST_JUSTIFICATION, Finding
from guidelines.vocabulary.model import DerivedFact, Question, Vocabulary
from guidelines.vocabulary.shapes import Json, JsonObject

Fact = Question | DerivedFact
NONE_OF_THESE, EMPTY_TEXT = "none_of_these", "-empty"
DAY_FORMATS = ["%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"]
MOST_RADIOS = 6
NO_DAY = {"invalid": gettext_lazy("Write a date that exists, as dd.mm.yyyy.")}


class JustificationsForm(forms.Form):
    """A field for the word to each warning, by the warning's id."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, warnings: Sequence[Finding], words: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warnings = warnings
        for finding in warnings:
            self.fields[finding.id] = forms.CharField(
                label=f"{finding.place}: {finding.text}",
                required=False,
                max_length=LONGEST_JUSTIFICATION,
                initial=words.get(finding.id, ""),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def words(self) -> dict[str, str]:
        """What was written, by the warning that it answers."""
        sent = ((finding.id, self.cleaned_data[finding.id].strip()) for finding in self.warnings)
        return {warning: words for warning, words in sent if words}


class CaseForm(forms.Form):
    """One case of a row. `shown` are the facts that have a field; what is left unanswered is unknown."""

    seen = forms.CharField(widget=forms.HiddenInput)
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    name = forms.CharField(
        label=gettext_lazy("Name of the case"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("The situation in a few words, such as “TCA tried without effect”."),
    )
    as_of = DateInDigitsField(
        label=gettext_lazy("The day that it is about"),
        input_formats=DAY_FORMATS,
        error_messages=NO_DAY,
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"class": "short", "autocomplete": "off"}),
    )
    expect = forms.ChoiceField(
        label=gettext_lazy("What is the rule to answer?"), choices=list(EXPECTATIONS.items()), widget=forms.RadioSelect
    )
    attention = forms.TypedChoiceField(
        label=gettext_lazy("Is it to stand under “Do now”?"),
        choices=[("", gettext_lazy("Not tried here")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda sent: sent == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    add = forms.ChoiceField(label=gettext_lazy("Another fact"), required=False)

    def __init__(
        self,
        *args: Any,
        row: RuledRow,
        others: Sequence[Json],
        vocabulary: Vocabulary,
        shown: Sequence[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.others, self.vocabulary = row, others, vocabulary
        facts = {key: fact for key in shown if (fact := fact_of(key, vocabulary))}
        self.shown = list(facts)
        if row.attention_when is None:
            del self.fields["attention"]
        for key, fact in facts.items():
            self.fields[key] = fact_field(fact)
            if fact.type == "text":
                self.fields[key + EMPTY_TEXT] = forms.BooleanField(
                    label=_("%(fact)s: asked, and there is nothing") % {"fact": fact.short}, required=False
                )
        add = self.fields["add"]
        assert isinstance(add, forms.ChoiceField)
        add.choices = facts_to_choose(vocabulary, facts)

    def groups(self) -> list[list[forms.BoundField]]:
        """The facts' fields, each with the one that belongs to it."""
        return [
            [self[key], *([self[key + EMPTY_TEXT]] if key + EMPTY_TEXT in self.fields else [])] for key in self.shown
        ]

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        if not self.errors:
            self.case = self._case()
            try:
                parse_case(self.case, self.vocabulary)
            except CaseError as error:
                for fault in error.faults:
                    self.add_error(None, fault)
            known = row_faults(self._with(self.others))
            for fault in row_faults(self._with([*self.others, self.case])):
                if fault not in known:
                    self.add_error("name", fault)
        return self.cleaned_data

    def _with(self, cases: Sequence[Json]) -> RuledRow:
        row = self.row
        return replace(row, cases=cases)

    def _case(self) -> JsonObject:
        sent = self.cleaned_data
        values = ((key, self._value(key)) for key in self.shown)
        case = {
            "name": sent["name"].strip(),
            "as_of": sent["as_of"].isoformat(),
            "facts": {key: value for key, value in values if value is not None},
            "expect": sent["expect"],
        }
        attention = sent.get("attention")
        return case if attention is None else case | {"attention": attention}

    def _value(self, key: str) -> Json:
        """The fact as it is stored; None if it is left unknown."""
        value: Json | date = self.cleaned_data[key]
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, list):
            return [each for each in value if each != NONE_OF_THESE] if value else None
        if isinstance(value, float):
            return int(value) if value.is_integer() else value
        if value == "":
            return "" if self.cleaned_data.get(key + EMPTY_TEXT) else None
        return value


def initial_of(case: object) -> dict[str, Any]:
    """What the form shows of a stored case; for a new one, that it is about today."""
    if not isinstance(case, Mapping):
        return {"as_of": timezone.localdate()}
    values: dict[str, Any] = {"name": case.get("name"), "was": case.get("name"), "expect": case.get("expect")}
    values["as_of"] = parse_day(case.get("as_of"))
    for key, value in {"attention": case.get("attention"), **facts_in(case)}.items():
        match value:
            case bool():
                values[key] = "yes" if value else "no"
            case list():
                values[key] = value or [NONE_OF_THESE]
            case str():
                values[key] = parse_day(value) or value
                values[key + EMPTY_TEXT] = value == ""
            case _:
                values[key] = value
    return values


def facts_in(case: object) -> Mapping[str, Json]:
    facts = case.get("facts") if isinstance(case, Mapping) else None
    return facts if isinstance(facts, Mapping) else {}


def fact_of(key: str, vocabulary: Vocabulary) -> Fact | None:
    return vocabulary.questions.get(key) or vocabulary.derived.get(key)


def fact_field(fact: Fact) -> forms.Field:
    """A field for a fact by its type. Left empty, the fact is unknown."""
    common: dict[str, Any] = {"label": f"{fact.short} ({fact.unit})" if fact.unit else fact.short, "required": False}
    unknown = ("", _("Not known"))
    short = {"class": "short", "inputmode": "decimal", "autocomplete": "off"}
    match fact.type:
        case "bool":
            choices = [unknown, ("yes", _("Yes")), ("no", _("No"))]
            return forms.TypedChoiceField(
                choices=choices,
                coerce=lambda sent: sent == "yes",
                empty_value=None,
                widget=forms.RadioSelect(),
                **common,
            )
        case "multi":
            listed = [*fact.values.items(), (NONE_OF_THESE, _("Asked, and none of these"))]
            return NoneOrSome(choices=listed, widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}), **common)
        case "number" | "scale" if fact.values:
            return forms.TypedChoiceField(
                choices=[unknown, *fact.values.items()],
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
                **common,
            )
        case "scale":
            return PlainNumberField(decimals=0, **_limits(fact), **common)
        case "number":
            return PlainNumberField(**_limits(fact), **common)
        case "date":
            widget = forms.DateInput(format="%d.%m.%Y", attrs=short | {"placeholder": _("dd.mm.yyyy")})
            return DateInDigitsField(input_formats=DAY_FORMATS, error_messages=NO_DAY, widget=widget, **common)
        case "text":
            return forms.CharField(max_length=500, **common)
        case _:
            radios = len(fact.values) <= MOST_RADIOS
            return forms.ChoiceField(
                choices=[unknown, *fact.values.items()],
                widget=forms.RadioSelect if radios else forms.Select,
                **common,
            )


def _limits(fact: Fact) -> dict[str, Any]:
    """The smallest and largest number that can be answered; a computed fact has none."""
    return {"least": fact.min, "most": fact.max} if isinstance(fact, Question) else {}


class NoneOrSome(forms.MultipleChoiceField):
    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if NONE_OF_THESE in value and len(value) > 1:
            raise forms.ValidationError(_("Choose either some of the list or “None of these”, not both."))


def facts_to_choose(vocabulary: Vocabulary, but: Mapping[str, Fact]) -> Choices:
    """Every fact that has no field yet, by label under its section."""
    groups = [
        (section.title, [(question.key, question.short) for question in vocabulary.by_section[section.key]])
        for section in vocabulary.sections
    ]
    computed = [(key, fact.short) for key, fact in vocabulary.derived.items()]
    groups.append((_("Treatments, and what is computed"), computed))
    free = [(title, [(key, label) for key, label in options if key not in but]) for title, options in groups]
    return [("", _("Choose")), *((title, options) for title, options in free if options)]
