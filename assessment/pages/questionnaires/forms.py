"""The form of an instrument, built from its items. An empty field is unanswered: nothing is pre-answered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import FieldOptions
from assessment.models import QuestionnaireResponse
from assessment.pages.bound_field import Beside, PageForm
from assessment.pages.day_fields import day_field, hold_against_birth
from assessment.pages.fields import (
    LONGEST_TEXT,
    NONE_OF_THESE,
    MultiField,
    SeenVersionField,
    choice_field,
)
from assessment.pages.intake.forms import OTHER_INPUTS
from assessment.questionnaires.responses import Filled, state_of
from guidelines.instruments.model import Instrument, Item
from guidelines.pages.number_field import PlainNumberField


class QuestionnaireForm(PageForm, forms.Form):
    """One filling-in: the day, the items, a comment."""

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        instrument: Instrument,
        response: QuestionnaireResponse | None = None,
        today: date,
        born: date | None = None,
    ) -> None:
        super().__init__(data)
        self.instrument = instrument
        self.fields["seen_version"] = SeenVersionField()
        self.fields["identifier"] = forms.UUIDField(widget=forms.HiddenInput, label=_("The page"))
        self.fields["answered_on"] = day_field(latest=today, label=_("Filled in on"), required=True)
        hold_against_birth(self.fields, born)
        for item in instrument.items:
            self.fields[item.key] = item_field(item)
        self.fields["comment"] = forms.CharField(
            label=_("Comment"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        state = state_of(response) if response else {"answered_on": today}
        self.initial = {key: initial_value(value) for key, value in state.items()}

    def beside_at_first(self, name: str) -> Beside:
        """The heading of the items that begin here."""
        item = self.instrument.by_key.get(name)
        return Beside(heading=item.group if item else "")

    def clean(self) -> None:
        """An answer to an item that is not in this instrument is refused with what was written, never dropped."""
        super().clean()
        for name in self.data.keys() - self.fields.keys() - OTHER_INPUTS:
            values = {"name": name, "value": self.data[name]}
            self.add_error(None, _("The question “%(name)s” is not here. Not saved: “%(value)s”.") % values)

    def values(self) -> dict[str, Filled]:
        """What the form says, by field; a field with an error is left out."""
        cleaned = self.cleaned_data
        values = {
            item.key: answer_of_value(item, cleaned[item.key]) for item in self.instrument.items if item.key in cleaned
        }
        values |= {key: cleaned[key] for key in ("answered_on",) if key in cleaned}
        return values | {key: cleaned[key] for key in ("comment",) if key in cleaned}


def item_field(item: Item) -> forms.Field:
    common: FieldOptions = {"label": item.text, "required": False}
    match item.type:
        case "choice":
            labels = {str(value): label for value, label in item.options.items()}
            return choice_field(labels, **common)
        case "ticks":
            choices = [*item.options.items(), (NONE_OF_THESE, _("None of these"))]
            return MultiField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        case "number":
            common["help_text"] = _("%(least)g to %(most)g") % {"least": item.min, "most": item.max}
            return PlainNumberField(least=item.min, most=item.max, decimals=0, **common)
    return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2}), **common)


def initial_value(value: object) -> object:
    """A kept answer as the field shows it: an empty list of ticks is an answer of its own."""
    return [NONE_OF_THESE] if value == [] else value


def answer_of_value(item: Item, cleaned: Any) -> Filled:
    """The answer that a cleaned value means, as it is kept; None if not answered."""
    if cleaned in (None, "", []):
        return None
    match item.type:
        case "choice":
            return int(cleaned)
        case "ticks":
            return [value for value in item.ticks if value in cleaned]
    typed: Filled = cleaned
    return typed
