"""A real browser against the real server and a real database of its own, filled with the demo practice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from guidelines.content_files.loading import read_yaml
from tests.support.demo_server import CHROMIUM, FLAGS, Server, demo_server
from tests.support.suite.databases import WORKER

ROOT = Path(settings.BASE_DIR)
DATABASE = f"smertekompas_browser_tests_{WORKER}"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = read_yaml(ROOT / "fixtures" / "demo.yaml")["password"]
GP, GP2, NURSE, EDITOR = (f"{name}@demo.example" for name in ("laege-a1", "laege-a2", "sygeplejerske-a", "redaktoer"))


# What the browser and htmx write when a request is answered 4xx or never: the tests look at that on the page.
REFUSED_REQUEST = ("Failed to load resource", "htmx:afterRequest", "htmx:sendError", "Response Status Error Code")


@pytest.fixture(scope="package")
def running(django_db_blocker: Any) -> Iterator[Server]:
    """A running server; stopped, and its database dropped, at the end."""
    with django_db_blocker.unblock(), demo_server(DATABASE) as server:
        yield server


@pytest.fixture(scope="package")
def server(running: Server) -> str:
    """The running server's address."""
    return running.address


@pytest.fixture(scope="package")
def browser(running: Server) -> Iterator[Browser]:
    """The browser; it begins after the server, and ends with this package, for no database of Django's may be asked
    for beside Playwright's loop.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def watched_contexts(browser: Browser, server: str) -> Iterator[Callable[..., BrowserContext]]:
    """Separate browser sessions, as on separate machines. A console error or a blocked script fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_one(**options: Any) -> BrowserContext:
        context = browser.new_context(
            base_url=server, locale="da-DK", **{"viewport": {"width": 1366, "height": 768}, **options}
        )
        context.on("weberror", lambda error: problems.append(str(error.error)))
        context.on(
            "console",
            lambda message: (
                problems.append(message.text)
                if message.type == "error" and not message.text.startswith(REFUSED_REQUEST)
                else None
            ),
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert not problems


@pytest.fixture
def open_context(browser: Browser, server: str) -> Iterator[Callable[..., BrowserContext]]:
    with watched_contexts(browser, server) as open_one:
        yield open_one


@pytest.fixture
def page(open_context: Callable[[], BrowserContext]) -> Page:
    return open_context().new_page()


def sign_in(page: Page, email: str = GP) -> None:
    page.goto("/konto/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: "/konto/login/" not in url)


def confirm_to_sign(page: Page, password: str = PASSWORD) -> None:
    """From the page on which a letter is checked: enter the password, as a signature needs."""
    page.get_by_role("link", name="Bekræft din adgangskode for at underskrive").click()
    page.wait_for_url("**/reauthenticate/**")
    page.fill("#id_password", password)
    page.press("#id_password", "Enter")


def assert_accessible(page: Page) -> None:
    """axe finds nothing against WCAG 2.2 AA or its best practices on this page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [
        f"{violation['id']}: {violation['help']} {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in result["violations"]
    ]
    assert not found, f"{page.url}\n" + "\n".join(found)
