"""Changes the parts of a draft. Each change is one transaction, and refused if the content would not hold together."""

from collections.abc import Callable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from guidelines.content_files.release import content_of_release
from guidelines.content_files.row_keys import row_key
from guidelines.in_force.content import Content
from guidelines.models import Release
from guidelines.publishing.body_checks import fault_in
from guidelines.publishing.consistency import Refused, log_refusal
from guidelines.publishing.draft_rows import (
    find_row,
    frame_of,
    keys_of,
    put_order,
    put_row,
    remove_row,
    seen_hash,
    update_metadata,
)
from guidelines.publishing.question_checks import published_questions
from guidelines.schema.fields import Part, rows_of
from guidelines.vocabulary.faults import name_of
from guidelines.vocabulary.shapes import Json, JsonObject, rows_in

Row = JsonObject
UP, DOWN = -1, 1


def seen_of(part: Part, body: Mapping[str, Json], row: Mapping[str, Json] | None) -> str:
    """What a form of this row carries, so that a later change by someone else is noticed. No row: a new one."""
    names = _names(part)
    return seen_hash(frame_of(dict(body), names) if names else row)


@transaction.atomic
def put(
    *, by: User, release: Release, part: Part, before: Row | None, row: Row, seen: str, content: Content
) -> Release:
    """Put a row into a part. Returns the draft that holds it. Raises Refused, and nothing is written."""
    note = note_of_row(part, row)
    names = _names(part)
    if names:
        values: JsonObject = {part.name: row} if part.single else {name: row.get(name) for name in names}
        return _whole(
            release, content, lambda: update_metadata(by=by, release=release, values=values, seen=seen, note=note)
        )
    key = row_key(before) if before else None

    def write() -> Release:
        draft = put_row(by=by, release=release, part=part.name, row=row, seen=seen, note=note, before=key)
        return _add_burden_levels(by, draft, row, note) if part.name == "questions" else draft

    return _whole(release, content, write)


def _add_burden_levels(by: User, draft: Release, question: Row, note: str) -> Release:
    """The burden has a level for each answer of its questions: a new answer is left out of it, until a level is set."""
    burden = content_of_release(draft).get("burden", [])
    values = [str(value["value"]) for value in rows_in(question, "values")]
    fitting: list[Json] = [
        {**row, "levels": {value: levels.get(value) for value in values}}
        if row.get("question") == question["key"] and isinstance(levels := row.get("levels"), dict)
        else row
        for row in rows_in({"burden": burden}, "burden")
    ]
    if fitting == burden or not fitting:
        return draft
    seen = seen_hash({"burden": burden})
    return update_metadata(by=by, release=draft, values={"burden": fitting}, seen=seen, note=note)


@transaction.atomic
def remove(*, by: User, release: Release, part: Part, key: str, seen: str, content: Content) -> Release:
    """Take a row out of a part. Raises Refused, also for a question that was ever published."""
    row = _row(release, part, key)
    if part.name == "questions" and key in published_questions():
        raise Refused(_("The question has been published. It can be retired, but not taken out."))
    note = _("%(row)s: taken out") % {"row": note_of_row(part, row)}
    return _whole(
        release, content, lambda: remove_row(by=by, release=release, part=part.name, key=key, seen=seen, note=note)
    )


@transaction.atomic
def set_retired(
    *, by: User, release: Release, part: Part, key: str, seen: str, retired: bool, content: Content
) -> Release:
    """Retire a question, or take it into use again. Raises Refused if something needs it."""
    row = {name: value for name, value in _row(release, part, key).items() if name != "retired"}
    words = _("%(row)s: retired") if retired else _("%(row)s: in use again")
    note = words % {"row": note_of_row(part, row)}
    row |= {"retired": True} if retired else {}
    return _whole(
        release,
        content,
        lambda: put_row(by=by, release=release, part=part.name, row=row, seen=seen, note=note),
    )


def move(*, by: User, release: Release, part: Part, key: str, step: int, seen: str) -> Release:
    """Put a row one place up or down, a question within its section. Raises Refused."""
    row, body = _row(release, part, key), content_of_release(release)
    rows = list(rows_of(part, body))
    beside = [
        index
        for index, other in enumerate(rows)
        if other.get("section") == row.get("section") or part.name != "questions"
    ]
    here = next(index for index, other in enumerate(rows) if row_key(other) == key)
    place = beside.index(here) + step
    if not 0 <= place < len(beside):
        raise Refused(_("It cannot be moved further."))
    there = beside[place]
    rows[here], rows[there] = rows[there], rows[here]
    keys = [row_key(other) for other in rows]
    note = _("%(row)s: moved") % {"row": note_of_row(part, row)}
    return put_order(by=by, release=release, part=part.name, keys=keys, seen=seen, note=note)


def order_seen(part: Part, body: Mapping[str, Json]) -> str:
    return seen_hash(keys_of(dict(body), part.name))


def note_of_row(part: Part, row: Mapping[str, Json]) -> str:
    """Which part and row it is about, as it stands among the events."""
    return str(part.one) if _names(part) else f"{part.one}: {name_of(row)}"


def _names(part: Part) -> list[str]:
    """The names in the content of a part that is one row, or of what the content says of itself; else none."""
    if part.single:
        return [part.name]
    if not part.name:
        return list(dict.fromkeys(entry.name.split(".")[0] for entry in part.fields if entry.kind != "shown"))
    return []


def _row(release: Release, part: Part, key: str) -> Row:
    row = find_row(content_of_release(release), part.name, key)
    if row is None:
        raise Refused(_("It is not there any more."))
    return dict(row)


def _whole(release: Release, content: Content, write: Callable[[], Release]) -> Release:
    """Write, and refuse what makes a content that held together fall apart."""
    kind = release.publication.kind
    held_together = not fault_in(kind, content_of_release(release), content)
    changed = write()
    fault = fault_in(kind, content_of_release(changed), content)
    if held_together and fault:
        log_refusal(ValueError(f"{release}: {fault}"))
        raise Refused(_("The content does not hold together: %(reason)s") % {"reason": fault})
    return changed
