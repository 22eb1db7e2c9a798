"""A telephone follow-up by keyboard on one page: how many inputs and pages it takes, and how long by keystrokes."""

import re
import sys

import pytest
from playwright.sync_api import Page, Request, expect

from tests.support.browser.hand import Hand
from tests.support.browser.keyboard import tab_to
from tests.support.browser.pages import NURSE, assert_accessible, assert_no_sideways_scroll, register, sign_in
from tests.support.browser.waiting import arriving, comes_to, is_saved

pytestmark = pytest.mark.browser

MOST_INPUTS, MOST_LOADS, MOST_SECONDS = 16, 3, 75
SCREEN = 768
# Keystroke-level model (Card, Moran and Newell): a key, to think before each input, the hand to the keyboard, and a
# second for each page that comes.
KEY, THINK, HAND, PAGE = 0.2, 1.35, 0.4, 1.0
MEDICINES = "Panodil 500 mg 2 x 4\nGabapentin 300 mg 1 x 3\nLidokain plaster 1 x 1"
BEFORE = {
    "workup.red_flags": "none",
    "wellbeing.suicidal_thoughts": "none",
    "peg.pain": "7",
    "peg.enjoyment": "8",
    "peg.activity": "8",
    "wellbeing.sleep": "severely_affected",
    "own.mood": "good",
}
NEXT = "practical.next_follow_up"
FROM_PEG_TO_NEXT = f"""() => document.getElementById("field_{NEXT}").getBoundingClientRect().bottom
    - document.getElementById("field_peg.pain").getBoundingClientRect().top"""


class Keyboard(Hand):
    """Counts what is pressed as well: every key, also those that only lead to the next field."""

    strokes = 0

    def key(self, name: str) -> None:
        self.strokes += 1
        super().key(name)

    def move(self, name: str) -> None:
        self.strokes += 1
        self.page.keyboard.press(name)

    def type(self, text: str) -> None:
        """A text in the field that has the focus, and on to the next question."""
        self.inputs += 1
        self.strokes += len(text)
        self.page.keyboard.type(text)

    def reach(self, selector: str) -> None:
        self.strokes += tab_to(self.page, selector)

    def at(self, selector: str) -> None:
        """What the page has led to."""
        expect(self.page.locator(f"{selector}:focus")).to_have_count(1)

    def seconds(self, loads: int) -> float:
        return KEY * self.strokes + THINK * self.inputs + HAND + PAGE * loads


def begun_before(page: Page) -> str:
    """A patient with three medicines and a goal, and a first follow-up in which something was agreed."""
    overview = register(page, "2103009996", "December")
    page.goto(f"{overview}behandlinger/indsaet/")
    page.fill("[name=text]", MEDICINES)
    page.check("[name=status][value=current]")
    page.locator("main form button[type=submit]").click()
    expect(page.locator(".pasted")).to_have_count(3)
    for number in range(3):
        page.check(f"[name=row{number}-take]")
    with arriving(page, "*/afsnit/treatment/"):
        page.locator("main form button[type=submit]").click()
    page.goto(f"{overview}afsnit/resources/")
    page.fill("[name='resources.most_important']", "Gå tur med hunden")
    is_saved(page)
    page.goto(f"{overview}opfoelgning/")
    with arriving(page, "*/opfoelgning/"):
        page.locator(".begin button[value=phone]").click()
    for key, value in BEFORE.items():
        page.check(f'[name="{key}"][value="{value}"]')
        is_saved(page)
    page.fill("[name=agreed]", "Går 10 min. hver dag.")
    is_saved(page)
    with arriving(page, "*/konsultationer/1/"):
        page.keyboard.press("Alt+a")
    return overview


def test_a_follow_up_by_phone_with_one_changed_and_two_unchanged_medicines(page: Page) -> None:
    """Tried: another page for the medicine that has changed; the question to the doctor sent by a press of its own."""
    sign_in(page, NURSE)
    overview = begun_before(page)
    loads: list[Request] = []
    page.on(
        "request", lambda one: loads.append(one) if one.is_navigation_request() and not one.redirected_from else None
    )
    page.goto(f"{overview}opfoelgning/")
    hand = Keyboard(page)
    hand.move("Alt+s")
    hand.reach(".begin button[value=phone]")
    with arriving(page, "*/opfoelgning/"):
        hand.key("Enter")
    hand.at('[name="own.agreed_kept"]')
    for key, then in (("2", "peg.pain"), ("9", "peg.enjoyment"), ("8", "peg.activity"), ("9", "wellbeing.sleep")):
        hand.key(key)
        hand.at(f'[name="{then}"]')
    hand.key("u")
    hand.at('[name="own.mood"]')
    hand.key("1")
    hand.at('[name="own.goal_reached"]')
    hand.key("3")
    rows = page.locator(".medicine")
    expect(rows.nth(0).locator("[data-same]:focus")).to_have_count(1)
    expect(page.locator("#change_peg\\.activity")).to_contain_text("↑ 1 højere (værre)")
    expect(page.locator("#worse")).to_contain_text("Funktion siden sidst: Værre")
    hand.move("Tab")
    hand.inputs += 1
    rows.nth(0).locator("select").select_option("insufficient")
    hand.move("Enter")
    for number in (1, 2):
        expect(rows.nth(number).locator("[data-same]:focus")).to_have_count(1)
        hand.key("u")
    hand.at('[name="own.worry"]')
    hand.type("Bange for at miste jobbet")
    hand.move("Enter")
    hand.at(f'[name="{NEXT}"]')
    hand.reach("button[name=ahead][value='4 uger']")
    hand.key("Enter")
    expect(page.locator(f"[name='{NEXT}']")).to_have_value(re.compile(r"[0-9.]{10}"))
    hand.reach("[name=ask-text]")
    hand.type("Må gabapentin skiftes?")
    hand.reach("[name=agreed]")
    hand.type("Øver trappegang hver dag.")
    is_saved(page)
    expect(page.locator(".looked")).to_have_count(3)
    comes_to(page, lambda: page.evaluate(FROM_PEG_TO_NEXT) <= 2 * SCREEN, True)
    assert_accessible(page)
    page.set_viewport_size({"width": 400, "height": 800})
    assert_no_sideways_scroll(page)
    page.set_viewport_size({"width": 1366, "height": SCREEN})
    with arriving(page, "*/konsultationer/2/"):
        hand.key("Alt+a")
    seconds = hand.seconds(len(loads))
    taken = f"{hand.inputs} inputs, {len(loads)} pages, {hand.strokes} keys"
    sys.stdout.write(f"\nA follow-up: {taken}, {seconds:.0f} s by keystrokes\n")
    note = page.get_by_label("Tekst til journalen")
    expect(note).to_have_value(re.compile("Øver trappegang(.|\n)*Må gabapentin skiftes"))
    expect(page.get_by_role("heading", name="Det blev vist den")).to_be_visible()
    assert (hand.inputs, len(loads)) == (MOST_INPUTS, MOST_LOADS)
    assert seconds <= MOST_SECONDS
