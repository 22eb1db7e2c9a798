"""A release's life through the pages: planned and taking effect, rolled back, withdrawn at once, and put back.

The clock is the real one: the release is planned for some seconds from now, and the test waits for it.
"""

import re
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser.pages import EDITOR, GP, REVIEWER, assert_accessible, press, sign_in
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser
KEY = "dependency-medicines"
PAGE, ADVICE = f"/retningslinjer/{KEY}/", f"/retningslinjer/{KEY}/treatment-plan/"
OLD, NEW = "Behandlingsplan for afhængighedsskabende medicin", "Planen for behandlingen"


def draft_with_new_title(editor: Page, folder: Path) -> None:
    """A draft of what is in force, changed by its content file."""
    editor.goto(f"/redaktion/{KEY}/")
    press(editor, "Lav et udkast")
    with editor.expect_download() as started:
        editor.get_by_role("link", name="Hent den som indholdsfil (YAML)").click()
    path = folder / "udkast.yaml"
    started.value.save_as(path)
    path.write_text(path.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    editor.get_by_label("Indholdsfil (YAML)").set_input_files(path)
    press(editor, "Læg filen i udkastet")
    expect(editor.locator("ins").filter(has_text="Planen")).to_be_visible()


def roll_back(editor: Page) -> None:
    """A draft from the release that ended last."""
    editor.goto(f"/redaktion/{KEY}/")
    with arriving(editor):
        editor.get_by_role("button", name=re.compile(r"Rul tilbage til \d+")).first.click()


def approved_by_the_other(editor: Page, reviewer: Page) -> None:
    """From the draft's page: submitted, and approved by the second editor, who has it on the desk."""
    press(editor, "Indsend til godkendelse")
    expect(editor.locator("main")).to_contain_text("En anden skal godkende")
    reviewer.goto(editor.url)
    press(reviewer, "Godkend netop dette")
    editor.reload()


def soon() -> datetime:
    """A moment ahead, with time enough to press the button and to look before it comes."""
    return datetime.now(ZoneInfo("Europe/Copenhagen")).replace(microsecond=0) + timedelta(seconds=12)


def wait_until(moment: datetime) -> None:
    time.sleep(max(0.0, (moment - datetime.now(moment.tzinfo)).total_seconds()) + 0.5)


def shows(reader: Page, title: str) -> None:
    reader.goto(PAGE)
    expect(reader.get_by_role("link", name=title)).to_be_visible()


def test_planned_in_effect_rolled_back_and_withdrawn(
    open_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    editor, reviewer, reader = (open_context().new_page() for _ in range(3))
    for page, email in ((editor, EDITOR), (reviewer, REVIEWER), (reader, GP)):
        sign_in(page, email)

    draft_with_new_title(editor, tmp_path)
    approved_by_the_other(editor, reviewer)
    moment = soon()
    editor.get_by_label("Gælder fra").fill(moment.strftime("%Y-%m-%dT%H:%M:%S"))
    press(editor, "Udgiv")
    expect(editor.locator("main")).to_contain_text("Udgivelsen er udgivet")
    if datetime.now(moment.tzinfo) < moment - timedelta(seconds=3):
        shows(reader, OLD)
        editor.goto("/redaktion/")
        expect(editor.get_by_role("heading", name="Planlagt")).to_be_visible()
    wait_until(moment)
    shows(reader, NEW)

    roll_back(editor)
    approved_by_the_other(editor, reviewer)
    press(editor, "Udgiv")
    shows(reader, OLD)

    address = editor.url
    editor.get_by_label("Hvorfor?").fill("Afprøvning af tilbagetrækning")
    press(editor, "Træk tilbage straks")
    expect(editor.locator("main")).to_contain_text("Afprøvning af tilbagetrækning")
    assert_accessible(editor)
    response = reader.goto(PAGE)
    assert response
    assert response.status == 404
    reader.goto(ADVICE)
    expect(reader.locator(".alert-warning").first).to_contain_text("trukket tilbage")
    assert_accessible(reader)

    # Put back, for the tests after this one.
    editor.goto(address)
    roll_back(editor)
    approved_by_the_other(editor, reviewer)
    press(editor, "Udgiv")
    shows(reader, OLD)
