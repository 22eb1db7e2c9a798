"""A follow-up by keyboard, one item changed and one unchanged; and the past contact, which shows what was advised."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser.pages import GP, assert_accessible, assert_no_sideways_scroll, register, sign_in
from tests.support.browser.waiting import arriving, is_saved

pytestmark = pytest.mark.browser


def begin(page: Page) -> None:
    with arriving(page, "*/dagsorden/"):
        page.locator(".begin button[value=phone]").click()


def end(page: Page, overview: str) -> None:
    page.goto(f"{overview}konsultation/afslut/")
    for left in page.locator("[name^='left.'][value=left_open]").all():
        left.check()
    for because in page.locator("[name^='because.']").all():
        because.fill("Næste gang.")
    with arriving(page, "*/konsultationer/*/"):
        page.locator("button[name=end]").click()


def chosen(page: Page, key: str) -> Locator:
    return page.locator(f'[name="{key}"]:checked')


def test_a_follow_up_with_one_changed_item_and_one_unchanged(page: Page) -> None:
    sign_in(page, GP)
    overview = register(page, "2103009996", "December")
    for answered in ((), ("peg.pain", "peg.enjoyment"), ()):
        begin(page)
        for key in answered:
            page.check(f'[name="{key}"][value="7"]')
            is_saved(page)
        end(page, overview)
    begin(page)
    page.set_viewport_size({"width": 400, "height": 800})
    assert_no_sideways_scroll(page)
    for key in ("peg.pain", "peg.enjoyment"):
        expect(chosen(page, key)).to_have_count(0)
    expect(page.locator("#field_peg\\.pain .previous")).to_contain_text("7 af 10")
    assert_accessible(page)
    page.locator('[name="peg.pain"]').first.focus()
    page.keyboard.press("u")
    expect(page.locator('[name="peg.enjoyment"]:focus')).to_have_count(1)
    page.keyboard.press("9")
    is_saved(page)
    page.reload()
    expect(chosen(page, "peg.pain")).to_have_value("7")
    expect(chosen(page, "peg.enjoyment")).to_have_value("9")
    page.set_viewport_size({"width": 1366, "height": 768})
    end(page, overview)
    expect(page.get_by_label("Tekst til journalen")).to_have_value(re.compile("Uændret: Seneste uge smerter 7 af 10"))
    expect(page.get_by_role("heading", name="Det blev vist den")).to_be_visible()
    assert_accessible(page)
