"""Pages and saves as the web server answers them, against a bare Django application on the same machine.

Both run under the same server with the same flags, and keep their database connections.
"""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connections
from django.test import Client
from django.urls import reverse

from accounts.models import Staff
from accounts.open_pages.mark import HEADER, PageOwner, mark_for
from accounts.tenancy.context import practice_context
from assessment.models import Episode
from benchmarks.database import database_url
from benchmarks.pages import queries_of
from benchmarks.practice import Sample
from benchmarks.table import Measure, milliseconds, timed
from chronicpain.management.commands.serve_demo import FLAGS

WARM_UP, IN_A_ROW, ROUNDS = 50, 25, 20
MOST_OF_A_PAGE, MOST_OF_A_SAVE, MOST_FOR_LENGTH = 6, 4.5, 1.25
SECTION, LARGEST_SECTION = "wellbeing", "pain"
# How many times a bare read each of these pages may take.
MOST_OF_OTHERS = {
    "first page": 3,
    "first page, mine": 3,
    "register": 3,
    "section page": 9,
    "search of patients": 2,
    "letter page": 6,
    "all recommendations": 6,
    "patient's plan": 6,
    "guideline search": 3,
}
MOST_QUERIES = {"first page": 6, "first page, mine": 6}
TOKEN = "t" * 32


def measure(sample: Sample) -> list[Measure]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS benchmark_note (id bigserial PRIMARY KEY, text text NOT NULL)")
        cursor.execute("INSERT INTO benchmark_note (text) VALUES ('én linje')")
    with serving("chronicpain", "chronicpain.settings") as program, serving("benchmarks", "benchmarks.floor") as floor:
        ours = Browser(program, sample.gp, settings.AUTHENTICATION_BACKENDS[0])
        bare = Browser(floor, sample.gp, "django.contrib.auth.backends.ModelBackend")
        pages = pages_of(sample)
        calls: dict[str, Callable[[], object]] = {
            "bare read": lambda: bare.get("/read/1/"),
            "bare write": lambda: bare.post("/write/", {"text": "én linje"}),
            **{name: lambda page=page: page.ask(ours) for name, page in pages.items()},  # type: ignore[misc]
            "save, 1": ours.saves(sample.once),
            "save, 200": ours.saves(sample.often),
        }
        rounds = in_rounds(calls)
        return [*rows_of(rounds), *weights_of(pages, ours, rounds)]


@dataclass(frozen=True)
class BudgetPage:
    """A page with its address; with what is sent, one that answers a search."""

    path: str
    sent: Mapping[str, str] | None = None

    def ask(self, browser: "Browser | Client") -> Any:
        return browser.get(self.path) if self.sent is None else browser.post(self.path, dict(self.sent))


def pages_of(sample: Sample) -> dict[str, BudgetPage]:
    """The pages with a budget, of an episode with a referral where they belong to one."""
    return {
        "page, 1": BudgetPage(reverse("episode", args=[sample.once.pk])),
        "page, 200": BudgetPage(reverse("episode", args=[sample.often.pk])),
        "first page": BudgetPage(reverse("home")),
        "first page, mine": BudgetPage(f"{reverse('home')}?hvis=mine&vis=no_date"),
        "register": BudgetPage(reverse("patients")),
        "section page": BudgetPage(reverse("section", args=[sample.once.pk, LARGEST_SECTION])),
        "letter page": BudgetPage(reverse("letter", args=[sample.letter.pk])),
        "all recommendations": BudgetPage(reverse("advice", args=[sample.once.pk])),
        "patient's plan": BudgetPage(reverse("plan", args=[sample.once.pk])),
        "guideline search": BudgetPage(f"{reverse('guidelines')}?q=gabapentin"),
        "search of patients": BudgetPage(reverse("patients_find"), {"q": "Testperson"}),
    }


def in_rounds(calls: dict[str, Callable[[], object]]) -> dict[str, list[list[float]]]:
    """The seconds of each call: in each of some rounds, every call is made many times in a row."""
    rounds: dict[str, list[list[float]]] = {name: [] for name in calls}
    for call in calls.values():
        for _ in range(WARM_UP):
            call()
    for _ in range(ROUNDS):
        for name, call in calls.items():
            rounds[name].append([timed(call, clock=time.perf_counter) for _ in range(IN_A_ROW)])
    return rounds


def medians(rounds: list[list[float]]) -> list[float]:
    """The milliseconds of each round."""
    return [milliseconds(taken)[0] for taken in rounds]


def ratio(one: list[list[float]], other: list[list[float]]) -> float:
    """The median of the rounds' ratios: what ran side by side is compared, whatever else the machine did then."""
    return statistics.median(mine / its for mine, its in zip(medians(one), medians(other), strict=True))


