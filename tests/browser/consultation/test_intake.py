"""The section form in a real browser: saved as one moves on, without losing the place or a word."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.support.browser.pages import GP, GP2, episode_of, sign_in
from tests.support.browser.waiting import UNANSWERED, arriving, comes_to, comes_to_hold, is_saved

pytestmark = pytest.mark.browser


@pytest.fixture
def section(page: Page) -> Page:
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Bravo')}afsnit/pain/")
    return page


def test_the_panel_follows_and_the_focus_stays(section: Page) -> None:
    section.goto(section.url.replace("/pain/", "/work/"))
    before = section.locator("#panel").inner_text()
    section.select_option('[name="work.status"]', "sick_leave")
    section.locator('[name="work.description"]').focus()
    is_saved(section)
    expect(section.locator("#panel")).not_to_have_text(before, use_inner_text=True)
    expect(section.locator('[name="work.description"]')).to_be_focused()
    expect(section.locator("#announcer")).to_contain_text("✓")


# What the mark says, one after the other.
LISTEN = """() => {
    window.said = [];
    new MutationObserver(() => {
        const words = document.getElementById("saved-mark").textContent.trim();
        if (words) window.said.push(words);
    }).observe(document.querySelector(".section-head"), {childList: true, characterData: true, subtree: true});
}"""


def test_the_mark_says_saved_when_nothing_newer_is_to_be(section: Page) -> None:
    """The first answer is still being saved when the second one is given. Tried: the answer's mark as it comes."""
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    section.route("**/afsnit/pain/", hold_the_first)
    section.check('[name="peg.enjoyment"][value="4"]')
    comes_to(section, lambda: len(held), 1)
    section.check('[name="peg.activity"][value="6"]')
    section.evaluate(LISTEN)
    held[0].continue_()
    is_saved(section)
    comes_to(section, lambda: len(section.evaluate("window.said")), 1)


def test_a_wrong_value_is_said_at_the_field_and_stays_typed(section: Page) -> None:
    """Tied to its own control, and to none beside it. Tried: without the tie."""
    onset = section.locator('[name="pain.onset_date"]')
    onset.fill("31.02.2024")
    onset.blur()
    expect(section.locator("#errors_pain\\.onset_date")).not_to_be_empty()
    expect(section.locator("#error-summary")).to_be_visible()
    expect(onset).to_have_value("31.02.2024")
    expect(onset).to_have_attribute("aria-invalid", "true")
    expect(onset).to_have_attribute("aria-describedby", re.compile("_error$"))
    expect(section.locator('[name="absent.pain.onset_date"]')).not_to_have_attribute("aria-invalid", "true")
    onset.fill("28.02.2024")
    onset.blur()
    expect(section.locator("#errors_pain\\.onset_date")).to_be_empty()
    expect(section.locator("#error-summary")).to_have_count(0)
    is_saved(section)


def test_a_lost_network_is_said_and_the_text_is_saved_when_it_is_back(section: Page) -> None:
    refuse = True

    def network(route: Route) -> None:
        if refuse and route.request.method == "POST":
            route.abort()
        else:
            route.continue_()

    section.route("**/afsnit/**", network)
    section.fill('[name="pain.description"]', "Trykkende, værst om natten.")
    section.locator('[name="pain.description"]').blur()
    expect(section.locator("#saved-mark")).to_have_class("saved-mark unsaved")
    expect(section.locator('[name="pain.description"]')).to_have_value("Trykkende, værst om natten.")
    refuse = False
    is_saved(section)
    section.reload()
    expect(section.locator('[name="pain.description"]')).to_have_value("Trykkende, værst om natten.")


def test_two_clinicians_see_both_answers(section: Page, open_context: Callable[[], BrowserContext]) -> None:
    other = open_context().new_page()
    sign_in(other, GP2)
    other.goto(section.url)
    section.check('[name="pain.pattern"][value="attacks"]')
    is_saved(section)
    other.check('[name="pain.pattern"][value="constant"]')
    expect(other.locator("#field_pain\\.pattern .conflict")).to_contain_text("Demolæge A1")
    expect(other.locator("#saved-mark")).to_have_class("saved-mark unsaved")
    other.get_by_role("button", name="Behold mit").click()
    expect(other.locator("#field_pain\\.pattern .conflict")).to_have_count(0)
    section.reload()
    expect(section.locator('[name="pain.pattern"][value="constant"]')).to_be_checked()


