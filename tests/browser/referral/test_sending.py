"""What becomes of a letter in the clinic: prepared, handed over, signed, copied, sent and taken back."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser.pages import (
    GP,
    GP2,
    NURSE,
    PASSWORD,
    SIZES,
    assert_accessible,
    check_as_shown,
    confirm_to_sign,
    episode_of,
    press,
    sign_in,
    ticks_to_sign,
)
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser
CLIPBOARD = ["clipboard-read", "clipboard-write"]


def prepare(nurse: Page, patient: str, destination: str) -> str:
    """The nurse begins a letter, fills what is empty and goes to the page on which it is checked."""
    nurse.goto(f"{episode_of(nurse, patient)}henvisning/")
    with arriving(nurse, "/brev/*/"):
        nurse.locator(f"#{destination} form button").click()
    letter = nurse.url
    for area in nurse.locator("main textarea:visible").all():
        if not area.input_value():
            area.fill("Intet at tilføje.")
    nurse.select_option("[name=planning_area]", "byen")
    with arriving(nurse, "*/kontrol/"):
        nurse.locator("button[name=check]").click()
    return letter


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_from_the_nurse_to_the_receiver_and_back(open_context: Callable[..., BrowserContext]) -> None:
    nurse = open_context().new_page()
    sign_in(nurse, NURSE)
    letter = prepare(nurse, "Testperson Charlie", "medication_review")
    expect(nurse.locator("form[action$='/underskriv/']")).to_have_count(0)
    nurse.fill("[name=note]", "Patienten ringer torsdag.")
    check_as_shown(nurse)
    press(nurse, "Giv videre til lægen")
    expect(nurse.locator("main")).to_contain_text("Brevet er givet videre.")

    gp = open_context(permissions=CLIPBOARD).new_page()
    sign_in(gp, GP)
    gp.goto("/")
    row = gp.locator("main tbody tr", has_text="Patienten ringer torsdag.")
    expect(row).to_be_visible()
    check_as_shown(gp)
    with arriving(gp, "*/kontrol/"):
        row.locator("td a").first.click()
    expect(gp).to_have_url(f"{letter}kontrol/")
    check_as_shown(gp)
    confirm_to_sign(gp, "forkert")
    expect(gp.locator("#error-summary")).to_be_focused()
    gp.fill("#id_password", PASSWORD)
    press(gp, "Bekræft")
    expect(gp).to_have_url(f"{letter}kontrol/")
    expect(gp.locator("main")).to_contain_text("Brevet er ikke underskrevet endnu")
    gp.fill("[name=criteria]", "medicinen skal ses efter nu")
    for tick in ticks_to_sign(gp):
        gp.check(f"[name={tick}]")
    press(gp, "Underskriv brevet")
    expect(gp).to_have_url(letter)
    expect(gp.locator("main")).to_contain_text("PDF'en er uændret siden underskriften ✓")

    with arriving(gp, "*/send/"):
        gp.get_by_role("link", name="Send brevet").click()
    hand_outs = gp.locator("#hand-outs")
    expect(hand_outs).to_contain_text("Intet endnu.")
    expect(gp.locator("body :focus")).to_have_count(0)
    section = gp.locator("section.box", has=gp.locator("h3")).first
    section.get_by_role("button", name="Kopiér").click()
    expect(section.locator(".saved-mark")).to_have_text("kopieret ✓")
    expect(hand_outs.locator("tbody tr")).to_have_count(1)
    expect(hand_outs).to_contain_text("ét afsnit: ")
    expect(section.locator("textarea")).to_have_value(copied(gp))
    whole = gp.get_by_role("button", name="Kopiér hele teksten (Alt+K)")
    expect(whole).to_have_attribute("accesskey", "k")
    whole.press("Enter")
    expect(hand_outs.locator("tbody tr")).to_have_count(2)
    expect(hand_outs).to_contain_text("hele teksten")
    expect(gp.locator("#text-whole")).to_have_value(copied(gp))
    assert ", fordi medicinen skal ses efter nu." in copied(gp)
    check_as_shown(gp)
    with gp.expect_download() as fetched:
        gp.get_by_role("link", name="Hent PDF'en").click()
    assert re.fullmatch(r"henvisning-[0-9a-f]{8}-v1\.pdf", fetched.value.suggested_filename)

    press(gp, "Markér som sendt")
    expect(gp.locator("#error-summary")).to_be_focused()
    assert_accessible(gp)
    gp.get_by_label("I henvisningssystemet").check()
    press(gp, "Markér som sendt")
    expect(gp.locator("main")).to_contain_text(f"sendt {date.today():%d.%m.%Y} (Demolæge A1): I henvisningssystemet")
    expect(hand_outs.locator("tbody tr")).to_have_count(3)

    gp.goto(letter)
    gp.locator("#withdraw summary").click()
    expect(gp.locator("#withdraw")).to_contain_text("ring også til modtageren")
    gp.fill("[name=reason]", "Forkert modtager.")
    check_as_shown(gp)
    with arriving(gp):
        gp.locator("#withdraw button").click()
    expect(gp.get_by_role("alert").filter(has_text="Ring til modtageren")).to_be_visible()
    check_as_shown(gp)
    gp.goto(f"{letter}send/")
    expect(gp.locator("[data-copy]")).to_have_count(0)
    check_as_shown(gp)
    nurse.goto(nurse.url.replace("/kontrol/", "/"))
    expect(nurse.locator("main")).to_contain_text("tilbagekaldt")


def test_where_the_browser_does_not_copy_ctrl_c_is_noted_too(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(viewport=SIZES[1]).new_page()
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    sign_in(page, GP2)
    page.goto(f"{episode_of(page, 'Testperson Foxtrot')}henvisning/")
    with arriving(page, "/brev/*"):
        page.locator('a[href^="/brev/"]').first.click()
    with arriving(page, "*/send/"):
        page.get_by_role("link", name="Send brevet").click()
    page.get_by_role("button", name="Kopiér hele teksten").click()
    expect(page.locator("#copied-whole")).to_have_text("Teksten er markeret: Kopiér den med Ctrl+C.")
    expect(page.locator("#hand-outs")).to_contain_text("Intet endnu.")
    page.keyboard.press("Control+c")
    expect(page.locator("#hand-outs tbody tr")).to_have_count(1)
    check_as_shown(page)
    page.route("**/send/kopieret/", lambda route: route.abort())
    page.keyboard.press("Control+c")
    expect(page.locator("#copied-whole")).to_have_text("Kopieret, men ikke noteret. Genindlæs siden, og kopiér igen.")


def test_without_javascript_the_text_is_there_and_a_button_notes_the_copy(
    open_context: Callable[..., BrowserContext],
) -> None:
    page = open_context(java_script_enabled=False, viewport={"width": 320, "height": 640}).new_page()
    page.goto("/konto/login/")
    page.fill("#id_login", GP2)
    page.fill("#id_password", PASSWORD)
    with arriving(page, "/"):
        page.locator("main form button[type=submit]").click()
    page.goto("/patienter/")
    with arriving(page, "/forloeb/*/"):
        page.get_by_role("link", name="Testperson Foxtrot", exact=True).click()
    page.goto(f"{page.url}henvisning/")
    with arriving(page, "/brev/*"):
        page.locator('a[href^="/brev/"]').first.click()
    with arriving(page, "*/send/"):
        page.get_by_role("link", name="Send brevet").click()
    expect(page.locator("#text-whole")).to_have_value(re.compile("Underskrevet elektronisk"))
    before = page.locator("#hand-outs tbody tr").count()
    with arriving(page, "*/send/"):
        page.get_by_role("button", name=re.compile("Jeg har kopieret teksten.*Hele brevet")).click()
    expect(page).to_have_url(re.compile("#hand-outs$"))
    expect(page.locator("#hand-outs tbody tr")).to_have_count(before + 1)
