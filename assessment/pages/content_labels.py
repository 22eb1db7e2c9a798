"""Labels of form fields that are made of content, for the page that shows what could not be saved."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from assessment.pages.fields import NONE_OF_THESE
from assessment.pages.treatments.forms import TreatmentForm
from guidelines.in_force.content import Content, ContentMissing, current_content
from guidelines.vocabulary.model import YES_NO

BECAUSE = "because."


def label_of_content(package: str, name: str, value: str) -> tuple[str, str] | None:
    """The label of a question, of an item of a questionnaire or of a treatment's field, and what was sent in words.

    None for any other field, and if no content is in force.
    """
    try:
        content = current_content()
    except ContentMissing:
        return None
    if package.endswith(".treatments"):
        return _of_treatment(name, value, content)
    if package.endswith(".questionnaires"):
        return _of_item(name, value, content)
    question = content.vocabulary.questions.get(name.removeprefix(BECAUSE))
    if question is None:
        return None
    label = question.short if name == question.key else ": ".join((question.short, _("Because")))
    return label, _in_words(value, {**question.values, NONE_OF_THESE: _("None of these")})


def _of_treatment(name: str, value: str, content: Content) -> tuple[str, str] | None:
    field = TreatmentForm(vocabulary=content.vocabulary).fields.get(name)
    if field is None:
        return None
    kinds = {kind.key: kind.label for kind in content.vocabulary.treatment_kinds.values()}
    if isinstance(field, forms.BooleanField):
        return str(field.label), YES_NO[True]
    choices: Any = getattr(field, "choices", ())
    return str(field.label), _in_words(value, kinds if name == "kind" else dict(choices))


def _of_item(name: str, value: str, content: Content) -> tuple[str, str] | None:
    for instrument in content.instruments.values():
        for item in instrument.items:
            if item.key == name:
                return item.text, _in_words(value, {str(key): text for key, text in item.options.items()})
    return None


def _in_words(value: str, words: Mapping[Any, Any]) -> str:
    said = {"true": YES_NO[True], "false": YES_NO[False]} if value not in words else words
    return str(said.get(value, value))
