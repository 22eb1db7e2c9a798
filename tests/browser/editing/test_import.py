"""An edited bundle is imported: fetched, changed, looked at, made a draft, approved by the other editor, published."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser.pages import EDITOR, REVIEWER, assert_accessible, assert_no_sideways_scroll, press, sign_in
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser
NEW = "Et nyt ord fra en pakke"


def fetch(page: Page, folder: Path) -> Path:
    page.goto("/redaktion/")
    with page.expect_download() as started:
        page.get_by_role("link", name="Hent alt indhold (YAML)").click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def look(page: Page, path: Path) -> None:
    page.goto("/redaktion/")
    page.get_by_role("link", name="Indlæs indhold").click()
    page.get_by_label("Fil med indhold").set_input_files(path)
    press(page, "Se, hvad den ændrer")


def approve_and_publish(reviewer: Page, editor: Page, address: str) -> None:
    """The reviewer approves what waits there, and the editor publishes it."""
    reviewer.goto(address)
    press(reviewer, "Godkend netop dette")
    editor.goto(address)
    press(editor, "Udgiv")
    expect(editor.locator("main")).to_contain_text("Udgivelsen er udgivet")


def test_an_edited_bundle_is_imported(open_context: Callable[..., BrowserContext], tmp_path: Path) -> None:
    editor, reviewer = open_context().new_page(), open_context().new_page()
    sign_in(editor, EDITOR)
    sign_in(reviewer, REVIEWER)
    path = fetch(editor, tmp_path)
    look(editor, path)
    expect(editor.get_by_role("status").filter(has_text="intet at indlæse")).to_be_visible()

    text = path.read_text(encoding="utf-8")
    old = re.search(r"key: initial-assessment\n(?:.*\n)*?  +title: (.+)\n", text)
    assert old
    path.write_text(text[: old.start(1)] + NEW + text[old.end(1) :], encoding="utf-8")
    look(editor, path)
    expect(editor.locator("main")).to_contain_text("Kontrolsummen passer ikke")
    expect(editor.locator("ins").filter(has_text="nyt ord")).to_be_visible()
    assert_accessible(editor)
    editor.set_viewport_size({"width": 400, "height": 800})
    assert_no_sideways_scroll(editor)
    assert_accessible(editor)
    editor.set_viewport_size({"width": 1366, "height": 768})

    press(editor, "Læg ind som udkast")
    expect(editor.locator("#error-summary")).to_contain_text("rettet i hånden")
    assert_accessible(editor)
    editor.get_by_label("Filen er rettet i hånden").check()
    press(editor, "Læg ind som udkast")
    expect(editor.locator("main")).to_contain_text("Intet er udgivet")
    address = editor.url
    press(editor, "Indsend til godkendelse")
    approve_and_publish(reviewer, editor, address)
    editor.goto("/retningslinjer/gp-assessment/")
    expect(editor.locator("main")).to_contain_text(NEW)

    # Back to what it said, for the tests after this one.
    editor.goto("/redaktion/gp-assessment/")
    with arriving(editor):
        editor.get_by_role("button", name=re.compile(r"Rul tilbage til \d+")).first.click()
    address = editor.url
    press(editor, "Indsend til godkendelse")
    approve_and_publish(reviewer, editor, address)
    editor.goto("/retningslinjer/gp-assessment/")
    expect(editor.locator("main")).not_to_contain_text(NEW)
    expect(editor.locator("main")).to_contain_text(old[1].strip("'\""))
