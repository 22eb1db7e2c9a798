"""The page of a recommendation on paper: one to two A4 pages, without navigation, nothing folded away or cut."""

import io

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.support.browser.pages import GP, assert_accessible, assert_no_sideways_scroll, sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("address", ["generalised-pain/tca", "opioid-care/taper", "cross-sector/leadership"])
def test_it_prints_whole(address: str, page: Page) -> None:
    sign_in(page, GP)
    page.goto(f"/retningslinjer/{address}/")
    assert_accessible(page)
    page.set_viewport_size({"width": 400, "height": 800})
    assert_no_sideways_scroll(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    pages = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(pages) <= 2
    assert {tuple(round(float(side)) for side in sheet.mediabox[2:]) for sheet in pages} == {(595, 842)}
    text = " ".join(" ".join(sheet.extract_text() for sheet in pages).split())
    assert f"/retningslinjer/{address}/version/1/" in text.replace(" ", "")
    for word in ("Hvorfor", "Kilde", "Retningslinjen", "Versioner", "Senest vurderet"):
        assert word in text
    assert "Log ud" not in text
    if address != "cross-sector/leadership":
        assert "Alder er mindst 18 år" in text
