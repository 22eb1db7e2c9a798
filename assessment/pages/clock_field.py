"""A form field for a time of the day, as it is written: 9.15, kl. 9.15, 9:15, 0915, kl. 9."""

import re
from datetime import time
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.digits import refuse_foreign_digits
from accounts.pages.forms import FieldOptions

# Of 12 alone the library reads 1.02.
WRITTEN = re.compile(r"(?:kl\.?\s*)?([01]?\d|2[0-3])(?:[.:]?([0-5]\d))?", re.IGNORECASE)


class ClockField(forms.TimeField):
    """A time of the day, with or without `kl.` before it, and with the minutes or the hour alone."""

    def to_python(self, value: str | time | None) -> time | None:
        refuse_foreign_digits(value)
        found = WRITTEN.fullmatch(value.strip()) if isinstance(value, str) else None
        return time(int(found[1]), int(found[2] or 0)) if found else super().to_python(value)


def clock_field(**common: Unpack[FieldOptions]) -> ClockField:
    common.setdefault("error_messages", {"invalid": _("Write a time of the day, such as 9.15.")})
    attributes = {"placeholder": _("hh.mm"), "autocomplete": "off", "class": "short"}
    return ClockField(input_formats=["%H.%M"], widget=forms.TimeInput(format="%H.%M", attrs=attributes), **common)
