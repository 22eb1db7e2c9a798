"""Changes one row of a draft: a recommendation, a criterion, a question. The key of a row never changes."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.models import User
from guidelines.content_files.loading import content_hash
from guidelines.content_files.row_keys import row_key
from guidelines.models import Release
from guidelines.publishing.consistency import Refused
from guidelines.publishing.drafts import change_draft
from guidelines.vocabulary.shapes import Json, JsonObject, rows_in

Content = JsonObject


def find_row(content: Content, part: str, key: str) -> JsonObject | None:
    """The row with this key in a part of the content; None if there is none."""
    return next((row for row in rows_in(content, part) if row_key(row) == key), None)


def put_row(
    *, by: User, release: Release, part: str, row: JsonObject, seen: str, note: str, before: str | None = None
) -> Release:
    """Put a row in the place of the one with its key, or last. `seen`: the hash of the row that was read (None: new).

    `before` is what a row without a key went by, where its name has changed.
    Returns the draft that holds it: another one where someone else has changed the row. Raises Refused.
    """
    key = row_key(row) if before is None else before

    def change(content: Content) -> None:
        rows = content.setdefault(part, [])
        if not isinstance(rows, list):
            raise Refused(_("A file has put something else in the place of the rows. Read the file in again."))
        place = next((index for index, other in enumerate(rows) if row_key(other) == key), None)
        if place is None:
            rows.append(dict(row))
        else:
            rows[place] = dict(row)
        if part == "recommendations":
            _forget_reason(content, key)

    return change_draft(
        by=by, release=release, change=change, read=lambda content: find_row(content, part, key), seen=seen, note=note
    )


def remove_row(*, by: User, release: Release, part: str, key: str, seen: str, note: str) -> Release:
    """Take a row out of the draft. Raises Refused."""

    def change(content: Content) -> None:
        content[part] = [row for row in rows_in(content, part) if row_key(row) != key]

    return change_draft(
        by=by, release=release, change=change, read=lambda content: find_row(content, part, key), seen=seen, note=note
    )


def put_order(*, by: User, release: Release, part: str, keys: Sequence[str], seen: str, note: str) -> Release:
    """Put the rows of a part in this order. `seen`: the hash of the keys in the order that was read. Raises Refused."""

    place = {key: index for index, key in enumerate(keys)}

    def change(content: Content) -> None:
        # What someone else has added since comes last.
        content[part] = sorted(rows_in(content, part), key=lambda row: place.get(row_key(row), len(place)))

    return change_draft(
        by=by, release=release, change=change, read=lambda content: keys_of(content, part), seen=seen, note=note
    )


def update_metadata(*, by: User, release: Release, values: JsonObject, seen: str, note: str) -> Release:
    """Set what a release says of itself. `seen`: the hash of the same fields as they were read. Raises Refused."""
    return change_draft(
        by=by,
        release=release,
        change=lambda content: content.update(values),
        read=lambda content: frame_of(content, list(values)),
        seen=seen,
        note=note,
    )


def retire_row(*, by: User, release: Release, key: str, reason: str, successor: str, seen: str, note: str) -> Release:
    """Take a recommendation out with the reason, or change the reason of one that is out. Raises Refused.

    `successor`: guideline/recommendation, or empty. `seen`: the hash of `in_or_out` as it was read.
    """

    def change(content: Content) -> None:
        content["recommendations"] = [row for row in rows_in(content, "recommendations") if row["key"] != key]
        content["retired"] = [*_other_reasons(content, key), {"key": key, "reason": reason, "successor": successor}]

    return change_draft(
        by=by,
        release=release,
        change=change,
        read=lambda content: find_row_even_if_retired(content, key),
        seen=seen,
        note=note,
    )


def find_row_even_if_retired(content: Content, key: str) -> JsonObject | None:
    """The row of a recommendation that is in the draft, or what is said of it where it was taken out."""
    return find_row(content, "recommendations", key) or find_row(content, "retired", key)


def put_row_back(*, by: User, release: Release, row: JsonObject, place: int, note: str) -> Release:
    """Put a recommendation that was taken out back in its place, counted from 0. Raises Refused."""
    key = str(row["key"])

    def change(content: Content) -> None:
        if find_row(content, "recommendations", key) is None:
            rows = rows_in(content, "recommendations")
            content["recommendations"] = [*rows[:place], dict(row), *rows[place:]]
        _forget_reason(content, key)

    # Nobody's change is lost by it: of a row that is there already, only the reason goes.
    return change_draft(
        by=by, release=release, change=change, read=lambda content: None, seen=seen_hash(None), note=note
    )


def _other_reasons(content: Content, key: str) -> list[Json]:
    return [entry for entry in rows_in(content, "retired") if entry["key"] != key]


def _forget_reason(content: Content, key: str) -> None:
    """What stands in the draft again is not taken out."""
    content["retired"] = _other_reasons(content, key)
    if not content["retired"]:
        del content["retired"]


def reaffirm(*, by: User, release: Release, keys: Sequence[str], reviewed: str, seen: str, note: str) -> Release:
    """Say that the evidence behind these recommendations was reviewed, as YYYY-MM; their wording stands.

    `seen`: the hash of `reviews_of` as it was read. Raises Refused.
    """

    def change(content: Content) -> None:
        for row in rows_in(content, "recommendations"):
            if row["key"] in keys:
                row["evidence_reviewed"] = reviewed

    return change_draft(
        by=by, release=release, change=change, read=lambda content: reviews_of(content, keys), seen=seen, note=note
    )


def reviews_of(content: Content, keys: Sequence[str]) -> JsonObject:
    """When the evidence behind each of these recommendations was reviewed."""
    rows = rows_in(content, "recommendations")
    return {str(row["key"]): row.get("evidence_reviewed") for row in rows if row["key"] in keys}


def keys_of(content: Content, part: str) -> list[str]:
    return [row_key(row) for row in rows_in(content, part)]


def frame_of(content: Content, fields: Sequence[str]) -> JsonObject:
    return {field: content.get(field) for field in fields}


def seen_hash(read: object) -> str:
    """What a form carries of the part that it shows, so that a later change by someone else is noticed."""
    return content_hash(read)
