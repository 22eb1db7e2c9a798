"""A hand on a page, and how much it has to do."""

from contextlib import nullcontext
from typing import Any

from playwright.sync_api import Locator, Page

from tests.support.browser.waiting import arriving


class Hand:
    """Counts inputs: a choice made, a field filled however long, a button or link pressed. Signing in is done without
    it; the password and the ticks of a signature count.
    """

    def __init__(self, page: Page) -> None:
        self.page, self.inputs = page, 0

    def press(self, what: Locator | str, leads_to: str = "") -> None:
        """A button or a link; `leads_to` is what the path of the page is like that it ends at."""
        self.inputs += 1
        with arriving(self.page, leads_to) if leads_to else nullcontext():
            (self.page.locator(what) if isinstance(what, str) else what).click()

    def fill(self, selector: str, text: str) -> None:
        self.inputs += 1
        field = self.page.locator(selector)
        field.fill(text)
        field.blur()

    def choose(self, selector: str, value: str) -> None:
        """An option of a list that drops down."""
        self.inputs += 1
        self.page.locator(selector).select_option(value)

    def key(self, name: str) -> None:
        """A key that chooses or presses."""
        self.inputs += 1
        self.page.keyboard.press(name)

    def answer_by_digit(self, key: str, value: str) -> None:
        """The question that has the focus: the digit before the option; a list is then left with Enter."""
        option = self.page.locator(f'[name="{key}"][value="{value}"]')
        is_list = option.get_attribute("type") == "checkbox"
        self.key(option.get_attribute("data-digit") or "")
        if is_list:
            self.key("Enter")

    def answer(self, key: str, value: Any) -> None:
        """Answer a question on the page: each option of a list is a choice."""
        field = self.page.locator(f'[name="{key}"]')
        kind = field.first.evaluate("node => node.type")
        if kind not in ("radio", "checkbox", "select-one"):
            return self.fill(f'[name="{key}"]', str(value))
        for one in value if isinstance(value, list) else [value]:
            self.inputs += 1
            if kind == "select-one":
                field.select_option(one)
            else:
                self.page.locator(f'[name="{key}"][value="{one}"]').check()
        return None
