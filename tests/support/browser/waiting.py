"""What a walk waits for: what it looks at may be on its way yet, however long an answer takes."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from typing import TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Error, Page, expect

Seen = TypeVar("Seen")

# Milliseconds until a page must show what it is waited for: long enough for several answers of ten seconds.
LONGEST = 60_000
LOOK_EVERY = 50
UNANSWERED = ".htmx-request, .htmx-swapping, .htmx-settling, [data-changed]"
expect.set_options(timeout=LONGEST)


def comes_to(page: Page, look: Callable[[], Seen], wanted: Seen) -> None:
    """Look until this is seen. A look that fails because the page is on its way to another one is taken again."""
    end = time.monotonic() + LONGEST / 1000
    seen = _look(look)
    while seen != wanted and time.monotonic() < end:
        page.wait_for_timeout(LOOK_EVERY)
        seen = _look(look)
    assert seen == wanted, page.url


def _look(look: Callable[[], Seen]) -> Seen | Error:
    try:
        return look()
    except Error as error:
        return error


def comes_to_hold(page: Page, address: str, look: Callable[[], Seen], wanted: Seen) -> None:
    """Load the page anew until it shows this: what another page sends while it is left may land after the next one."""

    def look_anew() -> Seen:
        page.goto(address)
        return look()

    comes_to(page, look_anew, wanted)


@contextmanager
def arriving(page: Page, path: str = "*") -> Iterator[None]:
    """What is done within leads to another page, which is then loaded; its path is like this one."""
    with page.expect_navigation(url=lambda url: fnmatch(urlsplit(url).path, path), timeout=LONGEST):
        yield


def is_answered(page: Page) -> None:
    """What was pressed, or changed in a condition, has been answered, and the page shows the answer."""
    expect(page.locator(UNANSWERED)).to_have_count(0)


def is_saved(page: Page) -> None:
    """Everything that was answered or written is saved; the mark says so only when nothing newer is."""
    expect(page.locator("#saved-mark")).to_contain_text("✓")
