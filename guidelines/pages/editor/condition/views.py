"""The page to try a condition against the content in force. It saves nothing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.http import SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from accounts.text.danish import sort_key
from guidelines.conditions.sentences import phrase_of, populations_in
from guidelines.conditions.tree import compile_condition
from guidelines.in_force.content import Content, current_content
from guidelines.pages.editor.condition.field import ConditionField, is_building, refill_form
from guidelines.pages.guard import needs_content


class TrialForm(forms.Form):
    def __init__(self, *args: Any, content: Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["condition"] = ConditionField(
            content=content, cases=cases_in_force(content), label=gettext_lazy("Condition")
        )


def cases_in_force(content: Content) -> list[Mapping[str, Any]]:
    """The cases of every recommendation in force, each named with the recommendation that it belongs to."""
    return [
        {**case, "name": f"{pin.version.title}: {case.get('name', '')}"}
        for release in content.releases.values()
        for pin in release.pinned.all()
        for case in pin.cases
    ]


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def condition_trial(request: SignedInRequest) -> HttpResponse:
    """Build a condition freely: how it reads, what it says of a case, and what it rests on."""
    content = current_content()
    form = TrialForm(request.POST or None, content=content)
    context: dict[str, object] = {}
    status = 200
    if is_building(request.POST):
        form = refill_form(form)
    elif form.is_bound:
        status = 200 if form.is_valid() else 422
        if form.is_valid():
            context = _rests_on(form.cleaned_data["condition"], content)
    return render(request, "guidelines/editor/condition/trial.html", {"form": form, **context}, status=status)


def _rests_on(tree: object, content: Content) -> dict[str, object]:
    """The facts that a condition uses, also through a group of patients, and those groups in words."""
    vocabulary = content.vocabulary
    used = compile_condition(tree, vocabulary, content.populations).facts_used()
    groups = [vocabulary.populations[key] for key in populations_in(tree, vocabulary)]
    return {
        "is_usable": True,
        "used": sorted((vocabulary.short(key) for key in used), key=sort_key),
        "groups": [(group.label, phrase_of(group.when, vocabulary)) for group in groups],
    }
