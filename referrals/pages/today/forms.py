"""The form to put a duty off."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.pages.day_fields import day_field


class PutOffForm(forms.Form):
    """Until when, and why. Which days are possible is said by the rules, at the moment that it is sent."""

    because = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, data: Mapping[str, object] | None = None, *, as_of: date) -> None:
        super().__init__(data)
        self.fields["until"] = day_field(
            soonest=as_of, label=_("Until"), help_text=_("A day after today, within 30 days.")
        )
        self.order_fields(["until", "because"])
