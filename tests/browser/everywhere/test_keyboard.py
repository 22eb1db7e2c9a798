"""The path with the keyboard alone: every control is reached with Tab, shown as focused, and works."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser.keyboard import press, tab_to
from tests.support.browser.pages import GP, PASSWORD, episode_of, sign_in
from tests.support.browser.waiting import arriving, comes_to, is_saved

pytestmark = pytest.mark.browser


def choose(page: Page, name: str, position: int) -> None:
    """Choose a radio button: the group is one stop, the arrows move within it."""
    tab_to(page, f'[name="{name}"]')
    options = page.locator(f'[name="{name}"]').count()
    current = page.evaluate(
        "Array.from(document.getElementsByName(document.activeElement.name)).indexOf(document.activeElement)"
    )
    for _ in range((position - current) % options):
        page.keyboard.press("ArrowRight")


def test_the_whole_path_with_the_keyboard(page: Page) -> None:
    page.goto("/konto/login/")
    tab_to(page, "#id_login")
    page.keyboard.type(GP)
    tab_to(page, "#id_password")
    page.keyboard.type(PASSWORD)
    with arriving(page, "/"):
        page.keyboard.press("Enter")

    go(page, 'a[href="/patienter/ny/"]', "/patienter/ny/")
    tab_to(page, "#id_cpr")
    page.keyboard.type("0104909995")
    tab_to(page, "#id_given_name")
    page.keyboard.type("Testperson")
    tab_to(page, "#id_family_name")
    page.keyboard.type("Kilo")
    tab_to(page, "#id_planning_area")
    page.keyboard.type("Planområde Nord")
    go(page, "main form button[type=submit]", "/patienter/*-*/")
    go(page, "form[action$='/forloeb/'] button", "*/foerste-ni/")

    go(page, ".tasks a[href$='/afsnit/pain/']", "*/afsnit/pain/")
    tab_to(page, '[name="pain.onset_date"]')
    page.keyboard.type("01.03.2024")
    choose(page, "pain.distribution", 0)
    is_saved(page)
    go(page, "#section-form button[name=next]", "*/afsnit/workup/")
    go(page, ".tasks a[href$='/henvisning/']", "*/henvisning/")
    go(page, "#single_specialty_clinic form button", "/brev/*/")
    sections = "main textarea:not([name$='-not_relevant'])"
    for key in page.locator(sections).evaluate_all("areas => areas.map(area => area.name)"):
        tab_to(page, f'[name="{key}"]')
        page.keyboard.press("Control+A")
        page.keyboard.type("Skrevet med tastaturet.")
    go(page, "button[name=check]", "*/kontrol/")
    go(page, "a[href$='/bekraeft/']", "*/reauthenticate/")
    page.locator("#id_password").focus()
    page.keyboard.type(PASSWORD)
    with arriving(page, "*/kontrol/"):
        page.keyboard.press("Enter")
    press(page, "[name=not_asked]", "Space")
    press(page, "[name=checked]", "Space")
    press(page, "[name=consent]", "Space")
    go(page, "form[action$='/underskriv/'] button", "/brev/*/")
    expect(page.locator("code")).to_be_visible()
    tab_to(page, "a[href$='/pdf/']")


def go(page: Page, control: str, path: str) -> None:
    """Press what leads to another page."""
    with arriving(page, path):
        press(page, control)


def pain_of(page: Page, name: str) -> None:
    sign_in(page, GP)
    page.goto(f"{episode_of(page, name)}afsnit/pain/")


def scale(page: Page, question: str, value: str) -> Locator:
    return page.locator(f'[name="pain.intensity_{question}"][value="{value}"]')


def answered(page: Page, question: str) -> Locator:
    return page.locator(f'[name="pain.intensity_{question}"]:checked:not([value=""])')


def test_a_slow_ten_is_ten_and_the_next_question_is_left_alone(page: Page) -> None:
    """The browser's clock stands still but for the pause between the digits.

    Tried: the number settled by a timer of 600 ms.
    """
    page.clock.install()
    pain_of(page, "Testperson Delta")
    page.clock.pause_at(page.evaluate("Date.now()") / 1000 + 60)
    untouched = answered(page, "worst").count()
    for pause in (20, 100, 300, 590, 610, 900, 3000):
        scale(page, "average", "3").check()
        scale(page, "average", "3").focus()
        page.keyboard.press("1")
        page.clock.run_for(pause)
        expect(scale(page, "average", "3")).to_be_checked()
        expect(scale(page, "average", "3")).to_be_focused()
        expect(page.locator("#number-begun")).to_be_visible()
        expect(page.locator("#number-begun")).to_have_text(re.compile("Begyndt: 1. Det kan blive til 10."))
        page.keyboard.press("0")
        expect(scale(page, "average", "10")).to_be_checked()
        expect(page.locator("#number-begun")).to_be_hidden()
        expect(answered(page, "worst")).to_have_count(untouched)
        expect(page.locator('[name="pain.intensity_worst"]').first).to_be_focused()
    page.clock.resume()
    is_saved(page)
    page.reload()
    expect(scale(page, "average", "10")).to_be_checked()
    expect(answered(page, "worst")).to_have_count(untouched)


def test_a_number_that_is_begun_waits_for_the_key_that_decides(page: Page) -> None:
    pain_of(page, "Testperson Charlie")
    page.locator('[name="pain.intensity_average"]').first.focus()
    page.keyboard.type("13")
    for question in ("average", "worst"):
        expect(answered(page, question)).to_have_count(0)
    page.keyboard.press("Enter")
    expect(scale(page, "average", "1")).to_be_checked()
    page.keyboard.press("7")
    expect(scale(page, "worst", "7")).to_be_checked()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("1")
    page.keyboard.press("Backspace")
    page.keyboard.press("0")
    expect(scale(page, "worst", "0")).to_be_checked()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("1")
    page.keyboard.press("Alt+ArrowUp")
    expect(scale(page, "worst", "1")).to_be_checked()
    is_saved(page)
    page.reload()
    expect(scale(page, "average", "1")).to_be_checked()
    expect(scale(page, "worst", "1")).to_be_checked()


def test_another_window_in_front_decides_nothing(page: Page) -> None:
    pain_of(page, "Testperson Bravo")
    page.locator('[name="pain.intensity_average"]').first.focus()
    page.keyboard.press("1")
    page.evaluate("document.activeElement.dispatchEvent(new FocusEvent('focusout', {bubbles: true}))")
    expect(answered(page, "average")).to_have_count(0)
    page.keyboard.press("0")
    expect(scale(page, "average", "10")).to_be_checked()


def test_a_number_that_is_begun_does_not_take_the_focus_from_where_one_has_gone(page: Page) -> None:
    pain_of(page, "Testperson Delta")
    page.locator('[name="pain.intensity_average"]').first.focus()
    page.keyboard.press("1")
    page.locator('[name="pain.description"]').click()
    expect(scale(page, "average", "1")).to_be_checked()
    expect(page.locator('[name="pain.description"]')).to_be_focused()


def test_zero_chooses_none_of_the_list_and_is_printed_before_it(page: Page) -> None:
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Delta')}afsnit/workup/")
    flags = page.locator('[name="workup.red_flags"]')
    flags.first.focus()
    page.keyboard.press("0")
    expect(flags.last).to_be_checked()
    expect(page.locator("label", has_text="Ingen af disse")).to_have_text("0 Ingen af disse")
    is_saved(page)
    page.goto(page.url.replace("/workup/", "/practical/"))
    with arriving(page, "*/dagsorden/"):
        page.keyboard.press("Alt+ArrowRight")
    expect(page.locator('[name="workup.red_flags"]').last).to_be_checked()
    # The browser's own way back is left to it.
    event = "new KeyboardEvent('keydown', {key: 'ArrowLeft', altKey: true, bubbles: true, cancelable: true})"
    comes_to(page, lambda: page.evaluate(f"document.body.dispatchEvent({event})"), True)
    with arriving(page, "*/afsnit/pain/"):
        page.keyboard.press("Alt+ArrowRight")
