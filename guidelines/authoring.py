"""An editor makes a guideline, says what a release is, and keeps the list of sources."""

from django.apps import apps
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import SignedInRequest
from accounts.permissions import Permission, requires
from guidelines.authoring_forms import FRAME_FIELDS, FrameForm, NewGuidelineForm, NewSourceForm, SourceForm
from guidelines.bundle import content_of_release
from guidelines.catalogue import WITH_RECOMMENDATIONS
from guidelines.life_cycle import create_publication
from guidelines.models import Publication, Release
from guidelines.release_pages import tell_where_it_is
from guidelines.rows import frame_of, put_frame, seen_hash
from guidelines.source_models import Source
from guidelines.wholeness import Refused

FRAME = (*FRAME_FIELDS, "release")


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
def new_guideline(request: SignedInRequest) -> HttpResponse:
    """A guideline from nothing, as a draft without recommendations."""
    data = request.POST if request.method == "POST" else None
    form = NewGuidelineForm(data, initial={"source": request.GET.get("source", ""), "rating_scheme": "sst"})
    if form.is_valid():
        key, kind = form.cleaned_data["key"], Publication.Kind.GUIDELINE
        try:
            draft = create_publication(
                by=request.user, key=key, kind=kind, content=form.values() | {"recommendations": []}
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The guideline is begun as a draft. Add its recommendations."))
            return redirect("editing_recommendations", draft.pk)
    return render(request, "guidelines/editor/guideline/new.html", {"form": form}, status=status_of(form))


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
def frame(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a draft says of itself."""
    found = release_with_recommendations(pk)
    if request.method == "GET" and found.state != Release.State.DRAFT:
        return only_a_draft(request, found)
    content = content_of_release(found)
    form = FrameForm(
        request.POST if request.method == "POST" else None,
        initial=FrameForm.typed_from(content) | {"seen": seen_hash(frame_of(content, FRAME))},
        scheme_is_used=bool(content["recommendations"]),
    )
    if form.is_valid():
        try:
            draft = put_frame(
                by=request.user,
                release=found,
                values={name: form.values()[name] for name in FRAME},
                seen=form.cleaned_data["seen"],
                note=_("About the guideline"),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return kept(request, found, draft, _("The draft is saved."))
    return render(
        request, "guidelines/editor/guideline/frame.html", {"form": form, "release": found}, status=status_of(form)
    )


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
def sources(request: SignedInRequest) -> HttpResponse:
    """Every document that content is taken from."""
    return render(request, "guidelines/editor/guideline/sources.html", {"sources": Source.objects.order_by("title")})


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
def new_source(request: SignedInRequest) -> HttpResponse:
    form = NewSourceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with transaction.atomic():
                form.save(commit=False).save(force_insert=True)
        except IntegrityError:
            form.refuse_key(form.cleaned_data["key"])
        else:
            messages.success(request, _("The source is saved."))
            return redirect("editing_sources")
    return render(request, "guidelines/editor/guideline/source.html", {"form": form}, status=status_of(form))


@requires(Permission.CONTENT_EDIT)
@require_http_methods(["GET", "POST"])
@never_cache
@transaction.atomic
def source(request: SignedInRequest, source: str) -> HttpResponse:
    """Put right what is known of a source. What it said before is kept, and shown below the form."""
    found = get_object_or_404(Source.objects.select_for_update(), pk=source)
    says = {name: getattr(found, name) for name in SourceForm.Meta.fields}
    now = seen_hash(says)
    data = request.POST.copy() if request.method == "POST" else None
    is_stale = data is not None and data.get("seen") != now
    if data is not None:
        # Saving once more is then an answer to what the page shows now.
        data["seen"] = now
    form = SourceForm(data, instance=found, initial={"seen": now})
    if form.is_valid() and not is_stale:
        form.save()
        messages.success(request, _("The source is saved."))
        return redirect("editing_sources")
    if is_stale:
        form.add_error(
            None, _("The source was changed in the meantime. Nothing is saved yet: compare, and save again.")
        )
    events = apps.get_model("guidelines", "SourceEvent").objects.filter(pgh_obj=found.pk).order_by("-pgh_id")
    context = {"form": form, "source": found, "says": says if is_stale else None, "events": events}
    return render(request, "guidelines/editor/guideline/source.html", context, status=status_of(form))


def release_with_recommendations(pk: int) -> Release:
    """The release with this id, of a publication that holds recommendations; else 404."""
    releases = Release.objects.select_related("publication", "source", "rating_scheme")
    return get_object_or_404(releases, pk=pk, publication__kind__in=WITH_RECOMMENDATIONS)


def only_a_draft(request: SignedInRequest, found: Release) -> HttpResponse:
    """To the page on which the release is read: it can no longer be written."""
    messages.warning(request, _("Only a draft can be changed."))
    return redirect("editing_recommendations", found.pk)


def kept(request: SignedInRequest, found: Release, draft: Release, done: str) -> HttpResponse:
    """To the draft that holds what was written; where that is another one, with the reason."""
    tell_where_it_is(request, found, draft, done)
    return redirect("editing_recommendations", draft.pk)


def status_of(form: BaseForm) -> int:
    """422 for a form that is shown again with its errors."""
    return 422 if form.errors else 200
