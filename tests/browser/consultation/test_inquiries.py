"""A question to a doctor, and the end of an episode, in a real browser: at every size, and by the keyboard."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.pages import NURSE, check, check_every_size, episode_of, sign_in
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser


def test_a_nurse_asks_by_the_keyboard_and_the_pages_fit_and_are_accessible(page: Page) -> None:
    sign_in(page, NURSE)
    episode = episode_of(page, "Testperson Delta")
    check(page, f"{episode}afslut/")
    check(page, f"{episode}spoergsmaal/")
    page.locator("#id_text").fill("Skal dosis ned?")
    page.locator("#ask ~ form button[type=submit]").press("Enter")
    expect(page.locator("main")).to_contain_text("Spørgsmålet er sendt til en læge.")
    with arriving(page, "/spoergsmaal/*"):
        page.locator("h2 a[href^='/spoergsmaal/']").first.press("Enter")
    expect(page.locator("#shown")).to_be_visible()
    check_every_size(page)
