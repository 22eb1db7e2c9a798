"""The forms of rows: built from the description of a part, and losing nothing of the row."""

from typing import Any

import pytest
from django.http import QueryDict

from guidelines.in_force.content import Content
from guidelines.pages.editor.parts.forms import RowContext, RowForm
from guidelines.schema.fields import Part, rows_of
from guidelines.schema.registry import PARTS, part_of
from tests.support.content.part_forms import BODIES, as_sent

WITH_FORMS = [
    (kind, part, row)
    for kind, body in BODIES.items()
    for part in PARTS[kind]
    if not part.by_file
    for row in rows_of(part, body)
]


def part(kind: str, address: str) -> Part:
    found = part_of(kind, address)
    assert found is not None
    return found


def form_of(kind: str, part: Part, row: Any, content: Content, data: QueryDict | None = None, **more: Any) -> RowForm:
    around = RowContext.of(kind, BODIES[kind], content)
    return RowForm(data, part=part, row=row, around=around, seen="", **more)


@pytest.mark.parametrize(
    ("kind", "part", "row"), WITH_FORMS, ids=[f"{kind}-{part.name}-{n}" for n, (kind, part, _) in enumerate(WITH_FORMS)]
)
def test_a_form_that_comes_back_untouched_changes_nothing(kind: str, part: Part, row: Any, content: Content) -> None:
    form = form_of(kind, part, row, content, as_sent(form_of(kind, part, row, content)))
    assert form.is_valid(), form.errors
    assert form.row() == row
