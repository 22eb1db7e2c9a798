"""The editor's pages of a guideline as a whole: a new one, and what is said about it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.pages.http import SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from guidelines.content_files.release import content_of_release
from guidelines.models import Publication, Release
from guidelines.pages.editor.guideline.forms import FRAME_FIELDS, FrameForm, NewGuidelineForm
from guidelines.pages.editor.release.lookup import kept, only_a_draft, release_with_recommendations, status_of
from guidelines.publishing.consistency import Refused
from guidelines.publishing.draft_rows import frame_of, seen_hash, update_metadata
from guidelines.publishing.drafts import create_publication

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
            draft = update_metadata(
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
