"""The editor's pages of the sources that content is taken from."""

from django.apps import apps
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.pages.http import SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from guidelines.models import Source
from guidelines.pages.editor.release.lookup import status_of
from guidelines.pages.editor.sources.forms import NewSourceForm, SourceForm
from guidelines.publishing.draft_rows import seen_hash


@requires(Permission.CONTENT_EDIT)
@require_GET
@never_cache
def sources(request: SignedInRequest) -> HttpResponse:
    """Every document that content is taken from."""
    return render(request, "guidelines/editor/sources/list.html", {"sources": Source.objects.order_by("sort_key")})


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
    return render(request, "guidelines/editor/sources/form.html", {"form": form}, status=status_of(form))


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
    in_words = says | {"language": found.get_language_display() or _("Danish")}
    context = {"form": form, "source": found, "says": in_words if is_stale else None, "events": events}
    return render(request, "guidelines/editor/sources/form.html", context, status=status_of(form))
