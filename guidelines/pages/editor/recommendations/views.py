"""An editor's pages of a guideline's recommendations: the list, one of them, taking out, putting back, reaffirming."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.pages.http import SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from guidelines.comparison.releases import frame_of, list_pinned_recommendations, words_of
from guidelines.content_files.release import content_of_release
from guidelines.in_force.catalogue import title_of, topic_label, worded_since
from guidelines.in_force.content import current_content
from guidelines.models import PinnedRecommendation, Release
from guidelines.pages.editor.condition.field import is_building, refill_form
from guidelines.pages.editor.recommendations.forms import (
    ReaffirmForm,
    RecommendationForm,
    RetireForm,
    successor_choices,
)
from guidelines.pages.editor.release.lookup import kept, only_a_draft, release_with_recommendations, status_of
from guidelines.pages.guard import needs_content
from guidelines.publishing.consistency import Refused
from guidelines.publishing.draft_rows import (
    find_row,
    find_row_even_if_retired,
    keys_of,
    put_order,
    put_row,
    put_row_back,
    reaffirm,
    remove_row,
    retire_row,
    reviews_of,
    seen_hash,
)
from guidelines.publishing.retired import rows_in_force, taken_out
from guidelines.vocabulary.shapes import rows_in

PART = "recommendations"


@dataclass(frozen=True)
class ListedRecommendation:
    """A recommendation as the editor's list shows it."""

    pin: PinnedRecommendation
    topic: str | Promise
    words: dict[str | Promise, str]
    worded_since: datetime | None


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
@needs_content
def recommendations(request: SignedInRequest, pk: int) -> HttpResponse:
    """A guideline's release as it is written: its frame, its recommendations in order, and what it takes out."""
    found = release_with_recommendations(pk)
    content, vocabulary = content_of_release(found), current_content().vocabulary
    pins = list(list_pinned_recommendations(found))
    since = worded_since([pin.version for pin in pins])
    in_force = found.publication.releases.effective().first()
    gone = {str(row["key"]): row["title"] for row in taken_out(found.publication, content)}
    retired = rows_in(content, "retired")
    context = {
        "release": found,
        "is_draft": found.state == Release.State.DRAFT,
        "frame": frame_of(found),
        "note_is_old": in_force is not None and in_force.note == found.note,
        "rows": [
            ListedRecommendation(
                pin, topic_label(pin.version.topic), words_of(pin.version, vocabulary), since.get(pin.version_id)
            )
            for pin in pins
        ],
        "retired": [
            (
                entry,
                gone.get(str(entry["key"]), ""),
                title_of(str(entry["successor"])) if entry.get("successor") else "",
            )
            for entry in retired
        ],
        "unexplained": [(key, title) for key, title in gone.items() if key not in {e["key"] for e in retired}],
        "seen_order": seen_hash(keys_of(content, PART)),
    }
    return render(request, "guidelines/editor/recommendations/list.html", context)


