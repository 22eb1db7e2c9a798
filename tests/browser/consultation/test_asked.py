"""What can mean two things, or is unlikely, in a real browser: asked beside the field, and kept when it is right."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.pages import GP, assert_accessible, episode_of, sign_in
from tests.support.browser.waiting import is_saved

pytestmark = pytest.mark.browser

FAR = "03.01.2034"


def test_a_day_far_ahead_is_asked_about_and_saved_when_it_is_right(page: Page) -> None:
    """Tried: a tick that the save does not send; the question left standing after it."""
    page.set_viewport_size({"width": 400, "height": 800})
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Bravo')}afsnit/practical/")
    field = page.locator("[name='practical.next_follow_up']")
    field.fill(FAR)
    field.blur()
    question = page.locator("[id='errors_practical.next_follow_up']")
    expect(question).to_contain_text("mere end to år frem")
    assert_accessible(page)
    question.get_by_role("checkbox", name=f"Ja, {FAR} er rigtigt").press("Space")
    expect(question).to_be_empty()
    is_saved(page)
    page.reload()
    expect(field).to_have_value(FAR)


def test_a_dose_as_gps_write_it_and_one_that_is_unlikely(page: Page) -> None:
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Bravo')}afsnit/treatment/")
    page.fill("#quick_name", "instanyl")
    page.fill("#quick_daily_dose_mg", "400 mg")
    page.select_option("#quick_kind", "strong_opioid")
    page.select_option("#quick_status", "current")
    page.locator("#quick-treatment button[name=quick]").click()
    question = page.locator("#errors_daily_dose_mg")
    expect(question).to_contain_text("Styrkerne er 50–400 µg.")
    assert_accessible(page)
    page.fill("[name=daily_dose_mg]", "100 µg x 4")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.locator("main")).to_contain_text("Regnet ud:")
    expect(page.locator("#field_treatments tbody tr", has_text="instanyl").first).to_contain_text("0,4 mg i døgnet")
