"""Three consultations about one synthetic patient, by two clinicians, with the keyboard alone; the inputs are counted."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from guidelines.loading import read_yaml
from tests.browser.conftest import ROOT, sign_in
from tests.browser.test_keyboard import FOCUS_IS_SEEN
from tests.browser.test_path import register

pytestmark = pytest.mark.browser

PERSONA = read_yaml(ROOT / "fixtures" / "persona.yaml")
FIRST, SECOND, THIRD = PERSONA["consultations"]
MOST_INPUTS = 60
FOCUSED_QUESTION = "() => document.activeElement.closest('[data-questions] > .field')?.id ?? ''"
QUESTIONS = "() => Array.from(document.querySelectorAll('[data-questions] > .field'), field => field.id)"


def as_typed(value: Any) -> str:
    """An answer as a clinician types it: +14d is the day in two weeks."""
    ahead = re.fullmatch(r"\+(\d+)d", str(value))
    return f"{timezone.localdate() + timedelta(days=int(ahead[1])):%d.%m.%Y}" if ahead else str(value)


class Hand:
    """The keyboard. Counts inputs: a press of a key is one, a whole text typed is one."""

    def __init__(self, page: Page, episode: str) -> None:
        self.page, self.episode, self.inputs = page, episode, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.inputs += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.inputs += 1

    def go(self, key: str, address: str) -> None:
        """Press a key that leads to another page."""
        self.press(key)
        self.page.wait_for_url(address)
        self.page.wait_for_load_state()

    def tab_to(self, selector: str) -> None:
        for _ in range(40):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                assert self.page.evaluate(FOCUS_IS_SEEN)
                return
            self.press("Tab")
        pytest.fail(f"{selector} cannot be reached")

    def digits(self, key: str, value: Any) -> None:
        """Press what is printed before the option."""
        option = self.page.locator(f'[name="{key}"][value="{value}"]')
        self.press(*(option.get_attribute("data-digit") or ""))
        expect(option).to_be_checked()

    def answer(self, key: str, value: Any) -> None:
        """Answer the question that has the focus, and go on to the next one."""
        field = self.page.locator(f'[name="{key}"]')
        kind = field.first.evaluate("node => node.type")
        if kind == "radio":
            self.digits(key, value)
        elif kind == "checkbox":
            for one in value:
                self.digits(key, one)
            self.press("Enter")
        elif kind == "select-one":
            self.type(field.locator(f'option[value="{value}"]').inner_text())
            self.press("Enter")
        else:
            self.type(as_typed(value))
            self.press("Alt+ArrowDown" if kind == "textarea" else "Enter")

    def walk_the_agenda(self, answers: dict[str, Any]) -> None:
        """Every question of the page in its order: answered, or passed over."""
        left = dict(answers)
        self.press("Alt+ArrowDown")
        for field in self.page.evaluate(QUESTIONS):
            self.page.wait_for_function(f"id => ({FOCUSED_QUESTION})() === id", arg=field)
            key = field.removeprefix("field_")
            if key in left:
                self.answer(key, left.pop(key))
            elif key:
                self.press("Alt+ArrowDown")
        assert not left, f"not on the agenda: {left}"

    def add_treatment(self, row: dict[str, str]) -> None:
        """One row through the quick line, which has the focus before and after."""
        rows = self.page.locator("#field_treatments table.list tbody tr")
        before = rows.count()
        expect(self.page.locator("#quick_name")).to_be_focused()
        self.type(row["name"])
        for selector, text in (("daily_dose_mg", "dose"), ("status", "status"), ("effect", "effect")):
            self.tab_to(f"#quick_{selector}")
            self.type(row[text])
        self.press("Enter")
        expect(rows).to_have_count(before + 1)
        self.page.wait_for_load_state()

    def treatments(self, rows: list[dict[str, str]]) -> None:
        """From the agenda, where the link has the focus, to the treatments and back."""
        self.go("Enter", "**/afsnit/treatment/*")
        for row in rows:
            self.add_treatment(row)
        for address in ("**/afsnit/surgery/", "**/afsnit/practical/", "**/dagsorden/"):
            self.go("Alt+ArrowRight", address)
        self.press("Alt+ArrowUp")

    def end(self, agreed: str) -> None:
        """From the agenda's last question to the end: what was agreed, the end, the note."""
        if self.page.evaluate(FOCUSED_QUESTION) or not self.page.evaluate("document.activeElement.matches('button')"):
            self.press("Alt+ArrowDown")
        self.go("Enter", "**/konsultation/afslut/")
        expect(self.page.locator("[name=agreed]")).to_be_focused()
        self.type(agreed)
        self.tab_to("button[name=end]")
        self.go("Enter", "**/konsultationer/*/")


def begin(hand: Hand, form: str) -> None:
    """Begin the consultation with its kind of contact."""
    hand.tab_to("form.begin select")
    hand.type(form)
    hand.tab_to("form.begin button")
    hand.go("Enter", "**/dagsorden/")


def hold(hand: Hand, consultation: dict[str, Any]) -> str:
    """One whole consultation from the episode's page on; returns the text of the note that was copied."""
    hand.page.goto(hand.episode)
    if "form" in consultation:
        begin(hand, consultation["form"])
    else:
        hand.go("Alt+ArrowRight", "**/dagsorden/")
    hand.walk_the_agenda(consultation["answers"])
    if "treatments" in consultation:
        hand.treatments(consultation["treatments"])
    hand.end(consultation["agreed"])
    hand.press("Enter")
    expect(hand.page.locator("#copy-outcome")).not_to_be_empty()
    note = str(hand.page.evaluate("navigator.clipboard.readText()"))
    assert note == hand.page.locator("#note-text").input_value()
    return note


def assert_all_in(text: str, *parts: str) -> None:
    words = " ".join(text.split())
    missing = [part for part in parts if part not in words]
    assert not missing, f"{missing} not in: {words}"


def test_three_consultations_with_two_clinicians(open_context: Callable[..., BrowserContext]) -> None:
    def clinician(email: str) -> Page:
        page = open_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
        sign_in(page, email)
        return page

    gp, nurse = clinician(FIRST["by"]), clinician(SECOND["by"])
    episode = register(gp, PERSONA["cpr"], PERSONA["family_name"])

    assert len(FIRST["answers"]) >= 12
    assert len(FIRST["treatments"]) >= 2
    first = Hand(gp, episode)
    note = hold(first, FIRST)
    print(f"\nThe first consultation took {first.inputs} inputs.")
    assert first.inputs <= MOST_INPUTS
    print(note)
    second = hold(Hand(nurse, episode), SECOND)
    print(second)
    third = hold(Hand(gp, episode), THIRD)
    print(third)
