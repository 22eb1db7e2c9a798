"""A one-off medication review, and a patient who meets no criterion: what the pages say, and what is signed."""

from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.support.browser.pages import (
    GP,
    assert_accessible,
    confirm_to_sign,
    episode_of,
    press,
    sign_in,
    ticks_to_sign,
)
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser

FIRST_LINE = "Henvises til én enkelt lægelig vurdering af den smertemedicin, patienten får nu."


def fill_in(page: Page, text: str) -> None:
    for area in page.locator("main textarea:visible").all():
        if not area.input_value():
            area.fill(text)


def sign(page: Page) -> str:
    """From the letter to its signature; the text of its PDF."""
    letter = page.url
    with arriving(page, "*/kontrol/"):
        page.locator("button[name=check]").click()
    assert_accessible(page)
    confirm_to_sign(page)
    for tick in ticks_to_sign(page):
        page.check(f"[name={tick}]")
    press(page, "Underskriv brevet")
    expect(page).to_have_url(letter)
    pdf = PdfReader(BytesIO(page.request.get(f"{letter}pdf/").body()))
    return " ".join(" ".join(sheet.extract_text() for sheet in pdf.pages).split())


def test_a_single_review_of_the_medicine_says_so_first(page: Page) -> None:
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Echo')}henvisning/")
    expect(page.locator("#medication_review")).to_contain_text("Opfylder de publicerede kriterier")
    with arriving(page, "/brev/*/"):
        page.locator("#medication_review form button").click()
    fill_in(page, "Intet særligt.")
    page.fill("[name=problem_statement]", "Ønske om råd om nedtrapning.")
    text = sign(page)
    assert f"Det drejer sig om {FIRST_LINE}" in text
    assert text.count(FIRST_LINE) == 1
    assert text.index(FIRST_LINE) < text.index("Ønske om råd om nedtrapning.")


def test_of_a_patient_who_meets_no_criterion_the_page_says_why_and_what_else_there_is(page: Page) -> None:
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Charlie')}henvisning/")
    for destination in ("multidisciplinary_centre", "single_specialty_clinic", "medication_review"):
        place = page.locator(f"#{destination}")
        expect(place).to_contain_text("Opfylder ikke kriterierne")
        expect(place).to_contain_text("Smerterne har varet 6 måneder eller kortere. Fortsæt forløbet i praksis")
        expect(place).to_contain_text("Rådgivning på telefon")
    expect(page.locator("main")).not_to_contain_text("Opfylder de publicerede kriterier")
    ways = page.locator("#other-ways")
    expect(ways).to_have_attribute("open", "")
    expect(ways).to_contain_text("Med henvisning: en del betales selv, resten er tilskud.")
    with arriving(page, "/brev/*/"):
        ways.locator("form[action$='/physiotherapy/'] button").click()
    fill_in(page, "At komme i gang igen.")
    page.fill("[name=receiver]", "Prøveklinikken, Prøvevej 2")
    text = sign(page)
    assert "Henvisning til fysioterapi" in text
    assert "Prøveklinikken, Prøvevej 2" in text
    assert "At komme i gang igen." in text
    assert "Henvisningskriterier" not in text
