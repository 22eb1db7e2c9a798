"""Form fields of the editor: texts, dates as precise as they are known, and keys."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, validate_slug
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.text.normal import on_one_line
from guidelines.models import RatingLevel
from guidelines.recommendations.currency import last_day_of

LONGEST_KEY = 50
LONGEST_PROSE = 4000
PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)
AS_DANES_WRITE = re.compile(r"(\d{2}\.){1,2}\d{4}", re.ASCII)
DANISH_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})

Choices = list[tuple[str, Any]]


class ProseField(forms.CharField):
    """A text of several lines. One that is too long is refused whole: the browser does not cut it while it is typed."""

    def __init__(self, *, longest: int = LONGEST_PROSE, rows: int = 4, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)
        self.validators.append(MaxLengthValidator(longest))


class LineField(forms.CharField):
    """A text of one line, also where more were pasted; refused whole when it is too long."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        super().__init__(**options)
        self.validators.append(MaxLengthValidator(longest))

    def to_python(self, value: object) -> str:
        return on_one_line(super().to_python(value) or "")


class KnownDateField(forms.CharField):
    """A date as precise as it is known: 2018, 2018-03 or 2018-03-19, and not ahead. 03.2018 is read as 2018-03."""

    not_a_date = gettext_lazy("Write the year, the month or the day, such as 2018, 2018-03 or 2018-03-19.")

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", gettext_lazy("As precise as it is known: 2018, 2018-03 or 2018-03-19."))
        widget = forms.TextInput(attrs={"class": "short", "autocomplete": "off"})
        super().__init__(widget=widget, required=options.pop("required", False), **options)

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        return "-".join(reversed(text.split("."))) if AS_DANES_WRITE.fullmatch(text) else text

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        try:
            known = bool(PARTIAL_DATE.fullmatch(value) and last_day_of(value))
        except ValueError:
            known = False
        if not known:
            raise forms.ValidationError(self.not_a_date)
        if value > timezone.localdate().isoformat():
            raise forms.ValidationError(_("The date lies in the future. Write a date up to today."))


class KeyField(forms.CharField):
    """A key, which stands in addresses and never changes; empty: `proposed_key` makes one."""

    def __init__(self) -> None:
        super().__init__(
            label=gettext_lazy("Key"),
            required=False,
            help_text=gettext_lazy(
                "A short name for addresses and files. Small letters, digits and hyphens. Empty: made of the title."
                " It never changes."
            ),
        )
        self.validators += [MaxLengthValidator(LONGEST_KEY), validate_slug]


def proposed_key(title: str) -> str:
    """A key from a title."""
    return make_slug(title)[:LONGEST_KEY].strip("-")


def make_slug(text: str) -> str:
    """A text as a slug, with the Danish letters as they are spelt without them."""
    return slugify(text.translate(DANISH_LETTERS))


def clean_key(form: forms.BaseForm) -> str:
    """The key that was typed, or one of the title; without either an error at the field. Empty after an error."""
    if "key" in form.errors:
        return ""
    key = form.cleaned_data.get("key") or proposed_key(form.cleaned_data.get("title", ""))
    if not key and "title" not in form.errors:
        form.add_error("key", _("Write a key: the title has no letter or digit to make one of."))
    return str(key)


def names_a_page(view: str, *arguments: str) -> bool:
    """Whether this address belongs to a page of the program instead of to what the view of this name would show."""
    return resolve(reverse(view, args=arguments)).url_name != view


def level_choices(levels: Iterable[RatingLevel], kind: str) -> Choices:
    """The levels of one kind, with symbol and words."""
    return [(level.key, level.words) for level in levels if level.kind == kind]
