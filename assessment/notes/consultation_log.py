"""What happened in one consultation, or on a day without one: who recorded what, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from assessment.episode.questionnaire_results import QuestionnaireResult, ShownScore, result_of
from assessment.models import AdviceResponse, Answer
from assessment.record.answer_words import said
from assessment.record.contacts import Contact, is_of, reference_of
from assessment.treatments.display import display_treatment
from guidelines.in_force.content import Content
from guidelines.vocabulary.model import Vocabulary


@dataclass(frozen=True)
class Happening:
    """One thing that was recorded; `said` is None for what was withdrawn."""

    at: datetime
    by: str
    what: str
    said: str | None


def happenings_in(contact: Contact, content: Content) -> list[Happening]:
    """Everything that was recorded in the contact, in the order it was recorded."""
    found = [*_answers(contact, content.vocabulary), *_treatments(contact, content.vocabulary)]
    found += [*_advice(contact), *_questionnaires(contact, content)]
    return sorted(found, key=lambda happening: happening.at)


def _of(model: str, contact: Contact, *related: str) -> list[Any]:
    """The rows, or the states of rows, that were recorded in the contact, in the order they were written in."""
    rows: Any = apps.get_model("assessment", model)
    kept = rows.objects.filter(consultation=reference_of(contact), episode=contact.episode_id)
    in_order = kept.select_related("recorded_by__user", *related).order_by(
        "pgh_id" if model.endswith("Event") else "pk"
    )
    return [row for row in in_order if is_of(row, contact)]


def _answers(contact: Contact, vocabulary: Vocabulary) -> Iterator[Happening]:
    row: Answer
    for row in _of("Answer", contact):
        words = said(row.question, row.entry, vocabulary)
        yield Happening(row.recorded_at, str(row.recorded_by), vocabulary.short(row.question), words)


def _treatments(contact: Contact, vocabulary: Vocabulary) -> Iterator[Happening]:
    """Every state that the contact left a treatment in: a later one may have changed it since."""
    for state in _of("TreatmentEvent", contact):
        shown = display_treatment(state, vocabulary)
        words = ", ".join(part for part in (shown.status, shown.dose, shown.effect) if part)
        yield _state_happening(state, shown.title, words)


def _state_happening(state: Any, what: str, words: str) -> Happening:
    """A state of a row that may change; what was removed is withdrawn then."""
    at = state.removed_at or state.recorded_at
    return Happening(at, str(state.recorded_by), what, None if state.removed_at else words)


def _advice(contact: Contact) -> Iterator[Happening]:
    row: AdviceResponse
    for row in _of("AdviceResponse", contact, "recommendation_version"):
        parts = (row.get_response_display(), row.get_reason_display(), row.comment)
        words = " · ".join(part for part in parts if part)
        yield Happening(row.recorded_at, str(row.recorded_by), row.recommendation_version.title, words)


def _questionnaires(contact: Contact, content: Content) -> Iterator[Happening]:
    """Each filling-in as the contact left it: it is saved item by item."""
    states = {state.pgh_obj_id: state for state in _of("QuestionnaireResponseEvent", contact)}
    for state in states.values():
        result = result_of(state, content)
        words = " · ".join(part for part in (result_in_words(result) if result else "", state.comment) if part)
        yield _state_happening(state, result.instrument.title if result else state.instrument, words)


def result_in_words(result: QuestionnaireResult) -> str:
    """The scores with what they mean; without one, how far it is filled in."""
    if not result.scores:
        return _("%(answered)s of %(total)s answered") % {"answered": result.answered, "total": result.total}
    return "; ".join(map(_score_in_words, result.scores))


def _score_in_words(score: ShownScore) -> str:
    return f"{score.title}: {', '.join(part for part in (score.value, score.band) if part)}"
