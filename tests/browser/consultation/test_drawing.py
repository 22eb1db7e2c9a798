"""The pain drawing in a real browser: clicked, followed by its list, its suggestions taken; a sheet keyed in."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.pages import assert_accessible, episode_of, sign_in
from tests.support.browser.waiting import arriving, is_saved

pytestmark = pytest.mark.browser


def expect_region(page: Page, key: str, fill: str) -> None:
    expect(page.locator(f'[data-region="{key}"]')).to_have_attribute("fill", fill)


def box(value: str) -> str:
    return f'input[name="pain.drawing"][value="{value}"]'


@pytest.fixture
def pain(page: Page) -> Page:
    """The section about the pain of a patient who was not asked about places, and whose pain is said to be regional."""
    sign_in(page)
    episode = episode_of(page, "Testperson Golf")
    page.goto(f"{episode}afsnit/pain/")
    return page


def test_a_click_on_the_figure_ticks_the_list_saves_and_suggests(pain: Page) -> None:
    pain.click('[data-region="back_lower_back"]')
    is_saved(pain)
    expect(pain.locator(box("back_lower_back"))).to_be_checked()
    expect_region(pain, "back_lower_back", "url(#body-hatch)")
    expect(pain.locator("[data-marked]")).to_have_text("Lænd")
    suggestion = pain.locator('[id="suggestion_pain.sites"]')
    expect(suggestion).to_contain_text("Lænd")
    chosen = pain.locator('input[name="pain.sites"]:checked')
    expect(chosen).to_have_count(0)
    suggestion.locator("[data-suggest]").click()
    expect(chosen).to_have_count(1)
    expect(chosen).to_have_value("lower_back")
    expect(suggestion).not_to_contain_text("Lænd")
    pain.locator('[id="suggestion_pain.distribution"] [data-suggest]').click()
    expect(pain.locator('input[name="pain.distribution"][value="localised"]')).to_be_checked()
    is_saved(pain)
    pain.reload()
    expect_region(pain, "back_lower_back", "url(#body-hatch)")
    expect(pain.locator('input[name="pain.sites"][value="lower_back"]')).to_be_checked()
    # The same click takes it back, and the keyboard's list does as the figure does.
    pain.click('[data-region="back_lower_back"]')
    expect_region(pain, "back_lower_back", "#fff")
    pain.focus("[data-body-map] summary")
    pain.keyboard.press("Enter")
    pain.keyboard.press("Tab")
    pain.keyboard.press("Space")
    expect_region(pain, "front_head", "url(#body-hatch)")
    expect(pain.locator("[data-marked]")).to_have_text("Pande")
    is_saved(pain)
    assert_accessible(pain)


def test_a_place_takes_away_none_of_these_and_a_link_leads_into_the_question(pain: Page) -> None:
    pain.check(box("none"))
    pain.click('[data-region="front_knee_left"]')
    expect(pain.locator(box("none"))).not_to_be_checked()
    expect(pain.locator(box("front_knee_left"))).to_be_checked()
    is_saved(pain)
    pain.goto(f"{pain.url}#field_pain.drawing")
    pain.reload()
    expect(pain.locator("[data-body-map] summary")).to_be_focused()
    pain.keyboard.press("Alt+ArrowDown")
    expect(pain.locator("[data-body-map] summary")).not_to_be_focused()
    pain.keyboard.press("Alt+ArrowUp")
    expect(pain.locator("[data-body-map] summary")).to_be_focused()


def test_a_sheet_is_keyed_in_with_the_keyboard_alone(page: Page) -> None:
    sign_in(page)
    episode = episode_of(page, "Testperson Charlie")
    page.goto(f"{episode}foer-besoeget/tast/")
    assert_accessible(page)
    expect(page.locator('input[name="day"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("44756")  # two lists by the place in them, three scales by their number
    page.keyboard.type("28 37")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+ArrowDown")
    with arriving(page, "/forloeb/*/"):
        page.keyboard.press("Enter")
    expect(page).to_have_url(episode)
    expect(page.locator(".alert-success")).to_have_count(1)
    page.goto(f"{episode}svar/pain.drawing/")
    expect(page.locator("main")).to_contain_text("Nakke, Øvre ryg")
    for key, value in {"gcps.limiting_frequency": "Alle dage", "peg.pain": "7", "peg.activity": "6"}.items():
        page.goto(f"{episode}svar/{key}/")
        expect(page.locator("main table")).to_contain_text(value)
