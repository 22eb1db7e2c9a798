"""axe on every page of the path, wide and narrow, and nothing that scrolls sideways."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import EDITOR, GP, assert_accessible, sign_in

pytestmark = pytest.mark.browser

SIZES = [{"width": 1366, "height": 768}, {"width": 390, "height": 800}]


def episode_of(page: Page, name: str) -> str:
    page.goto("/")
    page.get_by_role("link", name=name).click()
    page.wait_for_url("**/forloeb/**")
    return page.url


def check(page: Page, url: str) -> None:
    page.goto(url)
    assert_accessible(page)
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{url} is {overflow} px wider than the screen"


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_every_page_of_the_path_is_accessible(
    open_context: Callable[..., BrowserContext], size: dict[str, Any]
) -> None:
    page = open_context(viewport=size).new_page()
    check(page, "/konto/login/")
    sign_in(page, GP)
    check(page, "/")
    check(page, "/patienter/ny/")
    episode = episode_of(page, "Testperson Alfa")
    check(page, episode)
    page.click(".patient-banner a")
    patient = page.url
    check(page, patient)
    check(page, f"{patient}ret/")
    page.goto(episode)
    sections = [str(link.get_attribute("href")) for link in page.locator(".tasks a").all()]
    assert len(sections) == 22
    for section in sections:
        check(page, section)
    for instrument in ("phq-9", "fibromyalgia-2016", "gcps-r", "isi"):
        check(page, f"{episode}skemaer/{instrument}/")
    check(page, f"{episode}behandlinger/ny/")
    check(page, f"{episode}behandlinger/indsaet/")
    check(page, f"{episode}svar/pain.distribution/")
    check(page, f"{episode}kompleksitet/")
    check(page, f"{episode}raad/generalised-pain/tca/?response=dismiss")


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_the_letter_pages_are_accessible(open_context: Callable[..., BrowserContext], size: dict[str, Any]) -> None:
    page = open_context(viewport=size).new_page()
    sign_in(page, GP)
    episode = episode_of(page, "Testperson Foxtrot")
    page.goto(f"{episode}henvisning/")
    page.locator('a[href^="/brev/"]').first.click()
    page.wait_for_url("**/brev/**")
    check(page, page.url)
    echo = episode_of(page, "Testperson Echo")
    page.goto(f"{echo}henvisning/")
    page.locator("#medication_review form button").click()
    page.wait_for_url("**/brev/**")
    letter = page.url
    check(page, letter)
    check(page, f"{letter}kontrol/")


@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
def test_guidelines_and_practice_are_accessible(
    open_context: Callable[..., BrowserContext], size: dict[str, Any]
) -> None:
    page = open_context(viewport=size).new_page()
    sign_in(page, GP)
    for url in (
        "/retningslinjer/",
        "/retningslinjer/?q=smerter",
        "/retningslinjer/generalised-pain/",
        "/retningslinjer/opioid-care/yearly-review/",
        "/praksis/",
        "/findes-ikke/",
    ):
        check(page, url)
    editor = open_context(viewport=size).new_page()
    sign_in(editor, EDITOR)
    check(editor, "/retningslinjer/")
