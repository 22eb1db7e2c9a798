"""What happened in one consultation: who recorded what, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assessment.models import AdviceResponse, Answer, Consultation, QuestionnaireResponse, Treatment
from assessment.wording import said
from assessment.workspace import display_treatment
from guidelines.vocabulary import Vocabulary


@dataclass(frozen=True)
class Happening:
    """One thing that was recorded; `said` is None for an answer that was withdrawn."""

    at: datetime
    by: str
    what: str
    said: str | None


def happenings_in(consultation: Consultation, vocabulary: Vocabulary) -> list[Happening]:
    """Everything that was recorded in the consultation, in the order it was recorded."""
    found = [*_answers(consultation, vocabulary), *_treatments(consultation, vocabulary)]
    found += [*_advice(consultation), *_questionnaires(consultation)]
    return sorted(found, key=lambda happening: happening.at)


def _of(model: type[Any], consultation: Consultation, *related: str) -> Any:
    return model.objects.filter(consultation=consultation).select_related("recorded_by__user", *related)


def _answers(consultation: Consultation, vocabulary: Vocabulary) -> list[Happening]:
    return [
        Happening(
            row.recorded_at,
            str(row.recorded_by),
            vocabulary.short(row.question),
            said(row.question, row.entry, vocabulary),
        )
        for row in _of(Answer, consultation)
    ]


def _treatments(consultation: Consultation, vocabulary: Vocabulary) -> list[Happening]:
    rows = []
    for row in _of(Treatment, consultation):
        shown = display_treatment(row, vocabulary)
        words = None if row.removed_at else ", ".join(part for part in (shown.status, shown.dose, shown.effect) if part)
        rows.append(Happening(row.recorded_at, str(row.recorded_by), shown.title, words))
    return rows


def _advice(consultation: Consultation) -> list[Happening]:
    return [
        Happening(
            row.recorded_at,
            str(row.recorded_by),
            row.recommendation_version.title,
            " · ".join(part for part in (row.get_response_display(), row.get_reason_display(), row.comment) if part),
        )
        for row in _of(AdviceResponse, consultation, "recommendation_version")
    ]


def _questionnaires(consultation: Consultation) -> list[Happening]:
    return [
        Happening(row.recorded_at, str(row.recorded_by), row.instrument, "")
        for row in _of(QuestionnaireResponse, consultation).filter(removed_at=None)
    ]