def rows_of(rounds: dict[str, list[list[float]]]) -> list[Measure]:
    how = f"median of {ROUNDS} rounds of {IN_A_ROW} requests"
    rows = [Measure(name, how, statistics.median(medians(taken)), "ms") for name, taken in rounds.items()]
    for what, floor, most in (("page", "bare read", MOST_OF_A_PAGE), ("save", "bare write", MOST_OF_A_SAVE)):
        for consultations in ("1", "200"):
            times = ratio(rounds[f"{what}, {consultations}"], rounds[floor])
            words = f"consultations; against a {floor} of the same round"
            rows.append(Measure(f"{what}, {consultations}", words, times, "times", most))
        longer = ratio(rounds[f"{what}, 200"], rounds[f"{what}, 1"])
        rows.append(Measure(what, "200 consultations against 1, of the same round", longer, "times", MOST_FOR_LENGTH))
    for name, most in MOST_OF_OTHERS.items():
        times = ratio(rounds[name], rounds["bare read"])
        rows.append(Measure(name, "against a bare read of the same round", times, "times", most))
    return rows


def weights_of(pages: dict[str, BudgetPage], browser: "Browser", rounds: dict[str, list[list[float]]]) -> list[Measure]:
    """What else is told of a page: its queries, its bytes as they are and compressed, and its p95."""
    client = Client(SERVER_NAME="127.0.0.1", headers={HEADER: browser.headers[HEADER]})
    client.cookies.load(browser.headers["Cookie"])
    rows = []
    for name, page in pages.items():
        page.ask(client)
        queries = queries_of(lambda page=page: page.ask(client))  # type: ignore[misc]
        plain, compressed = len(page.ask(client).content), len(page.ask(client_that_unpacks(client)).content)
        what = f"95th percentile; {queries} queries, {plain / 1000:.1f} kB, {compressed / 1000:.1f} kB compressed"
        rows.append(Measure(name, what, milliseconds([one for taken in rounds[name] for one in taken])[1], "ms"))
        if name in MOST_QUERIES:
            rows.append(Measure(name, "queries, with those of every request", queries, "queries", MOST_QUERIES[name]))
    return rows


def client_that_unpacks(client: Client) -> Client:
    """The same client, which says as a browser does that it takes what is compressed."""
    other = Client(SERVER_NAME="127.0.0.1", headers={"Accept-Encoding": "gzip"})
    other.cookies, other.defaults = client.cookies, client.defaults | other.defaults
    return other


class Browser:
    """Someone signed in, on a connection that is kept."""

    def __init__(self, port: int, staff: Staff, backend: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port)
        client = Client()
        client.force_login(staff.user, backend=backend)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-CSRFToken": TOKEN,
            HEADER: mark_for(PageOwner(staff.user_id, staff.practice_id)),
        }

    def get(self, path: str) -> str:
        return self._ask("GET", path, None, {})

    def post(self, path: str, form: dict[str, str], expected: int = 200) -> None:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        self._ask("POST", path, urlencode(form), kind, expected)

    def saves(self, episode: Episode) -> Callable[[], None]:
        """A save of one changed answer of a section, as the page sends it; the whole section goes along."""
        with practice_context(episode.practice_id):
            current = Episode.objects.get(pk=episode.pk)
        steps = iter(range(1, 1_000_000))
        path = reverse("section", args=[episode.pk, SECTION])
        form = {key: str(entry["value"]) for key, entry in current.answers.items() if key.startswith(f"{SECTION}.")}
        form |= {"seen_version": str(current.version), "page": f"benchmark {episode.pk}"[:36]}

        def save() -> None:
            step = next(steps)
            kind = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
            typed = form | {"step": str(step), f"{SECTION}.stress": str(step % 11)}
            self._ask("POST", path, urlencode(typed), kind)

        return save

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str], expected: int = 200) -> str:
        try:
            self.connection.request(method, path, body, self.headers | headers)
            response = self.connection.getresponse()
        except ConnectionError:
            # The server has closed a connection that rested while the other one was measured.
            self.connection.close()
            self.connection.request(method, path, body, self.headers | headers)
            response = self.connection.getresponse()
        said = response.read()
        if response.status != expected:
            raise RuntimeError(f"{method} {path} answered {response.status}: {said[:200]!r}")
        return said.decode()


@contextmanager
def serving(package: str, module: str) -> Iterator[int]:
    """A web server with these settings; its port. The flags are those of the program's own server."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": module,
        "DATABASE_URL": database_url(),
        "DEMO": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    command = [sys.executable, "-m", "gunicorn", f"{package}.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", *FLAGS, "--log-level", "error"]
    process = subprocess.Popen(command, env=environment)
    try:
        wait_until_it_listens(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_it_listens(port: int) -> None:
    for _ in range(150):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the web server did not start")
