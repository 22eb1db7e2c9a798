"""axe on every page of the path, wide and narrow, and nothing that scrolls sideways at any size.

Each page is loaded once. Tried: a search field of a fixed width (320 px), columns in px (text doubled), a panel that
scrolls by itself; links of 18 px below each other; a page printed with its menu, its buttons and its folds closed.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.browser.pages import (
    EDITOR,
    GP,
    GP2,
    check,
    check_every_size,
    episode_of,
    sign_in,
)
from tests.support.browser.waiting import arriving, is_saved

pytestmark = pytest.mark.browser


def test_every_page_of_the_path_is_accessible(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    check(page, "/konto/login/")
    sign_in(page, GP)
    check(page, "/")
    check(page, "/patienter/ny/")
    episode = episode_of(page, "Testperson Alfa")
    check(page, episode)
    with arriving(page, "/patienter/*/"):
        page.click(".patient-banner a")
    patient = page.url
    check_every_size(page)
    check(page, f"{patient}ret/")
    page.goto(episode)
    sections = [str(link.get_attribute("href")) for link in page.locator(".tasks a").all()]
    assert len(sections) == 24
    for section in sections:
        check(page, section)
    for instrument in ("phq-9", "fibromyalgia-2016", "gcps-r", "isi"):
        check(page, f"{episode}skemaer/{instrument}/")
    check(page, f"{episode}behandlinger/ny/")
    check(page, f"{episode}behandlinger/indsaet/")
    check(page, f"{episode}svar/pain.distribution/")
    check(page, f"{episode}kompleksitet/")
    check(page, f"{episode}raad/generalised-pain/tca/?response=dismiss")


def test_the_pages_of_a_consultation_are_accessible(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    sign_in(page, GP)
    running = episode_of(page, "Testperson Delta")
    for url in ("", "dagsorden/", "konsultation/afslut/", "konsultationer/", "konsultationer/1/", "raad/"):
        check(page, f"{running}{url}")
    ended = episode_of(page, "Testperson Foxtrot")
    for url in ("", "dagsorden/", "konsultationer/", "konsultationer/2/", "raad/", "plan/", "resume/", "udvikling/"):
        check(page, f"{ended}{url}")


def test_a_question_without_answer_and_a_conflict_are_accessible(
    open_context: Callable[..., BrowserContext],
) -> None:
    page, other = (open_context().new_page() for _ in range(2))
    sign_in(page, GP)
    sign_in(other, GP2)
    episode = episode_of(page, "Testperson Charlie")
    for url in ("dagsorden/", "afsnit/pain/", "afsnit/work/"):
        page.goto(f"{episode}{url}")
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")
        check_every_size(page)
    other.goto(page.url)
    page.check('[name="work.impact"][value="some"]')
    is_saved(page)
    other.check('[name="work.impact"][value="none"]')
    expect(other.locator(".conflict")).to_be_visible()
    check_every_size(other)


def test_the_letter_pages_are_accessible(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    sign_in(page, GP)
    page.goto(f"{episode_of(page, 'Testperson Delta')}henvisning/")
    expect(page.locator("#other-ways")).to_have_attribute("open", "")
    check_every_size(page)
    episode = episode_of(page, "Testperson Foxtrot")
    page.goto(f"{episode}henvisning/")
    with arriving(page, "/brev/*"):
        page.locator('a[href^="/brev/"]').first.click()
    check_every_size(page)
    echo = episode_of(page, "Testperson Echo")
    page.goto(f"{echo}henvisning/")
    with arriving(page, "/brev/*/"):
        page.locator("#medication_review form button").click()
    letter = page.url
    check_every_size(page)
    check(page, f"{letter}kontrol/")
    check(page, f"{letter}udskrift/")


def test_guidelines_and_practice_are_accessible(open_context: Callable[..., BrowserContext]) -> None:
    page = open_context().new_page()
    sign_in(page, GP)
    for url in (
        "/retningslinjer/",
        "/retningslinjer/?q=smerter",
        "/retningslinjer/generalised-pain/",
        "/retningslinjer/opioid-care/yearly-review/",
        "/henvisningsveje/region-h-2014/",
        "/praksis/",
        "/findes-ikke/",
    ):
        check(page, url)
    editor = open_context().new_page()
    sign_in(editor, EDITOR)
    check(editor, "/retningslinjer/")
