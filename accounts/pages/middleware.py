"""The middleware of every request: who asks, on behalf of which practice, and whether they have the permission."""

from collections.abc import Callable
from uuid import uuid4

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django_htmx.http import HttpResponseClientRedirect

from accounts.log.entries import RequestOrigin, request_origin, write_entries
from accounts.log.security_events import record_security_event
from accounts.models import SecurityEventKind, Staff, User
from accounts.open_pages.sent_again import is_sent_again
from accounts.pages.double_sends import answer_once
from accounts.pages.http import CHOSEN_PRACTICE
from accounts.pages.open_page.guard import SAFE, refusal
from accounts.pages.open_page.views import put_back
from accounts.sign_in.permissions import Permission, View, permissions_of
from accounts.tenancy.context import practice_context

# Open to anyone: signing in, the checks that tell whether the service runs, and whom to tell of what cannot be used.
PUBLIC = frozenset(
    {"account_login", "account_logout", "account_inactive", "health_live", "health_ready"}
    | {"accessibility", "security_contact"}
)
# allauth's own views carry no mark of ours; those that a signed-in user may use are named here.
SIGNED_IN = frozenset({"account_reauthenticate", "account_change_password"})


def required_permission(match: ResolverMatch) -> Permission | None:
    """The permission that an address needs; None for the public ones. A view that names none is refused for all."""
    if match.view_name in PUBLIC:
        return None
    if match.view_name in SIGNED_IN:
        return Permission.SIGNED_IN
    try:
        return match.func.required_permission  # type: ignore[attr-defined, no-any-return]
    except AttributeError as error:
        raise PermissionDenied(f"{match.view_name} names no permission") from error


class PracticeMiddleware:
    """One transaction per request, in the practice of the signed-in user; denies by default."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = self._answer(request)
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        places = user.working_in if isinstance(user, User) else []
        staff = chosen_place(places, request.session.get(CHOSEN_PRACTICE))
        permissions = permissions_of(user, staff) if user.is_authenticated else frozenset()
        request.staff, request.places, request.permissions = staff, places, permissions  # type: ignore[attr-defined]
        if request.method not in SAFE and is_sent_again(request):
            request.csrf_processing_done = True  # type: ignore[attr-defined]
        origin = RequestOrigin(get_client_ip(request), uuid4())
        token = request_origin.set(origin)
        try:
            if staff is None:
                return put_back(request, self.get_response(request))
            with practice_context(staff.practice_id):
                response = put_back(request, self.get_response(request))
                if response.streaming:
                    raise RuntimeError("A streaming response would outlive the practice's transaction.")
                if response.status_code >= 500:
                    transaction.set_rollback(True)
                else:
                    write_entries(origin)
                return response
        finally:
            request_origin.reset(token)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        assert request.resolver_match is not None
        permission = required_permission(request.resolver_match)
        if permission is None:
            return None
        if request.method not in SAFE:
            asks_password = request.resolver_match.view_name in SIGNED_IN
            refused = refusal(request, is_trusted=True, asks_password=asks_password)
            if refused is not None:
                return refused
        if permission in request.permissions:  # type: ignore[attr-defined]
            return answer_once(request, view, args, kwargs)
        if isinstance(request.user, User):
            refused_page = request.resolver_match.view_name
            record_security_event(
                kind=SecurityEventKind.REFUSED, request=request, user=request.user, detail=refused_page
            )
            raise PermissionDenied
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(redirect_to_login(request.htmx.current_url_abs_path or "/").url)  # type: ignore[attr-defined]
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def chosen_place(places: list[Staff], practice_id: str | None) -> Staff | None:
    """The place in the chosen practice, or else the first one."""
    return next((place for place in places if str(place.practice_id) == practice_id), places[0] if places else None)
