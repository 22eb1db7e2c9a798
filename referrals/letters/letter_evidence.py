"""The facts and instruments that a letter states, so that it is handed over as data with no more than its words say."""

from collections.abc import Iterator
from datetime import date

from assessment.episode.questionnaire_results import QuestionnaireResult, instrument_rows
from assessment.episode.tellings import is_told, remark_of, with_remark_on
from assessment.episode.workspace import Workspace
from assessment.record.form_changes import encode_value
from assessment.rules.score_words import NAMELESS
from guidelines.instruments.model import RESULT
from referrals.letters.kinds import template_of
from referrals.letters.prefill import newest_texts
from referrals.models import Letter
from referrals.rules.frozen_letter import FrozenFact, FrozenInstrument
from referrals.rules.pathway import LetterSection, Pathway
from referrals.rules.section_text import EMPTY, section_words


def facts_stated(letter: Letter, workspace: Workspace, pathway: Pathway) -> list[FrozenFact]:
    """The facts that the letter's sections state, each once: key, name, value, and the value in words.

    A section that somebody has rewritten speaks for itself: what was struck out of it must not go along as data.
    """
    keys = (key for section in _iterate_unedited_sections(letter, workspace, pathway) for key in section.facts)
    return [_fact(key, workspace) for key in dict.fromkeys(keys) if is_told(key, workspace)]


def instruments_stated(letter: Letter, workspace: Workspace, pathway: Pathway) -> list[FrozenInstrument]:
    """The newest result of each instrument, where a section of the letter states them."""
    if not any(section.questionnaires for section in _iterate_unedited_sections(letter, workspace, pathway)):
        return []
    latest = [row.latest for row in instrument_rows(workspace)]
    return [_instrument(result) for result in latest if result]


def _iterate_unedited_sections(letter: Letter, workspace: Workspace, pathway: Pathway) -> Iterator[LetterSection]:
    texts = newest_texts(letter, workspace, pathway)
    return (
        section
        for section in template_of(letter, pathway).sections
        if texts[section.key] and texts[section.key] == section_words(letter.sections.get(section.key, EMPTY))
    )


def _fact(key: str, workspace: Workspace) -> FrozenFact:
    known, value = workspace.display.one(key), workspace.facts.values[key]
    question = workspace.content.vocabulary.questions.get(key)
    labels = question.values if question else {}
    chosen = value if isinstance(value, tuple) else (value,)
    return {
        "key": key,
        # The data say it by the name: a day has no words.
        "short": with_remark_on(known.short, remark_of(key, workspace)) or known.short,
        # A score of several contacts is no number of a day: it is handed over in its words.
        "value": known.value if known.is_partial else encode_value(value),
        "is_day": isinstance(value, date),
        "words": known.value,
        "labels": {code: labels[code] for code in chosen if isinstance(code, str) and code in labels},
    }


def _instrument(result: QuestionnaireResult) -> FrozenInstrument:
    instrument, response = result.instrument, result.response
    titles = {score.key: score.title for score in instrument.scores}
    return {
        "key": instrument.key,
        "title": instrument.title,
        "answered_on": response.answered_on.isoformat(),
        "scores": [
            {"key": key, "title": titles.get(key, NAMELESS), "value": entry["value"], "band": entry.get("band") or ""}
            for key, entry in response.scores.items()
        ],
        "result": str(response.items.get(RESULT, "")),
    }
