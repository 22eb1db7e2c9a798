"""The scores that changed since the contact before: what they were then, and what they are now."""

from collections.abc import Mapping

from assessment.episode.workspace import Workspace
from assessment.models import Consultation, Episode
from assessment.models.entries import AnswerEntry, DatedContent
from assessment.record.answers import answers_of
from assessment.record.form_changes import day_of
from assessment.rules.facts import as_number, scores_of
from assessment.rules.keys import GCPS_GRADE, INTENSITY_AVERAGE, PEG_SCORE
from assessment.rules.score_words import ScoreChange
from assessment.rules.series import inputs_of

# Of each of these a lower one is better.
SCORES = (GCPS_GRADE, PEG_SCORE, INTENSITY_AVERAGE)


def score_changes(workspace: Workspace) -> dict[str, ScoreChange]:
    """The scores that the newest contact asked for again. Asks the database for nothing."""
    vocabulary = workspace.content.vocabulary
    inputs = {key: inputs_of(key, vocabulary) for key in SCORES if key in workspace.facts.values}
    entries: dict[str, AnswerEntry] = {
        question: workspace.episode.answers[question]
        for questions in inputs.values()
        for question in questions
        if question in workspace.episode.answers
    }
    asked_now = _keys_of_newest(entries, workspace.newest)
    earlier: dict[str, DatedContent] = {
        question: before
        for question, entry in entries.items()
        if (before := entry.get("before") if question in asked_now else entry)
    }
    answers = answers_of(Episode(answers=earlier), vocabulary)
    scores = answers | scores_of(answers)[0]
    return {
        key: ScoreChange(
            before=as_number(scores[key]),
            now=as_number(workspace.facts.values[key]),
            since=max(day_of(earlier[question]) for question in questions if question in answers),
        )
        for key, questions in inputs.items()
        if key in scores
        and any(question in asked_now and entries[question]["value"] is not None for question in questions)
    }


def _keys_of_newest(entries: Mapping[str, AnswerEntry], newest: Consultation | None) -> set[str]:
    """The questions that were answered in the newest contact: the newest consultation, with what was recorded without
    contact on its day (a sheet that was keyed in before it); or what was so recorded on a later day."""
    without = {question: day_of(entry) for question, entry in entries.items() if entry.get("consultation") is None}
    latest = max(without.values(), default=None)
    if newest is None or (latest and latest > newest.day):
        return {question for question, day in without.items() if day == latest}
    in_it = {question for question, entry in entries.items() if entry.get("consultation") == newest.number}
    return in_it | {question for question, day in without.items() if day == newest.day}
