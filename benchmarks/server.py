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
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from benchmarks.practice import Sample
from benchmarks.table import Measure, milliseconds, timed

WARM_UP, IN_A_ROW, ROUNDS = 50, 25, 20
MOST_OF_A_PAGE, MOST_OF_A_SAVE, MOST_FOR_LENGTH = 6, 5, 1.25
SECTION, LARGEST_SECTION = "wellbeing", "pain"
# How many times a bare read each of these pages may take.
MOST_OF_OTHERS = {
    "first page": 3,
    "section page": 9,
    "search of patients": 2,
    "letter page": 6,
    "all recommendations": 6,
    "patient's plan": 6,
    "guideline search": 3,
}
TOKEN = "t" * 32


def measure(sample: Sample) -> list[Measure]:
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS benchmark_note (id bigserial PRIMARY KEY, text text NOT NULL)")
        cursor.execute("INSERT INTO benchmark_note (text) VALUES ('én linje')")
    with serving("chronicpain", "chronicpain.settings") as program, serving("benchmarks", "benchmarks.floor") as floor:
        ours = Browser(program, sample.gp, settings.AUTHENTICATION_BACKENDS[0])
        bare = Browser(floor, sample.gp, "django.contrib.auth.backends.ModelBackend")
        calls: dict[str, Callable[[], object]] = {
            "bare read": lambda: bare.get("/read/1/"),
            "bare write": lambda: bare.post("/write/", {"text": "én linje"}),
            "page, 1": lambda: ours.get(reverse("episode", args=[sample.once.pk])),
            "page, 200": lambda: ours.get(reverse("episode", args=[sample.often.pk])),
            "save, 1": ours.saves(sample.once),
            "save, 200": ours.saves(sample.often),
            **others(ours, sample),
        }
        return rows_of(in_rounds(calls))


def others(browser: "Browser", sample: Sample) -> dict[str, Callable[[], object]]:
    """The other pages with a budget, of an episode with a referral where they belong to one."""
    addresses = {
        "first page": reverse("home"),
        "section page": reverse("section", args=[sample.once.pk, LARGEST_SECTION]),
        "letter page": reverse("letter", args=[sample.letter.pk]),
        "all recommendations": reverse("advice", args=[sample.once.pk]),
        "patient's plan": reverse("plan", args=[sample.once.pk]),
        "guideline search": f"{reverse('guidelines')}?q=gabapentin",
    }
    pages: dict[str, Callable[[], object]] = {
        name: lambda path=path: browser.get(path)  # type: ignore[misc]
        for name, path in addresses.items()
    }
    return pages | {"search of patients": lambda: browser.post(reverse("patients_find"), {"q": "Testperson"})}


def in_rounds(calls: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Milliseconds of each call: its median in each of some rounds, in which every call is made many times in a row."""
    rounds: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        for _ in range(WARM_UP):
            call()
    for _ in range(ROUNDS):
        for name, call in calls.items():
            taken = [timed(call, clock=time.perf_counter) for _ in range(IN_A_ROW)]
            rounds[name].append(milliseconds(taken)[0])
    return rounds


def ratio(one: list[float], other: list[float]) -> float:
    """The median of the rounds' ratios: what ran side by side is compared, whatever else the machine did then."""
    return statistics.median(mine / its for mine, its in zip(one, other, strict=True))


def rows_of(rounds: dict[str, list[float]]) -> list[Measure]:
    how = f"median of {ROUNDS} rounds of {IN_A_ROW} requests"
    rows = [Measure(name, how, statistics.median(taken), "ms") for name, taken in rounds.items()]
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
    command += ["--workers", "2", "--threads", "16", "--keep-alive", "60", "--preload", "--log-level", "error"]
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
