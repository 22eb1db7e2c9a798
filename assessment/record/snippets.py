"""A practice's own texts for the free-text questions: reads, adds, changes and removes them."""

from collections.abc import Iterable
from typing import TypedDict, Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from assessment.models import TextSnippet
from guidelines.vocabulary.model import Question, Vocabulary


class SnippetValues(TypedDict, total=False):
    """What a form says of a text; `question` is empty if it is offered at every free-text question."""

    title: str
    question: str
    text: str


class StaleSnippet(Exception):
    """A colleague changed the text in the meantime. Nothing was recorded."""

    def __init__(self, theirs: TextSnippet) -> None:
        super().__init__("the text was changed in the meantime")
        self.theirs = theirs


def takes_snippets(question: Question) -> bool:
    """Whether the question is answered in free text of several lines."""
    return question.type == "text" and question.multiline


def snippet_questions(vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """The questions that texts are offered at, by the title of their section."""
    return {
        section.title: labels
        for section in vocabulary.sections
        if (labels := {q.key: q.label for q in vocabulary.by_section[section.key] if takes_snippets(q)})
    }


def snippets_of_practice() -> list[TextSnippet]:
    """The texts that stand, by title."""
    return list(TextSnippet.objects.filter(removed_at=None).select_related("recorded_by__user"))


def snippets_for(questions: Iterable[Question]) -> dict[str, list[TextSnippet]]:
    """The practice's texts by question: a question's own first. One query, and none without a free-text question."""
    keys = [question.key for question in questions if takes_snippets(question)]
    if not keys:
        return {}
    found = list(TextSnippet.objects.filter(removed_at=None, question__in=["", *keys]))
    return {
        key: [text for text in found if text.question == key] + [text for text in found if not text.question]
        for key in keys
    }


@transaction.atomic
def add_snippet(*, by: Staff, identifier: UUID, **values: Unpack[SnippetValues]) -> TextSnippet:
    """A new text of the practice. The form chose the identifier, so that sending it twice makes one text."""
    snippet = TextSnippet.in_practice(created_by=by, recorded_by=by, recorded_at=timezone.now(), **values)
    sent_before = snippet.insert_as(identifier, same=TextSnippet.objects.all())
    if sent_before:
        return sent_before
    _log(by)
    return snippet


@transaction.atomic
def change_snippet(
    *, by: Staff, snippet: TextSnippet, seen_version: int, **values: Unpack[SnippetValues]
) -> TextSnippet:
    """Change a text; what it said before is kept. Raises StaleSnippet if a colleague changed it in the meantime."""
    current = TextSnippet.objects.select_for_update(of=("self",)).select_related("recorded_by__user").get(pk=snippet.pk)
    if all(getattr(current, field) == value for field, value in values.items()):
        return current
    if current.version != seen_version:
        raise StaleSnippet(current)
    _save(current, by, **values)
    return current


@transaction.atomic
def remove_snippet(*, by: Staff, snippet: TextSnippet) -> None:
    """Take a text out of the list; what it said is kept."""
    _save(snippet, by, removed_at=timezone.now())


def _save(snippet: TextSnippet, by: Staff, **values: object) -> None:
    for field, value in values.items():
        setattr(snippet, field, value)
    snippet.recorded_by, snippet.recorded_at = by, timezone.now()
    snippet.version += 1
    snippet.save()
    _log(by)


def _log(by: Staff) -> None:
    record_access(by=by, action=AccessAction.CHANGE, detail=_("the practice's texts"))
