"""The short note of an ordinary contact is short, over every contact that there is to try it on."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.db import transaction

from assessment.models import Consultation, Episode
from assessment.notes.contact_note import consultation_note
from assessment.rules.reading import parse_answer
from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content
from guidelines.vocabulary.model import Question
from tests.support.records.cast import Cast
from tests.support.records.notes import now
from tests.support.records.patients import answer, current, treat

LONGEST = 900
# A first contact with 34 answers, five treatments and three texts of the clinic's at once is no ordinary one.
EXTRAORDINARY = {"Foxtrot 1": 1200}
DAYS = ("started", "stopped", "last_specialist_review")
pytestmark = pytest.mark.usefixtures("in_a")


class Recorded(NamedTuple):
    name: str
    answers: Mapping[str, Any]
    treatments: list[Mapping[str, Any]]
    agreed: str


def contacts() -> Iterator[Recorded]:
    """The worked cases, each as one contact; the demo's contacts and the persona's."""
    for path in sorted(Path("tests/cases").glob("*.json")):
        case = json.loads(path.read_text())["case"]
        yield Recorded(path.stem, case.get("answers", {}), case.get("treatments") or [], "")
    persona = read_yaml(settings.FIXTURES_DIR / "persona.yaml")
    for patient in (*read_yaml(settings.FIXTURES_DIR / "demo.yaml")["patients"], persona):
        for number, row in enumerate(patient["consultations"], start=1):
            rows = [] if patient is persona else row.get("treatments", [])
            yield Recorded(f"{patient['family_name']} {number}", row["answers"], rows, row.get("agreed", ""))


def read(question: Question, said: Any) -> Any:
    """An answer of a file, whose days may be counted from today, as the program reads it."""
    if question.type == "date":
        return date(2024, 3, 1) if question.not_in_future else date(2099, 1, 15)
    if question.type == "multi":
        said = [one for one in said if one != "none"]
    if isinstance(said, str) and question.type in ("bool", "scale", "number"):
        said = json.loads(said)
    return parse_answer(question, said)


def record(contact: Recorded, cast: Cast, episode: Episode, content: Content) -> Consultation:
    questions = content.vocabulary.questions
    answer(
        cast.gp,
        episode,
        **{key.replace(".", "__"): read(questions[key], said) for key, said in contact.answers.items()},
    )
    for row in contact.treatments:
        days = {name: date(2025, 6, 1) for name in DAYS if name in row}
        treat(cast.gp, episode, **{**row, **days})
    consultation = now(cast.gp, episode)
    consultation.agreed = contact.agreed
    return consultation


def test_the_note_of_an_ordinary_contact_has_fewer_than_900_characters(
    cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: normal answers told in the short note too, and each treatment in a sentence of its own."""
    for contact in contacts():
        with transaction.atomic():
            note = consultation_note(record(contact, cast, current(episode), content), content)
            transaction.set_rollback(True)
        assert len(note.text) < EXTRAORDINARY.get(contact.name, LONGEST), note.text
