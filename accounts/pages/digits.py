"""Form fields for whole numbers, dates and moments: only the digits 0 to 9 are taken, never those of another script."""

from datetime import date, datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.text.normal import has_foreign_digits

OWN_DIGITS = _("Write it with the digits 0 to 9.")


def refuse_foreign_digits(value: object) -> None:
    """Raise ValidationError for digits of other scripts: Python would read them as numbers."""
    if isinstance(value, str) and has_foreign_digits(value):
        raise forms.ValidationError(OWN_DIGITS, code="digits")


class WholeNumberField(forms.IntegerField):
    def to_python(self, value: object) -> int | None:
        refuse_foreign_digits(value)
        return super().to_python(value)


class MomentField(forms.DateTimeField):
    def to_python(self, value: str | datetime | date | None) -> datetime | None:
        refuse_foreign_digits(value)
        return super().to_python(value)


class DateInDigitsField(forms.DateField):
    def to_python(self, value: str | datetime | date | None) -> date | None:
        refuse_foreign_digits(value)
        return super().to_python(value)
