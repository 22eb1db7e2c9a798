"""The list of the day on paper: no table's head stands alone at the foot of a page."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page
from pypdf import PdfReader

pytestmark = pytest.mark.browser
STYLE = Path(settings.BASE_DIR, "static/css/clinic.css")
HEAD = "<h2>Overskrift</h2><table class='list'><thead><tr><th>Kolonne</th></tr></thead>"
ROWS = "".join(f"<tr><th rowspan='2'>Patient {n}</th><td>Ring</td></tr><tr><td>Mere</td></tr>" for n in range(5))


def test_the_head_of_a_group_stands_on_the_page_of_its_first_row(page: Page) -> None:
    """Wherever on the page it falls. Tried: without the room that the heading takes with it."""
    for millimetres in range(225, 270, 4):
        above = f"<div style='height: {millimetres}mm'></div>"
        listed = f"<main class='page day-list'>{above}<section>{HEAD}<tbody>{ROWS}</tbody></table></section></main>"
        page.set_content(f"<style>{STYLE.read_text()}</style>{listed}")
        sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        (headed,) = (text for sheet in sheets if "Overskrift" in (text := sheet.extract_text()))
        assert "Patient 0" in headed, millimetres
