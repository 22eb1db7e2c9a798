"""The treatments in a real browser: a row in a few keystrokes, nothing lost when the page is left, a pasted list."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser.keyboard import tab_to
from tests.support.browser.pages import GP, GP2, assert_accessible, episode_of, sign_in
from tests.support.browser.waiting import arriving, comes_to, comes_to_hold
from tests.support.suite.limits import warn_over_limit

pytestmark = pytest.mark.browser

MOST_INPUTS = 8
MOST_SECONDS = 15


@pytest.fixture
def ledger(page: Page) -> Page:
    """The section of treatments of one patient."""
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Bravo')}afsnit/treatment/")
    return page


def test_a_row_with_the_keyboard_alone_in_a_few_inputs(ledger: Page) -> None:
    ledger.locator("#quick_name").focus()
    begun, inputs = time.monotonic(), 0
    for selector, keys in (
        ("#quick_name", "amitriptylin"),
        ("#quick_daily_dose_mg", "25"),
        ("#quick_status", "Stoppet"),
        ("#quick_effect", "Utilstr"),
    ):
        tab_to(ledger, selector)
        ledger.keyboard.type(keys, delay=20)
        inputs += 1
        if selector == "#quick_name":
            ledger.keyboard.press("Tab")
            expect(ledger.locator("#quick_kind")).to_have_value("tca")
            expect(ledger.locator("#quick_atc")).to_have_value("N06AA09")
    tab_to(ledger, "#quick-treatment button[name=quick]")
    ledger.keyboard.press("Enter")
    inputs += 1
    row = ledger.locator("#field_treatments tbody tr", has_text="25 mg i døgnet").first
    expect(row).to_contain_text("amitriptylin, TCA")
    assert inputs <= MOST_INPUTS
    warn_over_limit("a treatment with the keyboard alone", time.monotonic() - begun, MOST_SECONDS)
    expect(row).to_contain_text("Stoppet")
    expect(row).to_contain_text("Utilstrækkelig effekt")
    expect(ledger.locator("#quick_name")).to_be_focused()
    expect(ledger.locator("#quick_name")).to_have_value("")
    assert_accessible(ledger)


# The lines of text of the page that the title, which stays in sight, covers in part.
CUT = """() => {
  const head = document.querySelector(".middle .section-head").getBoundingClientRect();
  const texts = document.createTreeWalker(document.querySelector(".middle"), NodeFilter.SHOW_TEXT);
  const cut = [];
  while (texts.nextNode()) {
    if (texts.currentNode.parentElement.closest(".section-head, .sr-only, datalist, option, script")) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    for (const line of range.getClientRects())
      if (line.height > 1 && line.top < head.bottom - 1 && line.bottom > head.bottom + 1 && line.left < head.right)
        cut.push(`${texts.currentNode.data.trim()} ${line.top}-${line.bottom} under ${head.bottom}`);
  }
  return cut;
}"""


def test_the_title_cuts_no_line_after_an_added_treatment(ledger: Page) -> None:
    """Tried: the page scrolled to the line's first field, as to any other."""
    ledger.set_viewport_size({"width": 1366, "height": 700})
    for name in ("gabapentin", "pregabalin"):
        ledger.fill("#quick_name", name)
        ledger.select_option("#quick_kind", "gabapentinoid")
        ledger.select_option("#quick_status", "stopped")
        ledger.locator("#quick-treatment button[name=quick]").click()
        expect(ledger.locator("#field_treatments tbody tr", has_text=name).first).to_be_visible()
        expect(ledger.locator("#quick_name")).to_be_focused()
        comes_to(ledger, lambda: ledger.evaluate("scrollY") > 0, True)
        comes_to(ledger, lambda: ledger.evaluate(CUT), [])


def test_a_trade_name_and_tab_fill_in_what_the_medicine_is(ledger: Page) -> None:
    """As choosing from the list does."""
    ledger.fill("#quick_name", "")
    ledger.keyboard.type("Instanyl")
    ledger.keyboard.press("Tab")
    expect(ledger.locator("#quick_kind")).to_have_value("strong_opioid")
    expect(ledger.locator("#quick_atc")).to_have_value("N02AB03")
    expect(ledger.locator("#quick_dose_unit")).to_have_value("ug")


