"""The path with the keyboard alone: every control is reached with Tab, shown as focused, and works."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser.keyboard import press, tab_to
from tests.support.browser.pages import GP, PASSWORD, episode_of, sign_in

pytestmark = pytest.mark.browser


def choose(page: Page, name: str, position: int) -> None:
    """Choose a radio button: the group is one stop, the arrows move within it."""
    tab_to(page, f'[name="{name}"]')
    options = page.locator(f'[name="{name}"]').count()
    current = page.evaluate(
        "Array.from(document.getElementsByName(document.activeElement.name)).indexOf(document.activeElement)"
    )
    for _ in range((position - current) % options):
        page.keyboard.press("ArrowRight")


def save(page: Page) -> None:
    expect(page.locator("#saved-mark")).to_contain_text("✓")


def test_the_whole_path_with_the_keyboard(page: Page) -> None:
    page.goto("/konto/login/")
    tab_to(page, "#id_login")
    page.keyboard.type(GP)
    tab_to(page, "#id_password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/konto/" not in url)

    press(page, 'a[href="/patienter/ny/"]')
    page.wait_for_url("**/patienter/ny/")
    tab_to(page, "#id_cpr")
    page.keyboard.type("0104909995")
    tab_to(page, "#id_given_name")
    page.keyboard.type("Testperson")
    tab_to(page, "#id_family_name")
    page.keyboard.type("Kilo")
    tab_to(page, "#id_planning_area")
    page.keyboard.type("Planområde Nord")
    press(page, "main form button[type=submit]")
    page.wait_for_url(lambda url: "/patienter/" in url and "/ny/" not in url)
    press(page, "form[action$='/forloeb/'] button")
    page.wait_for_url("**/forloeb/*/")

    press(page, ".tasks a[href$='/afsnit/pain/']")
    page.wait_for_url("**/afsnit/pain/")
    tab_to(page, '[name="pain.onset_date"]')
    page.keyboard.type("01.03.2024")
    choose(page, "pain.distribution", 0)
    save(page)
    press(page, "#section-form button[name=next]")
    page.wait_for_url("**/afsnit/workup/")
    press(page, ".tasks a[href$='/henvisning/']")
    page.wait_for_url("**/henvisning/")
    press(page, "#single_specialty_clinic form button")
    page.wait_for_url("**/brev/*/")
    sections = "main textarea:not([name$='-not_relevant'])"
    for key in page.locator(sections).evaluate_all("areas => areas.map(area => area.name)"):
        tab_to(page, f'[name="{key}"]')
        page.keyboard.press("Control+A")
        page.keyboard.type("Skrevet med tastaturet.")
    press(page, "button[name=check]")
    page.wait_for_url("**/kontrol/")
    press(page, "a[href$='/bekraeft/']")
    page.wait_for_url("**/reauthenticate/**")
    page.locator("#id_password").focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/kontrol/")
    press(page, "[name=checked]", "Space")
    press(page, "[name=consent]", "Space")
    press(page, "form[action$='/underskriv/'] button")
    page.wait_for_url("**/brev/*/")
    expect(page.locator("code")).to_be_visible()
    tab_to(page, "a[href$='/pdf/']")


def test_a_digit_that_could_become_a_longer_number_is_never_lost(page: Page) -> None:
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Delta')}afsnit/pain/")
    scale, worst = (page.locator(f'[name="pain.intensity_{which}"]') for which in ("average", "worst"))

    def of(question: str, value: str) -> Locator:
        return page.locator(f'[name="pain.intensity_{question}"][value="{value}"]')

    scale.first.focus()
    page.keyboard.type("10")
    expect(of("average", "10")).to_be_checked()
    expect(worst.last).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    page.keyboard.type("13")
    expect(of("average", "1")).to_be_checked()
    expect(of("worst", "3")).to_be_checked()
    scale.first.focus()
    page.keyboard.press("1")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.type("18")
    expect(of("average", "1")).to_be_checked()
    expect(of("worst", "1")).to_be_checked()
    save(page)
    page.reload()
    expect(of("worst", "1")).to_be_checked()


def test_a_digit_that_waits_does_not_take_the_focus_from_where_one_has_gone(page: Page) -> None:
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Delta')}afsnit/pain/")
    page.locator('[name="pain.intensity_average"]').first.focus()
    page.keyboard.press("1")
    page.locator('[name="pain.description"]').click()
    expect(page.locator('[name="pain.intensity_average"][value="1"]')).to_be_checked()
    expect(page.locator('[name="pain.description"]')).to_be_focused()


def test_zero_chooses_none_of_the_list_and_is_printed_before_it(page: Page) -> None:
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Delta')}afsnit/workup/")
    flags = page.locator('[name="workup.red_flags"]')
    flags.first.focus()
    page.keyboard.press("0")
    expect(flags.last).to_be_checked()
    expect(page.locator("label", has_text="Ingen af disse")).to_have_text("0 Ingen af disse")
    save(page)
    page.goto(page.url.replace("/workup/", "/pain/"))
    page.keyboard.press("Alt+ArrowLeft")
    page.wait_for_url("**/dagsorden/")
    expect(page.locator('[name="workup.red_flags"]').last).to_be_checked()
    page.keyboard.press("Alt+ArrowLeft")
    page.wait_for_url("**/afsnit/practical/")
