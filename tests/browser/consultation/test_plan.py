"""The plan and the note by hand: typed in passing, one press for a sentence, one key to copy."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.support.browser.pages import NURSE, assert_accessible, episode_of, sign_in
from tests.support.browser.waiting import arriving, comes_to, comes_to_hold, is_saved

pytestmark = pytest.mark.browser


def plan_of(page: Page, name: str) -> str:
    sign_in(page, NURSE)
    return f"{episode_of(page, name)}plan/"


def test_the_plan_is_saved_as_one_types_and_enter_puts_nothing_in(page: Page) -> None:
    page.goto(plan_of(page, "Testperson Bravo"))
    page.fill("#id_goal", "At kunne cykle.")
    page.press("#id_goal", "Tab")
    is_saved(page)
    expect(page.locator("#seen-version")).to_have_value("1")
    page.fill("#id_action_1_who", "Dig")
    with arriving(page):
        page.press("#id_action_1_who", "Enter")
    expect(page.locator("#id_action_1_who")).to_have_value("Dig")
    expect(page.locator("#id_action_2_what")).to_have_value("")
    expect(page.locator("#id_goal")).to_have_value("At kunne cykle.")


def test_a_sentence_is_put_in_with_one_press_where_the_focus_then_is(page: Page) -> None:
    page.goto(plan_of(page, "Testperson Charlie"))
    page.fill("#id_flare_up", "Hvil.")
    page.click("#fold-flare-up summary")
    with arriving(page, "*/plan/"):
        page.click('button[value="back_again"]')
    expect(page).to_have_url(re.compile("#field_flare_up$"))
    expect(page.locator("#id_flare_up")).to_have_value(re.compile(r"^Hvil\.\nVend tilbage"))
    expect(page.locator("#id_flare_up")).to_be_focused()
    assert_accessible(page)


def test_tabbing_past_a_button_does_not_press_it(page: Page) -> None:
    page.goto(plan_of(page, "Testperson Alfa"))
    page.fill("#id_goal", "Sove bedre.")
    page.press("#id_goal", "Tab")
    expect(page.locator('button[value="resources.most_important"]')).to_be_focused()
    is_saved(page)
    page.reload()
    expect(page.locator("#id_goal")).to_have_value("Sove bedre.")


def test_what_was_typed_last_goes_along_when_the_page_is_left(page: Page) -> None:
    address = plan_of(page, "Testperson Delta")
    page.goto(address)
    page.locator("#id_offers").press_sequentially("Et kursus")
    with arriving(page, "/forloeb/*/"):
        page.click("text=Overblik")
    comes_to_hold(page, address, page.locator("#id_offers").input_value, "Et kursus")


def test_the_text_is_copied_with_one_key_and_said(open_context: Callable[..., BrowserContext]) -> None:
    context = open_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(plan_of(page, "Testperson Alfa").replace("plan/", "resume/"))
    expect(page.locator("[data-copy]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#copy-outcome")).not_to_be_empty()
    expect(page.locator("#note-text")).to_have_value(page.evaluate("navigator.clipboard.readText()"))


def test_where_copying_is_not_allowed_the_text_is_marked(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(plan_of(page, "Testperson Alfa").replace("plan/", "resume/"))
    expect(page.locator("[data-copy]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#copy-outcome")).to_contain_text("Ctrl+C")
    is_all_marked = "text => text.selectionEnd - text.selectionStart === text.value.length"
    comes_to(page, lambda: page.locator("#note-text").evaluate(is_all_marked), True)


def test_a_press_waits_for_the_save_that_is_on_its_way(page: Page) -> None:
    """Tried: the press at once, which met the page's own save as a conflict."""
    page.goto(plan_of(page, "Testperson Echo"))
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/plan/", hold_the_first)
    page.fill("#id_flare_up", "Hvil.")
    page.click("#fold-flare-up summary")
    comes_to(page, lambda: len(held), 1)
    page.click('button[value="back_again"]')
    with arriving(page, "*/plan/"):
        held[0].continue_()
    expect(page.locator("#id_flare_up")).to_have_value(re.compile(r"^Hvil\.\nVend tilbage"))