@requires(Permission.CONTENT_EDIT)
@require_POST
def order(request: SignedInRequest, pk: int) -> HttpResponse:
    """Move one recommendation up or down."""
    found = release_with_recommendations(pk)
    keys = keys_of(content_of_release(found), PART)
    step = -1 if "up" in request.POST else 1
    key = request.POST.get("up") or request.POST.get("down") or ""
    page = redirect("editing_recommendations", found.pk)
    if request.POST.get("seen") != seen_hash(keys) or key not in keys:
        messages.warning(request, _("The list was changed in the meantime. Look at it, and move again."))
        return page
    place = keys.index(key)
    keys.insert(max(place + step, 0), keys.pop(place))
    try:
        draft = put_order(
            by=request.user, release=found, part=PART, keys=keys, seen=request.POST["seen"], note=_("Order")
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return page
    if draft.pk != found.pk:
        return kept(request, found, draft, "")
    return redirect(f"{reverse('editing_recommendations', args=[draft.pk])}#row-{key}")


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def new_recommendation(request: SignedInRequest, pk: int) -> HttpResponse:
    return _recommendation_page(request, release_with_recommendations(pk), None)


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def recommendation(request: SignedInRequest, pk: int, recommendation: str) -> HttpResponse:
    """One recommendation of a draft, to change."""
    return _recommendation_page(request, release_with_recommendations(pk), recommendation)


def _recommendation_page(request: SignedInRequest, found: Release, key: str | None) -> HttpResponse:
    if request.method == "GET" and found.state != Release.State.DRAFT:
        return only_a_draft(request, found)
    content = content_of_release(found)
    row = find_row(content, PART, key) if key else None
    seen = seen_hash(row)
    if key and row is None:
        # Taken out by someone else, perhaps while this one was writing: what was written is kept beside it.
        known = found.publication.recommendations.filter(key=key).exists()
        if request.method == "GET" or not known:
            raise Http404
        row = {"key": key}
    form = RecommendationForm(
        request.POST if request.method == "POST" else None,
        release=found,
        rows=rows_in(content, PART),
        row=row,
        content=current_content(),
        initial={**(row or {"level": "patient"}), "seen": seen},
    )
    context = {"release": found, "row": row, "form": form}
    if is_building(request.POST):
        return render(request, "guidelines/editor/recommendations/form.html", context | {"form": refill_form(form)})
    if form.is_valid():
        try:
            draft = put_row(
                by=request.user,
                release=found,
                part=PART,
                row=form.changed_row(),
                seen=form.cleaned_data["seen"],
                note=_("Recommendation: %(title)s") % {"title": form.cleaned_data["title"]},
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return kept(request, found, draft, _("The recommendation is saved in the draft."))
    return render(request, "guidelines/editor/recommendations/form.html", context, status=status_of(form))


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@needs_content
def retire(request: SignedInRequest, pk: int, recommendation: str) -> HttpResponse:
    """Take a recommendation out of a draft, with the reason where it is in force now."""
    found = release_with_recommendations(pk)
    if request.method == "GET" and found.state != Release.State.DRAFT:
        return only_a_draft(request, found)
    content = content_of_release(found)
    row = find_row(content, PART, recommendation)
    in_force = find_row({PART: [*rows_in_force(found.publication)]}, PART, recommendation)
    shown = row or in_force
    if shown is None:
        raise Http404
    out = find_row(content, "retired", recommendation) or {}
    form = RetireForm(
        request.POST if request.method == "POST" else None,
        choices=successor_choices(current_content(), found, rows_in(content, PART), but=recommendation),
        is_in_force=in_force is not None,
        initial={**out, "seen": seen_hash(find_row_even_if_retired(content, recommendation))},
    )
    if form.is_valid():
        note = _("Taken out: %(title)s") % {"title": shown["title"]}
        write = retire_row if in_force else partial(remove_row, part=PART)
        try:
            draft = write(by=request.user, release=found, key=recommendation, note=note, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return kept(request, found, draft, _("“%(title)s” is taken out.") % {"title": shown["title"]})
    context = {"release": found, "title": shown["title"], "is_in_force": in_force is not None, "form": form}
    return render(request, "guidelines/editor/recommendations/retire.html", context, status=status_of(form))


@requires(Permission.CONTENT_EDIT)
@require_POST
def put_back(request: SignedInRequest, pk: int, recommendation: str) -> HttpResponse:
    """Put a recommendation back as it is in force."""
    found = release_with_recommendations(pk)
    rows = rows_in_force(found.publication)
    place = next((place for place, row in enumerate(rows) if row["key"] == recommendation), None)
    if place is None:
        raise Http404
    row = rows[place]
    try:
        draft = put_row_back(
            by=request.user,
            release=found,
            row=row,
            place=place,
            note=_("Put back: %(title)s") % {"title": row["title"]},
        )
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("editing_recommendations", found.pk)
    return kept(request, found, draft, _("“%(title)s” is put back.") % {"title": row["title"]})


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
def reaffirm_all(request: SignedInRequest, pk: int) -> HttpResponse:
    """The evidence behind every recommendation of a draft was reviewed; the wording stands."""
    found = release_with_recommendations(pk)
    return _reaffirm_page(request, found, keys_of(content_of_release(found), PART), found.title)


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
def reaffirm_one(request: SignedInRequest, pk: int, recommendation: str) -> HttpResponse:
    found = release_with_recommendations(pk)
    row = find_row(content_of_release(found), PART, recommendation)
    if row is None:
        raise Http404
    return _reaffirm_page(request, found, [recommendation], str(row["title"]))


def _reaffirm_page(request: SignedInRequest, found: Release, keys: list[str], title: str) -> HttpResponse:
    if request.method == "GET" and found.state != Release.State.DRAFT:
        return only_a_draft(request, found)
    seen = seen_hash(reviews_of(content_of_release(found), keys))
    form = ReaffirmForm(request.POST if request.method == "POST" else None, initial={"seen": seen})
    if form.is_valid():
        try:
            draft = reaffirm(
                by=request.user,
                release=found,
                keys=keys,
                reviewed=form.cleaned_data["reviewed"],
                seen=form.cleaned_data["seen"],
                note=_("Reaffirmed: %(title)s") % {"title": title},
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return kept(request, found, draft, _("The evidence is marked as reviewed. No wording has changed."))
    context: dict[str, Any] = {"release": found, "title": title, "number": len(keys), "form": form}
    return render(request, "guidelines/editor/recommendations/reaffirm.html", context, status=status_of(form))
