"""Asks about a value that is unlikely, and never refuses it: a tick beside the field says that it is right."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _

from assessment.pages.bound_field import AskedAbout, PageForm
from assessment.pages.day_fields import DayField
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.holidays import closed_day

SURE = "sure"
FAR_MONTHS = 24


def ask(form: PageForm, name: str, value: str, words: str, shown: str = "") -> bool:
    """Whether the value of a field was said to be right; if not, the form asks, and is not saved yet.

    `shown` is what the tick says is right, where that is not the value itself.
    """
    key = key_of(form, name, value)
    if was_sent(form, key):
        return True
    form.add_error(name, forms.ValidationError(words, code="asked"))
    form[name].beside.asked = AskedAbout(key, shown or value)
    return False


def was_sent(form: forms.BaseForm, key: str) -> bool:
    """Whether the page that the form was sent from said that this is right."""
    data = form.data
    return key in (data.getlist(SURE) if hasattr(data, "getlist") else [data.get(SURE)])


def key_of(form: PageForm, name: str, value: str) -> str:
    """What a page sends to say that this value of a field is right."""
    return f"{form.add_prefix(name)}={value}"


def ask_about_far_day(form: PageForm, name: str, *, today: date) -> None:
    """A day that is planned more than two years ahead may be a slip of the year. What stands already is not asked."""
    field, day = form.fields[name], form.cleaned_data.get(name)
    stands = field.stands if isinstance(field, DayField) else None
    if day and day != stands and day > add_months(today, FAR_MONTHS):
        ask(form, name, f"{day:%d.%m.%Y}", _("The day is more than two years ahead. Is it right?"))


def said_of_day(day: object) -> str:
    """That a planned day is a weekend's or a public holiday; empty for any other, and for what is no day."""
    name = closed_day(day) if isinstance(day, date) else ""
    return _("%(day)s is %(name)s.") % {"day": f"{day:%d.%m.%Y}", "name": name} if name else ""
