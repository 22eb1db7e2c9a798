"""Three consultations about one synthetic patient, by two clinicians, with the keyboard alone: its inputs counted."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from guidelines.content_files.loading import read_yaml
from tests.support.browser.keyboard import FOCUS_IS_SEEN, press
from tests.support.browser.pages import register, sign_in, watched_contexts
from tests.support.browser.server import ROOT
from tests.support.browser.waiting import arriving, comes_to

pytestmark = pytest.mark.browser

PERSONA = read_yaml(ROOT / "fixtures" / "persona.yaml")
FIRST, SECOND, THIRD = PERSONA["consultations"]
MOST_INPUTS = 60
FOCUSED_QUESTION = "() => document.activeElement.closest('[data-questions] .field')?.id ?? ''"
QUESTIONS = "() => Array.from(document.querySelectorAll('[data-questions] .field'), field => field.id)"


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
        with arriving(self.page, address):
            self.press(key)

    def tab_to(self, selector: str) -> None:
        for _ in range(40):
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                comes_to(self.page, lambda: self.page.evaluate(FOCUS_IS_SEEN), True)
                return
            self.press("Tab")
        pytest.fail(f"{selector} cannot be reached")

    def digits(self, key: str, value: Any) -> None:
        """Press what is printed before the option."""
        option = self.page.locator(f'[name="{key}"][value="{value}"]')
        digit = option.get_attribute("data-digit") or ""
        of_question = self.page.locator(f'[name="{key}"]').evaluate_all("all => all.map(one => one.dataset.digit)")
        digit_may_go_on = any(one and one != digit and one.startswith(digit) for one in of_question)
        self.press(*digit)
        if digit_may_go_on:
            self.press("Enter")
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
            expect(self.page.locator("[data-questions] .field:focus-within")).to_have_id(field)
            key = field.removeprefix("field_")
            if key in left:
                self.answer(key, left.pop(key))
            elif key:
                self.press("Alt+ArrowDown")
        assert not left, f"not on the agenda: {left}"

    def add_treatment(self, row: dict[str, str]) -> None:
        """One row through the quick line, which has the focus before and after."""
        rows = self.page.locator("#field_treatments table.list tbody tr")
        expect(self.page.locator("#quick_name")).to_be_focused()
        before = rows.count()
        self.type(row["name"])
        for selector, text in (("daily_dose_mg", "dose"), ("status", "status"), ("effect", "effect")):
            self.tab_to(f"#quick_{selector}")
            self.type(row[text])
        with arriving(self.page):
            self.press("Enter")
        expect(rows).to_have_count(before + 1)

    def treatments(self, rows: list[dict[str, str]]) -> None:
        """From the agenda, where the link has the focus, to the treatments and back."""
        self.go("Enter", "*/afsnit/treatment/")
        for row in rows:
            self.add_treatment(row)
        for address in ("*/afsnit/surgery/", "*/afsnit/practical/", "*/dagsorden/"):
            self.go("Alt+ArrowRight", address)
        self.press("Alt+ArrowUp")

    def end(self, agreed: str) -> None:
        """From the agenda's last question to the end: what was agreed, the end, the note."""
        if self.page.evaluate(FOCUSED_QUESTION) or not self.page.evaluate("document.activeElement.matches('button')"):
            self.press("Alt+ArrowDown")
        self.go("Enter", "*/konsultation/afslut/")
        expect(self.page.locator("[name=agreed]")).to_be_focused()
        self.type(agreed)
        self.tab_to("button[name=end]")
        self.go("Enter", "*/konsultationer/*/")


def begin(hand: Hand, form: str) -> None:
    """Begin the consultation with its kind of contact."""
    hand.press("Alt+s")
    hand.tab_to(f"fieldset.begin button[value={form}]")
    hand.go("Enter", "*/dagsorden/")


def hold(hand: Hand, consultation: dict[str, Any]) -> str:
    """One whole consultation from the episode's page on; returns the text of the note that was copied."""
    hand.page.goto(hand.episode)
    begin(hand, consultation["form"])
    hand.walk_the_agenda(consultation["answers"])
    if "treatments" in consultation:
        hand.treatments(consultation["treatments"])
    hand.end(consultation["agreed"])
    expect(hand.page.locator("[data-copy]")).to_be_focused()
    hand.press("Enter")
    expect(hand.page.locator("#copy-outcome")).not_to_be_empty()
    note = str(hand.page.evaluate("navigator.clipboard.readText()"))
    expect(hand.page.locator("#note-text")).to_have_value(note)
    return note


def assert_said(text: str, *parts: str) -> None:
    words = " ".join(text.split())
    missing = [part for part in parts if part not in words]
    assert not missing, f"{missing} not in: {words}"


def texts_of(consultation: dict[str, Any]) -> list[str]:
    """What was typed as a whole sentence: the same words must come back."""
    return [value for value in consultation["answers"].values() if str(value).endswith(".")]


