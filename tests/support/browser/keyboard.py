"""A page with the keyboard alone."""

import pytest
from playwright.sync_api import Page

from tests.support.browser.waiting import comes_to

MOST_TABS = 120
FOCUS_IS_SEEN = """() => [document.activeElement, document.activeElement.closest("label")]
    .some(node => node && getComputedStyle(node).outlineStyle !== "none")"""


def tab_to(page: Page, selector: str) -> int:
    """Tab until the control has the focus, as a keyboard user does; how many times."""
    page.wait_for_load_state()
    for tabs in range(MOST_TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            comes_to(page, lambda: page.evaluate(FOCUS_IS_SEEN), True)
            return tabs
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} cannot be reached with Tab on {page.url}")


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)
