"""Checks that the questions hold together, also with the answers that they have: what was published stays possible."""

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from guidelines.in_force.content import Content
from guidelines.models import Publication, Release
from guidelines.vocabulary.faults import list_names, name_faults
from guidelines.vocabulary.model import Question
from guidelines.vocabulary.parsing import VocabularyBody
from guidelines.vocabulary.reading import read
from guidelines.vocabulary.shapes import Json, JsonObject, rows_in

LISTED = ("choice", "multi")


def check_questions(content: Content) -> None:
    """Raises ValueError for a vocabulary whose questions cannot be asked, or lack what was published of them."""
    for release in content.releases_of(Publication.Kind.VOCABULARY):
        check_rows(release.body)
    _check_kept(content)


def check_rows(body: JsonObject) -> None:
    """Raises ValueError for a key that two questions have, and for a question that cannot be asked as it stands."""
    found = read(VocabularyBody, body)
    sections = {section.key for section in found.sections}
    labels: dict[str, str] = {}
    for question in found.questions:
        with name_faults("Spørgsmålet", question):
            if question.key in labels:
                raise ValueError(f"nøglen »{question.key}« er taget af »{labels[question.key]}«")
            _check_question(question, sections)
        labels[question.key] = question.label


def _check_question(question: Question, sections: Container[str]) -> None:
    """Raises ValueError, with the reason, for a question that cannot be asked as it stands."""
    options, least, most = question.options, question.min, question.max
    if question.section not in sections:
        raise ValueError(f"der er intet afsnit »{question.section}«")
    if (question.type in LISTED) is not bool(options):
        raise ValueError("der skal være svar at vælge imellem, hvis det besvares fra en liste, og ellers ikke")
    if len(question.values) < len(options):
        raise ValueError("to svar har samme nøgle")
    if len({option.label.strip().lower() for option in options}) < len(options):
        raise ValueError("to svar hedder det samme")
    if question.type == "scale" and (least is None or most is None):
        raise ValueError("en skala skal have en mindste og en største værdi")
    if least is not None and most is not None and least > most:
        raise ValueError("den mindste værdi er større end den største")


class PublishedQuestion(NamedTuple):
    """A question that was published: its row as it read last, its type, and every value that it ever had."""

    row: JsonObject
    type: str
    label: str
    values: Mapping[str, str]


def published_questions() -> dict[str, PublishedQuestion]:
    """Every question that was ever published."""
    found: dict[str, PublishedQuestion] = {}
    published = Release.objects.filter(
        publication__kind=Publication.Kind.VOCABULARY, state=Release.State.PUBLISHED
    ).order_by("number")
    for body in published.values_list("body", flat=True):
        for row in body["questions"]:
            values = {entry["value"]: entry["label"] for entry in row.get("values", ())}
            known = {**found[row["key"]].values, **values} if row["key"] in found else values
            found[row["key"]] = PublishedQuestion(row, row["type"], row["label"], known)
    return found


def add_published_questions(body: JsonObject) -> JsonObject:
    """An earlier vocabulary with what has been published since: its questions as retired, its answers last in place."""
    rows = [dict(row) for row in rows_in(body, "questions")]
    known = {str(row["key"]): row for row in rows}
    for key, was in published_questions().items():
        if key not in known:
            rows.append({**was.row, "retired": True})
            continue
        given = rows_in(known[key], "values")
        values = {value["value"] for value in given}
        added: list[Json] = [
            {"value": value, "label": label} for value, label in was.values.items() if value not in values
        ]
        known[key] |= {"values": [*given, *added]} if added else {}
    return {**body, "questions": [*rows]}


def _check_kept(content: Content) -> None:
    """Raises ValueError if the vocabulary lacks a question or a value that was published, or has another type."""
    questions = content.vocabulary.questions
    for key, was in published_questions().items():
        now = questions.get(key)
        if now is None:
            raise ValueError(f"Spørgsmålet »{was.label}« er udgivet. Det kan tages ud af brug, men ikke slettes")
        if now.type != was.type:
            raise ValueError(f"Spørgsmålet »{now.label}« er udgivet, og dets type kan ikke ændres")
        if gone := find_lacking_values(was, now.values):
            raise ValueError(
                f"Spørgsmålet »{now.label}« er udgivet, og svar kan ikke tages ud af det: {list_names(gone)}"
            )


def find_lacking_values(was: PublishedQuestion, values: Iterable[str]) -> list[str]:
    """The labels of the published values that are not among these."""
    kept = set(values)
    return [label for value, label in was.values.items() if value not in kept]
