"""The template tag for why a question has no answer: it is folded together beside every question of a section."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string

from assessment.models import DataAbsentReason
from assessment.pages.bound_field import PageField
from assessment.record.form_changes import DataAbsent

register = template.Library()

NOTHING_SAID = DataAbsent("")


@register.simple_tag
def without_answer(field: PageField) -> str:
    """The reasons to choose from, and what was chosen. Where nothing was, it says the same for every patient."""
    said = field.beside.absent or NOTHING_SAID
    render = _render_once if said == NOTHING_SAID else _render
    return render(field.html_name, str(field.label), said)


def _render(name: str, label: str, said: DataAbsent) -> str:
    context = {"name": name, "label": label, "said": said, "reasons": DataAbsentReason.choices}
    return render_to_string("shared/field/_absent.html", context)


_render_once = lru_cache(maxsize=1000)(_render)
