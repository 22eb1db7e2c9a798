"""The pages of an episode: how many queries each costs, however long the episode is, and how long it takes."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Staff
from accounts.open_pages.mark import HEADER, PageOwner, mark_for
from accounts.tenancy.context import practice_context
from assessment.models import Consultation, Episode
from assessment.pages.asking import SURE
from assessment.record.consultations import end_consultation, newest_consultation
from assessment.rules.keys import RED_FLAGS
from benchmarks.practice import Sample, sample_value
from benchmarks.table import Measure, milliseconds, timed
from guidelines.in_force.content import current_content
from guidelines.vocabulary.facts import Value

BUDGET = 15
TIMED_RUNS = 30
# Django's bookkeeping of the transaction, not questions to the data.
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
HTMX = {"HX-Request": "true"}


def measure(sample: Sample) -> list[Measure]:
    rows = []
    for name, episode in (("short", sample.short), ("long", sample.long)):
        rows += Pages(sample.gp, episode, name).measure()
    return rows


@dataclass
class Pages:
    """One episode, seen by its GP through the test client and the whole stack of middleware."""

    gp: Staff
    episode: Episode
    name: str

    def __post_init__(self) -> None:
        mark = mark_for(PageOwner(self.gp.user_id, self.gp.practice_id))
        self.client = Client(SERVER_NAME="127.0.0.1", headers={HEADER: mark})
        self.client.force_login(self.gp.user)
        self.sections = [section.key for section in current_content().vocabulary.sections]
        self.numbers = count(1000)
        self.overview()

    def measure(self) -> list[Measure]:
        pages = [self._overview_queries(), self._section_queries()]
        saves = [self._first_save_queries(), self._save_queries(), self._left_open_queries()]
        return [*pages, *saves, *self._times()]

    def _overview_queries(self) -> Measure:
        return self._queries("episode page", "the overview", queries_of(self.overview))

    def _section_queries(self) -> Measure:
        most = max(queries_of(lambda key=key: self.section(key)) for key in self.sections)  # type: ignore[misc]
        return self._queries("section page", f"the dearest of {len(self.sections)}", most)

    def _first_save_queries(self) -> Measure:
        return self._queries("first save of a day", "without a contact", self._queries_of_save("pain"))

    def _save_queries(self) -> Measure:
        most = max(self._queries_of_save(key) for key in self.sections)
        return self._queries("section save", f"every answer changed; the dearest of {len(self.sections)}", most)

    def _left_open_queries(self) -> Measure:
        self._leave_open_since_yesterday()
        what = "a consultation left open, and none of today"
        return self._queries("save after a day left open", what, self._queries_of_save("pain"))

    def _times(self) -> list[Measure]:
        by_section = current_content().vocabulary.by_section
        largest = max(self.sections, key=lambda key: len(by_section[key]))
        return [
            *self._milliseconds("episode page", [one_sample(self.overview) for _ in range(TIMED_RUNS)]),
            *self._milliseconds("section page", [one_sample(lambda: self.section(largest)) for _ in range(TIMED_RUNS)]),
            *self._milliseconds("section save", [one_sample(self.save(largest)) for _ in range(TIMED_RUNS)]),
        ]

    def _queries(self, what: str, how: str, number: int) -> Measure:
        return Measure(f"{what}, {self.name}", f"queries: {how}", number, "queries", budget=BUDGET)

    def _milliseconds(self, what: str, seconds: list[float]) -> list[Measure]:
        median, high = milliseconds(seconds)
        return [
            Measure(
                f"{what}, {self.name}", f"time in the program and its database, median of {len(seconds)}", median, "ms"
            ),
            Measure(f"{what}, {self.name}", "the same, 95th percentile", high, "ms"),
        ]

    def overview(self) -> None:
        must_be(200, self.client.get(reverse("episode", args=[self.episode.pk])))

    def section(self, key: str) -> None:
        must_be(200, self.client.get(self._section_url(key)))

    def save(self, key: str) -> Callable[[], None]:
        """Ready to send: every answer of the section changed, as the browser saves it."""
        number = next(self.numbers)
        stands = self._stands()
        questions = current_content().vocabulary.by_section[key]
        sent = {question.key: typed(sample_value(question, number)) for question in questions}
        # What the form asks about is answered beforehand: a flag that the record names may be left out.
        sure = [
            f"{RED_FLAGS}={value}" for question in questions if question.key == RED_FLAGS for value in question.values
        ]
        data: Mapping[str, str | list[str]] = sent | {"seen_version": str(stands.version), SURE: sure}
        return lambda: must_be(200, self.client.post(self._section_url(key), data, headers=HTMX))

    def _queries_of_save(self, key: str) -> int:
        before = self._version()
        number = queries_of(self.save(key))
        if self._version() != before + 1:
            raise RuntimeError(f"saving {key} recorded nothing")
        return number

    def _section_url(self, key: str) -> str:
        return reverse("section", args=[self.episode.pk, key])

    def _version(self) -> int:
        version: int = self._stands().version
        return version

    def _stands(self) -> Episode:
        with practice_context(self.gp.practice_id):
            return Episode.objects.get(pk=self.episode.pk)

    def _leave_open_since_yesterday(self) -> None:
        with practice_context(self.gp.practice_id):
            newest = newest_consultation(self.episode)
            if newest and newest.ended_at is None:
                end_consultation(by=self.gp, consultation=newest)
            Consultation.in_practice(
                episode=self.episode,
                number=newest.number + 1 if newest else 1,
                form=Consultation.Form.PHONE,
                opened_by=self.gp,
                opened_at=timezone.now() - timedelta(days=1),
            ).save(force_insert=True)


def typed(value: Value) -> str | list[str]:
    """An answer as a browser sends it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    return list(value) if isinstance(value, tuple) else str(value)


def must_be(status: int, response: HttpResponseBase) -> None:
    if response.status_code != status:
        raise RuntimeError(f"the page answered {response.status_code}, not {status}")


def queries_of(call: Callable[[], None]) -> int:
    with CaptureQueriesContext(connection) as captured:
        call()
    return sum(not query["sql"].startswith(CONTROL) for query in captured)


def one_sample(call: Callable[[], None]) -> float:
    """The seconds of one request that takes its connection from the pool, as in the web server."""
    connection.close()
    return timed(call, clock=time.perf_counter)
