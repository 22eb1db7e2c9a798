"""The press on a page's own button for saving: the page comes back to the button, and says there that it saved."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.pages.http import PracticeRequest

# The message that stands in the page's marks, and the place of the button.
SAVED, BUTTON = "saved", "#save"


def back_saved(request: PracticeRequest, address: str, place: str = BUTTON) -> HttpResponse:
    """Back to the page of this address, to this place on it."""
    if "autosave" not in request.POST:  # nobody reads the answer to what a page sends while it is left
        words = _("saved %(time)s ✓") % {"time": f"{timezone.localtime():%H:%M}"}
        messages.success(request, words, extra_tags=SAVED)
    return redirect(address + place)
