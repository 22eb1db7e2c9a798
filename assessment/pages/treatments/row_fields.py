"""Makes the form fields of one treatment: those of the content, and those that every row has."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import Choice, FieldOptions
from assessment.models import Treatment
from assessment.pages.day_fields import PartialDayField, day_field
from assessment.pages.fields import LONGEST_TEXT, UNANSWERED, YES_NO
from assessment.pages.treatments.dose_field import DoseField
from assessment.record.clock import today
from assessment.treatments.display import ON_HOLD
from guidelines.medicines.model import MG, MICROGRAMS, MICROGRAMS_PER_HOUR
from guidelines.vocabulary.model import TreatmentField, Vocabulary

PAUSED = "on_hold"
UNIT_CHOICES = [(MG, _("mg a day")), (MICROGRAMS, _("µg a day")), (MICROGRAMS_PER_HOUR, _("µg per hour (patch)"))]
PARTIAL_DATES = ("started", "stopped")


def fields_beside_the_content() -> dict[str, forms.Field]:
    """What every row has, whatever the content asks about treatments."""
    return {
        "dose_unit": forms.ChoiceField(choices=UNIT_CHOICES, label=_("Unit of the dose"), required=False, initial=MG),
        "reason": forms.CharField(
            max_length=LONGEST_TEXT,
            label=_("Why was it started, stopped or not used?"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        "as_needed": forms.BooleanField(required=False, label=_("As needed (p.n.), without a fixed dose a day")),
    }


def with_paused(statuses: Mapping[str, str]) -> list[tuple[str, str]]:
    """The statuses of the content as choices, with the pause right after what is in use."""
    choices = [*statuses.items()]
    choices.insert(1, (PAUSED, ON_HOLD))
    return choices


def treatment_form_field(field: TreatmentField, vocabulary: Vocabulary) -> forms.Field:
    """The form field of one of the vocabulary's treatment fields."""
    help_text = " · ".join(part for part in (field.unit, field.help) if part)
    common: FieldOptions = {"label": field.label, "help_text": help_text, "required": field.required}
    if field.key == "kind":
        return forms.ChoiceField(choices=kind_choices(vocabulary), **common)
    match field.type:
        case "choice":
            unanswered = [] if field.required or "not_assessed" in field.values else [UNANSWERED]
            values = with_paused(field.values) if field.key == "status" else field.values.items()
            return forms.ChoiceField(choices=[*values, *unanswered], widget=forms.RadioSelect, **common)
        case "bool" if field.key == "fast_acting":
            return forms.ChoiceField(choices=[*YES_NO, ("", _("Unknown"))], widget=forms.RadioSelect, **common)
        case "bool":
            return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **common)
        case "number":
            common["help_text"] = field.help
            return DoseField(**common)
        case "date" if field.key in PARTIAL_DATES:
            common["help_text"] = _("A month (03.2024), a year (2024) or how long ago (3 years) will do.")
            return PartialDayField(latest=today(), **common)
        case "date":
            return day_field(latest=today(), **common)
    column = Treatment._meta.get_field(field.key)
    return forms.CharField(
        max_length=getattr(column, "max_length", None) or LONGEST_TEXT, widget=forms.TextInput(), **common
    )


def kind_choices(vocabulary: Vocabulary) -> list[Choice]:
    """The kinds of treatment, medicines and others apart."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in vocabulary.treatment_kinds.values():
        groups.setdefault(kind.group, []).append((kind.key, kind.label))
    labels = {"drug": _("Medicines"), "non_drug": _("Other treatment")}
    return [("", _("Choose")), *((labels[group], kinds) for group, kinds in groups.items())]
