"""The earlier answer to a question that is asked anew: the field is empty, and one press says that it still holds."""

import json
from collections.abc import Iterable

from django.http import QueryDict

from accounts.models import Role, Staff
from assessment.episode.workspace import Workspace
from assessment.models import Episode
from assessment.pages.fields import QuestionField, as_sent
from assessment.pages.intake.forms import ABSENT, BECAUSE, SectionForm
from assessment.pages.intake.sheets import Sheet
from assessment.record.answers import answer_at
from assessment.record.form_changes import DataAbsent
from assessment.rules.keys import OPIOID_LAST_REVIEW
from assessment.rules.medication.opioid_course import reviews_in
from guidelines.vocabulary.model import Vocabulary


def inputs_of(form: SectionForm, episode: Episode, vocabulary: Vocabulary, key: str) -> dict[str, list[str]]:
    """What a browser sends of a question that is answered as it was before: the names of its inputs with their values.

    Empty where the vocabulary in force no longer allows that answer.
    """
    earlier = answer_at(episode, key, form.asked_anew[key], vocabulary)
    if isinstance(earlier, DataAbsent):
        return {ABSENT + key: [earlier.reason], BECAUSE + key: [earlier.comment]}
    if earlier is None:
        return {}
    field, stood = form.fields[key], QuestionField.initial(vocabulary.questions[key], earlier)
    return {key: as_sent(field, field.prepare_value(stood))}


def say_unchanged(form: SectionForm, keys: Iterable[str], episode: Episode, vocabulary: Vocabulary) -> QueryDict:
    """What was sent, with these questions answered as they were before: for a browser without JavaScript."""
    said = QueryDict(mutable=True)
    said.update(form.data)
    for key in keys:
        for name, values in inputs_of(form, episode, vocabulary, key).items():
            said.setlist(name, values)
    return said


def inputs_as_json(form: SectionForm, episode: Episode, vocabulary: Vocabulary, key: str, version: int) -> str:
    """The same for the page's script; empty where the field is not asked anew, or another has answered since."""
    inputs = inputs_of(form, episode, vocabulary, key) if form.asked_anew.get(key) == version else None
    return json.dumps(inputs) if inputs else ""


def review_that_waits(staff: Staff, workspace: Workspace, sheet: Sheet) -> dict[str, int]:
    """The version of a review of opioids that is only noted, where a doctor opens the question: it is asked anew."""
    entry = workspace.episode.answers.get(OPIOID_LAST_REVIEW)
    if not entry or staff.role != Role.GP or all(question.key != OPIOID_LAST_REVIEW for question in sheet.questions):
        return {}
    noted = reviews_in(workspace.reviews_said()).noted
    return {OPIOID_LAST_REVIEW: entry["version"]} if noted else {}
