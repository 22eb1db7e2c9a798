"""Two people write in one section at once: what lands, in whose name, and what they are told.

    python -m benchmarks.two_writers --minutes 10

The section's page is played as a browser holds it: it sends everything that stands on it, and shows what it is
answered. Ends with status 1 when an answer was overwritten unseen, lost, or credited to another, or when a conflict
was told that is none.
"""

import argparse
import logging
import os
import random
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element

import django
import tinyhtml5

if TYPE_CHECKING:
    from django.test import Client

    from accounts.models import Staff
    from assessment.models import Episode
    from guidelines.vocabulary.model import Vocabulary

HTMX = {"HX-Request": "true"}
SECTION, THEIRS = "workup", "theirs."


@dataclass
class Counts:
    """What came of it. The last five are faults."""

    saves: int = 0
    answers: int = 0
    overtaken: int = 0
    conflicts: int = 0
    overwritten: int = 0
    credited_wrongly: int = 0
    lost: int = 0
    false_conflicts: int = 0
    refused: int = 0

    @property
    def faults(self) -> int:
        return self.overwritten + self.credited_wrongly + self.lost + self.false_conflicts + self.refused


class WriterPage:
    """A section's page, open at one person. Every text that is typed on it is one of its own."""

    def __init__(self, name: str, client: "Client", url: str, questions: Sequence[str]) -> None:
        self.name, self.client, self.url, self.questions = name, client, url, questions
        self.counts, self.typed_so_far = Counts(), 0
        self.typed: dict[str, str] = {}  # each text that was typed here, with its question
        self.over: dict[str, set[str]] = {}  # what the page showed where a text was typed
        self.acknowledged: list[str] = []
        self.load()

    def load(self) -> None:
        """Open the page, or load it anew."""
        self._take(self.client.get(self.url))

    def _take(self, response: Any) -> None:
        """The page as it is now shown whole."""
        root = _parsed(response)
        form = next(element for element in root.iter("form") if element.get("id") == "section-form")
        self.hidden = _hidden(form)
        self.shown = {key: value for key, value in _texts(form) if key in self.questions}
        self.unsaved: set[str] = set()
        self.theirs: dict[str, str] = {}

    def type(self, question: str) -> str:
        """Write a new text over what stands at the question."""
        self.typed_so_far += 1
        text, before = f"{self.name}-{self.typed_so_far}", self.shown[question]
        self.typed[text], self.shown[question] = question, text
        self.over[text] = {before} | (self.over[before] if question in self.unsaved else set())
        self.unsaved.add(question)
        return text

    def save(self, *, answer_is_lost: bool = False) -> None:
        """Save as the page does by itself, and take over what it is answered."""
        response = self.client.post(self.url, self.sent(), headers=HTMX)
        if not answer_is_lost:
            self.take_answer(response, dict(self.shown), set(self.unsaved))

    def sent(self) -> dict[str, str]:
        """What the page sends next."""
        self.counts.saves += 1
        self.hidden["step"] = str(int(self.hidden["step"]) + 1)
        return self.hidden | self.shown

    def take_answer(self, response: Any, sent: dict[str, str], unsaved: set[str]) -> None:
        """Show what a save is answered, and judge it."""
        if response.status_code not in (200, 409):
            self.counts.refused += 1
            return
        root = _parsed(response)
        self.hidden |= {name: value for name, value in _hidden(root).items() if not name.startswith(THEIRS)}
        self.theirs = _theirs(root)
        renewed = dict(_texts(root))
        self.counts.overtaken += len(renewed)
        self.counts.conflicts += len(self.theirs)
        self.counts.false_conflicts += len(self.theirs.keys() - unsaved)
        self.shown |= renewed
        for question in unsaved - self.theirs.keys():
            # Also where the page now shows another's: what it had saved, and nobody told it so, was seen by them.
            self.acknowledged.append(sent[question])
            self.unsaved -= {question} if question in renewed or self.shown[question] == sent[question] else set()
        self.conflicting = dict.fromkeys(self.theirs, "")
        for said in (e for e in root.iter("div") if e.get("class") == "conflict"):
            about = next(iter(_theirs(said)))
            self.conflicting[about] = "".join(next(said.iter("q")).itertext())

    def choose(self, question: str, choice: str) -> None:
        """Keep one's own text or take the other's, by the button at the field; the page is loaded anew."""
        sent, unsaved = dict(self.shown), set(self.unsaved)
        self.over[sent[question]].add(self.conflicting[question])
        mark = {f"{THEIRS}{question}": self.theirs[question], choice: question}
        response = self.client.post(self.url, self.sent() | mark)
        if response.status_code == 409:
            # Somebody has answered once more: the page is shown whole, with what was typed.
            still = _theirs(_parsed(response)).keys()
            self.counts.conflicts += len(still)
            self.counts.false_conflicts += len(still - unsaved)
            self.acknowledged += [sent[key] for key in unsaved - still]
        elif response.status_code == 302:
            self.acknowledged += [sent[key] for key in unsaved if (key, choice) != (question, "take")]
        else:
            self.counts.refused += 1
        self.load()


