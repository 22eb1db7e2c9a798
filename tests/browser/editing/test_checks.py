"""An editor and the page of checks: a failing case stops a draft, a word answers a warning, and then it goes."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser.pages import EDITOR, assert_accessible, assert_no_sideways_scroll, press, sign_in
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser
NAME = "Har aldrig fået TCA"


def submit(page: Page, steps: str) -> None:
    page.goto(steps)
    press(page, "Indsend til godkendelse")


def choose(page: Page, question: str, answer: str) -> None:
    # Before the option may stand the digit that chooses it.
    page.get_by_role("group", name=question).get_by_label(re.compile(rf"^\s*(\d+ )?{re.escape(answer)}\s*$")).check()


def test_a_failing_case_and_a_warning_are_mended_before_a_draft_goes(
    open_context: Callable[..., BrowserContext],
) -> None:
    # Without scripts: every step is a form or a link.
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, EDITOR)
    page.goto("/redaktion/generalised-pain/")
    press(page, "Lav et udkast")
    steps = page.url
    with arriving(page, "*/kontrol/"):
        page.get_by_role("link", name="Kontrol og prøver").click()
    checks = page.url
    expect(page.get_by_text("Intet er i vejen")).to_be_visible()

    page.get_by_role("link", name="Tilføj en prøve til TCA til smertelindring").click()
    page.get_by_label("Prøvens navn").fill(NAME)
    page.get_by_label("Et faktum mere").select_option(label="Hjertesygdom")
    press(page, "Tilføj faktum")
    expect(page.get_by_label("Prøvens navn")).to_have_value(NAME)
    choose(page, "Hjertesygdom", "Nej")
    page.get_by_label("Alder (år)").fill("47")
    page.get_by_label("Smerternes varighed (måneder)").fill("7,5")
    choose(page, "Smerternes udbredelse", "Generaliserede (store dele af kroppen)")
    choose(page, "Nedsat funktion", "Ja")
    choose(page, "Anden sygdom forklarer smerterne", "Nej")
    choose(page, "Åbent faresignal", "Nej")
    choose(page, "TCA (tricykliske antidepressiva): uegnet eller fravalgt", "Nej")
    choose(page, "Hvad skal reglen svare?", "gælder ikke")
    press(page, "Gem prøven")
    expect(page).to_have_url(checks)
    row = page.get_by_role("row", name=NAME)
    expect(row).to_contain_text("✗ fejler")
    expect(row).to_contain_text("Smerternes varighed: 7,5 måneder")
    expect(row).to_contain_text("Hjertesygdom: Nej")

    submit(page, steps)
    expect(page.get_by_text("Prøver, der fejler: 1")).to_be_visible()
    page.get_by_role("link", name="Kontrol og prøver").click()
    page.get_by_role("link", name=NAME).click()
    choose(page, "Hvad skal reglen svare?", "gælder")
    press(page, "Gem prøven")
    expect(page.get_by_role("row", name=NAME)).to_contain_text("✓ består")

    word = page.get_by_label("Udgiverens seneste gennemgang er mere end tre år gammel")
    kept = word.input_value()
    word.fill("")
    press(page, "Gem ordene")
    submit(page, steps)
    expect(page.get_by_text("Advarsler uden svar: 1")).to_be_visible()
    page.goto(checks)
    word.fill(kept)
    press(page, "Gem ordene")
    expect(page.get_by_text("Intet er i vejen")).to_be_visible()
    submit(page, steps)
    expect(page.get_by_text("Udgivelsen venter på godkendelse.")).to_be_visible()
    page.goto(checks)
    expect(page.get_by_role("link", name="Tilføj en prøve")).to_have_count(0)
    expect(page.get_by_text(kept)).to_be_visible()

    page.goto(steps)
    page.get_by_label("Hvorfor?").fill("Kun en afprøvning")
    press(page, "Send tilbage som udkast")
    accessible(open_context, checks)


def accessible(open_context: Callable[..., BrowserContext], checks: str) -> None:
    """The page and the form of a case, as a wide screen and a narrow one show them."""
    for width in (1366, 400):
        page = open_context(viewport={"width": width, "height": 768}).new_page()
        sign_in(page, EDITOR)
        for address in (checks, f"{checks}tca/proeve/", f"{checks}tca/proeve/1/"):
            page.goto(address)
            assert_accessible(page)
            assert_no_sideways_scroll(page)
