"""The view that shows a page again with what was typed on it, after its person has signed in again."""

from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.open_pages.kept_forms import PUT_BACK, Kept, find, forget, use_up
from accounts.open_pages.mark import owner_now
from accounts.pages.http import CHOSEN_PRACTICE, SignedInRequest
from accounts.pages.open_page.filling import fill_page
from accounts.pages.open_page.refused_page import NO_ROOM, show_refusal
from accounts.sign_in.permissions import Permission, requires


@requires(Permission.SIGNED_IN)
@require_GET
@never_cache
def kept_form(request: SignedInRequest, kept_id: UUID) -> HttpResponse:
    """Where what is kept was typed: the page that it stood on, in the practice that it belongs to.

    What belongs to somebody else, was used, or is too old, is answered alike.
    """
    kept = find(kept_id, by=request.user)
    works_in = {place.practice_id for place in request.user.working_in}
    if kept is None or (kept.owner.practice_id and kept.owner.practice_id not in works_in):
        forget(kept_id, request)
        return render(request, "accounts/kept/gone.html", status=404)
    if kept.owner.practice_id:
        request.session[CHOSEN_PRACTICE] = str(kept.owner.practice_id)
    separator = "&" if urlsplit(kept.typed.page).query else "?"
    return redirect(f"{kept.typed.page}{separator}{PUT_BACK}={kept.pk}")


def put_back(request: HttpRequest, page: HttpResponse) -> HttpResponse:
    """The page with what was typed on it, where that is asked for and kept for whoever asks; or else just the page."""
    kept = _asked_for(request)
    if kept is None or not use_up(kept, request):
        return page
    is_page = page.status_code == 200 and page.get("Content-Type", "").startswith("text/html")
    notice = render_to_string("accounts/kept/_notice.html", {"at": kept.at}, request)
    html = fill_page(page.content.decode(), request.path, kept.typed, notice) if is_page else None
    if html is None:
        page = show_refusal(request, kept.typed, status=200, why=NO_ROOM, owner=kept.owner)
    else:
        page.content = html
    page["Cache-Control"] = "no-store"
    return page


def _asked_for(request: HttpRequest) -> Kept | None:
    """What the address asks for, if it is kept for the person who asks in the practice that they work in."""
    try:
        identifier = UUID(request.GET.get(PUT_BACK, ""))
    except ValueError:
        return None
    kept = find(identifier, by=request.user) if request.user.is_authenticated else None
    return kept if kept and kept.owner == owner_now(request) else None
