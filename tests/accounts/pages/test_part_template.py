"""Rows of lists that are written once: what is filled in is escaped, and nothing of it is kept."""

from datetime import date
from unittest.mock import patch
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html

from accounts.pages import part_template
from accounts.pages.part_template import PartTemplate, join_rows, with_places

OPEN = "assessment/patients/_open_episode.html"
TEMPLATE = PartTemplate(OPEN, "patient", plain=("episode", "born", "number", "last_contact"))
EPISODE = UUID(int=7)
PLAIN = {"episode": EPISODE, "born": date(1950, 2, 1), "number": 3, "last_contact": date(2026, 3, 2)}
NASTY = "<script>{0}{}</script>"
NAME = {"patient": "Ane <b> & 100 {born} %(born)s"}


def test_a_row_is_what_its_template_gives() -> None:
    """With an address, days, and what looks like a place. Tried: filled in by `format` alone."""
    row = TEMPLATE.fill(NAME, PLAIN, was_seen=True)
    days = {"born": "01.02.1950", "last_contact": "02.03.2026"}
    assert row == render_to_string(OPEN, {**PLAIN, **NAME, **days, "was_seen": True})
    assert "Ane &lt;b&gt; &amp; 100 {born} %(born)s" in row
    assert f'href="{reverse("episode", args=[EPISODE])}"' in row


def test_what_is_html_already_stands_as_it_is() -> None:
    assert "<b>Ane</b>" in TEMPLATE.fill({"patient": format_html("<b>{}</b>", "Ane")}, PLAIN, was_seen=True)


def test_a_template_is_rendered_once_for_each_shape_and_nothing_of_a_row_is_kept() -> None:
    """Tried: rendered for each row; the values among what the shape is kept by."""
    template = PartTemplate(OPEN, "patient", plain=tuple(PLAIN))
    with patch.object(part_template, "render_to_string", wraps=render_to_string) as render:
        rows = [
            template.fill({"patient": f"Patient {number}"}, {**PLAIN, "number": number}, was_seen=bool(number % 2))
            for number in range(50)
        ]
    assert render.call_count == template._text.cache_info().currsize == 2
    assert join_rows(rows).count("<tr>") == 50
    for was_seen in (True, False):
        kept = template._text((("was_seen", was_seen),))
        assert not {"Patient", str(EPISODE), "1950", "2026"} & set(kept.split())
        assert "Patient" not in kept


def test_the_words_are_escaped_and_the_places_are_left() -> None:
    """Tried: words that are not escaped; braces of a word taken for places."""
    form = with_places("<b>{}</b><i>{{}}</i>", NASTY)
    filled = format_html(form, NASTY)
    assert filled == "<b>&lt;script&gt;{0}{}&lt;/script&gt;</b><i>&lt;script&gt;{0}{}&lt;/script&gt;</i>"


def test_what_is_html_already_stays_so() -> None:
    """Tried: to escape it again."""
    assert format_html(with_places("{}{{}}", format_html("<b>{}</b>", "{&}")), "<") == "<b>{&amp;}</b>&lt;"
