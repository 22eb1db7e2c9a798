"""Fills in what is beside the fields of the intake: the earlier answer, the practice's texts, a conflict."""

from collections.abc import Collection

from django.utils import timezone

from accounts.models import Staff
from accounts.templatetags.paths import path
from assessment.episode.judgement import complexity_of
from assessment.episode.workspace import Workspace, is_stale
from assessment.pages.bound_field import ComplexityNote, ConflictDisplay, EarlierAnswer
from assessment.pages.intake.earlier_answer import inputs_as_json
from assessment.pages.intake.forms import SectionForm
from assessment.record.answer_words import answer_in_words
from assessment.record.answers import is_clearing_outdated
from assessment.record.form_changes import Conflict, behind_withdrawals, entry_of
from assessment.record.snippets import snippets_for
from assessment.rules.keys import RED_FLAGS_CLEARED
from guidelines.vocabulary.model import Vocabulary


def offer_snippets(form: SectionForm) -> None:
    """The practice's own texts beside the questions that are answered in free text."""
    for key, snippets in snippets_for(form.questions).items():
        form[key].beside.snippets = snippets


def show_earlier(form: SectionForm, workspace: Workspace, names: dict[str, str]) -> None:
    """Beside each field: what was answered last, by whom and when, and whether it is time to ask again.

    What was answered and taken back today is not the last one: that of the contact before stands there again.
    """
    episode, vocabulary, as_of = workspace.episode, workspace.content.vocabulary, workspace.case.as_of
    behind = behind_withdrawals(episode, (question.key for question in form.questions), as_of)
    for question in form.questions:
        key, entry, earlier = question.key, episode.answers.get(question.key), behind.get(question.key)
        recorded = timezone.localdate(earlier.recorded_at) if earlier else workspace.display.recorded(key)
        version = earlier.version if earlier else entry["version"] if entry else 0
        if entry and recorded:
            form[key].beside.earlier = EarlierAnswer(
                value=answer_in_words(key, earlier.entry if earlier else entry, vocabulary),
                by=names.get(str(earlier.recorded_by_id) if earlier else entry["by"], ""),
                at=earlier.recorded_at.isoformat() if earlier else entry["at"],
                url=path("history", episode.pk, key),
                is_stale=is_stale(question, recorded, as_of)
                or (key == RED_FLAGS_CLEARED and is_clearing_outdated(episode.answers)),
                is_todays=recorded == as_of,
                version=form.asked_anew.get(key, 0),
                inputs=inputs_as_json(form, episode, vocabulary, key, version),
            )


def show_places(form: SectionForm, workspace: Workspace, shown: Collection[str] = ()) -> None:
    """Of a question that is not asked of this patient only the place stands there, unless it is `shown` anyway.

    What is wrong is said at its field, asked of this patient or not.
    """
    stays = {*shown, *form.errors}
    for question in form.questions:
        form[question.key].beside.has_no_place = not (question.key in stays or workspace.has_place(question.key))


def show_complexity(form: SectionForm, workspace: Workspace) -> None:
    """What speaks for either below the question of simple or complex, where the form asks it."""
    about = workspace.content.complexity
    if about and about.question in form.fields:
        form[about.question].beside.complexity = ComplexityNote(complexity_of(workspace), workspace.episode)


def is_by_self(conflicts: Collection[Conflict], staff: Staff) -> bool:
    """Whether it was the same person who answered all of these, on another page."""
    return bool(conflicts) and all(conflict.by == str(staff.pk) for conflict in conflicts)


def shown_conflict(
    conflict: Conflict, form: SectionForm, vocabulary: Vocabulary, names: dict[str, str], staff: Staff
) -> ConflictDisplay:
    """Both answers in words. One that cannot be read is shown as it was typed."""
    key = conflict.question
    mine = form.answers()
    return ConflictDisplay(
        question=key,
        label=vocabulary.label(key),
        theirs=answer_in_words(key, conflict.theirs, vocabulary),
        mine=answer_in_words(key, entry_of(mine[key]), vocabulary) if key in mine else form.data.get(key, ""),
        by=names.get(conflict.by, ""),
        is_own=conflict.by == str(staff.pk),
        at=conflict.at,
        version=conflict.version,
    )
