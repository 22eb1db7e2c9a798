"""Helpers of the editor's pages of a release: find it, and say in which draft a change was saved."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.pages.http import SignedInRequest
from guidelines.in_force.catalogue import WITH_RECOMMENDATIONS
from guidelines.models import Release


def get_release_or_404(pk: int) -> Release:
    """The release with this id, in any state. Raises Http404."""
    return get_object_or_404(Release.objects.select_related("publication"), pk=pk)


def tell_where_it_is(request: SignedInRequest, found: Release, draft: Release, done: str) -> None:
    """Say `done`; where someone else had changed the same, that the change is kept in a draft of its own, `draft`."""
    if draft.pk == found.pk:
        messages.success(request, done)
    else:
        messages.warning(request, _("Someone else has changed the draft. Yours is kept beside it, as this one."))


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
