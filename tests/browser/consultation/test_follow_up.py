"""A follow-up by keyboard, one item changed and one unchanged; and the past contact, which shows what was advised."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.pages import GP, assert_accessible, register, sign_in

pytestmark = pytest.mark.browser


def begin(page: Page) -> None:
    page.locator(".begin button[value=phone]").click()
    page.wait_for_url("**/dagsorden/")


def end(page: Page, overview: str) -> None:
    page.goto(f"{overview}konsultation/afslut/")
    for left in page.locator("[name^='left.'][value=left_open]").all():
        left.check()
    for because in page.locator("[name^='because.']").all():
        because.fill("Næste gang.")
    page.locator("button[name=end]").click()
    page.wait_for_url("**/konsultationer/*/")


def chosen(page: Page, key: str) -> list[str]:
    return page.locator(f'[name="{key}"]:checked').evaluate_all("inputs => inputs.map(input => input.value)")


def test_a_follow_up_with_one_changed_item_and_one_unchanged(page: Page) -> None:
    sign_in(page, GP)
    overview = register(page, "2103009996", "December")
    for answered in ((), ("peg.pain", "peg.enjoyment"), ()):
        begin(page)
        for key in answered:
            page.check(f'[name="{key}"][value="7"]')
            expect(page.locator("#saved-mark")).to_contain_text("✓")
        end(page, overview)
    begin(page)
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert [chosen(page, key) for key in ("peg.pain", "peg.enjoyment")] == [[], []]
    expect(page.locator("#field_peg\\.pain .previous")).to_contain_text("7 af 10")
    assert_accessible(page)
    page.locator('[name="peg.pain"]').first.focus()
    page.keyboard.press("u")
    expect(page.locator('[name="peg.enjoyment"]:focus')).to_have_count(1)
    page.keyboard.press("9")
    expect(page.locator("#saved-mark")).to_contain_text("✓")
    page.reload()
    assert [chosen(page, key) for key in ("peg.pain", "peg.enjoyment")] == [["7"], ["9"]]
    page.set_viewport_size({"width": 1366, "height": 768})
    end(page, overview)
    note = page.locator("main").get_by_text("Smerter seneste uge (PEG): 7 af 10 (uændret)")
    expect(note.first).to_be_visible()
    expect(page.get_by_role("heading", name="Det blev vist den")).to_be_visible()
    assert_accessible(page)
