"""A new pain in the neck, and a patient who would like to be scanned: one agenda, and advice that begins calmly."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Request, expect

from tests.support.browser.hand import Hand
from tests.support.browser.pages import GP, check_as_shown, register, sign_in
from tests.support.browser.waiting import is_saved

pytestmark = pytest.mark.browser

ANSWERS = {
    "workup.red_flags": "none",
    "pain.primary_site": "neck",
    "workup.specific_structure_found": "false",
    "own.hopes_for": ["scan", "not_dangerous"],
    "everyday.impact": "some",
    "wellbeing.suicidal_thoughts": "none",
    "understanding.shared_understanding": "false",
    "practical.next_follow_up": "om 2 uger",
}


def is_a_form(request: Request) -> bool:
    return request.method == "POST" and request.is_navigation_request()


def test_a_new_neck_pain_that_would_like_to_be_scanned(open_context: Callable[[], BrowserContext]) -> None:
    """Delete takes an answer back, and two quick clicks go on by one section.

    Tried: the pain centre in the panel; the advice on imaging without what the patient hopes for; no key, no guard;
    what Delete takes back said by no `input`, so that the mark stands and the page that is left sends nothing.
    """
    page = open_context().new_page()
    sign_in(page, GP)
    episode = register(page, "0108589995", "Papa", onset="3 uger")
    hand = Hand(page)
    hand.press("fieldset.begin button[value=in_person]", "**/dagsorden/")
    expect(page.get_by_role("heading", name="Nye smerter", level=1)).to_be_visible()
    for key, value in ANSWERS.items():
        hand.answer(key, value)
        if key == "workup.red_flags":
            # She is over 50, and the pain is new: that none of them is there is asked about once.
            expect(page.locator("[name=sure]")).to_be_visible()
            hand.press("[name=sure]")
            expect(page.locator("#saved-mark")).to_contain_text("✓")
    panel = page.locator("#panel")
    expect(panel).to_contain_text("Undgå billeder uden en bestemt grund")
    expect(panel).to_contain_text(re.compile(r"Information, der gør tryg.*Undgå billeder", re.DOTALL))
    expect(panel).not_to_contain_text(re.compile("smertecenter", re.IGNORECASE))
    check_as_shown(page)
    page.goto(episode)
    expect(page.locator("#middle")).to_contain_text("At blive scannet, At høre, at det ikke er farligt")
    expect(page.locator("#middle")).to_contain_text("Bred forløbet ud nu")
    check_as_shown(page)
    assert hand.inputs <= 12
    page.goto(f"{episode}afsnit/pain/")
    chosen = page.locator('[name="pain.primary_site"]')
    acute = page.locator('[name="pain.acute"][value="false"]')
    acute.check()
    is_saved(page)
    acute.press("Delete")
    expect(acute).not_to_be_checked()
    expect(chosen).to_have_value("neck")
    is_saved(page)
    page.reload()
    expect(acute).not_to_be_checked()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(urlsplit(request.url).path) if is_a_form(request) else None)
    page.locator("#section-form [data-next-section]").dblclick()
    expect(page).to_have_url(re.compile("/afsnit/workup/$"))
    # The second click was one of these two pages': what it sent was asked for by now.
    assert sent == [urlsplit(f"{episode}afsnit/pain/").path]
    page.goto(f"{episode}afsnit/pain/")
    expect(acute).not_to_be_checked()
