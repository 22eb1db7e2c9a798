"""HTML is put together as Django would do it: what is not HTML is escaped."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from accounts.pages.part_template import format_html, format_html_join


class Shown:
    """An object that writes itself, as a field of a form does."""

    def __html__(self) -> str:
        return "<input>"


class Said:
    """One that has words only."""

    def __str__(self) -> str:
        return "<b>"


WORDS = (
    *("", "Ane", "<b> & \"'", SafeString("<b>"), 7, 0, True, None, 1.5),
    *(Decimal("2.50"), date(2026, 3, 1), gettext_lazy("Yes"), Shown(), Said()),
)


@pytest.mark.parametrize("word", WORDS, ids=lambda value: type(value).__name__)
def test_each_kind_of_word_stands_as_django_has_it(word: object) -> None:
    """In its place, by its name and in a row. Tried: text as it is; what is HTML escaped."""
    for ours, djangos in (
        (format_html("<i>{}</i>{}", word, word), html.format_html("<i>{}</i>{}", word, word)),
        (format_html("{one}{}", "&", one=word), html.format_html("{one}{}", "&", one=word)),
        (
            format_html_join("<", "<li>{}</li>", ((one,) for one in (word, word))),
            html.format_html_join("<", "<li>{}</li>", ((one,) for one in (word, word))),
        ),
    ):
        assert ours == djangos
        assert type(ours) is SafeString  # as templates ask


def test_a_separator_that_is_html_stands_as_it_is() -> None:
    assert format_html_join(SafeString("<br>"), "{}", (("a",), ("b",))) == "a<br>b"
