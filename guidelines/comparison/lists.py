"""The rows of a release as the editor's pages list them: part by part, and questions by section."""

from collections.abc import Container, Mapping
from dataclasses import dataclass

from django.utils.text import slugify

from guidelines.comparison.words import Reading, reading_of, title_of, words_of_row
from guidelines.content_files.release import content_of_release
from guidelines.content_files.row_keys import row_key
from guidelines.in_force.content import Content
from guidelines.models import Release
from guidelines.publishing.draft_parts import order_seen, seen_of
from guidelines.publishing.question_checks import published_questions
from guidelines.schema.fields import Part, Row, Words, rows_of
from guidelines.schema.registry import PARTS, address_of
from guidelines.vocabulary.faults import name_of
from guidelines.vocabulary.shapes import JsonObject, rows_in


@dataclass(frozen=True)
class ListedRow:
    """A row: its key, its title and words, and `seen`, what a form that changes it carries."""

    key: str
    anchor: str
    title: str
    words: Mapping[Words, str]
    seen: str
    retired: bool = False
    can_remove: bool = True


@dataclass(frozen=True)
class ListedGroup:
    """Rows under a heading of their own; a part without groups has one without a title."""

    key: str
    title: str
    rows: list[ListedRow]


@dataclass(frozen=True)
class ListedPart:
    part: Part
    address: str
    order_seen: str
    groups: list[ListedGroup]

    @property
    def number(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def anchor(self) -> str:
        return slugify(self.address)

    @property
    def has_order(self) -> bool:
        """Whether its rows can be moved and taken out."""
        return bool(self.part.name) and not self.part.single and not self.part.by_file

    @property
    def can_remove(self) -> bool:
        return self.has_order and self.part.can_add


def lists_of(release: Release, content: Content) -> list[ListedPart]:
    """Every part of a release that is not a list of recommendations."""
    kind, body = release.publication.kind, content_of_release(release)
    reading, published = reading_of(kind, body, content), published_questions()
    found = []
    for part in PARTS[kind]:
        rows = [_make_listed_row(part, row, reading, published) for row in rows_of(part, body)]
        groups = _group_by_section(rows, part, body) if part.name == "questions" else [ListedGroup("", "", rows)]
        seen = order_seen(part, body) if part.name and not part.single and not part.by_file else ""
        found.append(ListedPart(part, address_of(part), seen, groups))
    return found


def row_anchor(part: Part, key: str) -> str:
    """Where a row stands on the page."""
    return slugify(f"{address_of(part)}-{key}".replace(".", "-"))


def _make_listed_row(part: Part, row: Row, reading: Reading, published: Container[str]) -> ListedRow:
    return ListedRow(
        key=row_key(row),
        anchor=row_anchor(part, row_key(row)),
        title=title_of(part, row, reading),
        words=words_of_row(part, row, reading),
        seen=seen_of(part, reading.body, row),
        retired=bool(row.get("retired")),
        can_remove=part.name != "questions" or row_key(row) not in published,
    )


def _group_by_section(rows: list[ListedRow], part: Part, body: JsonObject) -> list[ListedGroup]:
    sections = {row_key(row): row.get("section") for row in rows_of(part, body)}
    return [
        ListedGroup(row_key(section), name_of(section), [row for row in rows if sections[row.key] == row_key(section)])
        for section in rows_in(body, "sections")
    ]
