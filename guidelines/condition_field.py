"""A condition in a form, as YAML."""

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

import yaml
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from guidelines.conditions import ConditionError, compile_condition
from guidelines.content import Content


class ConditionField(forms.Field):
    """The stored tree of a condition, or None."""

    widget = forms.Textarea

    def __init__(
        self, *, content: Content, cases: Sequence[Mapping[str, Any]] = (), required: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(required=required, **kwargs)
        self.content = content

    def prepare_value(self, value: Any) -> Any:
        return yaml.safe_dump(value, allow_unicode=True, sort_keys=False) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            tree = yaml.safe_load(value)
            compile_condition(tree, self.content.vocabulary, self.content.populations)
        except yaml.YAMLError as error:
            raise forms.ValidationError(
                _("The file cannot be read as content: %(reason)s") % {"reason": error}
            ) from error
        except ConditionError as error:
            raise forms.ValidationError(str(error)) from error
        return tree


def is_building(data: QueryDict) -> bool:
    """Whether a button of the builder was pressed."""
    return False


def as_typed(form: forms.Form) -> forms.Form:
    """The same form, unbound, with what was typed as its initial."""
    typed = copy(form)
    typed.initial = {name: form[name].value() for name in form.fields}
    typed.is_bound = False
    vars(typed)["_bound_fields_cache"] = {}
    return typed
