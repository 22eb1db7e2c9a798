"""Requests of people in each role, and what comes back."""

import re
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Staff, User
from tests.support.records.cast import PASSWORD, Cast


def confirm_password(client: Client) -> Client:
    """What a GP does before signing: enter the password once more."""
    response = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert response.status_code == 302, "the password was refused"
    return client


ANONYMOUS, NOBODY, EDITOR, NURSE, GP, MANAGER, GP_B = "anonymous", "nobody", "editor", "nurse", "gp", "manager", "gp_b"


def ask(client: Client, method: str, url: str, **headers: Any) -> HttpResponse:
    """A request; one that sends a form sends a field that no form knows, so that the form is seen as sent."""
    if method == "POST":
        return client.post(url, {"sent": "1"}, **headers)
    return client.generic(method, url, **headers)


def client_as(cast: Cast, role: str) -> Client:
    """A client signed in as someone of this role; a failing view answers 500."""
    client = Client(raise_request_exception=False)
    people: dict[str, Staff | User] = {
        NOBODY: cast.nobody,
        EDITOR: cast.editor,
        NURSE: cast.nurse,
        GP: cast.gp2,
        MANAGER: cast.gp,
        GP_B: cast.gp_b,
    }
    if role != ANONYMOUS:
        person = people[role]
        client.force_login(person.user if isinstance(person, Staff) else person)
    return client


def undone(client: Client, method: str, url: str) -> HttpResponse:
    """The answer, with everything that the request wrote taken back: also a sign-out."""
    cookies = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        response = ask(client, method, url)
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(cookies)
    return response


def page_without_token(response: HttpResponse) -> str:
    """The whole answer, but for the CSRF token and what is left of the session, which differ each time."""
    head = {name: value for name, value in response.items() if name not in ("Content-Length", "Expires")}
    fleeting = r'(csrfmiddlewaretoken" value="|X-CSRFToken": "|data-session-left=")\w+'
    text = re.sub(fleeting, r"\1", response.content.decode())
    return f"{response.status_code} {head} {text}"


def whole(response: HttpResponse) -> str:
    """Headers and body as text."""
    return f"{dict(response.items())} {response.content.decode(errors='replace')}"
