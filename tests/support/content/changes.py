"""Changed vocabularies and pathways, in force or as drafts, for the tests of their parts."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from django.conf import settings

from accounts.models import User
from guidelines.content_files.loading import load_publication
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content, current_content
from guidelines.models import Publication, Release
from guidelines.publishing.drafts import create_draft, edit_draft
from tests.support.content.files import read

Body = dict[str, Any]
VOCABULARY: Body = read(settings.FIXTURES_DIR / "vocabulary.yaml")
PATHWAY: Body = read(settings.FIXTURES_DIR / "pathways" / "region-h-2014.yaml")
STAIRS: Body = {
    "key": "everyday.stairs",
    "section": "everyday",
    "type": "choice",
    "label": "Kan patienten gå på trapper?",
    "short": "Trapper",
    "values": [{"value": "yes", "label": "Ja, uden hjælp"}, {"value": "no", "label": "Nej, slet ikke"}],
}


def question_in(body: Body, key: str) -> Body:
    return next(row for row in body["questions"] if row["key"] == key)


def with_stairs(body: Body) -> None:
    body["questions"].append(deepcopy(STAIRS))


def retiring(*keys: str) -> Callable[[Body], None]:
    def retire(body: Body) -> None:
        for key in keys:
            question_in(body, key)["retired"] = True

    return retire


def in_force(*changes: Callable[[Body], Any], body: Body = VOCABULARY) -> Content:
    """The content, with a release of this body as it is after the changes."""
    changed = deepcopy(body)
    for change in changes:
        change(changed)
    load_publication(changed)
    return current_content()


def draft_of(by: User, key: str, *changes: Callable[[Body], Any]) -> Release:
    """A draft of a publication, with these changes."""
    draft = create_draft(by=by, publication=Publication.objects.get(key=key))
    content = content_of_release(draft)
    for change in changes:
        change(content)
    return edit_draft(by=by, release=draft, content=content, seen_hash=draft.content_hash) if changes else draft
