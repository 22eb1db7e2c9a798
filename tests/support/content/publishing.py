"""Publishing another release of a guideline in a test, as a change to its content file would."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import User
from guidelines.content_files.folder import seal_folder
from guidelines.content_files.loading import load_publication, read_yaml
from guidelines.content_files.text import write_yaml
from guidelines.in_force.content import current_content
from guidelines.models import Release
from guidelines.publishing.checks import checks_of
from guidelines.publishing.draft_rows import seen_hash, update_metadata
from referrals.management.commands.load_content import load_content

Change = Callable[[list[dict[str, Any]]], Any]


@cache
def guideline_file(key: str) -> dict[str, Any]:
    """What the content file of a guideline says, read once."""
    content: dict[str, Any] = read_yaml(settings.FIXTURES_DIR / "guidelines" / f"{key}.yaml")
    return content


def publish_change(key: str, change: Change) -> None:
    """Publish a new release of one guideline: what its file says, with its recommendations changed."""
    content = deepcopy(guideline_file(key))
    change(content["recommendations"])
    load_publication(content)


def write_change(folder: Path, key: str, change: Change) -> None:
    """A copy of the content files, in which the recommendations of one guideline are changed."""
    path = Path(shutil.copytree(settings.FIXTURES_DIR, folder)) / "guidelines" / f"{key}.yaml"
    content = deepcopy(guideline_file(key))
    change(content["recommendations"])
    # A rule that stands twice is written out twice: content files know no references.
    path.write_text(write_yaml(content), encoding="utf-8")


def load_edited(folder: Path) -> None:
    """Load a folder of content files that was changed: it is sealed anew first, as its editor would."""
    seal_folder(folder)
    load_content(folder)


def new_text(key: str, text: str) -> Callable[[list[dict[str, Any]]], Any]:
    return lambda rows: next(row for row in rows if row["key"] == key).update(text=text)


def without(key: str) -> Callable[[list[dict[str, Any]]], Any]:
    return lambda rows: rows.remove(next(row for row in rows if row["key"] == key))


def without_empty(value: Any) -> Any:
    """The same content without what is empty: a content file may leave it out."""
    if isinstance(value, dict):
        return {key: without_empty(part) for key, part in value.items() if part not in (None, "")}
    return [without_empty(part) for part in value] if isinstance(value, list) else value


def answer_warnings(by: User, draft: Release) -> Release:
    """Give every warning of a draft a word, so that it can be submitted."""
    checks = checks_of(draft, current_content())
    words = {finding.id: "Det er efterset." for finding in checks.unanswered}
    seen = seen_hash({"justifications": checks.content.get("justifications")})
    values = {"justifications": {**checks.justifications, **words}}
    return update_metadata(by=by, release=draft, values=values, seen=seen, note="")
