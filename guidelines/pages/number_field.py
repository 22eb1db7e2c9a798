"""The form field for every number: it reads Danish and international writing, and never guesses."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guidelines.vocabulary.numbers import Ambiguous, NotANumber, number_to_type, read_number


class NumberInput(forms.TextInput):
    """No number input: the mouse wheel would change it while the page scrolls."""

    def format_value(self, value: Any) -> str | None:
        """A number so that it is read again as the same one; what was typed stays as it was."""
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return number_to_type(Decimal(str(value)))
        shown: str | None = super().format_value(value)
        return shown


class NumberField(forms.DecimalField):
    """A number as a Decimal.

    What can mean two things is decided only where the limits, or `highest`, rule one reading out; otherwise the error
    says both. `highest` decides readings and refuses nothing: it is what is likely, not what is allowed. `decimals` 0
    asks for a whole number; None sets no limit. `out_of_range` is the one message for both limits.
    """

    highest: Decimal | None = None
    least: Decimal | None
    most: Decimal | None
    default_error_messages = {
        "ambiguous": _("“%(text)s” can be read in two ways, and is not saved. Write %(first)s or %(second)s."),
        "whole": _("Write a whole number."),
    }

    def __init__(
        self,
        *,
        least: float | None = None,
        most: float | None = None,
        decimals: int | None = None,
        out_of_range: Any = None,
        **options: Any,
    ) -> None:
        keyboard = "numeric" if decimals == 0 else "decimal"
        attrs = {"inputmode": keyboard, "class": "short", "autocomplete": "off"}
        options.setdefault("widget", NumberInput(attrs=attrs))
        limits = (None if limit is None else Decimal(str(limit)) for limit in (least, most))
        self.least, self.most = limits
        self.decimals = decimals
        options |= {"min_value": self.least, "max_value": self.most, "decimal_places": decimals}
        super().__init__(**options)
        if out_of_range:
            for validator in self.validators:
                if getattr(validator, "code", "") in ("min_value", "max_value"):
                    validator.message = out_of_range  # type: ignore[attr-defined]

    def fits(self, number: Decimal) -> bool:
        """Whether this reading of two can be meant."""
        above = self.highest if self.highest is not None else self.most
        return (
            (self.least is None or number >= self.least)
            and (above is None or number <= above)
            and (self.decimals != 0 or number == int(number))
        )

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        if not isinstance(value, str):
            return super().to_python(value)
        text = value.strip()
        try:
            number = read_number(text, self.fits).normalize() + 0
        except Ambiguous as two:
            first, second = map(number_to_type, two.readings)
            told = {"text": text, "first": first, "second": second}
            raise forms.ValidationError(self.error_messages["ambiguous"], code="ambiguous", params=told) from two
        except NotANumber as wrong:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from wrong
        if self.decimals == 0 and number != int(number):
            raise forms.ValidationError(self.error_messages["whole"], code="whole")
        return number


class PlainNumberField(NumberField):
    """A number as content and answers keep it: whole, or with its fraction."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        return None if number is None else int(number) if number == int(number) else float(number)
