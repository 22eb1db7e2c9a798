"""A guideline from nothing to the reader: written by one editor, approved by another, withdrawn at the end.

Its key is this test's own, and it is withdrawn again, so that no other test meets it.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser.pages import EDITOR, GP, assert_accessible, check, check_as_shown, press, sign_in
from tests.support.browser.waiting import arriving, comes_to, is_answered

pytestmark = pytest.mark.browser

REVIEWER = "kontrollant@demo.example"
KEY, TITLE = "browserproeve-skuldre", "Skuldersmerter, browserprøve"
# Each part of a condition: a group of patients, or a fact with what it is compared with.
ADULT = [("population", "adult")]
LONG_LASTING = [("population", "adult"), ("fact", "pain.duration_months", "gte", "3")]
GENERALISED = [("fact", "pain.distribution", "is", "generalised")]
RECOMMENDATIONS = [
    {"title": "Øvelser først", "text": "Tilbyd øvelser i otte uger.", "strength": "class_i", "applies_when": ADULT},
    {
        "title": "Undgå ro i lang tid",
        "text": "Råd ikke til ro i mere end to dage.",
        "strength": "class_iii",
        "applies_when": LONG_LASTING,
        "attention_when": GENERALISED,
    },
    {"title": "Blokade", "text": "Blokade kan overvejes.", "strength": "class_iib", "applies_when": LONG_LASTING},
]


def write_condition(page: Page, field: str, parts: list[tuple[str, ...]]) -> None:
    """Build a condition of the form that is open: all of these parts. One that is there already stays."""
    builder = page.locator(f"#id_{field}")
    if builder.locator("fieldset").count():
        return
    for index, (kind, *said) in enumerate(parts):
        page.locator(f"#id_{field}-add-{kind}").click()
        is_answered(page)
        # A part that stands alone becomes the first of a group when another one is added.
        place = f"#id_{field}-{index}" if index else f"#id_{field}"
        for control, value in zip((kind, "comparison", "value"), said, strict=False):
            box = page.locator(f"{place}-{control}")
            is_list = box.evaluate("box => box.tagName") == "SELECT"
            if is_list and box.input_value() == value:
                continue
            box.select_option(value) if is_list else box.fill(value)
            is_answered(page)


def write_recommendation(page: Page, said: dict[str, Any]) -> None:
    page.fill("[name=title]", said["title"])
    page.fill("[name=text]", said["text"])
    page.select_option("[name=topic]", "non_drug")
    page.select_option("[name=strength]", said["strength"])
    page.select_option("[name=evidence]", "level_b")
    for field in ("applies_when", "attention_when"):
        if field in said:
            write_condition(page, field, said[field])
    for field in ("rationale", "practical", "in_clinic"):
        page.fill(f"[name={field}]", "Skrevet til en prøve.")
    page.fill("[name=source_section]", "Kapitel 1")
    press(page, "Gem i udkastet")


def begin_guideline(page: Page) -> str:
    """The address of the new draft's list of recommendations."""
    page.goto("/redaktion/")
    page.get_by_role("link", name="Ny retningslinje", exact=True).click()
    press(page, "Begynd udkastet")
    expect(page.locator("#error-summary")).to_be_focused()
    check_as_shown(page)
    page.fill("[name=title]", TITLE)
    page.fill("[name=key]", KEY)
    page.fill("[name=publisher]", "Prøveselskabet")
    page.select_option("[name=source]", "cross-sector-2023")
    page.select_option("[name=rating_scheme]", "class-and-letter")
    page.fill("[name=last_assessed]", "03.2026")
    page.fill("[name=note]", "Skrevet til en prøve.")
    press(page, "Begynd udkastet")
    expect(page).to_have_url(re.compile("/anbefalinger/$"))
    return page.url


