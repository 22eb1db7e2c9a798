"""Refuses what a page sends when the page was made for another person or for another practice.

Whatever is refused, nothing is written, and what was typed is not lost.
"""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.open_pages.kept_forms import Typed, keep, offer, typed_in
from accounts.open_pages.mark import PageOwner, owner_now, owner_sent
from accounts.pages.open_page.refused_page import OF_ANOTHER, OUT_OF_DATE, SIGNED_OUT, UNMARKED, show_refusal, whose

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# Choosing another practice is what this form is for, also on a page of the practice before.
OF_ANY_PRACTICE = frozenset({"practice_choose"})


def refusal(request: HttpRequest, *, is_trusted: bool, asks_password: bool = False) -> HttpResponse | None:
    """The answer to an unsafe request that is refused; None if it is taken.

    `is_trusted` says whether the token against forged requests was right, `asks_password` that the form asks for a
    password: of such a form nothing is shown again or kept.
    """
    owner, now = owner_sent(request), owner_now(request)
    if owner is None and not is_trusted:
        return _refuse_untrusted_page(request)
    typed = None if asks_password else typed_in(request)
    if now is None:
        return _signed_out(request, owner, typed)
    if owner is None:
        return show_refusal(request, typed, status=403, why=UNMARKED)
    if owner.user_id != now.user_id or (owner.practice_id != now.practice_id and not _is_of_any_practice(request)):
        return _refuse_page_of_another(request, owner, typed)
    return None if is_trusted else _out_of_date(request, owner, typed)


def _is_of_any_practice(request: HttpRequest) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name in OF_ANY_PRACTICE


def _refuse_untrusted_page(request: HttpRequest) -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def _is_shown(request: HttpRequest) -> bool:
    """Whether the answer takes the page's place: not with htmx, and not where a page sends something as it is left."""
    return not request.htmx and "autosave" not in request.POST  # type: ignore[attr-defined]


def _signed_out(request: HttpRequest, owner: PageOwner | None, typed: Typed | None) -> HttpResponse:
    """Nobody is signed in: with htmx the page stays as it is; else its form is kept until its person has signed in."""
    if request.htmx:  # type: ignore[attr-defined]
        # Whoever is typing must not lose it to a redirect.
        return HttpResponse(status=401)
    if owner is None or typed is None:
        return redirect_to_login("/")
    kept = keep(typed, by=owner)
    if not _is_shown(request):
        return HttpResponse(status=401)
    if kept is None:
        return show_refusal(request, typed, status=401, why=SIGNED_OUT, owner=owner)
    return redirect_to_login(reverse("kept_form", args=[kept.pk]))


def _out_of_date(request: HttpRequest, owner: PageOwner, typed: Typed | None) -> HttpResponse:
    """The same person has signed in again: the page is told the token of now, or its form comes back as it was typed.

    Only the program's own pages can read the token; another site's script sees no header of ours, and has no mark.
    """
    kept = None if request.htmx or typed is None else keep(typed, by=owner)  # type: ignore[attr-defined]
    if kept:
        offer(kept, request)
    if not _is_shown(request) or typed is None:
        response = _refuse_untrusted_page(request)
    elif kept:
        return redirect("kept_form", kept.pk)
    else:
        response = show_refusal(request, typed, status=403, why=OUT_OF_DATE, owner=owner)
    response["X-New-Token"] = get_token(request)
    return response


def _refuse_page_of_another(request: HttpRequest, owner: PageOwner, typed: Typed | None) -> HttpResponse:
    """Somebody else is signed in by now, or the same person works in another practice: said in words."""
    if not request.htmx:  # type: ignore[attr-defined]
        return show_refusal(request, typed, status=409, why=OF_ANOTHER, owner=owner)
    words = _("Not saved. The text is still here.")
    response = HttpResponse(f"{words} {whose(request, owner)}", content_type="text/plain; charset=utf-8", status=409)
    response["X-Of-Another"] = "1"
    return response
