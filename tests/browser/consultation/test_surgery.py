"""The operation, the taper plan and the practice's texts in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.pages import NURSE, check, check_every_size, episode_of, sign_in
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser


def open_the_first_taper(page: Page) -> None:
    page.goto("/")
    with arriving(page, "*/nedtrapning/*"):
        page.locator('a[href*="/nedtrapning/"]').first.click()


def test_the_pages_of_operation_taper_and_texts_are_accessible(page: Page) -> None:
    sign_in(page)
    episode = episode_of(page, "Testperson Juliet")
    for url in (f"{episode}operation/", f"{episode}nedtrapning/ny/", "/praksis/tekster/"):
        check(page, url)
    open_the_first_taper(page)
    plan = page.url
    check_every_size(page)
    check(page, f"{plan}ret/")


def test_a_text_goes_in_where_the_cursor_stands_and_is_saved(page: Page) -> None:
    sign_in(page, NURSE)
    page.goto("/praksis/tekster/")
    page.fill("#id_title", "Normal")
    page.fill("#id_text", "Normal kraft.")
    with arriving(page, "/praksis/tekster/"):
        page.locator("main form button[type=submit]").click()
    expect(page.locator('a[href^="/praksis/tekster/"]').first).to_be_visible()
    section = f"{episode_of(page, 'Testperson Delta')}afsnit/workup/"
    page.goto(section)
    field = page.locator('textarea[name="workup.objective_findings"]')
    field.fill("Gangen er langsom.")
    field.evaluate("field => field.setSelectionRange(0, 0)")
    page.locator('[id="snippets_workup.objective_findings"] summary').click()
    page.locator('[data-insert="id_workup.objective_findings"]').click()
    expect(field).to_have_value("Normal kraft. Gangen er langsom.")
    expect(field).to_be_focused()
    expect(page.locator("#saved-mark")).to_have_text(re.compile(r"\d\d:\d\d"))
    page.goto(section)
    expect(field).to_have_value("Normal kraft. Gangen er langsom.")


def test_a_nurse_takes_a_step_with_the_keyboard(page: Page) -> None:
    sign_in(page, NURSE)
    open_the_first_taper(page)
    page.fill("#id_note", "Går fint.")
    with arriving(page):
        page.locator('button[value="take"]').press("Enter")
    expect(page.locator("main table").first).to_contain_text("Går fint.")
