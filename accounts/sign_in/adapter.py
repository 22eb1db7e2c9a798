"""What allauth asks of this project: who may sign up, how often a password may be tried, and what a wrong one ends."""

from datetime import timedelta
from math import ceil
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.log.security_events import record_security_event
from accounts.models import SecurityEventKind, User
from accounts.sign_in.limits import begin_try, end_try

# In the session: how often its password was asked for again and was wrong.
WRONG_PASSWORDS = "wrong_passwords"
MOST_WRONG_PASSWORDS = 5


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Staff are invited by their practice; nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try. Raises ValidationError where it is to wait."""
        address = self.get_client_ip(request)
        wait = begin_try(login=login_of(credentials), address=address, now=timezone.now())
        if wait:
            self._note(SecurityEventKind.MADE_TO_WAIT, request, credentials)
            raise ValidationError(words_for(wait), code="too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        if user is not None:
            address = self.get_client_ip(request)
            end_try(login=login_of(credentials), address=address, now=timezone.now())
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._note(SecurityEventKind.WRONG_PASSWORD, request, credentials)

    def _note(self, kind: SecurityEventKind, request: HttpRequest, credentials: dict[str, Any]) -> None:
        """With whose account it was tried, where there is such a one; what was typed stands nowhere."""
        user = User.objects.filter(email__iexact=login_of(credentials)).first()
        record_security_event(kind=kind, request=request, user=user)

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the password of the one who is signed in; after five wrong ones they are no more."""
        session, request = context.request.session, context.request
        if super().reauthenticate(user, password):
            session.pop(WRONG_PASSWORDS, None)
            session.begin_anew()
            record_security_event(kind=SecurityEventKind.CONFIRMED, request=request, user=user)
            return True
        session[WRONG_PASSWORDS] = session.get(WRONG_PASSWORDS, 0) + 1
        if session[WRONG_PASSWORDS] >= MOST_WRONG_PASSWORDS:
            logout(request)
            messages.error(request, _("The password was wrong five times. You are signed out; sign in again."))
            raise ImmediateHttpResponse(redirect("account_login"))
        return False


def login_of(credentials: dict[str, Any]) -> str:
    """The account that is meant, as it was typed."""
    return str(credentials.get("email") or "")


def words_for(wait: timedelta) -> str:
    """How long to wait, in words."""
    seconds = ceil(wait.total_seconds())
    if seconds < 60:
        left = ngettext("%(count)d second", "%(count)d seconds", seconds) % {"count": seconds}
    else:
        minutes = ceil(seconds / 60)
        left = ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    return _("Wrong too often. Try again in %(left)s.") % {"left": left}
