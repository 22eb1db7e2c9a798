"""The pages where an editor changes what can come of a safety prompt, and what is written down with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pages.http import SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from guidelines.comparison.words import Reading, words_of_row
from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import current_content
from guidelines.models import Publication, Release
from guidelines.pages.editor.outcomes.forms import OutcomeContext
from guidelines.pages.editor.parts.forms import RowForm
from guidelines.pages.editor.release.lookup import (
    only_a_draft,
    release_with_recommendations,
    status_of,
    tell_where_it_is,
)
from guidelines.pages.guard import needs_content
from guidelines.publishing.consistency import Refused
from guidelines.publishing.draft_rows import find_row, put_row, seen_hash
from guidelines.recommendations.outcomes import PLAIN_ROWS, outcome_fault, outcomes_in
from guidelines.schema.fields import Words
from guidelines.schema.registry import DETAILS, OUTCOMES
from guidelines.vocabulary.faults import name_of
from guidelines.vocabulary.reading import ContentFault
from guidelines.vocabulary.shapes import JsonObject, rows_in

PART = "recommendations"


@dataclass(frozen=True)
class Prompt:
    """A safety prompt of a draft, with its outcomes: its own, or the plain ones that stand in for them."""

    release: Release
    row: JsonObject

    @classmethod
    def of(cls, pk: int, key: str) -> "Prompt":
        release = release_with_recommendations(pk)
        row = find_row(content_of_release(release), PART, key)
        if row is None or release.publication.kind != Publication.Kind.SAFETY_PROMPTS:
            raise Http404
        return cls(release, row)

    @property
    def outcomes(self) -> list[JsonObject]:
        return rows_in(self.row, "outcomes") or [dict(row) for row in PLAIN_ROWS]

    def address(self, name: str = "editing_outcomes") -> str:
        return reverse(name, args=[self.release.pk, self.row["key"]])

    def put(self, request: SignedInRequest, outcomes: list[JsonObject], seen: str, anchor: str = "") -> HttpResponse:
        """Write the outcomes, and go to the page that shows them. Raises Refused."""
        vocabulary = current_content().vocabulary
        try:
            fault = outcome_fault(outcomes_in([*outcomes]), vocabulary)
        except ContentFault as unreadable:
            fault = str(unreadable)
        if fault:
            raise Refused(_("It does not hold together: %(fault)s.") % {"fault": fault})
        row: JsonObject = {name: value for name, value in self.row.items() if name != "outcomes"}
        note = _("Outcomes: %(title)s") % {"title": self.row["title"]}
        changed: JsonObject = {**row, "outcomes": [*outcomes]} if outcomes else row
        draft = put_row(by=request.user, release=self.release, part=PART, row=changed, seen=seen, note=note)
        tell_where_it_is(request, self.release, draft, _("Saved."))
        return redirect(f"{reverse('editing_outcomes', args=[draft.pk, self.row['key']])}{anchor}")


@dataclass(frozen=True)
class ListedOutcome:
    """An outcome and what it says, and each of its details with what that says."""

    row: JsonObject
    words: Mapping[Words, str]
    details: list[tuple[JsonObject, Mapping[Words, str]]]


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
@needs_content
def outcomes(request: SignedInRequest, pk: int, recommendation: str) -> HttpResponse:
    """Everything that can come of a safety prompt, with what can be done with it; and how the clinic meets it."""
    prompt = Prompt.of(pk, recommendation)
    if prompt.release.state != Release.State.DRAFT:
        return only_a_draft(request, prompt.release)
    content = current_content()
    named = {"outcomes": {str(row.get("key")): name_of(row) for row in prompt.outcomes}}
    reading = Reading("guideline", {}, content.vocabulary, content.source_titles, named)
    context = {
        "release": prompt.release,
        "row": prompt.row,
        "seen": seen_hash(prompt.row),
        "is_plain": not rows_in(prompt.row, "outcomes"),
        "outcomes": [
            ListedOutcome(
                row,
                words_of_row(OUTCOMES, {**row, "details": []}, reading),
                [(detail, words_of_row(DETAILS, detail, reading)) for detail in rows_in(row, "details")],
            )
            for row in prompt.outcomes
        ],
        "preview": outcomes_in([*prompt.outcomes]),
    }
    return render(request, "guidelines/editor/outcomes/list.html", context)


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def outcome(request: SignedInRequest, pk: int, recommendation: str) -> HttpResponse:
    """The form of an outcome (`?udfald=`), or of something written down with it (`&oplysning=`); of a new one, without
    the name of the last.
    """
    prompt = Prompt.of(pk, recommendation)
    if prompt.release.state != Release.State.DRAFT:
        return only_a_draft(request, prompt.release)
    rows = prompt.outcomes
    of_detail = "oplysning" in request.GET
    around: JsonObject | None = _find(rows, request.GET.get("udfald", "")) if of_detail else {"outcomes": [*rows]}
    if around is None:
        raise Http404
    part = DETAILS if of_detail else OUTCOMES
    key = request.GET.get("oplysning" if of_detail else "udfald", "")
    before = _find(rows_in(around, part.name), key)
    if key and before is None and request.method == "GET":
        raise Http404
    others = tuple(row for row in rows if row is not (around if of_detail else before))
    form: Any = RowForm(
        request.POST or None,
        part=part,
        row=before or {},
        around=OutcomeContext("guideline", around, current_content(), others),
        seen=seen_hash(prompt.row),
        is_new=before is None,
    )
    if form.is_valid():
        kept = rows_in(around, part.name)
        new = [form.row() if row is before else row for row in kept] if before else [*kept, form.row()]
        if of_detail:
            new = [{**row, "details": [*new]} if row is around else row for row in rows]
        try:
            anchor = f"#outcome-{around.get('key') or form.row()['key']}"
            return prompt.put(request, new, form.cleaned_data["seen"], anchor)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"release": prompt.release, "row": prompt.row, "part": part, "form": form, "is_new": before is None}
    context["around"] = around if of_detail else None
    return render(request, "guidelines/editor/outcomes/form.html", context, status=status_of(form))


@requires(Permission.CONTENT_EDIT)
@require_POST
def outcome_step(request: SignedInRequest, pk: int, recommendation: str, action: str) -> HttpResponse:
    """Move an outcome or one of its details up or down, or take it out."""
    prompt = Prompt.of(pk, recommendation)
    step = STEPS.get(action)
    if step is None:
        raise Http404
    key, detail = request.POST.get("udfald", ""), request.POST.get("oplysning", "")
    rows = prompt.outcomes
    if detail:
        rows = [
            {**row, "details": [*step(rows_in(row, "details"), detail)]} if row.get("key") == key else row
            for row in rows
        ]
    else:
        rows = step(rows, key)
    try:
        return prompt.put(request, rows, request.POST.get("seen", ""), f"#outcome-{key}")
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(prompt.address())


def _find(rows: list[JsonObject], key: str) -> JsonObject | None:
    return next((row for row in rows if key and row.get("key") == key), None)


def _moved(rows: list[JsonObject], key: str, by: int) -> list[JsonObject]:
    """The rows with this one moved; as they stand where it is not among them any more."""
    row = _find(rows, key)
    if row is None:
        return rows
    place = max(rows.index(row) + by, 0)
    others = [other for other in rows if other is not row]
    return [*others[:place], row, *others[place:]]


STEPS: Mapping[str, Callable[[list[JsonObject], str], list[JsonObject]]] = {
    "op": lambda rows, key: _moved(rows, key, -1),
    "ned": lambda rows, key: _moved(rows, key, 1),
    "fjern": lambda rows, key: [row for row in rows if row.get("key") != key],
}
