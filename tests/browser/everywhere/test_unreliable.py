"""Nothing can be relied on where work is done: others answer too, the network goes, a server stops, a tab dies."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.browser.pages import GP, GP2, episode_of, sign_in, sign_in_by_hand
from tests.support.browser.server import Server
from tests.support.browser.waiting import is_saved

pytestmark = pytest.mark.browser

TEXT = "Er bange for, at ryggen er slidt op, æ, ø og å."
NOT_SAVED = re.compile("Ikke gemt")


def section_of(page: Page, email: str, name: str, section: str) -> Page:
    sign_in(page, email)
    page.goto(f"{episode_of(page, name)}afsnit/{section}/")
    return page


@pytest.fixture
def understanding(page: Page) -> Page:
    """The section with the most to write, of a patient whom nobody else writes about."""
    return section_of(page, GP, "Testperson Golf", "understanding")


def beliefs(page: Page) -> Locator:
    return page.locator('[name="understanding.illness_beliefs"]')


def mark(page: Page) -> Locator:
    return page.locator("#saved-mark")


def write(page: Page, text: str) -> None:
    """Type as by hand, into an empty field, and stay in it."""
    beliefs(page).fill("")
    beliefs(page).press_sequentially(text)


def assert_kept(open_context: Callable[..., BrowserContext], page: Page, text: str) -> None:
    """Another clinician, on another machine, sees it."""
    other = open_context().new_page()
    sign_in(other, GP2)
    other.goto(page.url)
    expect(beliefs(other)).to_have_value(text)


@pytest.mark.parametrize(
    ("button", "standing"), [("Behold mit", "isolated"), ("Brug det andet svar", "reduced")], ids=["mine", "theirs"]
)
def test_a_conflict_shows_both_answers_and_each_choice_works(
    page: Page, open_context: Callable[..., BrowserContext], button: str, standing: str
) -> None:
    """Both had the page open; what is in no conflict is saved meanwhile."""
    section_of(page, GP, "Testperson Foxtrot", "everyday")
    page.check('[name="everyday.participation"][value="kept"]')
    is_saved(page)
    other = section_of(open_context().new_page(), GP2, "Testperson Foxtrot", "everyday")
    page.check('[name="everyday.participation"][value="reduced"]')
    is_saved(page)
    other.check('[name="everyday.participation"][value="isolated"]')
    conflict = other.locator("#field_everyday\\.participation .conflict")
    expect(conflict).to_contain_text("Mindre end før")
    expect(conflict).to_contain_text("Trukket sig helt")
    expect(conflict).to_contain_text("Demolæge A1")
    activity = "light" if button == "Behold mit" else "recommended"
    with other.expect_response(lambda response: response.request.method == "POST"):
        other.check(f'[name="everyday.physical_activity"][value="{activity}"]')
    page.reload()
    expect(page.locator(f'[name="everyday.physical_activity"][value="{activity}"]')).to_be_checked()
    expect(page.locator('[name="everyday.participation"][value="reduced"]')).to_be_checked()
    conflict.get_by_role("button", name=button).click()
    expect(conflict).to_have_count(0)
    for clinician in (other, page):
        clinician.reload()
        expect(clinician.locator(f'[name="everyday.participation"][value="{standing}"]')).to_be_checked()


def test_a_network_that_is_cut_while_typing(understanding: Page, open_context: Callable[..., BrowserContext]) -> None:
    understanding.context.set_offline(True)
    write(understanding, TEXT)
    expect(mark(understanding)).to_have_text(NOT_SAVED)
    expect(beliefs(understanding)).to_be_focused()
    understanding.context.set_offline(False)
    is_saved(understanding)
    expect(beliefs(understanding)).to_have_value(TEXT)
    assert_kept(open_context, understanding, TEXT)


def test_a_network_that_swallows_what_is_sent(understanding: Page, open_context: Callable[..., BrowserContext]) -> None:
    """Nothing comes back: it says that it is saving, then that it did not, and tries again. Ten seconds are one here.

    Tried: a request without a limit in time; the limit's end that nobody hears.
    """
    config = understanding.locator("meta[name=htmx-config]").get_attribute("content")
    assert config
    assert json.loads(config)["timeout"] == 10_000
    understanding.evaluate("htmx.config.timeout = 1000")
    understanding.route("**/afsnit/understanding/", lambda route: None)
    write(understanding, f"{TEXT} Slugt.")
    expect(mark(understanding)).to_have_text("Gemmer …")
    expect(mark(understanding)).to_have_text(NOT_SAVED)
    understanding.unroute("**/afsnit/understanding/")
    expect(mark(understanding)).to_contain_text("✓")
    assert_kept(open_context, understanding, f"{TEXT} Slugt.")


def test_a_server_that_restarts_while_typing(
    understanding: Page, running: Server, open_context: Callable[..., BrowserContext]
) -> None:
    running.stop()
    try:
        write(understanding, f"{TEXT} Genstart.")
        expect(mark(understanding)).to_have_text(NOT_SAVED)
    finally:
        running.start()
    is_saved(understanding)
    expect(beliefs(understanding)).to_have_value(f"{TEXT} Genstart.")
    assert_kept(open_context, understanding, f"{TEXT} Genstart.")


def test_a_sign_in_that_runs_out_while_typing(
    understanding: Page, running: Server, open_context: Callable[..., BrowserContext]
) -> None:
    beliefs(understanding).focus()
    running.sign_everyone_out()
    write(understanding, f"{TEXT} Udløbet.")
    expect(mark(understanding)).to_have_text(NOT_SAVED)
    with understanding.context.expect_page() as opened:
        mark(understanding).get_by_role("link").click()
    sign_in_by_hand(opened.value, GP)
    is_saved(understanding)
    expect(beliefs(understanding)).to_have_value(f"{TEXT} Udløbet.")
    assert_kept(open_context, understanding, f"{TEXT} Udløbet.")


def test_two_tabs_of_one_clinician(understanding: Page) -> None:
    """What each tab answers is kept; where both answer the same, neither is lost in silence."""
    second = understanding.context.new_page()
    second.goto(understanding.url)
    understanding.check('[name="understanding.shared_understanding"][value="false"]')
    is_saved(understanding)
    second.locator('[name="understanding.expectations"]').fill("Vil gerne kunne cykle.")
    is_saved(second)
    expect(second.locator('[name="understanding.shared_understanding"][value="false"]')).to_be_checked()
    understanding.locator('[name="understanding.expectations"]').fill("Vil gerne kunne gå.")
    conflict = understanding.locator("#field_understanding\\.expectations .conflict")
    expect(conflict).to_contain_text("Vil gerne kunne cykle.")
    expect(conflict).to_contain_text("Vil gerne kunne gå.")
    conflict.get_by_role("button", name="Behold mit").click()
    expect(conflict).to_have_count(0)
    second.reload()
    expect(second.locator('[name="understanding.expectations"]')).to_have_value("Vil gerne kunne gå.")


def test_a_browser_that_dies_loses_at_most_what_is_being_typed(
    understanding: Page, open_context: Callable[..., BrowserContext]
) -> None:
    """The text that rested for a moment is there, though nobody left its field, and no page was left."""
    write(understanding, f"{TEXT} Pause.")
    is_saved(understanding)
    understanding.context.set_offline(True)  # so that nothing is sent when the page goes
    beliefs(understanding).press_sequentially(" Og")
    understanding.close(run_before_unload=False)
    assert_kept(open_context, understanding, f"{TEXT} Pause.")
