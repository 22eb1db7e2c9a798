"""A question from nothing to an answer, by two editors and a GP; then it is retired, and the answer stays readable."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser.pages import EDITOR, GP, check, check_as_shown, check_every_size, episode_of, press, sign_in
from tests.support.browser.server import ROOT, Server
from tests.support.browser.waiting import is_saved

pytestmark = pytest.mark.browser

REVIEWER = "kontrollant@demo.example"
QUESTION, KEY = "Kan patienten gå på trapper hver dag?", "everyday.stairs_every_day"
BACK = """
from django.utils import translation
from accounts.models import User
from guidelines.in_force.content import current_content
from guidelines.publishing.drafts import roll_back
from guidelines.publishing.life_cycle import approve, publish_approved, submit
from guidelines.models import Release
translation.activate("da")
question = current_content().vocabulary.questions.get("{key}")
if question and not question.retired:
    writer, reviewer = (User.objects.get(email=f"{{name}}@demo.example") for name in ("redaktoer", "kontrollant"))
    before = Release.objects.filter(publication__key="vocabulary", state="published").order_by("-number")[1]
    draft = submit(by=writer, release=roll_back(by=writer, release=before))
    approve(by=reviewer, release=draft, seen_hash=draft.content_hash)
    publish_approved(by=reviewer, release=draft)
"""


@pytest.fixture
def questions_as_before(running: Server) -> Iterator[None]:
    """Whatever becomes of the test, the questions that are asked after it are those that were asked before."""
    yield
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", BACK.format(key=KEY)],
        cwd=ROOT,
        env={**os.environ, **running.environment},
        check=True,
    )


def begin_draft(page: Page) -> str:
    page.goto("/redaktion/vocabulary/")
    press(page, "Lav et udkast")
    return page.url


def publish(author: Page, reviewer: Page, release: str) -> None:
    author.goto(release)
    press(author, "Indsend til godkendelse")
    expect(author.get_by_text("Du har arbejdet på denne udgivelse.")).to_be_visible()
    reviewer.goto(release)
    press(reviewer, "Godkend netop dette")
    press(reviewer, "Udgiv")
    expect(reviewer.locator(".note-tag").first).to_have_text("udgivet")


def section_of_questions(page: Page, release: str) -> None:
    page.goto(f"{release}indhold/")
    page.locator("#group-everyday > summary").click()


@pytest.mark.usefixtures("questions_as_before")
def test_a_question_is_added_answered_and_retired(open_context: Callable[..., BrowserContext]) -> None:
    author, reviewer, clinician = (open_context().new_page() for _person in range(3))
    for page, person in ((author, EDITOR), (reviewer, REVIEWER), (clinician, GP)):
        sign_in(page, person)

    release = begin_draft(author)
    section_of_questions(author, release)
    check_as_shown(author)
    author.select_option("#type-everyday", "choice")
    author.locator("#group-everyday").get_by_role("button", name="Tilføj et spørgsmål").click()
    author.get_by_role("button", name="Gem").click()
    expect(author.locator("#error-summary")).to_be_visible()
    check_as_shown(author)
    author.fill("[name=label]", QUESTION)
    author.fill("[name=short]", "Trapper hver dag")
    author.fill("[name=key]", "stairs_every_day")
    for place, answer in enumerate(("Ja", "Kun nogle dage", "Nej")):
        author.locator("[name=values-label]").nth(place).fill(answer)
    author.get_by_role("button", name="Gem").click()
    added = author.locator("#questions-everyday-stairs_every_day")
    # The section opens by itself: the address points into it.
    expect(added).to_be_visible()
    author.goto(f"{release}indhold/om/")
    author.fill("[name=release__note]", "Et spørgsmål om trapper.")
    press(author, "Gem")
    author.goto(release)
    expect(author.get_by_text(f"Spørgsmål: {QUESTION}").first).to_be_visible()
    publish(author, reviewer, release)

    episode = episode_of(clinician, "Testperson Bravo")
    clinician.goto(f"{episode}afsnit/everyday/")
    asked = clinician.get_by_role("group", name=QUESTION)
    asked.get_by_label("Kun nogle dage").check()
    is_saved(clinician)

    release = begin_draft(author)
    section_of_questions(author, release)
    added.get_by_role("button", name="Tag ud af brug").click()
    expect(added.locator(".note-tag")).to_have_text("taget ud af brug")
    publish(author, reviewer, release)

    clinician.goto(f"{episode}afsnit/everyday/")
    expect(clinician.get_by_text(QUESTION)).to_have_count(0)
    clinician.goto(f"{episode}svar/{KEY}/")
    expect(clinician.locator("main")).to_contain_text("Kun nogle dage")
    clinician.goto(f"{episode}resume/")
    expect(clinician.locator("main")).to_contain_text("Trapper hver dag: Kun nogle dage")
    clinician.goto("/retningslinjer/nyt/")
    expect(clinician.locator("main")).to_contain_text("Et spørgsmål om trapper.")
    check(clinician, "/retningslinjer/vocabulary/udgivelser/")


@pytest.mark.parametrize(
    ("publication", "rows"),
    [
        ("vocabulary", ("questions/?row=pain.drawing", "populations/?row=chronic_pain", "agenda/?row=burden", "om/")),
        ("region-h-2014", ("criteria/?row=adult", "letter_sections/?row=social", "routing/?row=byen", "om/")),
        ("instruments", ("instruments/?row=phq-9",)),
        ("medicines", ("medicines/?row=Ibuprofen",)),
    ],
)
def test_the_pages_of_the_parts_are_accessible(publication: str, rows: tuple[str, ...], page: Page) -> None:
    sign_in(page, EDITOR)
    page.goto(f"/redaktion/{publication}/")
    press(page, "Lav et udkast")
    release = page.url
    check(page, f"{release}indhold/")
    page.locator("details").evaluate_all("all => all.forEach(details => { details.open = true; })")
    check_every_size(page)
    for row in rows:
        check(page, f"{release}indhold/{row}")
