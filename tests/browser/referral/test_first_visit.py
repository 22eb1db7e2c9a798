"""A whole first visit to a signed letter, and what it costs: at most sixty inputs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser.hand import Hand
from tests.support.browser.pages import GP, PASSWORD, register, sign_in, ticks_to_sign
from tests.support.browser.waiting import arriving

pytestmark = pytest.mark.browser

MOST_INPUTS = 60
QUESTION = "() => document.querySelector('[data-one-question] .field')?.id.replace('field_', '') ?? ''"
# A woman with pain all over for years, who has tried what there is.
SAYS = {
    "workup.red_flags": "none",
    "wellbeing.suicidal_thoughts": "none",
    "workup.active_cancer": "false",
    "pain.distribution": "generalised",
    "everyday.function_reduced": "true",
    "workup.other_disease_explains": "false",
    "workup.differentials_excluded": "true",
    "diagnosis.complexity": "complex",
    "own.operation": "none",
    "risk.drives": "true",
    "health.substance_abuse": "none",
    "health.pregnant": "false",
    "health.unstable_psychiatric_disorder": "false",
    "pain.acute": "false",
    "pain.headache_only": "false",
    "workup.specialties_completed": "yes",
    "understanding.motivated": "true",
    "everyday.impact": "serious",
    "work.impact": "serious",
    "wellbeing.psychological_problems": "substantial",
    "economy.social_problems": "substantial",
    "everyday.goal_improve_function": "true",
    "practical.medication_review_requested": "false",
}
TRIED = (("paracetamol", "3000", "current", "insufficient"), ("amitriptylin", "25", "stopped", "none"))
WRITTEN = {
    "problem_statement": "Ønsker et tværfagligt forløb.",
    "objective": "Ømhed i muskler på begge sider.",
    "told_to_patient": "Patienten ved, hvad henvisningen gælder, og er enig.",
}


def list_treatments(hand: Hand) -> None:
    """Two rows through the quick line, and that they are all."""
    rows = hand.page.locator("#field_treatments table.list tbody tr")
    for number, (name, dose, status, effect) in enumerate(TRIED, start=1):
        hand.fill("#quick_name", name)
        hand.fill("#quick_daily_dose_mg", dose)
        for field, value in (("status", status), ("effect", effect)):
            hand.choose(f"#quick_{field}", value)
        hand.press("button[name=quick]", "*")
        expect(rows).to_have_count(number)
    hand.press("#field_treatments button[value=complete]", "*")


def ask_the_first_nine(hand: Hand, episode: str) -> None:
    while True:
        question = hand.page.evaluate(QUESTION)
        if question:
            expect(hand.page.locator(".field:focus-within")).to_have_id(f"field_{question}")
            with arriving(hand.page):
                hand.answer_by_digit(question, SAYS[question])
        elif hand.page.locator("#field_treatments").count():
            list_treatments(hand)
            if "/foerste-ni/" not in hand.page.url:
                hand.page.goto(f"{episode}foerste-ni/")
                hand.inputs += 1
        else:
            return


def answer_what_is_open(hand: Hand) -> None:
    """From the referral to what the nearest destination lacks, until nothing is."""
    way = hand.page.locator("a[href$='/henvisning/kriterier/']")
    while way.count():
        hand.press(way, "*/henvisning/kriterier/")
        for name in hand.page.locator("#section-form .field").evaluate_all("all => all.map(one => one.id)"):
            key = name.removeprefix("field_")
            if key:
                hand.answer(key, SAYS[key])
        hand.press("#section-form button[name=next]", "*/henvisning/")


def write_and_sign(hand: Hand, page: Page) -> None:
    hand.press("#multidisciplinary_centre form button", "*/brev/*/")
    letter = page.url
    empty = page.locator("main textarea[name]").evaluate_all(
        "all => all.filter(one => !one.value).map(one => one.name)"
    )
    for name in (one for one in empty if "-" not in one):
        hand.fill(f"[name='{name}']", WRITTEN.get(name, "Intet at bemærke."))
    hand.press("button[name=check]", "*/kontrol/")
    hand.press(page.get_by_role("link", name="Bekræft din adgangskode for at underskrive"), "*/reauthenticate/**")
    hand.fill("#id_password", PASSWORD)
    hand.press(page.locator("main form button[type=submit]").first, "*/kontrol/")
    for tick in ticks_to_sign(page):
        hand.press(f"[name={tick}]")
    hand.press("form[action$='/underskriv/'] button", "/brev/*/")
    expect(page).to_have_url(letter)
    expect(page.locator("code")).to_be_visible()


def test_a_first_visit_to_a_signed_letter_takes_at_most_sixty_inputs(
    open_context: Callable[[], BrowserContext],
) -> None:
    """Tried: each question of the criteria in its own section."""
    page = open_context().new_page()
    sign_in(page, GP)
    episode = register(page, "0201609995", "Quebec", onset="01.02.2024")
    hand = Hand(page)
    # The onset and the button that began the episode.
    hand.inputs = 2
    hand.press("fieldset.begin button[value=in_person]", "*/dagsorden/")
    hand.press(page.locator("#middle a, #side a").filter(has_text="De første ni").first, "*/foerste-ni/")
    ask_the_first_nine(hand, episode)
    print(f"After the first nine: {hand.inputs} inputs.")  # noqa: T201
    hand.press(page.locator("nav a[href$='/henvisning/']").first, "*/henvisning/")
    answer_what_is_open(hand)
    print(f"After the criteria: {hand.inputs} inputs.")  # noqa: T201
    write_and_sign(hand, page)
    print(f"A first visit to a signed letter took {hand.inputs} inputs.")  # noqa: T201
    assert hand.inputs <= MOST_INPUTS
