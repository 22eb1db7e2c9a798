"""A condition in a form."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml
from django import forms
from django.forms import Form
from django.http import QueryDict

from guidelines.conditions import ConditionError, compile_condition
from guidelines.content import Content


class ConditionField(forms.CharField):
    """A condition as text; its value is the stored tree, or None."""

    widget = forms.Textarea

    def __init__(self, *, content: Content, cases: Sequence[Mapping[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.content = content

    def prepare_value(self, value: Any) -> Any:
        return yaml.safe_dump(value, allow_unicode=True) if isinstance(value, dict) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text.strip():
            return None
        try:
            tree = yaml.safe_load(text)
            compile_condition(tree, self.content.vocabulary, self.content.populations)
        except (yaml.YAMLError, ConditionError) as error:
            raise forms.ValidationError(str(error)) from error
        return tree


def is_building(data: QueryDict) -> bool:
    """Whether a button of the builder was pressed."""
    return "build" in data


def as_typed(form: Form) -> Form:
    """The same form with what was typed."""
    return form
