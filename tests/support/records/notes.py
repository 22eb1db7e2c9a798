"""A consultation that runs or has ended, what is recorded in it, and its note."""

from typing import Any

from django.utils import timezone

from accounts.models import Staff
from assessment.advice.decisions import respond_to_advice
from assessment.models import Consultation, Episode, QuestionnaireResponse
from assessment.notes.contact_note import consultation_note
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.record.form_changes import DataAbsent
from guidelines.in_force.content import Content
from tests.support.records.patients import answer

TODAY = timezone.localdate()
PEG = {"peg__pain": 6, "peg__enjoyment": 7, "peg__activity": 7}


def now(by: Staff, episode: Episode) -> Consultation:
    return begin_consultation(
        by=by, episode=Episode.objects.select_related("patient").get(pk=episode.pk), form="in_person"
    )


def end(by: Staff, episode: Episode) -> Consultation:
    consultation = now(by, episode)
    end_consultation(by=by, consultation=consultation)
    return consultation


def sections(by: Staff, episode: Episode, content: Content) -> dict[str, tuple[str, ...]]:
    """The lines of the short note by title; those without one, without the note's first line, under an empty one."""
    note = consultation_note(now(by, episode), content)
    found: dict[str, tuple[str, ...]] = {}
    for section in note.sections[1:]:
        found[section.title] = (*found.get(section.title, ()), *section.lines)
    return found


def lines(by: Staff, episode: Episode, content: Content) -> list[str]:
    """The lines of the short note without its first, which every note has."""
    return consultation_note(now(by, episode), content).lines[1:]


def unanswer(by: Staff, episode: Episode, question: str, reason: str, comment: str = "") -> None:
    """An answer without a value."""
    answer(by, episode, **{question: DataAbsent(reason, comment)})


def decide(by: Staff, episode: Episode, content: Content, response: str, index: int = 0, **said: str) -> str:
    entry = list(content.recommendations.values())[index]
    respond_to_advice(
        by=by,
        episode=episode,
        consultation=now(by, episode),
        recommendation=entry,
        response=response,
        facts={},
        **said,
    )
    return entry.version.headline.text


def fill_in(by: Staff, episode: Episode, content: Content, **values: Any) -> QuestionnaireResponse:
    row = QuestionnaireResponse.in_practice(
        episode=episode,
        consultation=now(by, episode),
        instrument="phq-9",
        instruments_release=content.releases["instruments"],
        recorded_by=by,
        recorded_at=timezone.now(),
        **{"answered_on": TODAY, "scores": {"total": {"value": 12, "band": "moderat"}}} | values,
    )
    row.save(force_insert=True)
    return row