def test_a_half_typed_row_is_there_when_one_comes_back(ledger: Page) -> None:
    ledger.fill("#quick_name", "pregabalin")
    ledger.locator("#quick_daily_dose_mg").focus()
    ledger.keyboard.type("150")
    address, dose = ledger.url, ledger.locator("#quick_daily_dose_mg")
    with arriving(ledger, "*/henvisning/"):
        ledger.locator(".tasks a[href$='/henvisning/']").click()
    comes_to_hold(ledger, address, dose.input_value, "150")
    expect(ledger.locator("#quick_name")).to_have_value("pregabalin")
    ledger.locator("button[name=discard]").click()
    expect(ledger.locator("#quick_name")).to_have_value("")


def test_a_complete_form_that_is_left_is_saved_and_fields_show_where_they_fit(ledger: Page) -> None:
    section = ledger.url
    ledger.goto(section.replace("/afsnit/treatment/", "/behandlinger/ny/"))
    expect(ledger.locator("#field_fast_acting")).to_be_hidden()
    expect(ledger.locator("#field_stopped")).to_be_hidden()
    ledger.fill("#id_name", "oxycodon")
    ledger.locator("#id_name").blur()
    expect(ledger.locator("#field_fast_acting")).to_be_visible()
    ledger.check("[name=status][value=stopped]")
    ledger.fill("[name=stopped]", "03.2024")
    ledger.check("[name=status][value=current]")
    expect(ledger.locator("#field_stopped")).to_be_visible()
    ledger.fill("[name=stopped]", "")
    ledger.check("[name=status][value=stopped]")
    ledger.fill("[name=started]", "2023")
    ledger.fill("[name=reason]", "Virkede ikke længere")
    with arriving(ledger, "/patienter/*"):
        ledger.get_by_role("link", name="Testperson Bravo").click()
    row = ledger.locator("#field_treatments table.list tbody tr", has_text="oxycodon").first
    comes_to_hold(ledger, section, row.is_visible, True)
    expect(row).to_contain_text("fra 2023")
    expect(row).to_contain_text("Virkede ikke længere")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_pasted_list_is_read_and_confirmed(open_context: Callable[..., BrowserContext], scripts: bool) -> None:
    page = open_context(java_script_enabled=scripts).new_page()
    sign_in(page, GP2)
    name = "Testperson Charlie" if scripts else "Testperson Delta"
    page.goto(f"{episode_of(page, name)}behandlinger/indsaet/")
    page.fill(
        "[name=text]",
        "Naproxen 500 mg, 1 tablet 2 gange dagligt\nVitamin D\nPinex 1.500 mg x 2 hokus\nNabumeton 1.000 mg x 2",
    )
    page.check("[name=status][value=current]")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".pasted")).to_have_count(4)
    expect(page.locator("[name=row0-daily_dose_mg]")).to_have_value("1000")
    expect(page.locator("[name=row1-take]")).not_to_be_checked()
    expect(page.locator("[name=row2-take]")).not_to_be_checked()
    expect(page.locator(".pasted").nth(2)).to_contain_text("Ikke forstået: »hokus«")
    expect(page.locator("[name=row3-daily_dose_mg]")).to_have_value("")
    page.get_by_label("1000 mg × 2 = 2000 mg").focus()
    page.keyboard.press("Space")
    if scripts:
        assert_accessible(page)
    with arriving(page, "*/afsnit/treatment/"):
        page.locator("main form button[type=submit]").click()
    expect(page.locator("#field_treatments")).to_contain_text("Naproxen")
    expect(page.locator("#field_treatments")).to_contain_text("Nabumeton, NSAID gennem munden2000 mg")
    expect(page.locator("#field_treatments")).not_to_contain_text("Vitamin D")


def test_without_scripts_the_quick_line_works_and_every_field_is_there(
    open_context: Callable[..., BrowserContext],
) -> None:
    page = open_context(java_script_enabled=False).new_page()
    sign_in(page, GP)
    episode = episode_of(page, "Testperson Echo")
    page.goto(f"{episode}behandlinger/ny/")
    expect(page.locator("#field_fast_acting")).to_be_visible()
    page.goto(f"{episode}afsnit/treatment/")
    page.fill("#quick_name", "nortriptylin")
    page.select_option("#quick_status", "current")
    page.locator("#quick-treatment button[name=quick]").click()
    row = page.locator("#field_treatments table.list tbody tr", has_text="nortriptylin")
    expect(row).to_contain_text("TCA")
    expect(row).to_contain_text("Bruges nu")