def add_recommendations(page: Page, listed: str) -> None:
    for said in RECOMMENDATIONS:
        page.goto(listed)
        page.get_by_role("link", name="Tilføj en anbefaling").click()
        if said["title"] == "Blokade":
            # What does not fit is refused, and what was typed stays.
            write_recommendation(page, said | {"text": "x" * 281})
            expect(page.locator("#error-summary")).to_contain_text("281")
            expect(page.locator("[name=title]")).to_have_value("Blokade")
            assert_accessible(page)
        write_recommendation(page, said)
        expect(page).to_have_url(listed)


def order_of(page: Page) -> list[str]:
    return [title.split(". ", 1)[1] for title in page.locator(".authored h3").all_inner_texts()]


def move_with_the_keyboard(page: Page) -> None:
    comes_to(page, lambda: order_of(page), ["→ Gør: Øvelser først", "× Undgå ro i lang tid", "→ Overvej: Blokade"])
    page.locator("#row-blokade button", has_text="Flyt op").focus()
    with arriving(page):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#row-blokade$"))
    comes_to(page, lambda: order_of(page), ["→ Gør: Øvelser først", "→ Overvej: Blokade", "× Undgå ro i lang tid"])


def check_every_page(page: Page, release: str) -> None:
    for address in ("/redaktion/", "/redaktion/kilder/", "/redaktion/kilder/ny/", "/redaktion/ny-retningslinje/"):
        check(page, address)
    check(page, "/redaktion/kilder/cross-sector-2023/")
    row = f"{release}anbefaling/blokade/"
    for address in ("om/", "anbefalinger/", "anbefalinger/ny/", "anbefalinger/genbekraeft/"):
        check(page, release + address)
    for address in (row, f"{row}tag-ud/", f"{row}genbekraeft/"):
        check(page, address)


def test_a_guideline_is_written_approved_published_and_read(open_context: Callable[..., BrowserContext]) -> None:
    editor = open_context().new_page()
    sign_in(editor, EDITOR)
    listed = begin_guideline(editor)
    release = listed.removesuffix("anbefalinger/")
    expect(editor.get_by_text("Ingen endnu.")).to_be_visible()
    add_recommendations(editor, listed)
    move_with_the_keyboard(editor)
    check_every_page(editor, release)
    answer_the_warnings(editor, release)
    editor.goto(release)
    press(editor, "Indsend til godkendelse")

    reviewer = open_context().new_page()
    sign_in(reviewer, REVIEWER)
    check(reviewer, listed)
    expect(reviewer.get_by_role("link", name="Tilføj en anbefaling")).to_have_count(0)
    reviewer.locator("#row-undgaa-ro-i-lang-tid summary").click()
    expect(reviewer.locator("#row-undgaa-ro-i-lang-tid")).to_contain_text("mindst 3")
    reviewer.goto(release)
    press(reviewer, "Godkend netop dette")
    press(reviewer, "Udgiv")
    try:
        read_it(open_context().new_page())
    finally:
        reviewer.goto(release)
        reviewer.get_by_label("Hvorfor?").fill("Prøven er slut.")
        press(reviewer, "Træk tilbage straks")
    reviewer.goto("/retningslinjer/")
    expect(reviewer.get_by_role("link", name=TITLE)).to_have_count(0)


def answer_the_warnings(page: Page, release: str) -> None:
    """There are no cases yet, and the checks ask why."""
    page.goto(release)
    page.get_by_role("link", name="Kontrol og prøver").click()
    expect(page.get_by_role("button", name="Gem ordene")).to_be_visible()
    words = page.locator("main textarea, main input[type=text]")
    expect(words.nth(2)).to_be_visible()
    for word in words.all():
        word.fill("Skrevet til en prøve.")
    press(page, "Gem ordene")
    expect(page.get_by_text("Intet er i vejen")).to_be_visible()


def read_it(page: Page) -> None:
    sign_in(page, GP)
    page.goto("/retningslinjer/")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Undgå ro i lang tid").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("× Undgå ro i lang tid")
    expect(page.locator(".rating").first).to_contain_text("III Klasse III: bør ikke gøres · B Evidens B")
    expect(page.locator("main")).to_contain_text("Ordlyd i kraft siden:")
    check_as_shown(page)
