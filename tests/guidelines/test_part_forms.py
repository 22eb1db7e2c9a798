"""The forms of rows: built from the description of a part, and losing nothing of the row."""

from typing import Any

import pytest
from django.conf import settings
from django.http import QueryDict

from guidelines.builder.draft import part_of as part_of_condition
from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content
from guidelines.pages.editor.condition.field import ConditionField
from guidelines.pages.editor.parts.forms import RowContext, RowForm
from guidelines.schema.fields import Part, rows_of
from guidelines.schema.registry import PARTS, part_of
from tests.support.content.condition_forms import sent_by

FILES = ("vocabulary.yaml", "instruments.yaml", "medicines.yaml", "pathways/region-h-2014.yaml")
BODIES = {body["kind"]: body for body in (read_yaml(settings.FIXTURES_DIR / file) for file in FILES)}
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


def as_sent(form: RowForm) -> QueryDict:
    """What a browser sends when the form comes back untouched: line ends as browsers write them."""
    sent = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        if isinstance(bound.field, ConditionField):
            built = sent_by(part_of_condition(value), bound.html_name) if value is not None else QueryDict()
            for name, values in built.lists():
                sent.setlist(name, values)
            continue
        context = bound.field.widget.get_context(bound.html_name, value, {"id": "x"})["widget"]
        if "entries" in context and isinstance(context["entries"][0], dict):
            sent.setlist(f"{bound.html_name}-key", [entry["key"] for entry in context["entries"]])
            sent.setlist(f"{bound.html_name}-label", [entry["label"] for entry in context["entries"]])
        elif "entries" in context:
            sent.setlist(bound.html_name, context["entries"])
            sent.setlist(f"{bound.html_name}-place", [str(n + 1) for n in range(len(context["entries"]))])
        elif isinstance(value, list):
            sent.setlist(bound.html_name, value)
        elif isinstance(value, bool):
            sent.update({bound.html_name: "on"} if value else {})
        elif value is not None:
            shown = bound.field.widget.format_value(value)
            sent[bound.html_name] = str(shown[0] if isinstance(shown, list) else shown or "").replace("\n", "\r\n")
    return sent


@pytest.mark.parametrize(
    ("kind", "part", "row"), WITH_FORMS, ids=[f"{kind}-{part.name}-{n}" for n, (kind, part, _) in enumerate(WITH_FORMS)]
)
def test_a_form_that_comes_back_untouched_changes_nothing(kind: str, part: Part, row: Any, content: Content) -> None:
    form = form_of(kind, part, row, content, as_sent(form_of(kind, part, row, content)))
    assert form.is_valid(), form.errors
    assert form.row() == row
