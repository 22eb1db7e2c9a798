"""Rows of lists that are written once: what is filled in is escaped, and nothing of it is kept."""

from unittest.mock import patch
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.pages import row_template
from accounts.pages.row_template import RowTemplate, join_rows

OPEN = "assessment/patients/_open_episode.html"
NAMES = ("episode", "patient", "born", "number", "last_contact")
EPISODE = UUID(int=7)
VALUES = {"episode": EPISODE, "patient": "Ane <b> & 100 %(born)s", "born": "01.02.1950", "number": 3}


def test_a_row_is_what_its_template_gives() -> None:
    """With an address, and with what looks like a place. Tried: without escaping."""
    row = RowTemplate(OPEN, *NAMES).fill({**VALUES, "last_contact": "02.03.2026"}, was_seen=True)
    assert row == render_to_string(OPEN, {**VALUES, "last_contact": "02.03.2026", "was_seen": True})
    assert "Ane &lt;b&gt; &amp; 100 %(born)s" in row
    assert f'href="{reverse("episode", args=[EPISODE])}"' in row


def test_what_is_html_already_stands_as_it_is() -> None:
    row = RowTemplate(OPEN, *NAMES).fill({**VALUES, "last_contact": SafeString("<b>i dag</b>")}, was_seen=True)
    assert "<b>i dag</b>" in row


def test_a_template_is_rendered_once_for_each_shape() -> None:
    """Tried: rendered for each row."""
    template = RowTemplate(OPEN, *NAMES)
    with patch.object(row_template, "render_to_string", wraps=render_to_string) as render:
        rows = [
            template.fill({**VALUES, "patient": str(number), "last_contact": None}, was_seen=bool(number % 2))
            for number in range(50)
        ]
    assert render.call_count == 2
    assert join_rows(rows).count("<tr>") == 50


def test_nothing_of_a_row_is_kept() -> None:
    """Tried: the values among what the shape is kept by."""
    template = RowTemplate(OPEN, *NAMES)
    template.fill({**VALUES, "last_contact": None}, was_seen=False)
    (key,) = (key for key in [(("was_seen", False),)] if template._text(key))
    assert "Ane" not in template._text(key)
    assert str(EPISODE) not in template._text(key)
    assert template._text.cache_info().currsize == 1
