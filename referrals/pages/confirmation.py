"""Asks a user to confirm their password before they sign, and tells whether they just did."""

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.pages.http import PracticeRequest
from accounts.sign_in.permissions import Permission, requires
from referrals.follow_up.access import get_letter


def is_confirmed(request: HttpRequest) -> bool:
    """Whether the password was confirmed within the limit; signing in does not count as that."""
    try:
        _require_recent_sign_in(request)
    except ReauthenticationRequired:
        return False
    return True


@requires(Permission.REFERRAL_SIGN)
@require_GET
@never_cache
def confirm(request: PracticeRequest, letter_id: UUID) -> HttpResponse:
    """Ask for the password where that is due, and come back to the page on which the letter is signed.

    The signature itself is never kept and replayed: the GP reads, ticks and presses after the password.
    """
    found = get_letter(by=request.staff, letter_id=letter_id)
    if found.signed_at:
        return redirect("letter", found.pk)
    _require_recent_sign_in(request)
    messages.info(
        request, _("Your password is confirmed. The letter is not signed yet: tick that you have read it, and sign.")
    )
    return redirect("letter_check", found.pk)


@reauthentication_required  # type: ignore[untyped-decorator]
def _require_recent_sign_in(request: HttpRequest) -> None:
    """Raises ReauthenticationRequired, which allauth's middleware answers with its page for the password."""
