"""Writing the letter: what differs, the text from the answers again, a section that is not relevant, and the check."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.pages import assert_accessible, assert_no_sideways_scroll, episode_of, sign_in
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser


def test_a_section_is_edited_compared_taken_back_and_said_to_be_irrelevant(page: Page) -> None:
    sign_in(page)
    episode = episode_of(page, "Testperson Alfa")
    page.goto(f"{episode}henvisning/")
    with arriving(page, "/brev/*/"):
        page.locator("#single_specialty_clinic form button").click()
    letter = page.url
    generated = page.input_value("[name=pain_history]")
    assert generated
    page.fill("[name=pain_history]", f"{generated} Skrevet til.")
    page.fill("[name=social]", "Bor alene.")
    with arriving(page, "/brev/*/"):
        page.locator("#letter-form button", has_text=re.compile("^Gem$")).click()

    edited = page.locator("#edited-pain_history")
    edited.locator("summary").click()
    expect(edited.locator("ins")).to_contain_text("Skrevet til.")
    assert_accessible(page)
    page.fill("[name=practical]", "Skrevet imens.")
    with arriving(page, "/brev/*/"):
        page.locator("button[name=from_answers][value=pain_history]", has_text="Brug teksten fra svarene").click()
    expect(page).to_have_url(f"{letter}#field_pain_history")
    expect(page.locator("[name=pain_history]")).to_have_value(generated)
    expect(page.locator("[name=practical]")).to_have_value("Skrevet imens.")
    expect(page.locator("[name=social]")).to_have_value("Bor alene.")
    replaced = page.locator("#replaced-pain_history")
    replaced.locator("summary").click()
    expect(replaced.locator("del")).to_contain_text("Skrevet til.")
    assert_accessible(page)

    social = page.locator(".letter-section", has=page.locator("[name=social]"))
    social.locator("summary", has_text="Ikke relevant").click()
    reason = page.locator('[name="social-not_relevant"]')
    reason.fill("ikke af betydning")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.is_navigation_request() else None)
    reason.press("Enter")
    assert sent == []
    expect(page).to_have_url(f"{letter}#field_pain_history")
    with arriving(page, "*/kontrol/"):
        page.locator("button[name=check]").click()
    expect(page.locator("main")).to_contain_text("Ikke relevant: ikke af betydning")
    expect(page.locator("main")).not_to_contain_text("Bor alene.")
    expect(page.locator("main")).not_to_contain_text("Skrevet til.")
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 800})
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.goto(letter)
    assert_no_sideways_scroll(page)
    expect(page.locator("[name=social]")).to_have_value("Bor alene.")
    expect(page.locator('[name="social-not_relevant"]')).to_have_value("ikke af betydning")
