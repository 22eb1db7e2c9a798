"""The form of the patient's plan. Nothing in it is required."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages.forms import FieldOptions
from assessment.care_plan.agreement import ACTION_FIELDS, FIELDS, MOST_ACTIONS, PlanText
from assessment.pages.bound_field import PageForm
from assessment.pages.fields import SeenVersionField

LONGEST_GOAL = 600
LONGEST_TEXT = 1500
LONGEST_ACTION = {"what": 200, "who": 60, "when": 60}


def text_field(rows: int, longest: int, **options: Unpack[FieldOptions]) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    options.setdefault("required", False)
    return forms.CharField(max_length=longest, widget=widget, **options)


class CarePlanForm(PageForm, forms.Form):
    """The plan as it is typed. An empty field is no error: a plan may grow over several visits."""

    seen_version = SeenVersionField()
    goal = text_field(
        3, LONGEST_GOAL, label=gettext_lazy("The patient's goal"), help_text=gettext_lazy("In the patient's own words.")
    )
    flare_up = text_field(4, LONGEST_TEXT, label=gettext_lazy("What to do when the pain flares up"))
    together = text_field(2, LONGEST_TEXT, label=gettext_lazy("Who takes part"))
    medicine = text_field(4, LONGEST_TEXT, label=gettext_lazy("The medicine, in plain words"))
    call = text_field(4, LONGEST_TEXT, label=gettext_lazy("Whom to call"))
    next = text_field(2, LONGEST_TEXT, label=gettext_lazy("The next agreement"))
    offers = text_field(3, LONGEST_TEXT, label=gettext_lazy("Offers in the municipality and elsewhere"))
    read_more = text_field(2, LONGEST_TEXT, label=gettext_lazy("Where to read more"))

    def __init__(self, data: Mapping[str, object] | None = None, *, initial: dict[str, object] | None = None) -> None:
        super().__init__(data, initial=initial)
        for name in ACTION_FIELDS:
            _prefix, number, part = name.split("_")
            labels = {
                "what": _("Action %(number)s: what?"),
                "who": _("Action %(number)s: who?"),
                "when": _("Action %(number)s: when?"),
            }
            label = labels[part] % {"number": number}
            if part == "what":
                self.fields[name] = text_field(2, LONGEST_ACTION[part], label=label)
            else:
                self.fields[name] = forms.CharField(required=False, max_length=LONGEST_ACTION[part], label=label)

    def values(self, told: Mapping[str, str]) -> dict[str, PlanText]:
        """What the form says, by field; a field with an error, and one that was not sent, is left out.

        Of what the answers tell (`told`, as the form was shown it) None where it stands as it was told.
        """
        said: dict[str, PlanText] = {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}
        for name, text in told.items():
            if name in self.cleaned_data:
                own = self.cleaned_data[name]
                said[name] = None if own.split() == text.split() else own
        return said

    @property
    def action_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each action."""
        numbers = range(1, MOST_ACTIONS + 1)
        return [[self[name] for name in ACTION_FIELDS if name.startswith(f"action_{number}_")] for number in numbers]
