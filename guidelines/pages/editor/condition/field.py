"""The form field of a condition: built part by part with buttons, read as a Danish sentence, tried on a case.

The state of the builder is what its inputs send, and nothing else. A page that holds the field answers the builder's
buttons itself: `if is_building(request.POST): form = as_typed(form)`, shown again with status 200.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from guidelines.builder.actions import apply_action
from guidelines.builder.draft import DraftFault, DraftPart, Path, faults, part_of, read, tree_of
from guidelines.builder.trial import TrialOutcome, UnreadableCase, outcome_of
from guidelines.builder.view_model import GROUP_WORDS, offers_of, refusals_of, view_of, words_of
from guidelines.conditions.satisfiable import never_false, never_true
from guidelines.conditions.tree import ConditionError, Node, compile_condition
from guidelines.in_force.content import Content
from guidelines.vocabulary.model import Vocabulary

AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)
BUTTON = "build"


@dataclass(frozen=True)
class Built:
    """What the inputs say, after the press; where the focus belongs, and why a press was refused."""

    root: DraftPart | None
    case: str = ""
    focus: str = ""
    refused: str = ""


def is_building(data: QueryDict) -> bool:
    """A button of a builder was pressed: the form is shown again and nothing is saved."""
    return BUTTON in data


def refill_form(form: AnyForm) -> AnyForm:
    """The same form with what was typed as its initial: shown again without being checked."""
    typed = copy(form)
    # A file cannot be given back to the browser.
    names = [name for name, field in form.fields.items() if not field.widget.needs_multipart_form]
    initial = {**(form.initial or {}), **{name: form[name].data for name in names}}
    unbound = {"is_bound": False, "data": MultiValueDict(), "files": MultiValueDict(), "initial": initial}
    vars(typed).update(unbound, _errors=None, _bound_fields_cache={})
    return typed


class ConditionWidget(forms.Widget):
    template_name = "guidelines/editor/condition/_builder.html"
    use_fieldset = True

    def __init__(self, content: Content, cases: Sequence[object]) -> None:
        super().__init__()
        self.content = content
        self.cases = cases

    def id_for_label(self, id_: str | None) -> str:
        return ""

    def use_required_attribute(self, initial: object) -> bool:
        return False

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(key == name or key.startswith(f"{name}-") for key in data)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Built:
        if not hasattr(data, "getlist"):
            data = MultiValueDict({key: [value] for key, value in data.items()})
        root = read(data, name, self.content.vocabulary)
        case = data.get(f"{name}-case", "")
        target, __, action = data.get(BUTTON, "").rpartition(":")
        if not action or not (target == name or target.startswith(f"{name}-")):
            return Built(root, case)
        path = target[len(name) :].strip("-").split("-") if target != name else []
        if not all(index.isdecimal() and len(index) < 4 for index in path):
            return Built(root, case)
        return Built(*_after_press(root, tuple(map(int, path)), action, case))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        built = value if isinstance(value, Built) else Built(part_of(value) if value is not None else None)
        vocabulary = self.content.vocabulary
        faults_by_path = faults(built.root, vocabulary) if built.root else {}
        strict = "aria-invalid" in context["widget"]["attrs"]
        identifier = context["widget"]["attrs"].get("id", f"id_{name}")
        root = built.root and view_of(
            built.root, name, identifier, vocabulary, faults_by_path, strict=strict, focus=built.focus
        )
        context["widget"] |= {
            "id": identifier,
            "root": root,
            "begin": {"name": name, "id": identifier, "focus": built.focus},
            "phrase": built.root and words_of(built.root, vocabulary, faults_by_path),
            "offered": offers_of(vocabulary),
            "group_words": GROUP_WORDS,
            "cases": [(str(index), _name(case, index)) for index, case in enumerate(self.cases)],
            "case": built.case or "0",
            "focus": built.focus,
            "refused": built.refused,
            **self._said(built, faults_by_path),
        }
        return context

    def _said(self, built: Built, faults_by_path: Mapping[Path, DraftFault]) -> dict[str, object]:
        """The result for the chosen case, and a warning; nothing if something is unfinished or wrong."""
        if built.root is None or faults_by_path:
            return {}
        vocabulary, populations = self.content.vocabulary, self.content.populations
        tree = tree_of(built.root, vocabulary)
        try:
            node = compile_condition(tree, vocabulary, populations)
        except ConditionError as error:
            return {"warning": str(error)}
        chosen = int(built.case) if built.case.isdecimal() and len(built.case) < 5 else 0
        is_there = chosen < len(self.cases)
        outcome = _outcome(node, self.cases[chosen], vocabulary) if is_there else None
        return {
            "is_finished": True,
            "outcome": outcome,
            "case_is_unreadable": is_there and outcome is None,
            "warning": never_true(tree, vocabulary, populations) or never_false(tree, vocabulary, populations),
        }


def _after_press(root: DraftPart | None, path: Path, action: str, case: str) -> tuple[DraftPart | None, str, str, str]:
    """What `Built` holds after a press."""
    if action in ("show", "renew"):
        return root, case, "show" if action == "show" else "", ""
    after, focus, refused = apply_action(root, path, action)
    return after, case, focus, refused


def _name(case: object, index: int) -> str:
    """A case of a draft may lack a name, or be no case at all: it is said where its result would stand."""
    named = case.get("name") if isinstance(case, Mapping) else None
    return str(named or f"Prøve {index + 1}")


def _outcome(node: Node, case: object, vocabulary: Vocabulary) -> TrialOutcome | None:
    """What the condition says of a case; None if it cannot be read."""
    try:
        return outcome_of(node, case, vocabulary)
    except UnreadableCase:
        return None


class ConditionField(forms.Field):
    """The stored condition, or None. Refused with the reason: what cannot be used, and what can never be true."""

    default_error_messages = {"required": _("Build a condition, or choose that it always applies.")}

    def __init__(self, *, content: Content, cases: Sequence[object] = (), required: bool = True, **kwargs: Any) -> None:
        super().__init__(required=required, widget=ConditionWidget(content, cases), **kwargs)
        self.content = content

    def clean(self, value: object) -> object:
        root = value.root if isinstance(value, Built) else part_of(value) if value is not None else None
        if root is None:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        vocabulary, populations = self.content.vocabulary, self.content.populations
        if faults_by_path := faults(root, vocabulary):
            raise forms.ValidationError(list(refusals_of(faults_by_path)))
        tree = tree_of(root, vocabulary)
        try:
            compile_condition(tree, vocabulary, populations)
        except ConditionError as error:
            raise forms.ValidationError(str(error)) from error
        if reason := never_true(tree, vocabulary, populations):
            raise forms.ValidationError(reason)
        return tree

    def has_changed(self, initial: object, data: object) -> bool:
        typed = data.root if isinstance(data, Built) else None
        return initial != (tree_of(typed, self.content.vocabulary) if typed else None)
