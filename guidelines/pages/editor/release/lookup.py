"""What the editor's pages of a release share: finding it, and saying where a change of its draft has landed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.pages.http import SignedInRequest
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
