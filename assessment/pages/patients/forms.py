"""The forms of a patient's identity: to register it and to change it."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.dk import cpr as cpr_number
from stdnum.exceptions import ValidationError as CprError

from accounts.pages.digits import refuse_foreign_digits
from accounts.text.normal import is_whole_number, on_one_line
from assessment.models import Patient
from assessment.pages.day_fields import ToldDayField
from assessment.record.patients import digits_of_cpr

# Ten digits, and what is pasted with them.
LONGEST_CPR = 40


class PatientForm(forms.ModelForm):  # type: ignore[type-arg]
    """A patient's identity as the practice may change it."""

    class Meta:
        model = Patient
        fields = ["given_name", "family_name", "address", "postal_code", "city", "phone", "planning_area"]

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        planning_areas: Mapping[str, Mapping[str, str]],
        instance: Patient | None = None,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, instance=instance, initial=initial)
        regions = {region: [*areas.items()] for region, areas in planning_areas.items()}
        # One region needs no heading of its own.
        choices = [*regions.items()] if len(regions) > 1 else [area for areas in regions.values() for area in areas]
        self.areas = {key: title for areas in planning_areas.values() for key, title in areas.items()}
        self.fields["planning_area"] = forms.ChoiceField(
            label=_("Planning area"),
            choices=[("", _("Not known")), *choices],
            required=False,
            help_text=_("Decides where a referral is sent."),
        )
        for name, autocomplete in {"given_name": "off", "family_name": "off", "address": "off"}.items():
            self.fields[name].widget.attrs["autocomplete"] = autocomplete

    def said(self, name: str) -> str:
        """What stands in a field, in words."""
        value = str(self[name].value() or "")
        return self.areas.get(value, "") if name == "planning_area" else value

    def clean(self) -> None:
        """Names, address and phone stand on one line each."""
        super().clean()
        for name, value in self.cleaned_data.items():
            self.cleaned_data[name] = on_one_line(value) if isinstance(value, str) else value

    def clean_phone(self) -> str:
        refuse_foreign_digits(self.cleaned_data["phone"])
        return str(self.cleaned_data["phone"])

    def clean_postal_code(self) -> str:
        code = self.cleaned_data["postal_code"]
        if code and not (is_whole_number(code) and len(code) == 4):
            raise forms.ValidationError(_("A Danish postal code has four digits."))
        return str(code)


class EpisodeForm(forms.Form):
    """What a new episode begins with: how long the pain has lasted, where somebody says so."""

    onset = ToldDayField(
        latest=date.max,
        required=False,
        label=_("When did the pain begin?"),
        help_text=_(
            "Such as 3 uger, 03.2024 or 12.11.2026. Up to 12 weeks ago it is new pain, and the course is short."
        ),
    )

    second = forms.BooleanField(
        required=False,
        label=_("Begin a second one beside the open episode"),
        help_text=_("The patient has an open episode. What belongs to it is recorded in it."),
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, today: date, born: date, has_open: bool = False
    ) -> None:
        super().__init__(data)
        if not has_open:
            del self.fields["second"]
        onset = self.fields["onset"]
        assert isinstance(onset, ToldDayField)
        onset.latest, onset.born = today, born


class RegisterPatientForm(PatientForm):
    """A new patient. The birth date follows from the CPR number."""

    cpr = forms.CharField(
        label=_("CPR number"),
        max_length=LONGEST_CPR,
        help_text=_("Ten digits, with or without a dash."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "short"}),
    )
    field_order = ["cpr"]

    def clean_cpr(self) -> str:
        try:
            refuse_foreign_digits(self.cleaned_data["cpr"])
            return str(cpr_number.validate(digits_of_cpr(self.cleaned_data["cpr"])))
        except CprError as error:
            raise forms.ValidationError(
                _("This is not a CPR number: ten digits that begin with a date that exists (ddmmyy).")
            ) from error
