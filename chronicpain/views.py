"""Pages that belong to no room: health checks, whom to tell what, and the answers to requests that cannot be served."""

import sys
from datetime import timedelta

from django.conf import settings
from django.db import OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe
from django.views.defaults import server_error

from accounts.pages.middleware import PUBLIC, SIGNED_IN
from accounts.pages.open_page.guard import refusal
from chronicpain.outages import marked, trouble_of, unavailable
from guidelines.in_force.content import ContentMissing, current_content
from referrals.pathways.in_force import pathway_of

CONTACT_LASTS = timedelta(days=90)


@never_cache
@require_safe
def health_live(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def health_ready(request: HttpRequest) -> HttpResponse:
    """The database answers, and content is in force."""
    try:
        connection.ensure_connection()
        pathway_of(current_content())
    except (OperationalError, ContentMissing) as error:
        response = HttpResponse(f"not ready: {type(error).__name__}", content_type="text/plain", status=503)
        return marked(response, error) if trouble_of(error) else response
    return HttpResponse("ok", content_type="text/plain")


@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, under the headings and at the address that Danish law gives."""
    return render(request, "accessibility.html", {"contact": settings.ACCESSIBILITY_CONTACT})


@require_GET
def security_contact(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness, as RFC 9116 has it; 404 where the settings name nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    # Who reads an old copy is to look again; the clock's day keeps the file the same all day.
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + CONTACT_LASTS
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat()}",
        "Preferred-Languages: da, en",
        f"Canonical: {request.build_absolute_uri()}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token against forged requests is wrong or out of date: what came from a page of ours is not lost."""
    match = request.resolver_match
    refused = None
    if match is not None and match.view_name not in PUBLIC:
        refused = refusal(request, is_trusted=False, asks_password=match.view_name in SIGNED_IN)
    return refused or render(request, "403_csrf.html", status=403)


def fault(request: HttpRequest) -> HttpResponse:
    """What was raised and not foreseen: 503 where the database did not let the request through, else 500."""
    error = sys.exc_info()[1]
    return unavailable(request, error) if error and trouble_of(error) else server_error(request)