def judge(pages: Sequence[WriterPage], people: Sequence["Staff"], rows: Sequence[Any]) -> Counts:
    """The counts of both pages, with what the recorded answers of each question say, the oldest first."""
    counts = Counts()
    for page in pages:
        for name, value in vars(page.counts).items():
            setattr(counts, name, getattr(counts, name) + value)
    typed = {
        text: (person.pk, question)
        for page, person in zip(pages, people, strict=True)
        for text, question in page.typed.items()
    }
    over = {text: before for page in pages for text, before in page.over.items()}
    stands: dict[str, str] = {}
    for row in rows:
        counts.answers += 1
        if typed.get(row.value) != (row.recorded_by_id, row.question):
            counts.credited_wrongly += 1
        if stands.get(row.question, "") not in over.get(row.value, ()):
            counts.overwritten += 1
        stands[row.question] = row.value
    recorded = {row.value for row in rows}
    counts.lost += sum(text not in recorded for page in pages for text in page.acknowledged)
    return counts


def write_for(page: WriterPage, seconds: float, rate: float, seed: int) -> None:
    """Type and save so many times a second; a conflict is decided one way or the other."""
    choose, end = random.Random(seed), time.monotonic() + seconds
    while (began := time.monotonic()) < end:
        page.type(choose.choice(page.questions))
        page.save()
        for question in list(page.theirs)[:1]:
            page.choose(question, choose.choice(["keep", "take"]))
        time.sleep(max(0.0, began + 1 / rate - time.monotonic()))


def two_writers(people: Sequence["Staff"], episode: "Episode", seconds: float, rate: float) -> Counts:
    """Two people write in one section for so long, each on a connection of their own, so many saves a second each."""
    from django.conf import settings
    from django.db import connections
    from django.test import Client
    from django.urls import reverse

    from accounts.tenancy.context import practice_context
    from assessment.models import Answer
    from guidelines.in_force.content import current_content

    questions = texts_of(current_content().vocabulary)
    pages = []
    for number, person in enumerate(people):
        client = Client(SERVER_NAME="localhost")
        client.force_login(person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        pages.append(WriterPage(f"{'ab'[number]}", client, reverse("section", args=[episode.pk, SECTION]), questions))

    faults: list[BaseException] = []

    def write(page: WriterPage, seed: int) -> None:
        try:
            write_for(page, seconds, rate, seed)
        except BaseException as fault:
            faults.append(fault)
            raise
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[page, seed]) for seed, page in enumerate(pages)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    with practice_context(episode.practice_id):
        rows = list(Answer.objects.filter(episode=episode, question__in=questions).order_by("version"))
    return judge(pages, people, rows)


def texts_of(vocabulary: "Vocabulary") -> list[str]:
    """The questions of the section that any text answers: a diagnosis is written in codes."""
    from assessment.rules.keys import DIAGNOSIS_CODE

    return [q.key for q in vocabulary.by_section[SECTION] if q.type == "text" and q.key != DIAGNOSIS_CODE]


def _parsed(response: Any) -> Element:
    root: Element = tinyhtml5.parse(response.content.decode(), namespace_html_elements=False)
    return root


def _hidden(part: Element) -> dict[str, str]:
    return {e.get("name", ""): e.get("value", "") for e in part.iter("input") if e.get("type") == "hidden"}


def _theirs(part: Element) -> dict[str, str]:
    """The questions in conflict, with the version of the other's answer."""
    return {name.removeprefix(THEIRS): value for name, value in _hidden(part).items() if name.startswith(THEIRS)}


def _texts(part: Element) -> Iterator[tuple[str, str]]:
    """The questions that are answered in free text, with what stands there."""
    for element in part.iter():
        name = element.get("name", "")
        is_text = element.tag == "textarea" or (element.tag == "input" and element.get("type", "text") == "text")
        if is_text and "." in name and not name.startswith("because."):
            # A line break that opens a text area belongs to the HTML, not to the text.
            yield (
                name,
                (element.text or "").removeprefix("\n") if element.tag == "textarea" else element.get("value", ""),
            )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.two_writers", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=20, help="saves a second, of each of the two")
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chronicpain.settings")
    os.environ.setdefault("DEMO", "1")
    django.setup()
    logging.getLogger("django.request").setLevel(logging.ERROR)
    from accounts.models import Role, Staff, User
    from benchmarks.database import benchmark_database
    from benchmarks.practice import make_practice

    with benchmark_database():
        sample = make_practice()
        user = User.objects.create_user(email="anden@demo.example", name="Anden")
        nurse = Staff.objects.create(practice=sample.gp.practice, user=user, role=Role.NURSE)
        began = time.monotonic()
        counts = two_writers([sample.gp, nurse], sample.short, chosen.minutes * 60, chosen.rate)
        seconds = time.monotonic() - began
    print(f"two writers, {seconds:.0f} s, {counts.saves / seconds:.1f} saves a second together")
    for name, value in vars(counts).items():
        print(f"{name.replace('_', ' '):18}{value:8}")
    return 1 if counts.faults else 0


if __name__ == "__main__":
    sys.exit(main())
