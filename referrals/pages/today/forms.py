"""The form to put a duty off."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff
from accounts.pages.digits import DateInDigitsField
from accounts.pages.forms import offer
from assessment.pages.day_fields import day_field


class PutOffForm(forms.Form):
    """Until when, and why; `limit` says within which days, where it is another than of most.

    Which days are possible is said by the rules, at the moment that it is sent.
    """

    because = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, data: Mapping[str, object] | None = None, *, as_of: date, limit: str = "") -> None:
        super().__init__(data)
        words = limit or _("A day after today, within 30 days.")
        self.fields["until"] = day_field(soonest=as_of, label=_("Until"), help_text=words)
        self.order_fields(["until", "because"])


class DeclineForm(forms.Form):
    """Why the patient does not wish follow-up, and which doctor is told; a doctor tells nobody."""

    because = forms.CharField(label=_("Why does the patient not wish follow-up?"), max_length=300)
    day = DateInDigitsField(widget=forms.HiddenInput)
    doctor = forms.ChoiceField(label=_("Doctor who is told"), required=False)

    def __init__(
        self, data: Mapping[str, object] | None = None, *, doctors: Sequence[Staff], initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        self.doctors = {str(doctor.pk): doctor for doctor in doctors}
        offer(self, "doctor", [("", _("a doctor")), *((key, str(doctor)) for key, doctor in self.doctors.items())])
        if not doctors:
            del self.fields["doctor"]

    @property
    def doctor_chosen(self) -> Staff | None:
        return self.doctors.get(self.cleaned_data.get("doctor", ""))
