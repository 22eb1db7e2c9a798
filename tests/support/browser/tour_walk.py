"""Walks a tour in a browser by the words of its document, and says with line and page where a word no longer fits."""

import json
import re
import time
from urllib.parse import urlsplit

from playwright.sync_api import Error, Locator, Page, expect

from tests.support.browser.tour import Act, Kind, Tour
from tests.support.browser.waiting import LONGEST, UNANSWERED

PRESSED = ("a", "button", "summary", "label")
NAMES = ("h1", "h2", "h3", "h4", "legend", "summary", "caption", "th", "dt", "strong", "a", "label")
WAIT = LONGEST
# What goes on takes two clicks within 400 ms as one (`DOUBLE_CLICK` of static/js/keyboard.js); a reader is slower.
READ = 450
# Whether the page says it: in what is visible, or in a field; "…" stands for any words.
SAYS = """pattern => {
  const fields = [...document.querySelectorAll('input, textarea')].map(field => field.value);
  const wanted = new RegExp(pattern, 'i');
  return [document.body.innerText, ...fields].some(text => wanted.test(text.replace(/\\s+/g, ' ')));
}"""


class TourError(AssertionError):
    """A step of the document that cannot be walked on the screen."""


def walk(tour: Tour, page: Page) -> None:
    """Do what the tour says, one act after the other; TourError where the screen has no such word."""
    for act in tour.acts:
        try:
            _do(act, page)
        except TourError:
            raise
        except (Error, AssertionError) as error:
            words = str(error).splitlines()[0]
            raise TourError(f"{_place(act)} fails on {page.url}: {words}") from error


def _place(act: Act) -> str:
    """Where the document says it, and what."""
    value = f" »{act.value}«" if act.value else ""
    under = f" under »{act.under}«" if act.under else ""
    return f"docs/tour.md, line {act.line}, {act.kind.name} »{act.name}«{value}{under}"


def _do(act: Act, page: Page) -> None:
    match act.kind:
        case Kind.OPEN:
            page.goto(urlsplit(act.name).path)
        case Kind.SEE:
            _see(page, act)
        case Kind.PRESS:
            _press(page, _one(_named(page, PRESSED, act.name, act.under), act, bool(act.under)))
        case Kind.TYPE:
            field = _field(page, act)
            field.fill(act.value, timeout=WAIT)
            field.blur()
        case Kind.CHOOSE:
            _choose(_field(page, act), act)
    _settle(page)


def _see(page: Page, act: Act) -> None:
    """Wait until the page says it. The page's policy forbids what Playwright's own waiting for a function needs."""
    deadline = time.monotonic() + WAIT / 1000
    while not page.evaluate(SAYS, pattern(act.name)):
        if time.monotonic() > deadline:
            raise TourError(f"{_place(act)}: »{act.name}« does not stand on {page.url}")
        page.wait_for_timeout(100)


def pattern(words: str) -> str:
    """The words as a regular expression of JavaScript; "…" stands for any words."""
    return ".*?".join(re.escape(part.strip()) for part in words.split("…"))


def _settle(page: Page) -> None:
    """Wait until the page is loaded and no answer of the server is on its way."""
    page.wait_for_load_state()
    expect(page.locator(UNANSWERED)).to_have_count(0, timeout=WAIT)


def _quoted(words: str) -> str:
    """A text of XPath: it knows no escapes."""
    return "concat('', " + ', "\'", '.join(f"'{part}'" for part in words.split("'")) + ")"


def _has(words: str) -> str:
    """The condition of XPath that an element says just these words, or has a piece of text that does."""
    if words.endswith("…"):
        start = _quoted(words.removesuffix("…").rstrip())
        return f"[starts-with(normalize-space(.), {start})]"
    text = _quoted(words)
    seen = "not(ancestor::*[contains(@class, 'sr-only')])"
    return f"[normalize-space(.) = {text} or .//text()[normalize-space(.) = {text}][{seen}]]"


def _named(page: Page, tags: tuple[str, ...], words: str, under: str = "") -> Locator:
    """The visible elements of these kinds that say these words; below the heading `under`, if there is one."""
    start = (
        f"xpath=//body//*[{' or '.join(f'self::{tag}' for tag in NAMES)}]{_has(under)}/following::"
        if under
        else "xpath=//"
    )
    kinds = " or ".join(f"self::{tag}" for tag in tags)
    return page.locator(f"{start}*[{kinds}]{_has(words)}").filter(visible=True)


def _one(found: Locator, act: Act, is_first: bool = False) -> Locator:
    """The one element of these; below a heading the first of them."""
    found.first.wait_for(timeout=WAIT)
    if is_first or found.count() == 1:
        return found.first
    targets = {element.get_attribute("href") for element in found.all()}
    if len(targets) == 1 and targets != {None}:
        return found.first
    raise TourError(f"{_place(act)}: {found.count()} things are called so; say under which heading")


def _press(page: Page, element: Locator) -> None:
    """Press it; a link to a file is fetched, and must give one."""
    address = element.get_attribute("href") or ""
    if urlsplit(address).path.endswith("pdf/") or element.get_attribute("download") is not None:
        answer = page.request.get(address)
        if not answer.ok or answer.headers["content-type"].startswith("text/html"):
            raise TourError(f"{address} gives no file, but {answer.status} {answer.headers['content-type']}")
        return
    if element.get_attribute("data-next-section") is not None:
        page.wait_for_timeout(READ)
    element.click(timeout=WAIT)


def _field(page: Page, act: Act) -> Locator:
    """The field of this name: what the label is for, or the group of options below the legend."""
    name = _one(_named(page, ("label", "legend"), act.name, act.under), act, bool(act.under))
    target = name.get_attribute("for")
    return page.locator(f"[id={json.dumps(target)}]") if target else name.locator("xpath=ancestor::fieldset[1]")


def _choose(field: Locator, act: Act) -> None:
    if field.evaluate("element => element.tagName") == "SELECT":
        field.select_option(label=act.value, timeout=WAIT)
        return
    field.locator(f"xpath=.//label{_has(act.value)}").click(timeout=WAIT)
