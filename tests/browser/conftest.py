"""A real browser against the real server and a real database of its own, filled with the demo practice."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.browser.pages import CHROMIUM, FLAGS, watched_contexts
from tests.support.browser.server import DATABASE, Server, demo_server


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


@pytest.fixture
def open_context(browser: Browser, server: str) -> Iterator[Callable[..., BrowserContext]]:
    with watched_contexts(browser, server) as open_one:
        yield open_one


@pytest.fixture
def page(open_context: Callable[[], BrowserContext]) -> Page:
    return open_context().new_page()
