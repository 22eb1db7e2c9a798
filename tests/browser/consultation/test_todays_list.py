"""The list of the day in a real browser: at every width, and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.pages import NURSE, check, sign_in

pytestmark = pytest.mark.browser


def test_a_nurse_takes_over_and_puts_off_by_keyboard(page: Page) -> None:
    """Tried: buttons outside of a form."""
    sign_in(page, NURSE)
    for url in ("/?vis=no_date&vis=later", "/praksis/opioider/"):
        check(page, url)
    page.goto("/")
    page.get_by_role("button", name=re.compile("Overtag.*Juliet")).first.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Du har overtaget opgaven")
    page.get_by_role("link", name=re.compile("Udskyd.*Juliet")).first.press("Enter")
    expect(page.get_by_label("Udskyd til")).to_be_visible()
    page.get_by_label("Udskyd til").fill("om 1 uge")
    page.get_by_label("Årsag").fill("Ringer igen.")
    page.get_by_label("Årsag").press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("Opgaven er udskudt til")
