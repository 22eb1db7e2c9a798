"""The overview on the screen of a clinic: what one needs to know stands in it without scrolling."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from guidelines.vocabulary.dates import add_months
from tests.support.browser.pages import GP, GP2, episode_of, sign_in
from tests.support.browser.waiting import comes_to

pytestmark = pytest.mark.browser

SCREEN = {"width": 1366, "height": 768}
HEADINGS = (
    "Det vigtigste for patienten",
    "Sikkerhed",
    "Prøvede behandlinger",
    "Næste skridt",
    "Grad og ændring",
    "Smerterne",
)


def day(when: date) -> str:
    return f"{when:%d.%m.%Y}"


def assert_in_view(part: Locator) -> None:
    """It is shown, and the whole of it lies on the screen as the page was opened."""
    expect(part).to_be_visible()
    comes_to(part.page, lambda: beyond_the_screen(part), set())


def beyond_the_screen(part: Locator) -> set[str]:
    """The sides at which it ends outside."""
    box = part.bounding_box()
    if not box or not box["width"] or not box["height"]:
        return {"not shown"}
    right, bottom = SCREEN["width"] - box["x"] - box["width"], SCREEN["height"] - box["y"] - box["height"]
    return {side for side, left in {"x": box["x"], "y": box["y"], "right": right, "bottom": bottom}.items() if left < 0}


def box_of(page: Page, heading: str) -> Locator:
    return page.locator("#middle section.box").filter(has=page.get_by_role("heading", name=heading, exact=True))


def assert_answered(page: Page, heading: str, *answers: str) -> None:
    """The box says this, where one looks for it and can see it."""
    for answer in answers:
        assert_in_view(box_of(page, heading).get_by_text(answer).first)


@pytest.mark.parametrize(("name", "missing"), [("Testperson Foxtrot", 2), ("Testperson Alfa", 3)])
def test_the_whole_overview_is_on_one_screen(
    open_context: Callable[..., BrowserContext], name: str, missing: int
) -> None:
    page = open_context(viewport=SCREEN).new_page()
    sign_in(page, GP)
    page.goto(episode_of(page, name))
    for heading in HEADINGS:
        assert_in_view(box_of(page, heading))
    next_step = box_of(page, "Næste skridt")
    points = box_of(page, "Åbne punkter").locator("ul.missing-links > li")
    expect(points).to_have_count(missing)
    for point in points.all():
        assert_in_view(point)
    assert_in_view(next_step.locator(".state").first)
    assert_in_view(box_of(page, "Grad og ændring").locator("dd").first)
    comes_to(page, lambda: page.evaluate("window.scrollY"), 0)


def test_a_stranger_answers_five_questions_about_foxtrot(open_context: Callable[..., BrowserContext]) -> None:
    """Someone who never saw the patient: where each answer is looked for, and what it is."""
    page = open_context(viewport=SCREEN).new_page()
    sign_in(page, GP2)
    page.goto(episode_of(page, "Testperson Foxtrot"))
    today = timezone.localdate()
    assert_answered(page, "Det vigtigste for patienten", "At kunne passe sit barnebarn en eftermiddag om ugen.")
    assert_answered(page, "Smerterne", day(add_months(today, -50)), "Generaliserede")
    assert_answered(page, "Grad og ændring", "Høj påvirkning", "7,7 af 10")
    assert_answered(
        page, "Prøvede behandlinger", "amitriptylin 25 mg i døgnet: stoppet, utilstrækkelig effekt, stoppet på grund af"
    )
    assert_answered(
        page,
        "Næste skridt",
        f"Næste opfølgning er planlagt til {day(today + timedelta(days=10))}.",
        "Opfylder de publicerede kriterier",
    )


def test_a_stranger_answers_five_questions_about_alfa(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context(viewport=SCREEN).new_page()
    sign_in(page, GP2)
    page.goto(episode_of(page, "Testperson Alfa"))
    assert_answered(page, "Det vigtigste for patienten", "At kunne gå tur med hunden hver dag")
    assert_answered(page, "Smerterne", "Nociplastiske", "Sygemeldt")
    assert_answered(page, "Grad og ændring", "1 højere (værre)")
    assert_answered(page, "Prøvede behandlinger", "tramadol 200 mg i døgnet: bruges nu, utilstrækkelig effekt")
    assert_answered(page, "Næste skridt", "Patientuddannelse", "15 af 15")
    assert_answered(page, "Åbne punkter", "Er der tanker om ikke at ville leve?")
    assert_answered(
        page,
        "Sikkerhed",
        "sikkerhedsspørgsmål er ikke stillet",
        "Selvmordstanker",
        "30 mg morfin gennem munden i døgnet",
    )
    # The drawing stands on the overview, its regions in words.
    expect(page.locator("#middle svg[role=img] title")).not_to_be_empty()
