"""Pages in a real browser: whoever signs in, and what holds for every page."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Browser, BrowserContext, Page, expect

from guidelines.content_files.loading import read_yaml
from tests.support.browser.server import ROOT
from tests.support.browser.waiting import LONGEST, arriving, comes_to
from tests.support.http.html import tree_of
from tests.support.suite.preparation import dev_command

AXE_SOURCE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
# Every rule that is on, and the size of targets (2.5.8), which is off by itself; of what is found only what is shown.
RUN_AXE = """async () => {
    const rules = {"target-size": {enabled: true}};
    const {violations} = await axe.run(document, {rules, resultTypes: ["violations"], preload: false, iframes: false});
    return violations;
}"""
PASSWORD = read_yaml(ROOT / "fixtures" / "demo.yaml")["password"]
GP, GP2, NURSE, EDITOR = (f"{name}@demo.example" for name in ("laege-a1", "laege-a2", "sygeplejerske-a", "redaktoer"))
CHROMIUM = next((path for name in dev_command().BROWSERS if (path := shutil.which(name))), "")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What the browser and htmx write when a request is answered 4xx or never, or gives way to a later one of the same form
# (`hx-sync="this:replace"`) or to the next page: the tests look at that on the page.
REFUSED_REQUEST = (
    "Failed to load resource",
    "htmx:afterRequest",
    "htmx:sendAbort",
    "htmx:sendError",
    "htmx:timeout",
    "Response Status Error Code",
)


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
        context.set_default_timeout(LONGEST)
        contexts.append(context)
        return context

    yield open_one
    for context in contexts:
        context.close()
    assert not problems


def sign_in(page: Page, email: str = GP) -> None:
    """This person signed in in the page's context, by the requests that the form makes: no page is loaded."""
    asked = page.request.get("/konto/login/")
    hidden = tree_of(asked.text()).iterfind(".//input[@type='hidden']")
    form = {one.get("name", ""): one.get("value", "") for one in hidden} | {"login": email, "password": PASSWORD}
    answer = page.request.post(asked.url, form={**form}, max_redirects=0)
    assert answer.headers.get("location") == "/", f"{email} cannot sign in: {answer.status}"


def sign_in_by_hand(page: Page, email: str = GP) -> None:
    """Through the form, to the page that it leads to."""
    page.goto("/konto/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", PASSWORD)
    with arriving(page):
        page.press("#id_password", "Enter")


def confirm_to_sign(page: Page, password: str = PASSWORD) -> None:
    """From the page on which a letter is checked: enter the password, as a signature needs."""
    with arriving(page, "*/reauthenticate/"):
        page.get_by_role("link", name="Bekræft din adgangskode for at underskrive").click()
    page.fill("#id_password", password)
    with arriving(page):
        page.press("#id_password", "Enter")


def ticks_to_sign(page: Page) -> list[str]:
    """What is ticked before a letter is signed: also that it is signed without what nobody has asked."""
    expect(page.locator("#sign [name=checked]")).to_be_visible()
    names: list[str] = page.locator("#sign input[type=checkbox]").evaluate_all("all => all.map(one => one.name)")
    return names


def assert_accessible(page: Page) -> None:
    """axe finds nothing against WCAG 2.2 AA or its best practices on this page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SOURCE)
    result = page.evaluate(RUN_AXE)
    found = [
        f"{violation['id']}: {violation['help']} {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in result
    ]
    assert not found, f"{page.url}\n" + "\n".join(found)


# A clinic's screen; the same at 125 % and at 200 %; a telephone; 400 % on a screen of 1280 x 1024.
WIDE, *OTHERS, NARROW = (
    {"width": width, "height": height}
    for width, height in ((1366, 768), (1093, 614), (683, 384), (400, 700), (320, 256))
)
SIZES = [WIDE, NARROW]
# As wide as a sheet of A4 between its margins.
PAPER = 683
NORMAL_TEXT, DOUBLE_TEXT = 16, 32
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
FACTS_OF_A_SIZE = f"""() => ({{
    overflow: {OVERFLOW},
    middle: document.querySelector(".middle")?.getBoundingClientRect().width,
    scrollbars: Array.from(document.querySelectorAll(".side, .panel, .middle")).filter(
        part => part.scrollHeight > part.clientHeight + 1 && getComputedStyle(part).overflowY !== "visible").length,
}})"""


def episode_of(page: Page, name: str) -> str:
    """The address of the overview of this patient's episode, as the list of patients leads to it."""
    answer = page.request.get("/patienter/")
    links = ((link.get("href") or "", " ".join(link.itertext())) for link in tree_of(answer.text()).iter("a"))
    found = {href for href, words in links if re.fullmatch("/forloeb/[^/]+/", href) and name in words}
    assert len(found) == 1, f"{name}: {found}"
    return urljoin(answer.url, found.pop())


