"""Drafts that differ from what is in force in one thing, for tests."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from guidelines.in_force.content import Content
from guidelines.models import Release
from guidelines.publishing.draft_rows import find_row, seen_hash
from guidelines.publishing.drafts import change_draft, create_draft

GUIDELINE, VOCABULARY, PATHWAY = "generalised-pain", "vocabulary", "region-h-2014"
Body = dict[str, Any]


def draft_with(by: User, content: Content, publication: str, change: Callable[[Body], Any]) -> Release:
    """A draft of this publication, changed."""
    draft = create_draft(by=by, publication=content.releases[publication].publication)
    nothing = seen_hash(None)
    return change_draft(by=by, release=draft, change=change, read=lambda _body: None, seen=nothing, note="")


def row_with(part: str, key: str, **values: Any) -> Callable[[Body], Any]:
    """Change one row."""

    def change(body: Body) -> None:
        row = find_row(body, part, key)
        assert isinstance(row, dict)
        row.update(values)

    return change


def without(part: str, key: str) -> Callable[[Body], Any]:
    return lambda body: body[part].remove(find_row(body, part, key))


def more(part: str, row: Body) -> Callable[[Body], Any]:
    return lambda body: body[part].append(row)
