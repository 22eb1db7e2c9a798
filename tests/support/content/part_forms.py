"""The shipped bodies whose rows have forms, and a form as a browser sends it."""

from django.conf import settings
from django.http import QueryDict

from guidelines.builder.draft import part_of as part_of_condition
from guidelines.pages.editor.condition.field import ConditionField
from guidelines.pages.editor.parts.forms import RowForm
from tests.support.content.condition_forms import sent_by
from tests.support.content.files import read

FILES = ("vocabulary.yaml", "instruments.yaml", "medicines.yaml", "pathways/region-h-2014.yaml")
BODIES = {body["kind"]: body for body in (read(settings.FIXTURES_DIR / file) for file in FILES)}


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
            if context["has_inside"]:
                sent.setlist(f"{bound.html_name}-inside", [entry.get("inside", "") for entry in context["entries"]])
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
