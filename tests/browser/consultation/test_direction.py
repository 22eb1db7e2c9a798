"""What is advised against is read as such and answered as such, on the screen of a clinic and on a telephone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.browser.pages import GP, assert_no_sideways_scroll, episode_of, sign_in
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser

AVOID = "× Undgå"
SIZES = ({"width": 1366, "height": 768}, {"width": 400, "height": 800})


def test_what_is_against_reads_so_and_is_used_all_the_same_for_a_reason(
    open_context: Callable[..., BrowserContext],
) -> None:
    """By keyboard. Tried: the text folded away; a title that breaks the width of a telephone."""
    page = open_context(viewport=SIZES[0]).new_page()
    sign_in(page, GP)
    episode = episode_of(page, "Testperson Alfa")
    row = page.locator("#avoid .advice-row").filter(has_text=f"{AVOID} helst tramadol")
    for size in SIZES:
        page.set_viewport_size(size)
        page.goto(episode)
        expect(page.locator("#panel")).to_contain_text("råd venter på")
        page.get_by_role("link", name="Overvej: ").press("Enter")
        expect(page).to_have_url(f"{episode}raad/#consider")
        expect(row.get_by_text("Brug kun tramadol, når andre muligheder er prøvet")).to_be_visible()
        expect(row.get_by_text("Erklæret uaktuel af udgiver i 2023.")).to_be_visible()
        assert_no_sideways_scroll(page)
    row.get_by_role("link", name="Bruges alligevel").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{AVOID} helst tramadol, før andet har svigtet")
    page.get_by_label("Bruges alligevel, fordi").select_option("den er ved at blive trappet ned")
    with arriving(page):
        page.get_by_role("button", name="Gem beslutningen").press("Enter")
    page.goto(f"{episode}raad/")
    expect(page.locator("#decided .advice-row").filter(has_text=AVOID)).to_contain_text("bruges alligevel")