def check(page: Page, url: str) -> None:
    """The page as it is loaded once, at every size."""
    page.goto(url)
    check_every_size(page)


def check_as_shown(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page, "")


def assert_fits(page: Page, size: str) -> None:
    """Nothing scrolls sideways, the page has one scrollbar, and its middle is wide enough to read."""
    comes_to(page, lambda: _misfits(page, size), [])


def assert_no_sideways_scroll(page: Page) -> None:
    comes_to(page, lambda: page.evaluate(OVERFLOW) <= 0, True)


def _misfits(page: Page, size: str) -> list[str]:
    facts = page.evaluate(FACTS_OF_A_SIZE)
    found = {
        f"{facts['overflow']} px wider than the screen {size}": facts["overflow"] > 0,
        f"a scrollbar within the page {size}": facts["scrollbars"] > 0,
        f"a middle that is {facts['middle']} px wide {size}": (facts["middle"] or 280) < 280,
    }
    return [fault for fault, is_so in found.items() if is_so]


# What is pressed or leads elsewhere, and what is in a fold and does not show.
LEFT_ON_PAPER = """() => {
    const shows = node => !node.closest(".sr-only") && node.checkVisibility() && node.offsetHeight > 0;
    const pressed = "button, .button, [type=submit], .actions a, nav, .site-header .search, .site-footer, .side, .jump";
    const folded = `details:not([open]) > :not(summary, ${pressed})`;
    const found = [
        ...Array.from(document.querySelectorAll(pressed)).filter(shows),
        ...Array.from(document.querySelectorAll(folded)).filter(node => shows(node.parentElement) && !shows(node)),
    ];
    return found.map(node => node.outerHTML.slice(0, 120));
}"""


def assert_prints(page: Page) -> None:
    """On paper stands what is read: no control, no way elsewhere, and nothing is folded away."""
    page.emulate_media(media="print")
    comes_to(page, lambda: page.evaluate(LEFT_ON_PAPER), [])
    page.emulate_media(media="screen")


def check_every_size(page: Page) -> None:
    """axe on the widest and on the narrowest; what fits, at every size and with the text doubled; what is printed."""
    assert_accessible(page)
    assert_fits(page, f"at {WIDE['width']}")
    fonts = page.context.new_cdp_session(page)
    fonts.send("Page.setFontSizes", {"fontSizes": {"standard": DOUBLE_TEXT}})
    assert_fits(page, "with the text doubled")
    fonts.send("Page.setFontSizes", {"fontSizes": {"standard": NORMAL_TEXT}})
    fonts.detach()
    for size in OTHERS:
        page.set_viewport_size(size)
        assert_fits(page, f"at {size['width']}")
        if size["width"] == PAPER:
            assert_prints(page)
    page.set_viewport_size(NARROW)
    assert_accessible(page)
    assert_fits(page, f"at {NARROW['width']}")
    page.set_viewport_size(WIDE)


REVIEWER = "kontrollant@demo.example"


def press(page: Page, name: str) -> None:
    """Press a button that leads on, and wait for the page that it leads to."""
    with arriving(page):
        page.get_by_role("button", name=name, exact=True).click()


def register(page: Page, cpr: str, family_name: str, onset: str = "") -> str:
    """Register a patient and begin an episode, which opens with the first nine, or with the agenda of new pain where
    its `onset` says so; returns the address of its overview."""
    page.goto("/patienter/ny/")
    page.fill("#id_cpr", cpr)
    page.fill("#id_given_name", "Testperson")
    page.fill("#id_family_name", family_name)
    page.select_option("#id_planning_area", "byen")
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", name=f"Testperson {family_name}")).to_be_visible()
    page.fill("#id_onset", onset)
    with arriving(page, "/forloeb/*/*/"):
        page.locator("form[action$='/forloeb/'] button").click()
    page.goto(page.url.rsplit("/", 2)[0] + "/")
    return page.url
