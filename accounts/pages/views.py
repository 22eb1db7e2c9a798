"""The practice's own page, choosing between the practices one works in, and one's own account."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.log.entries import record_access
from accounts.log.reading import read_log
from accounts.log.security_events import events_of
from accounts.models import AccessAction, AccessLogEntry, Staff
from accounts.pages.forms import AccessLogForm
from accounts.pages.http import CHOSEN_PRACTICE, PracticeRequest, SignedInRequest
from accounts.sign_in.permissions import Permission, requires
from accounts.sign_in.sessions import digest_of, end_sessions, sessions_of

NEWEST_EVENTS = 30


@requires(Permission.PRACTICE_MANAGE)
@require_GET
@never_cache
def practice(request: PracticeRequest) -> HttpResponse:
    """The practice's data, its staff, their sign-ins, and its access log. Looking at the log stands in the log too."""
    own = request.staff.practice
    everyone = list(own.staff.select_related("user").order_by("-is_active", "user__sort_key", "pk"))
    form = AccessLogForm(request.GET, everyone=everyone)
    record_access(by=request.staff, action=AccessAction.READ, detail=_("access log"))
    entries = _entries(form.cleaned_data) if form.is_valid() else AccessLogEntry.objects.none()
    log = read_log(entries, before=request.GET.get("before", ""))
    events = events_of([place.user for place in everyone], newest=NEWEST_EVENTS)
    context = {"practice": own, "everyone": everyone, "form": form, "log": log, "events": events}
    return render(request, "accounts/practice/page.html", context)


def _entries(chosen: dict[str, str]) -> QuerySet[AccessLogEntry]:
    """The practice's entries that match."""
    entries: QuerySet[AccessLogEntry] = AccessLogEntry.objects.all()
    if chosen["staff"]:
        entries = entries.filter(staff_id=chosen["staff"])
    if chosen["action"]:
        entries = entries.filter(action=chosen["action"])
    return entries


@requires(Permission.SIGNED_IN)
@require_POST
def practice_choose(request: HttpRequest) -> HttpResponse:
    """Go on in another of one's own practices, from its first page."""
    try:
        chosen = UUID(request.POST.get("practice", ""))
    except ValueError as error:
        raise Http404 from error
    place = get_object_or_404(Staff, user=request.user.pk, is_active=True, practice=chosen)
    request.session[CHOSEN_PRACTICE] = str(place.practice_id)
    return redirect("home")


@requires(Permission.SIGNED_IN)
@require_GET
@never_cache
def sign_ins(request: SignedInRequest) -> HttpResponse:
    """Where this person is signed in, with a way to end each, and their newest events."""
    context = {
        "sessions": sessions_of(request.user),
        "this_one": digest_of(request.session.session_key or ""),
        "events": events_of([request.user], newest=NEWEST_EVENTS),
    }
    return render(request, "accounts/sign_in/page.html", context)


@requires(Permission.SIGNED_IN)
@require_POST
def sign_ins_end(request: SignedInRequest) -> HttpResponse:
    """End the sign-ins that were ticked; the one that asks is left, for it is ended by signing out."""
    chosen = set(request.POST.getlist("sign_in")) - {digest_of(request.session.session_key or "")}
    if end_sessions(by=request.user, keys=chosen, request=request):
        messages.success(request, _("Ended. Whoever sits there is signed out at their next press."))
    else:
        messages.info(request, _("Nothing was ended: none was chosen, or it has ended already."))
    return redirect("sign_ins")
