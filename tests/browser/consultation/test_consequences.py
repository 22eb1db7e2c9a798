"""Advice to start duloxetine for somebody on tramadol, in a real browser: clarified first, said while it is typed."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.pages import GP, assert_accessible, episode_of, sign_in
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser

WARNING = "Undgå tramadol sammen med SSRI, duloxetin, TCA"


def add(page: Page, name: str) -> None:
    page.fill("#quick_name", name)
    page.select_option("#quick_status", "current")


def test_duloxetine_for_somebody_on_tramadol(page: Page) -> None:
    """Guards against: advice under »Gør nu« or »Overvej« that harms this patient; a row saved before it is said."""
    page.set_viewport_size({"width": 400, "height": 800})
    sign_in(page, GP)
    episode = episode_of(page, "Testperson Bravo")
    page.goto(f"{episode}afsnit/treatment/")
    add(page, "tramadol")
    with arriving(page):
        page.locator("#quick-treatment button[name=quick]").click()
    expect(page.locator("#field_treatments tbody tr", has_text="tramadol").first).to_be_visible()
    page.goto(f"{episode}raad/")
    held = page.locator("#held-back")
    expect(held).to_contain_text("Duloxetin")
    expect(held).to_contain_text(f"Alvorligt: {WARNING}")
    expect(page.locator("#consider")).to_be_visible()
    expect(page.locator("#do-now, #consider").filter(has_text="Duloxetin")).to_have_count(0)
    assert_accessible(page)
    page.goto(f"{episode}afsnit/treatment/")
    add(page, "duloxetin")
    page.locator("#quick_status").blur()
    expect(page.locator("#quick-treatment")).to_contain_text(f"Alvorligt: {WARNING}")
    assert_accessible(page)
    page.locator("#quick-treatment button[name=quick]").click()
    expect(page.locator("#field_treatments tbody tr", has_text="duloxetin")).to_contain_text("Bruges nu")
    for name in ("duloxetin", "tramadol"):
        rows = page.get_by_role("table", name="Prøvede behandlinger").locator("tr", has_text=name)
        rows.get_by_role("link").click()
        with arriving(page):
            page.get_by_role("button", name="Fjern: ").click()
        expect(rows).to_have_count(0)
