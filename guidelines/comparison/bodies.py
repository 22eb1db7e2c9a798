"""Compares two releases of content that is not a list of recommendations: row by row and field by field."""

from dataclasses import dataclass, field

from guidelines.comparison.lists import row_anchor
from guidelines.comparison.releases import (
    ChangedRecommendation,
    FieldChange,
    OneSided,
    ReleaseComparison,
    compare,
    field_changes,
)
from guidelines.comparison.words import Reading, reading_of, title_of, words_of_row
from guidelines.content_files.release import content_of_release
from guidelines.content_files.row_keys import row_key
from guidelines.in_force.catalogue import WITH_RECOMMENDATIONS
from guidelines.in_force.content import Content
from guidelines.models import Release
from guidelines.schema.fields import Part, Row, Words, rows_of
from guidelines.schema.registry import PARTS


@dataclass(frozen=True)
class BodyComparison:
    """Everything that differs between two releases; `moved` names the parts whose rows stand in another order."""

    before: Release
    after: Release
    frame: list[FieldChange] = field(default_factory=list)
    added: list[OneSided] = field(default_factory=list)
    removed: list[OneSided] = field(default_factory=list)
    changed: list[ChangedRecommendation] = field(default_factory=list)
    moved: list[Words] = field(default_factory=list)
    # Its rows have no pages of their own.
    is_body: bool = True

    @property
    def is_empty(self) -> bool:
        return not (self.frame or self.added or self.removed or self.changed or self.moved)


def compare_releases(before: Release, after: Release, content: Content) -> ReleaseComparison | BodyComparison:
    """The differences between two releases of one publication, of whatever kind; read with this content's words."""
    kind = after.publication.kind
    if kind in WITH_RECOMMENDATIONS:
        return compare(before, after, content.vocabulary)
    old, new = (reading_of(kind, content_of_release(release), content) for release in (before, after))
    comparison = BodyComparison(before, after)
    for part in PARTS[kind]:
        _compare_part(part, old, new, comparison)
    return comparison


def _compare_part(part: Part, old: Reading, new: Reading, found: BodyComparison) -> None:
    was, now = _rows(part, old), _rows(part, new)
    if not part.name:
        found.frame.extend(field_changes(words_of_row(part, was[""], old), words_of_row(part, now[""], new)))
        return
    for key, row in now.items():
        if key not in was:
            found.added.append(OneSided(row_anchor(part, key), _title(part, row, new)))
        elif fields := field_changes(words_of_row(part, was[key], old), words_of_row(part, row, new)):
            found.changed.append(ChangedRecommendation(row_anchor(part, key), _title(part, row, new), fields))
    found.removed.extend(
        OneSided(row_anchor(part, key), _title(part, row, new)) for key, row in was.items() if key not in now
    )
    if [key for key in was if key in now] != [key for key in now if key in was]:
        found.moved.append(part.title)


def _rows(part: Part, reading: Reading) -> dict[str, Row]:
    """The rows by key; if several have the same, by their number as well."""
    found: dict[str, Row] = {}
    for row in rows_of(part, reading.body):
        key = "" if part.single or not part.name else row_key(row) or f"{row.get('question')} {row.get('value', '')}"
        found[key if key not in found else f"{key} {len(found)}"] = row
    return found


def _title(part: Part, row: Row, reading: Reading) -> str:
    title = title_of(part, row, reading)
    return title if part.single else f"{part.one}: {title}"
