"""The pages where an editor changes questions, criteria and other parts of a draft, row by row."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pages.http import SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from guidelines.comparison.lists import lists_of, row_anchor
from guidelines.content_files.release import content_of_release
from guidelines.content_files.row_keys import row_key
from guidelines.in_force.content import current_content
from guidelines.models import Release
from guidelines.pages.editor.condition.field import is_building, refill_form
from guidelines.pages.editor.parts.forms import RowContext, RowForm
from guidelines.pages.editor.release.lookup import get_release_or_404, tell_where_it_is
from guidelines.publishing.consistency import Refused
from guidelines.publishing.draft_parts import DOWN, UP, move, put, remove, seen_of, set_retired
from guidelines.publishing.question_checks import published_questions
from guidelines.schema.fields import Part, rows_of, translated
from guidelines.schema.registry import PARTS, address_of, part_of
from guidelines.vocabulary.model import QUESTION_TYPES
from guidelines.vocabulary.shapes import JsonObject, rows_in


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
def parts(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everything that a release holds, part by part; of a draft also what can be done with each row."""
    release = _release(pk)
    context = {
        "release": release,
        "is_draft": release.state == Release.State.DRAFT,
        "lists": lists_of(release, current_content()),
        "question_types": [(type_, translated(words)) for type_, words in QUESTION_TYPES.items()],
    }
    return render(request, "guidelines/editor/parts/list.html", context)


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
def part_row(request: SignedInRequest, pk: int, part: str) -> HttpResponse:
    """The form of one row (`?row=`), or of a new one; of a question its section and type are chosen before."""
    release, described = _release(pk), _part(pk, part)
    if described.by_file or release.state != Release.State.DRAFT:
        messages.error(request, _("This cannot be changed here."))
        return redirect("editing_parts", pk)
    body, content = content_of_release(release), current_content()
    before = _row_asked_for(request, described, body)
    row = before if before is not None else _new_row(request, described, body)
    published = published_questions().get(str(row.get("key", ""))) if described.name == "questions" else None
    form: Any = RowForm(
        request.POST or None,
        part=described,
        row=row,
        around=RowContext.of(release.publication.kind, body, content),
        seen=seen_of(described, body, before),
        is_new=before is None,
        kept=published.values if published else (),
    )
    status = 200
    if is_building(request.POST):
        form = refill_form(form)
    elif request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                draft = put(
                    by=request.user,
                    release=release,
                    part=described,
                    before=before,
                    row=form.row(),
                    seen=form.cleaned_data["seen"],
                    content=content,
                )
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                return _back(request, release, draft, _anchor(described, form.row()))
    context = {"release": release, "part": described, "form": form, "row": row, "is_new": before is None}
    type_ = QUESTION_TYPES.get(str(row.get("type", ""))) if described.name == "questions" else ""
    context["type"] = translated(type_ or "")
    return render(request, "guidelines/editor/parts/form.html", context, status=status)


@requires(Permission.CONTENT_EDIT)
@require_POST
def part_step(request: SignedInRequest, pk: int, part: str, action: str) -> HttpResponse:
    """Move a row, take it out, retire a question or take it into use again."""
    release, described = _release(pk), _part(pk, part)
    key, seen = request.POST.get("row", ""), request.POST.get("seen", "")
    about: dict[str, Any] = {"by": request.user, "release": release, "part": described, "key": key, "seen": seen}
    steps: dict[str, Callable[[], Release]] = {
        "op": lambda: move(**about, step=UP),
        "ned": lambda: move(**about, step=DOWN),
        "fjern": lambda: remove(**about, content=current_content()),
    }
    if described.name == "questions":
        steps |= {
            "tag-ud-af-brug": lambda: set_retired(**about, retired=True, content=current_content()),
            "tag-i-brug": lambda: set_retired(**about, retired=False, content=current_content()),
        }
    if action not in steps or described.by_file or described.single or not described.name:
        raise Http404
    try:
        draft = steps[action]()
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_at(release, row_anchor(described, key)))
    return _back(request, release, draft, row_anchor(described, key))


def _release(pk: int) -> Release:
    """A release with parts; the others have recommendations. Raises Http404."""
    release = get_release_or_404(pk)
    if release.publication.kind not in PARTS:
        raise Http404
    return release


def _part(pk: int, address: str) -> Part:
    found = part_of(_release(pk).publication.kind, address)
    if found is None:
        raise Http404
    return found


def _row_asked_for(request: SignedInRequest, part: Part, body: JsonObject) -> JsonObject | None:
    rows = rows_of(part, body)
    if part.single or not part.name:
        # A single part that a file left out is written anew.
        return dict(rows[0]) if rows else {}
    key = request.GET.get("row")
    if key is None:
        return None
    found = next((row for row in rows if row_key(row) == key), None)
    if found is None and (request.method == "GET" or part.name == "questions" or not part.can_add):
        raise Http404
    # Someone has taken out the row that this form was written for: what was typed is kept beside it.
    return dict(found) if found is not None else None


def _new_row(request: SignedInRequest, part: Part, body: JsonObject) -> JsonObject:
    if not part.can_add:
        raise Http404
    if part.name != "questions":
        return {"key": request.GET["row"]} if "row" in request.GET else {}
    section, type_ = request.GET.get("section"), request.GET.get("type")
    if type_ not in QUESTION_TYPES or section not in [row.get("key") for row in rows_in(body, "sections")]:
        raise Http404
    return {"section": section, "type": type_}


def _anchor(part: Part, row: JsonObject) -> str:
    return slugify(address_of(part)) if part.single or not part.name else row_anchor(part, row_key(row))


def _at(release: Release, anchor: str) -> str:
    return f"{reverse('editing_parts', args=[release.pk])}#{anchor}"


def _back(request: SignedInRequest, release: Release, draft: Release, anchor: str) -> HttpResponse:
    """To the draft that holds the change: another one where someone else has changed the same thing."""
    tell_where_it_is(request, release, draft, _("Saved."))
    return redirect(_at(draft, anchor))
