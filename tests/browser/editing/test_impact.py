"""A correction of one recommendation's rule: what it does to patients is seen, and a second editor approves that."""

import re
from collections.abc import Callable

import pytest
import yaml
from playwright.sync_api import BrowserContext, Page, expect

from guidelines.content_files.text import write_yaml
from tests.support.browser.pages import EDITOR, assert_accessible, assert_no_sideways_scroll, press, sign_in

pytestmark = pytest.mark.browser

REVIEWER = "kontrollant@demo.example"
PUBLICATION, KEY, TITLE = "new-neck-pain", "acupuncture", "Akupunktur"
SUMMARY = re.compile(r"af 1\.000 opdigtede patienter \([\d.]+\) får et andet svar: hos [\d.]+ kommer noget til")


def draft_with_another_rule(page: Page) -> str:
    """Make a draft, fetch its file, let the recommendation apply to all adults, and hand the file in."""
    page.goto(f"/redaktion/{PUBLICATION}/")
    press(page, "Lav et udkast")
    content = yaml.load(page.request.get(f"{page.url}fil/").text(), yaml.CSafeLoader)
    row = next(row for row in content["recommendations"] if row["key"] == KEY)
    row["applies_when"] = {"population": "adult"}
    # Cases that are kept with it speak of the rule that it had.
    row.pop("cases", None)
    content["release"]["note"] = "Gælder alle voksne."
    text = write_yaml(content)
    page.set_input_files("input[type=file]", {"name": "i.yaml", "mimeType": "text/yaml", "buffer": text.encode()})
    press(page, "Læg filen i udkastet")
    expect(page.locator(".alert-success")).to_contain_text("Udkastet")
    return page.url


def test_what_a_correction_does_to_patients_is_seen_and_approved(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    sign_in(page, EDITOR)
    address = draft_with_another_rule(page)
    page.get_by_role("link", name="Virkning for patienter").click()
    # It is worked out while the page is shown already.
    expect(page.get_by_text(SUMMARY)).to_be_visible()
    changed = page.locator("section.box", has=page.get_by_role("heading", name=re.compile(TITLE))).last
    expect(changed).to_contain_text("får rådet")
    page.locator("summary").first.click()
    expect(changed).to_contain_text("Alder:")
    expect(page.get_by_text("du arbejder ikke i en klinik")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size({"width": 400, "height": 800})
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    # Cases and words are asked for before it goes.
    page.goto(f"{address}kontrol/")
    for word in page.locator("main textarea, main input[type=text]").all():
        word.fill(word.input_value() or "Rettet til en prøve.")
    press(page, "Gem ordene")
    page.goto(address)
    press(page, "Indsend til godkendelse")

    second = open_context().new_page()
    sign_in(second, REVIEWER)
    second.goto(address)
    # The words made another draft of it, so it is worked out anew; and then once for all.
    expect(second.get_by_text(SUMMARY)).to_be_visible()
    assert_accessible(second)
    second.reload()
    expect(second.get_by_text(SUMMARY)).to_be_visible()
    second.get_by_role("button", name="Godkend netop dette").click()
    expect(second.locator(".alert-success")).to_contain_text("Udgivelsen er godkendt")


def test_without_a_script_a_link_leads_to_it(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, EDITOR)
    draft_with_another_rule(page)
    page.get_by_role("link", name="Virkning for patienter").click()
    # The page brings the figures at once where they have been worked out before, and else the link to them.
    link = page.get_by_role("link", name="Vis virkningen for patienterne")
    expect(page.get_by_text(SUMMARY).or_(link)).to_be_visible()
    if link.count():
        link.click()
    expect(page.get_by_text(SUMMARY)).to_be_visible()


def test_the_review_queue_is_read_and_an_owner_is_chosen(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    sign_in(page, EDITOR)
    page.goto("/redaktion/")
    page.get_by_role("link", name="Se eftersynet").click()
    neck = page.locator(f"#{PUBLICATION}")
    neck.get_by_label("Ansvarlig for eftersynet").select_option(label="Demoredaktør")
    neck.get_by_role("button", name="Gem").click()
    expect(page.locator(".alert-success")).to_contain_text("Den ansvarlige er gemt")
    expect(page.locator("main")).to_contain_text("dine")
    neck.locator("summary").click()
    assert_accessible(page)
    page.set_viewport_size({"width": 400, "height": 800})
    assert_no_sideways_scroll(page)
    neck.get_by_role("link", name=re.compile("Ingen tal endnu.*")).first.click()
    expect(page.get_by_role("heading", name="Hvad klinikkerne svarer")).to_be_visible()
    assert_accessible(page)
