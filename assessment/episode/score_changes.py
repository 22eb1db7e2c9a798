"""The scores that changed since the contact before: what they were then, and what they are now.

Like is compared with like: a score is one of a day only where one contact gave all of it, then and now.
"""

from collections.abc import Iterable, Mapping

from assessment.episode.workspace import Workspace
from assessment.models import Consultation, Episode
from assessment.models.entries import AnswerEntry, DatedContent
from assessment.record.answers import answers_of
from assessment.record.form_changes import day_of, given_in
from assessment.rules.facts import as_number, scores_of
from assessment.rules.keys import GCPS_GRADE, INTENSITY_AVERAGE, PEG_SCORE
from assessment.rules.score_words import ScoreChange
from assessment.rules.series import answers_of_one_contact, inputs_of
from guidelines.vocabulary.facts import Value

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
    was = answers_of(Episode(answers=earlier), vocabulary)
    computed = was | scores_of(was)[0]
    changes = {}
    for key, questions in inputs.items():
        of_now = _own(key, questions, workspace.facts.values, entries)
        of_before = _own(key, questions, was, earlier)
        if of_now & asked_now and of_before:
            changes[key] = ScoreChange(
                before=as_number(computed[key]),
                now=as_number(workspace.facts.values[key]),
                since=max(day_of(earlier[question]) for question in of_before),
            )
    return changes


def _own(
    key: str, questions: Iterable[str], values: Mapping[str, Value], entries: Mapping[str, DatedContent]
) -> frozenset[str]:
    """The answers of one contact that give the score; none where it was given in part."""
    known = {question: values[question] for question in questions if question in values and question in entries}
    return answers_of_one_contact(key, known, {question: given_in(entries[question]) for question in known})


def _keys_of_newest(entries: Mapping[str, AnswerEntry], newest: Consultation | None) -> set[str]:
    """The questions that were answered in the newest contact: the newest consultation, with what was recorded without
    contact on its day (a sheet that was keyed in before it); or what was so recorded on a later day."""
    without = {question: day_of(entry) for question, entry in entries.items() if entry.get("consultation") is None}
    latest = max(without.values(), default=None)
    if newest is None or (latest and latest > newest.day):
        return {question for question, day in without.items() if day == latest}
    in_it = {question for question, entry in entries.items() if entry.get("consultation") == newest.number}
    return in_it | {question for question, day in without.items() if day == newest.day}
