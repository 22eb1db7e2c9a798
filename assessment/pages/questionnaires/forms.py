"""The form of an instrument, built from its items. An empty field is unanswered: nothing is pre-answered."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.models import QuestionnaireResponse
from assessment.pages.day_fields import day_field, hold_against_birth
from assessment.pages.fields import (
    LONGEST_TEXT,
    NONE_OF_THESE,
    MultiField,
    SeenVersionField,
    choice_field,
)
from assessment.pages.intake.forms import OTHER_INPUTS
from assessment.questionnaires.responses import state_of
from guidelines.instruments.model import Instrument, Item
from guidelines.pages.number_field import PlainNumberField


class QuestionnaireForm(forms.Form):
    """One filling-in: the day, the items, a comment."""

    def __init__(
        self,
        *args: Any,
        instrument: Instrument,
        response: QuestionnaireResponse | None = None,
        today: date,
        born: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        self.fields["seen_version"] = SeenVersionField()
        self.fields["identifier"] = forms.UUIDField(widget=forms.HiddenInput, label=_("The page"))
        self.fields["answered_on"] = day_field(latest=today, label=_("Filled in on"), required=True)
        hold_against_birth(self.fields, born)
        for item in instrument.items:
            field = item_field(item)
            field.group = item.group  # type: ignore[attr-defined]
            self.fields[item.key] = field
        self.fields["comment"] = forms.CharField(
            label=_("Comment"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 2})
        )
        state = state_of(response) if response else {"answered_on": today}
        self.initial = {key: initial_value(value) for key, value in state.items()}

    def clean(self) -> dict[str, Any]:
        """An answer to an item that is not in this instrument is refused with what was written, never dropped."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.data.keys() - self.fields.keys() - OTHER_INPUTS:
            values = {"name": name, "value": self.data[name]}
            self.add_error(None, _("The question “%(name)s” is not here. Not saved: “%(value)s”.") % values)
        return cleaned

    def values(self) -> dict[str, Any]:
        """What the form says, by field; a field with an error is left out."""
        cleaned = self.cleaned_data
        values = {item.key: given(item, cleaned[item.key]) for item in self.instrument.items if item.key in cleaned}
        values |= {key: cleaned[key] for key in ("answered_on",) if key in cleaned}
        return values | {key: cleaned[key] for key in ("comment",) if key in cleaned}


def item_field(item: Item) -> forms.Field:
    common: dict[str, Any] = {"label": item.text, "required": False}
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


def initial_value(value: Any) -> Any:
    """A kept answer as the field shows it: an empty list of ticks is an answer of its own."""
    return [NONE_OF_THESE] if value == [] else value


def given(item: Item, cleaned: Any) -> Any:
    """The answer that a cleaned value means, as it is kept; None is unanswered."""
    if cleaned in (None, "", []):
        return None
    match item.type:
        case "choice":
            return int(cleaned)
        case "ticks":
            return [value for value in item.options if value in cleaned]
    return cleaned
