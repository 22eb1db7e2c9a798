"""Writing the letter: what differs, the text from the answers again, a section that is not relevant, and the check."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.pages import assert_accessible, episode_of, sign_in

pytestmark = pytest.mark.browser


def test_a_section_is_edited_compared_taken_back_and_said_to_be_irrelevant(page: Page) -> None:
    sign_in(page)
    episode = episode_of(page, "Testperson Alfa")
    page.goto(f"{episode}henvisning/")
    page.locator("#single_specialty_clinic form button").click()
    page.wait_for_url("**/brev/*/")
    letter = page.url
    generated = page.input_value("[name=pain_history]")
    assert generated
    page.fill("[name=pain_history]", f"{generated} Skrevet til.")
    page.fill("[name=social]", "Bor alene.")
    page.locator("#letter-form button", has_text=re.compile("^Gem$")).click()
    page.wait_for_url(letter)

    edited = page.locator("#edited-pain_history")
    edited.locator("summary").click()
    expect(edited.locator("ins")).to_contain_text("Skrevet til.")
    assert_accessible(page)
    page.fill("[name=practical]", "Skrevet imens.")
    page.locator("button[name=from_answers][value=pain_history]", has_text="Brug teksten fra svarene").click()
    page.wait_for_url("**/#field_pain_history")
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
    reason.press("Enter")
    assert page.url == f"{letter}#field_pain_history"
    page.locator("button[name=check]").click()
    page.wait_for_url("**/kontrol/")
    expect(page.locator("main")).to_contain_text("Ikke relevant: ikke af betydning")
    expect(page.locator("main")).not_to_contain_text("Bor alene.")
    expect(page.locator("main")).not_to_contain_text("Skrevet til.")
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert_accessible(page)
    page.goto(letter)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    expect(page.locator("[name=social]")).to_have_value("Bor alene.")
    expect(page.locator('[name="social-not_relevant"]')).to_have_value("ikke af betydning")
