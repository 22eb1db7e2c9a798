"""Tests' clients send what a page of the program sends along: the mark of whom it was made for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.open_pages.mark import HEADER, PageOwner, mark_for
from accounts.pages.http import CHOSEN_PRACTICE
from accounts.pages.middleware import chosen_place
from accounts.pages.open_page.guard import SAFE
from accounts.sign_in.backends import AuthenticationBackend
from accounts.sign_in.sessions import SessionStore

META = f"HTTP_{HEADER.upper().replace('-', '_')}"


class UnmarkedClient(Client):
    """Sends what it is told to send, and nothing else."""


def mark_of_client(client: Client) -> str | None:
    """The mark of a page that this client's person would have open now; None while nobody is signed in.

    What is asked of the database for it is no query of the request.
    """
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie is None or not cookie.value:
        return None
    counted, connection.force_debug_cursor = connection.force_debug_cursor, False
    try:
        session = SessionStore(cookie.value).load()
        user = AuthenticationBackend().get_user(session["_auth_user_id"]) if "_auth_user_id" in session else None
    finally:
        connection.force_debug_cursor = counted
    if user is None:
        return None
    place = chosen_place(user.working_in, session.get(CHOSEN_PRACTICE))
    return mark_for(PageOwner(user.pk, place.practice_id if place else None))


@pytest.fixture(autouse=True, scope="session")
def clients_with_a_mark() -> Iterator[None]:
    """Every unsafe request of a test's client is one of a page that was made for whoever is signed in now.

    One that brings a mark of its own, or comes from an `UnmarkedClient`, is left as it is.
    """
    request = Client.request

    def marked_request(client: Client, **environ: Any) -> Any:
        is_ours = environ.get("REQUEST_METHOD") not in SAFE and META not in environ
        if is_ours and not isinstance(client, UnmarkedClient):
            mark = mark_of_client(client)
            environ |= {META: mark} if mark else {}
        return request(client, **environ)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", marked_request)
        yield
