"""D18, D19, D20 by hand: somebody signs in, in another tab, while a page is open with something typed on it.

Tried: `session.js` that takes no new token (D20 does not go on, the builder neither), or tells nobody who is signed in
(D20 stays in sight); keeping left out (D19 ends on the first page).
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser.pages import (
    EDITOR,
    GP,
    NURSE,
    PASSWORD,
    assert_accessible,
    episode_of,
    sign_in,
    sign_in_by_hand,
)
from tests.support.browser.server import Server
from tests.support.browser.waiting import arriving, comes_to, is_saved

pytestmark = pytest.mark.browser

TEXT = "Skrevet, inden nogen loggede ind igen: æ, ø, å."
scripts = pytest.mark.parametrize("with_scripts", [True, False], ids=["scripts", "no-scripts"])


def change_person(context: BrowserContext, email: str) -> Page:
    """In another tab: sign out, and sign in as this person."""
    tab = context.new_page()
    tab.goto("/konto/logout/")
    with arriving(tab, "/konto/login/"):
        tab.locator("main form button").click()
    sign_in_by_hand(tab, email)
    return tab


@scripts
def test_d18_a_letter_while_its_writer_signs_in_again(
    with_scripts: bool, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(java_script_enabled=with_scripts).new_page()
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Alfa')}henvisning/")
    with arriving(page, "/brev/*/"):
        page.locator("#single_specialty_clinic form button").click()
    page.fill("[name=told_to_patient]", TEXT)
    change_person(page.context, GP)
    page.bring_to_front()
    with arriving(page):
        page.locator("button[name=check]").click()
    expect(page.get_by_text("står her igen")).to_be_visible()
    expect(page.locator("[name=told_to_patient]")).to_have_value(TEXT)
    if with_scripts:
        assert_accessible(page)
    with arriving(page, "*/kontrol/"):
        page.locator("button[name=check]").click()
    expect(page.locator("main")).to_contain_text(TEXT)


@scripts
def test_d19_a_plan_whose_session_has_ended(
    with_scripts: bool, running: Server, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(java_script_enabled=with_scripts).new_page()
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Bravo')}plan/")
    address = page.url
    running.sign_everyone_out()
    page.fill("#id_goal", f"{TEXT} {with_scripts}")
    with arriving(page, "/konto/login/"):
        page.locator("main .button-row button", has_text=re.compile("^Gem$")).click()
    comes_to(page, lambda: TEXT in page.content(), False)
    page.fill("#id_login", GP)
    page.fill("#id_password", PASSWORD)
    with arriving(page, "*/plan/"):
        page.press("#id_password", "Enter")
    expect(page.locator("#id_goal")).to_have_value(f"{TEXT} {with_scripts}")
    expect(page.get_by_text("ikke gemt endnu")).to_be_visible()
    with arriving(page, "*/plan/"):
        page.locator("main .button-row button", has_text=re.compile("^Gem$")).click()
    expect(page.get_by_text("ikke gemt endnu")).to_have_count(0)
    page.goto(address)
    expect(page.locator("#id_goal")).to_have_value(f"{TEXT} {with_scripts}")


def test_d20_a_section_of_the_gp_while_the_nurse_is_signed_in(page: Page) -> None:
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Golf')}afsnit/understanding/")
    beliefs = page.locator('[name="understanding.illness_beliefs"]')
    beliefs.fill("")
    beliefs.press_sequentially(TEXT)
    is_saved(page)
    change_person(page.context, NURSE)
    page.bring_to_front()
    expect(page.locator("#page-notice")).to_contain_text("vises igen, når Demolæge A1 har logget ind")
    expect(page.locator(".person")).to_be_hidden()
    expect(beliefs).to_be_hidden()
    expect(beliefs).to_have_value(TEXT)
    assert_accessible(page)
    # The GP signs in again, and goes on.
    change_person(page.context, GP)
    page.bring_to_front()
    expect(beliefs).to_be_visible()
    beliefs.press_sequentially(" Og mere.")
    is_saved(page)
    page.reload()
    expect(beliefs).to_have_value(f"{TEXT} Og mere.")


def test_d20_pressed_without_scripts(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False, viewport={"width": 400, "height": 800}).new_page()
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Golf')}afsnit/understanding/")
    page.fill('[name="understanding.expectations"]', TEXT)
    change_person(page.context, NURSE)
    page.bring_to_front()
    page.locator("button[name=next]").click()
    expect(page.locator("main")).to_contain_text("Siden tilhører Demolæge A1")
    expect(page.locator("main")).to_contain_text(TEXT)
    # The GP signs in again in another tab, and sends it from here: it is saved by that press.
    address = page.url
    change_person(page.context, GP)
    page.bring_to_front()
    with arriving(page):
        page.get_by_role("button", name="Send igen").click()
    page.goto(address)
    expect(page.locator('[name="understanding.expectations"]')).to_have_value(TEXT)


def test_the_condition_builder_stays_when_the_session_has_ended(page: Page, running: Server) -> None:
    """It saves nothing by itself: whoever pressed is told to sign in beside it, and to press once more."""
    sign_in(page, EDITOR)
    page.goto("/redaktion/")
    page.get_by_role("link", name="Prøv en betingelse").click()
    page.click("#id_condition-add-group")
    add, parts = page.locator("#id_condition-add-fact"), page.locator("#id_condition-kind")
    notice = page.locator("#page-notice")
    expect(parts).to_be_visible()
    expect(notice).to_be_hidden()
    running.sign_everyone_out()
    add.click()
    expect(notice).to_contain_text("du er logget ud")
    expect(parts).to_be_visible()
    assert_accessible(page)
    with page.context.expect_page() as opened:
        notice.get_by_role("link").click()
    sign_in_by_hand(opened.value, EDITOR)
    page.bring_to_front()
    add.click()
    expect(notice).to_contain_text("Gør det en gang til")
    add.click()
    expect(page.locator("#id_condition-1-fact")).to_be_visible()
    expect(notice).to_be_hidden()
