"""What stands beside the fields of the intake: the earlier answer, the practice's texts, another's answer."""

from django.urls import reverse

from assessment.episode.workspace import Workspace, is_stale
from assessment.pages.intake.forms import SectionForm
from assessment.record.answer_words import said
from assessment.record.answers import Conflict, entry_of
from assessment.record.snippets import snippets_for
from guidelines.vocabulary.model import Vocabulary


def offer_snippets(form: SectionForm) -> None:
    """The practice's own texts beside the questions that are answered in free text."""
    for key, snippets in snippets_for(form.questions).items():
        form.fields[key].snippets = snippets  # type: ignore[attr-defined]


def show_previous(form: SectionForm, workspace: Workspace, names: dict[str, str]) -> None:
    """Beside each field: what was answered last, by whom and when, and whether it is time to ask again."""
    episode, vocabulary = workspace.episode, workspace.content.vocabulary
    for question in form.questions:
        entry = episode.answers.get(question.key)
        recorded = workspace.display.recorded(question.key)
        if entry and recorded:
            form.fields[question.key].previous = {  # type: ignore[attr-defined]
                "value": said(question.key, entry, vocabulary),
                "by": names.get(entry["by"], ""),
                "at": entry["at"],
                "url": reverse("history", args=[episode.pk, question.key]),
                "is_stale": is_stale(question, recorded, workspace.case.as_of),
                "is_todays": recorded == workspace.case.as_of,
            }


def shown_conflict(
    conflict: Conflict, form: SectionForm, vocabulary: Vocabulary, names: dict[str, str]
) -> dict[str, str | None]:
    """Both answers in words."""
    mine = form.answers()[conflict.question]
    return {
        "question": conflict.question,
        "label": vocabulary.label(conflict.question),
        "theirs": said(conflict.question, conflict.theirs, vocabulary),
        "mine": said(conflict.question, entry_of(mine), vocabulary),
        "by": names.get(conflict.by, ""),
        "at": conflict.at,
    }