def follow_up(consultation: dict[str, Any]) -> str:
    return as_typed(consultation["answers"]["practical.next_follow_up"])


@pytest.fixture(scope="module")
def three_consultations(browser: Browser, server: str) -> Iterator[tuple[Page, str, list[str], int]]:
    """The GP's page after the third, the episode, the three notes, and what the first one cost."""
    with watched_contexts(browser, server) as open_one:
        gp, nurse = (open_one(permissions=["clipboard-read", "clipboard-write"]).new_page() for _ in range(2))
        sign_in(gp, FIRST["by"])
        sign_in(nurse, SECOND["by"])
        episode = register(gp, PERSONA["cpr"], PERSONA["family_name"])
        hands = [Hand(page, episode) for page in (gp, nurse, gp)]
        notes = [hold(hand, consultation) for hand, consultation in zip(hands, PERSONA["consultations"], strict=True)]
        yield gp, episode, notes, hands[0].inputs


Held = tuple[Page, str, list[str], int]


def test_the_first_consultation_takes_at_most_sixty_inputs(three_consultations: Held) -> None:
    *_, inputs = three_consultations
    print(f"The first consultation took {inputs} inputs.")  # noqa: T201
    assert len(FIRST["answers"]) >= 12
    assert len(FIRST["treatments"]) >= 2
    assert inputs <= MOST_INPUTS


def test_each_note_says_what_its_own_consultation_brought(three_consultations: Held) -> None:
    __, __, (first, second, third), __ = three_consultations
    for note, consultation in zip((first, second, third), PERSONA["consultations"], strict=True):
        assert_said(note, *texts_of(consultation), consultation["agreed"], follow_up(consultation))
    assert_said(
        first,
        "Kons. 1, fremmøde",
        "Demolæge A1",
        "generaliserede i hele kroppen",
        "Ingen faresignaler",
        "Bruges nu, utilstrækkelig effekt: paracetamol 3000 mg i døgnet.",
        "Stoppet, ingen effekt: amitriptylin 25 mg i døgnet.",
    )
    assert_said(second, "Kons. 2, telefon", "Demosygeplejerske A", "Sygemeldt", "PEG 7 af 10")
    assert_said(second, "Meget påvirket søvn", "Stress vurderes til 1 af 10")
    assert_said(second, f"Opfølgning {follow_up(SECOND)} (før {follow_up(FIRST)}).")
    assert_said(third, "Kons. 3", "Vurdering: Kronisk primær smerte, kompleks tilstand.")
    for text in texts_of(FIRST):
        assert text not in second + third


def test_the_overview_and_the_plan_show_what_was_answered(three_consultations: Held) -> None:
    page, episode, *_ = three_consultations
    page.goto(episode)
    assert_said(
        page.locator("#middle").inner_text(),
        FIRST["answers"]["resources.most_important"],
        FIRST["answers"]["pain.onset_date"],
        "Generaliserede (store dele af kroppen)",
        "Sygemeldt",
        "Kompleks",
        "Høj påvirkning",
        "7 af 10",
        "paracetamol 3000 mg i døgnet: bruges nu, utilstrækkelig effekt",
        "amitriptylin 25 mg i døgnet: stoppet, ingen effekt",
        f"Næste opfølgning er planlagt til {follow_up(THIRD)}.",
        "Dagsorden: Opfølgning",
    )
    page.goto(f"{episode}plan/")
    expect(page.locator("#id_next")).to_have_value(re.compile("^Vores næste aftale er den "))
    assert_said(page.locator("#middle").inner_text(), "Pårørende inddraget: Planlagt")
    press(page, 'button[value="resources.most_important"]')
    expect(page.locator("#id_goal")).to_have_value(FIRST["answers"]["resources.most_important"])


def test_the_letter_is_written_from_the_same_answers(three_consultations: Held) -> None:
    page, episode, *_ = three_consultations
    page.goto(f"{episode}henvisning/")
    with arriving(page, "/brev/*/"):
        press(page, "#multidisciplinary_centre form button")
    letter = page.locator("main textarea").evaluate_all("areas => areas.map(area => area.value).join(' ')")
    assert_said(
        letter,
        FIRST["answers"]["pain.description"],
        SECOND["answers"]["health.comorbidity"],
        SECOND["answers"]["resources.manages"],
        THIRD["answers"]["practical.told_to_patient"],
        "sygemeldt, med generaliserede smerter i ",
        "Vigtigst for patienten er »At kunne lave mad til familien hver dag.«",
        "Paracetamol 3000 mg i døgnet, bruges nu, utilstrækkelig effekt.",
        "Amitriptylin 25 mg i døgnet, stoppet, ingen effekt.",
        "Sygemeldt, alvorlige følger for arbejdslivet.",
    )
