"""The condition builder: with the keyboard alone, without JavaScript, and while answers are on their way."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.support.browser.pages import EDITOR, SIZES, assert_accessible, assert_no_sideways_scroll, sign_in
from tests.support.browser.waiting import comes_to, is_answered

pytestmark = pytest.mark.browser
ID = "#id_condition"
READS = [
    "Mindst 2 af disse gælder:",
    "Aktiv kræftsygdom: ja",
    "Alder er mindst 18 år",
    "Seneste vurdering af opioid er mere end 6 måneder siden",
]


def open_trial(page: Page) -> None:
    sign_in(page, EDITOR)
    page.goto("/redaktion/")
    page.get_by_role("link", name="Prøv en betingelse").click()
    # The address changes before the page has a body: until then the focus is nowhere.
    expect(page.locator(f"{ID}-add-fact")).to_be_visible()


def sentence(page: Page) -> Locator:
    return page.locator(f"{ID}-sentence")


def reach(page: Page, control: str, key: str = "Tab") -> None:
    """Go to a control with the keyboard, from where the focus is."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("document.activeElement.id") == f"id_condition-{control}":
            return
    pytest.fail(f"{control} is not reached by {key}")


def focused(page: Page, control: str) -> None:
    expect(page.locator(f"{ID}-{control}")).to_be_focused()


def choose(page: Page, control: str, text: str) -> None:
    """Choose in a list by typing, as a keyboard does, and wait until the server has answered."""
    reach(page, control)
    page.keyboard.type(text)
    is_answered(page)
    focused(page, control)


def write(page: Page, control: str, text: str) -> None:
    reach(page, control)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    is_answered(page)
    focused(page, control)
    expect(page.locator(f"{ID}-{control}")).to_have_value(text)


def press(page: Page, control: str) -> None:
    """Press a button with the keyboard, and wait until the server has answered."""
    reach(page, control)
    page.keyboard.press("Enter")
    is_answered(page)


def test_at_least_two_of_three_with_the_keyboard_alone(page: Page) -> None:
    open_trial(page)
    press(page, "add-group")
    focused(page, "kind")
    # Once round the page: where the focus stands, the list is searched by typing.
    page.keyboard.press("Shift+Tab")
    choose(page, "kind", "Mindst et")
    write(page, "number", "2")
    choose(page, "0-fact", "Aktiv kr")
    choose(page, "0-value", "Ja")
    press(page, "add-fact")
    focused(page, "add-fact")
    reach(page, "1-fact", "Shift+Tab")
    page.keyboard.press("Shift+Tab")
    choose(page, "1-fact", "Alder")
    write(page, "1-value", "18")
    press(page, "add-fact")
    reach(page, "2-fact", "Shift+Tab")
    page.keyboard.press("Shift+Tab")
    choose(page, "2-fact", "Seneste vurdering af opioid")
    write(page, "2-value", "6")
    comes_to(page, lambda: sentence(page).inner_text().split("\n"), READS)
    assert_accessible(page)

    page.locator(f"{ID}-2-tools summary").press("Enter")
    press(page, "2-up")
    focused(page, "1-up")
    expect(page.locator(f"{ID}-1-value")).to_have_value("6")
    page.get_by_role("button", name="Tjek hele betingelsen").press("Enter")
    expect(page.get_by_role("heading", name="Betingelsen kan bruges")).to_be_visible()
    assert_accessible(page)


def test_the_same_without_javascript(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(java_script_enabled=False).new_page()
    open_trial(page)
    page.locator(f"{ID}-add-group").click()
    page.locator(f"{ID}-kind").select_option("at_least")
    page.locator(f"{ID}-0-fact").select_option(label="Aktiv kræftsygdom")
    page.locator(f"{ID}-show").click()
    page.locator(f"{ID}-number").fill("2")
    page.locator(f"{ID}-0-value").select_option(label="Ja")
    for place, fact in (("1", "Alder"), ("2", "Seneste vurdering af opioid")):
        page.locator(f"{ID}-add-fact").click()
        page.locator(f"{ID}-{place}-fact").select_option(label=fact)
    page.locator(f"{ID}-show").click()
    page.locator(f"{ID}-1-value").fill("18")
    page.locator(f"{ID}-2-value").fill("6")
    # Enter in a field shows what it means; it does not hand anything in or take anything away.
    page.locator(f"{ID}-2-value").press("Enter")
    comes_to(page, lambda: sentence(page).inner_text().split("\n"), READS)
    page.get_by_role("button", name="Tjek hele betingelsen").click()
    expect(page.get_by_role("heading", name="Betingelsen kan bruges")).to_be_visible()
    page.locator(f"{ID}-0-tools summary").click()
    page.locator(f"{ID}-0-remove").click()
    expect(page.locator(f"{ID}-2-part")).to_have_count(0)
    page.get_by_role("button", name="Tjek hele betingelsen").click()
    expect(page.get_by_role("heading", name="Betingelsen kan bruges")).to_be_visible()


def test_from_one_number_to_another_with_the_keyboard_alone(page: Page) -> None:
    open_trial(page)
    press(page, "add-fact")
    choose(page, "fact", "Alder")
    choose(page, "comparison", "er fra")
    write(page, "value", "18")
    expect(sentence(page)).to_contain_text("ikke færdig endnu")
    write(page, "value-2", "65")
    expect(sentence(page)).to_contain_text("Alder er fra 18 til og med 65 år")
    expect(page.get_by_label("Værdi fra (år): Betingelse", exact=True)).to_have_value("18")
    expect(page.get_by_label("Værdi til og med (år): Betingelse", exact=True)).to_have_value("65")
    assert_accessible(page)
    page.get_by_role("button", name="Tjek hele betingelsen").press("Enter")
    expect(page.get_by_role("heading", name="Betingelsen kan bruges")).to_be_visible()


def test_leaving_a_field_asks_the_server_for_nothing_that_its_keys_have_not(page: Page) -> None:
    """Else a press that follows would cut that request off. Tried: a change of typed text renews as well."""
    open_trial(page)
    press(page, "add-fact")
    choose(page, "fact", "Alder")
    write(page, "value", "18")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or "") if request.method == "POST" else None)
    page.keyboard.press("Tab")
    is_answered(page)
    assert asked == []


