"""The log of one consultation, or of a day without one: who recorded what, and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from assessment.advice.decisions import OF_AN_ADVICE
from assessment.episode.questionnaire_results import QuestionnaireResult, result_of
from assessment.models import AdviceResponse, Answer, QuestionnaireResponse, Treatment
from assessment.models.states import states_among
from assessment.record.answer_words import answer_in_words
from assessment.record.contacts import Contact, is_of, reference_of
from assessment.rules.score_words import score_in_list
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


Kept = TypeVar("Kept", QuestionnaireResponse, Treatment)


def _states_in(contact: Contact, model: type[Kept]) -> list[Kept]:
    """The states of rows that were recorded in the contact, in the order they were written in."""
    states = states_among(model, "recorded_by__user", consultation=reference_of(contact), episode=contact.episode_id)
    return [state.row for state in states if is_of(state.row, contact)]


def _answers(contact: Contact, vocabulary: Vocabulary) -> Iterator[Happening]:
    rows = Answer.objects.filter(consultation=reference_of(contact), episode=contact.episode_id)
    for row in rows.select_related("recorded_by__user").order_by("pk"):
        if not is_of(row, contact):
            continue
        words = answer_in_words(row.question, row.entry, vocabulary)
        yield Happening(row.recorded_at, str(row.recorded_by), vocabulary.short(row.question), words)


def _treatments(contact: Contact, vocabulary: Vocabulary) -> Iterator[Happening]:
    """Every state that the contact left a treatment in: a later one may have changed it since."""
    for state in _states_in(contact, Treatment):
        shown = display_treatment(state, vocabulary)
        words = ", ".join(part for part in (shown.status, shown.dose, shown.effect) if part)
        yield _state_happening(state, shown.title, words)


def _state_happening(state: QuestionnaireResponse | Treatment, what: str, words: str) -> Happening:
    """A state of a row that may change; what was removed is withdrawn then."""
    at = state.removed_at or state.recorded_at
    return Happening(at, str(state.recorded_by), what, None if state.removed_at else words)


def _advice(contact: Contact) -> Iterator[Happening]:
    rows = AdviceResponse.objects.filter(consultation=reference_of(contact), episode=contact.episode_id)
    for row in rows.select_related("recorded_by__user", *OF_AN_ADVICE).order_by("pk"):
        if not is_of(row, contact):
            continue
        parts = (row.words,) if row.safety else (row.words, row.get_reason_display(), row.comment)
        words = " · ".join(part for part in parts if part)
        yield Happening(row.recorded_at, str(row.recorded_by), row.recommendation_version.headline.text, words)


def _questionnaires(contact: Contact, content: Content) -> Iterator[Happening]:
    """Each filling-in as the contact left it: it is saved item by item."""
    states = {state.id: state for state in _states_in(contact, QuestionnaireResponse)}
    for state in states.values():
        result = result_of(state, content)
        words = " · ".join(part for part in (result_in_words(result) if result else "", state.comment) if part)
        yield _state_happening(state, result.instrument.title if result else state.instrument, words)


def result_in_words(result: QuestionnaireResult) -> str:
    """The scores with what they mean; without one, how far it is filled in."""
    if not result.scores:
        return _("%(answered)s of %(total)s answered") % {"answered": result.answered, "total": result.total}
    return "; ".join(score_in_list(score.title, score.value, score.band) for score in result.scores)
