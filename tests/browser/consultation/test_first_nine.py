"""The first nine of a new episode, by keyboard alone: a digit or Enter answers, and the next question has the focus."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser.keyboard import FOCUS_IS_SEEN, press
from tests.support.browser.pages import GP, assert_no_sideways_scroll, register, sign_in
from tests.support.browser.waiting import comes_to

pytestmark = pytest.mark.browser

NOTHING_TRIED = "#field_treatments form[action$='/behandlinger/ingen/'] button"


def asked(page: Page, key: str) -> None:
    """The question stands there alone, and has the focus."""
    expect(page.locator("[data-one-question] .field:focus-within")).to_have_id(f"field_{key}")
    comes_to(page, lambda: page.evaluate(FOCUS_IS_SEEN), True)
    expect(page.locator("[data-one-question] .field")).to_have_count(1)


def choose(page: Page, key: str, value: str) -> None:
    digit = page.locator(f'[name="{key}"][value="{value}"]').get_attribute("data-digit") or ""
    page.keyboard.press(digit)


def test_nine_answers_by_keyboard_each_sent_by_one_key(open_context: Callable[..., BrowserContext]) -> None:
    """Tried: the digit that goes on to the button, and a page that leaves the focus on its top."""
    page = open_context().new_page()
    sign_in(page, GP)
    page.goto(f"{register(page, '0201919996', 'November')}foerste-ni/")
    asked(page, "workup.red_flags")
    choose(page, "workup.red_flags", "none")
    page.keyboard.press("Enter")
    asked(page, "wellbeing.suicidal_thoughts")
    # A click saves as well, and the strip says at once what it opened.
    page.locator('[name="wellbeing.suicidal_thoughts"][value="passive"]').check()
    expect(page.locator("#safety")).to_contain_text("Selvmordstanker: vurdér i dag")
    choose(page, "wellbeing.suicidal_thoughts", "none")
    expect(page.locator("#quick_name")).to_be_focused()
    press(page, NOTHING_TRIED)
    asked(page, "pain.onset_date")
    page.keyboard.type("03.2020")
    page.keyboard.press("Enter")
    asked(page, "workup.active_cancer")
    choose(page, "workup.active_cancer", "false")
    asked(page, "pain.distribution")
    choose(page, "pain.distribution", "localised")
    # What is meant for pain all over is not asked after that.
    expect(page.get_by_text("Spørgsmål 7 af 9")).to_be_visible()
    expect(page.locator("#middle")).to_contain_text("Det ved vi allerede")
    page.set_viewport_size({"width": 400, "height": 800})
    assert_no_sideways_scroll(page)
    expect(page.locator("#field_everyday\\.function_reduced")).to_have_count(0)