def test_from_one_number_of_months_to_another_without_javascript(open_context: Callable[..., BrowserContext]) -> None:
    """On a narrow screen too: both inputs keep what was typed, whatever is missing or wrong."""
    page = open_context(java_script_enabled=False, viewport=SIZES[-1]).new_page()
    open_trial(page)
    page.locator(f"{ID}-add-fact").click()
    page.locator(f"{ID}-fact").select_option(label="Seneste vurdering af opioid")
    page.locator(f"{ID}-show").click()
    page.locator(f"{ID}-comparison").select_option(label="er fra … til og med … måneder siden")
    page.locator(f"{ID}-show").click()
    for typed, told in (
        (("", "3"), "Udfyld både »fra« og »til og med«."),
        (("12", "3"), "skriv det mindste tal først, ikke »12« før »3«."),
    ):
        page.locator(f"{ID}-value").fill(typed[0])
        page.locator(f"{ID}-value-2").fill(typed[1])
        page.get_by_role("button", name="Tjek hele betingelsen").click()
        expect(page.locator(f"{ID}-fault")).to_contain_text(told)
        expect(page.locator(f"{ID}-value")).to_have_value(typed[0])
        expect(page.locator(f"{ID}-value-2")).to_have_value(typed[1])
    assert_no_sideways_scroll(page)
    page.locator(f"{ID}-value").fill("3")
    page.locator(f"{ID}-value-2").fill("12")
    page.get_by_role("button", name="Tjek hele betingelsen").click()
    expect(page.get_by_role("heading", name="Betingelsen kan bruges")).to_be_visible()
    expect(sentence(page)).to_contain_text("Seneste vurdering af opioid er fra 3 til og med 12 måneder siden")


def test_what_is_typed_while_an_answer_is_on_its_way_is_kept(page: Page) -> None:
    open_trial(page)
    page.locator(f"{ID}-add-fact").click()
    focused(page, "fact")
    page.locator(f"{ID}-fact").select_option(label="Alder")
    value = page.locator(f"{ID}-value")
    value.fill("1")
    with page.expect_request("**/redaktion/betingelse/"):
        page.locator(f"{ID}-comparison").select_option("lt")
    value.press_sequentially("8", delay=0)
    expect(sentence(page)).to_contain_text("Alder er mindre end 18 år")
    expect(value).to_have_value("18")


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_three_levels_fit_and_a_refusal_says_which_parts_exclude_each_other(
    size: dict[str, Any], open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(viewport=size).new_page()
    open_trial(page)
    for press_, then in (
        ("add-group", "0-fact"),
        ("0-tools", ""),
        ("0-wrap", "0-0-fact"),
        ("0-add-group", "0-1-0-fact"),
    ):
        page.locator(f"{ID}-{press_}{' summary' if not then else ''}").click()
        if then:
            expect(page.locator(f"{ID}-{then}")).to_be_visible()
    for place in ("0-0", "0-1-0"):
        page.locator(f"{ID}-{place}-fact").select_option(label="Alder")
        expect(page.locator(f"{ID}-{place}-value")).to_be_visible()
    page.locator(f"{ID}-0-0-value").fill("18")
    page.locator(f"{ID}-0-1-0-comparison").select_option("lt")
    page.locator(f"{ID}-0-1-0-value").fill("12")
    expect(page.locator(f"{ID}-result")).to_contain_text("kan aldrig være opfyldt")
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="Tjek hele betingelsen").click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page.locator("#error-summary")).to_contain_text("Betingelsen kan aldrig være opfyldt")
    expect(page.locator(f"{ID}-0-1-0-value")).to_have_value("12")
    assert_accessible(page)
