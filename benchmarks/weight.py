"""What a browser fetches: the first page of a day with nothing kept, and the pages after it, in Chromium."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import CDPSession, Page, sync_playwright

from benchmarks.practice import Sample
from benchmarks.server import Browser, serving
from benchmarks.table import Measure

MOST_OF_A_FIRST_VISIT, MOST_AFTER_IT = 60, 15
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
# What has moved on the page since it began, as a browser reckons it.
SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value; }))
        .observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(sum), 300);
})"""


def measure(sample: Sample) -> list[Measure]:
    """The first page, then an episode and its largest section; bytes of the answers as sent, without their headers."""
    paths = {
        "first page": reverse("home"),
        "episode page": reverse("episode", args=[sample.once.pk]),
        "section page": reverse("section", args=[sample.once.pk, "pain"]),
    }
    rows = []
    with serving("chronicpain", "chronicpain.settings") as port, _page(port, sample) as page:
        devtools = page.context.new_cdp_session(page)
        fetched = _listen(devtools)
        for number, (name, path) in enumerate(paths.items()):
            fetched.clear()
            page.goto(f"http://127.0.0.1:{port}{path}", wait_until="networkidle")
            shift = page.evaluate(SHIFT)
            fonts = sum(size for address, size in fetched.values() if "/fonts/" in address)
            rest = sum(size for _address, size in fetched.values()) - fonts
            most, when = (MOST_AFTER_IT, "after it") if number else (MOST_OF_A_FIRST_VISIT, "first visit of all")
            what = f"fetched, {when}, beyond {fonts / 1000:.1f} kB of fonts; layout shift {shift:.3f}"
            rows.append(Measure(name, what, rest / 1000, "kB", budget=most))
    return rows


@contextmanager
def _page(port: int, sample: Sample) -> Iterator[Page]:
    """A page of a browser with an empty cache, in which the GP is signed in."""
    cookies = Browser(port, sample.gp, settings.AUTHENTICATION_BACKENDS[0]).headers["Cookie"].split("; ")
    with sync_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        context = browser.new_context()
        for name, _, value in (cookie.partition("=") for cookie in cookies):
            context.add_cookies([{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"}])
        yield context.new_page()
        browser.close()


def _listen(devtools: CDPSession) -> dict[str, tuple[str, float]]:
    """The address and the bytes of each answer from now on, filled in while they come; nothing of what was kept."""
    fetched: dict[str, tuple[str, float]] = {}

    def begin(event: dict[str, Any]) -> None:
        # What has come until now are the headers.
        fetched[event["requestId"]] = (event["response"]["url"], -event["response"]["encodedDataLength"])

    def end(event: dict[str, Any]) -> None:
        if event["requestId"] in fetched:
            address, headers = fetched[event["requestId"]]
            fetched[event["requestId"]] = (address, max(event["encodedDataLength"] + headers, 0))

    devtools.send("Network.enable")
    devtools.on("Network.responseReceived", begin)
    devtools.on("Network.loadingFinished", end)
    return fetched
