"""Form fields for dates: a day, or as much of it as is known, checked against the birth date and today."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.digits import refuse_foreign_digits
from accounts.pages.forms import FieldOptions
from assessment.record.clock import today
from assessment.rules.medication.partial_dates import PartialDate, parse_ago, parse_ahead, parse_month_or_year
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.told_dates import day_in_danish, told_date

EARLIEST = date(1900, 1, 1)
MONTH_ONLY = re.compile(r"\d{1,2}[./-]\d{4}")
SHORT_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./ -]\d{2}|\d{6}")
# With a slash only: 03.12 may as well be a month and a year.
DAY_AND_MONTH = re.compile(r"(\d{1,2})/(\d{1,2})\.?")
CENTURIES = (1900, 2000)
# A day without limits of its own lies at most so far ahead when its year has two digits.
AHEAD_MONTHS = 60
# Rules count months up to a year: where the onset is no longer ago, the year alone would not tell.
YEAR_TELLS_AFTER_MONTHS = 12
NO_PARTIAL_DATE = _("Write a date that exists, as dd.mm.yyyy, mm.yyyy or yyyy.")
IN_FUTURE = _("The date lies in the future. Write a date up to today.")
BEFORE_BIRTH = _("The date lies before the patient's birth date, %(born)s.")


def day_field(latest: date | None = None, soonest: date | None = None, **common: Unpack[FieldOptions]) -> "DayField":
    """A date typed as dd.mm.yyyy."""
    common.setdefault("error_messages", {"invalid": _("Write a date that exists, as dd.mm.yyyy.")})
    field = DayField(
        widget=forms.DateInput(
            format="%d.%m.%Y", attrs={"placeholder": _("dd.mm.yyyy"), "autocomplete": "off", "class": "short"}
        ),
        **common,
    )
    field.latest, field.soonest = latest, soonest
    return field


def hold_against_birth(fields: Mapping[str, forms.Field], born: date | None) -> None:
    """Nothing happened to a patient before the birth date: none of these fields takes such a day."""
    for field in fields.values():
        if isinstance(field, DayField | PartialDayField):
            field.born = born


def refuse_before_birth(day: date, born: date | None) -> None:
    """Raises ValidationError naming the birth date."""
    if born and day < born:
        raise forms.ValidationError(BEFORE_BIRTH, code="before_birth", params={"born": f"{born:%d.%m.%Y}"})


class DayField(forms.DateField):
    """A day from `born` on, up to `latest`, and not before `soonest`, unless it is the day that `stands` already.

    A day that is planned (`soonest`) may be written as the time until then: om 2 uger, 3 mdr. A day and a month are of
    the year that is meant: the next such day where it is planned, else the last.
    """

    latest: date | None = None
    soonest: date | None = None
    born: date | None = None
    stands: date | None = None

    def to_python(self, value: str | datetime | date | None) -> date | None:
        # Digits alone are ddmmyy or ddmmyyyy; any other number of them could be read in two ways.
        text = value.strip() if isinstance(value, str) else ""
        refuse_foreign_digits(text)
        if MONTH_ONLY.fullmatch(text):
            raise forms.ValidationError(_("Write the day too. If nobody knows it, write the first of the month."))
        if self.soonest and (planned := parse_ahead(text, self.soonest)):
            return planned
        if (short := DAY_AND_MONTH.fullmatch(text)) and (named := self._in_year(int(short[1]), int(short[2]))):
            return named
        if text.isdigit() and len(text) not in (6, 8):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        day = super().to_python(value)
        return self._in_century(day) if day and SHORT_YEAR.fullmatch(text) else day

    def _in_year(self, day: int, month: int) -> date | None:
        """The day of a day and a month; None if there is none, or if the field does not say in which direction."""
        if not (self.soonest or self.latest):
            return None
        nearest = self.soonest or self.latest or today()
        years = range(nearest.year, nearest.year + 9) if self.soonest else range(nearest.year, nearest.year - 9, -1)
        days = (date(year, month, day) for year in years if _exists(year, month, day))
        return next((one for one in days if (one >= nearest if self.soonest else one <= nearest)), None)

    def _in_century(self, day: date) -> date:
        """The day in the century that the field can mean, of a year written with two digits.

        Where a person is so old that both can be meant, it is asked; without a birth date the nearer one is.
        """
        can_be = [century + day.year % 100 for century in CENTURIES]
        days = [date(year, day.month, day.day) for year in can_be if _exists(year, day.month, day.day)]
        last = self.latest or add_months(today(), AHEAD_MONTHS)
        first = max(self.born or EARLIEST, self.soonest or EARLIEST)
        fitting = [one for one in days if first <= one <= last]
        if len(fitting) > 1 and self.born:
            years = " / ".join(str(one.year) for one in fitting)
            raise forms.ValidationError(
                _("Write the year with four digits: %(years)s."), code="century", params={"years": years}
            )
        return min(fitting or days or [day], key=lambda one: abs((one - today()).days))

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value < EARLIEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        if self.latest and value > self.latest:
            raise forms.ValidationError(IN_FUTURE)
        refuse_before_birth(value, self.born)
        if self.soonest and value < self.soonest and value != self.stands:
            raise forms.ValidationError(_("The day has passed. Choose one that has not."))


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


class PartialDayField(forms.CharField):
    """A date as precise as it is known: a day, a month (03.2024), a year (2024) or a time ago (3 år), none ahead."""

    born: date | None = None

    def __init__(self, *, latest: date, **options: Unpack[FieldOptions]) -> None:
        attrs = {"placeholder": _("dd.mm.yyyy"), "autocomplete": "off", "class": "short"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attrs), **options)
        self.latest = latest

    def prepare_value(self, value: object) -> object:
        return day_in_danish(value) if isinstance(value, date) else value

    def clean(self, value: object) -> date | PartialDate | None:
        return self.read_told_date(value)

    def read_told_date(self, value: object) -> PartialDate | None:
        """What was typed, as precisely as it was told; None if the field is empty. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        refuse_foreign_digits(text)
        told = parse_month_or_year(text) or parse_ago(text, self.latest)
        if told is None:
            field = day_field(latest=self.latest, required=False, error_messages={"invalid": NO_PARTIAL_DATE})
            field.born = self.born
            told = PartialDate(field.clean(text))
        if told.day > self.latest:
            raise forms.ValidationError(IN_FUTURE)
        if told.day < EARLIEST:
            raise forms.ValidationError(NO_PARTIAL_DATE)
        refuse_before_birth(told.latest, self.born)
        return told


class ToldDayField(PartialDayField):
    """A date as an answer keeps it. A year alone is too little where rules count the months since."""

    def clean(self, value: object) -> date | None:
        told = self.read_told_date(value)
        if told is None or told.precision == "day":
            return told.day if told else None
        if told.precision == "year" and told.latest > add_months(self.latest, -YEAR_TELLS_AFTER_MONTHS):
            raise forms.ValidationError(_("It is less than two years ago: write the month too, such as 03.2026."))
        return told_date(told.day.year, told.day.month if told.precision == "month" else None)
