"""The scripts of the pages are modules, and each is fetched by the name that goes with its content."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.support.browser.pages import EDITOR, GP, episode_of, sign_in
from tests.support.browser.waiting import comes_to

pytestmark = pytest.mark.browser

MODULES = {path.name for path in (Path(settings.BASE_DIR) / "static" / "js").glob("*.js")}
SCRIPTS = MODULES | {"htmx-2.min.js"}
HASH = re.compile(r"\.[0-9a-f]{12}(?=\.\w+$)")


def check_scripts(page: Page) -> None:
    """This page has fetched every module of ours and htmx, and nothing static by its plain name."""
    comes_to(page, lambda: {HASH.sub("", name) for name in fetched(page) if name.endswith(".js")}, SCRIPTS)
    assert [name for name in fetched(page) if not HASH.search(name)] == [], page.url
    expect(page.locator("script:not([src])")).to_have_count(0)
    expect(page.locator("script[type=module]")).to_have_count(1)


def fetched(page: Page) -> list[str]:
    """The names of the static files."""
    paths = page.evaluate("performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)")
    return [path.rpartition("/")[2] for path in paths if path.startswith(settings.STATIC_URL)]


def test_no_page_of_the_clinic_fetches_a_script_without_its_hash(page: Page) -> None:
    page.goto("/konto/login/")
    check_scripts(page)
    sign_in(page, GP)
    for address in ("/", episode_of(page, "Testperson Alfa")):
        page.goto(address)
        check_scripts(page)
    links = [link.get_attribute("href") for link in page.locator(".tasks a").all()]
    assert len(links) > 20
    for link in [*links, "/patienter/ny/", "/retningslinjer/", "/findes-ikke/"]:
        page.goto(str(link))
        check_scripts(page)


def test_no_page_of_the_editor_fetches_a_script_without_its_hash(page: Page) -> None:
    sign_in(page, EDITOR)
    for path in ("/redaktion/", "/redaktion/kilder/", "/redaktion/ny-retningslinje/", "/redaktion/eftersyn/"):
        page.goto(path)
        check_scripts(page)


def test_what_the_modules_do_when_the_document_is_read_is_done(page: Page) -> None:
    page.goto("/konto/login/")
    page.fill("#id_login", GP)
    page.fill("#id_password", "wrong")
    page.press("#id_password", "Enter")
    expect(page.locator(".error-summary")).to_be_focused()
