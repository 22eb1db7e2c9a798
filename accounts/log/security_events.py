"""Writing and reading what happened at the door."""

from typing import Any

from allauth.core.internal.httpkit import get_client_ip
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import SecurityEvent, SecurityEventKind, User

BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def record_security_event(
    *, kind: SecurityEventKind, request: HttpRequest, user: User | None, detail: str = ""
) -> None:
    """Add one entry. The database says when; nothing that was typed is in it."""
    SecurityEvent(
        kind=kind, user=user, detail=detail[:100], address=get_client_ip(request), device=device_of(request)
    ).save(force_insert=True)


def device_of(request: HttpRequest) -> str:
    """The browser and the system that a request says it comes from, in a word each; empty if it names neither."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    found = (next((name for mark, name in names.items() if mark in agent), "") for names in (BROWSERS, SYSTEMS))
    return ", ".join(name for name in found if name)


def events_of(users: list[User], *, newest: int) -> QuerySet[SecurityEvent]:
    """The newest entries of these accounts, newest first."""
    return SecurityEvent.objects.filter(user__in=users).select_related("user").order_by("-at", "-pk")[:newest]


def after_sign_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    """A signal: somebody has signed in."""
    record_security_event(kind=SecurityEventKind.SIGNED_IN, request=request, user=user)


def after_sign_out(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    """A signal: somebody has signed out, or was; nothing where nobody was signed in."""
    if user is not None:
        record_security_event(kind=SecurityEventKind.SIGNED_OUT, request=request, user=user)