def test_an_answer_can_be_taken_back(section: Page) -> None:
    section.check('[name="pain.acute"][value="true"]')
    is_saved(section)
    section.reload()
    section.check('[name="pain.acute"][value=""]')
    is_saved(section)
    section.reload()
    # Nothing is chosen, and so there is nothing to take back.
    expect(section.locator('[name="pain.acute"]:checked')).to_have_count(0)
    expect(section.locator('[name="pain.acute"][value=""]')).to_be_hidden()


def test_without_javascript_the_form_saves_and_goes_on(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Delta')}afsnit/pain/")
    page.check('[name="pain.distribution"][value="localised"]')
    address = page.url
    with arriving(page, "*/afsnit/workup/"):
        page.locator("#section-form button[name=next]").click()
    page.goto(address)
    expect(page.locator('[name="pain.distribution"][value="localised"]')).to_be_checked()


def test_open_folds_of_the_panel_stay_open(section: Page) -> None:
    why = section.locator("#panel details").first
    why.locator("summary").click()
    opened = why.get_attribute("id")
    section.check('[name="peg.pain"][value="5"]')
    is_saved(section)
    expect(section.locator(f"#panel [id='{opened}']")).to_have_attribute("open", "")


def test_text_is_kept_when_the_page_is_left_at_once(section: Page) -> None:
    section.fill('[name="pain.aggravated_by"]', "Lange møder")
    address, field = section.url, section.locator('[name="pain.aggravated_by"]')
    with arriving(section, "*/henvisning/"):
        section.locator(".tasks a[href$='/henvisning/']").click()
    comes_to_hold(section, address, field.input_value, "Lange møder")


def test_one_wrong_value_does_not_hold_back_the_next_answer(section: Page) -> None:
    before = section.locator('[name="pain.onset_date"]').input_value()
    section.fill('[name="pain.onset_date"]', "31.02.2024")
    section.check('[name="pain.headache_only"][value="false"]')
    expect(section.locator("#errors_pain\\.onset_date")).not_to_be_empty()
    expect(section.locator("#saved-mark")).to_have_class("saved-mark unsaved")
    expect(section.locator(UNANSWERED)).to_have_count(0)
    section.goto(section.url)
    expect(section.locator('[name="pain.headache_only"][value="false"]')).to_be_checked()
    expect(section.locator('[name="pain.onset_date"]')).to_have_value(before)


def test_a_letter_keeps_what_is_typed_when_one_of_its_links_is_followed(page: Page) -> None:
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Golf')}henvisning/")
    with arriving(page, "/brev/*/"):
        page.locator("#single_specialty_clinic form button").click()
    letter, told = page.url, page.locator("[name=told_to_patient]")
    told.fill("Skrevet, mens patienten sad der.")
    with arriving(page, "*/afsnit/*"):
        page.locator(".letter-section .notes a").first.click()
    comes_to_hold(page, letter, told.input_value, "Skrevet, mens patienten sad der.")


def test_a_link_to_a_question_leads_into_it(section: Page) -> None:
    section.goto(f"{section.url.replace('/pain/', '/wellbeing/')}#field_wellbeing.suicidal_thoughts")
    expect(section.locator('[name="wellbeing.suicidal_thoughts"]').first).to_be_focused()
    comes_to(section, lambda: section.evaluate("document.activeElement.getBoundingClientRect().top") > 90, True)


def test_loaded_again_right_after_typing_the_page_shows_what_was_saved(section: Page) -> None:
    """The save of the page that is left comes after the new one was asked for. Tried: without the wait."""
    section.fill('[name="pain.description"]', "Skrevet lige før.")
    section.reload()
    expect(section.locator('[name="pain.description"]')).to_have_value("Skrevet lige før.")
