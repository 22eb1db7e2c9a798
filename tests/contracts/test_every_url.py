"""Every address, for everyone: who may, who may not, and with which method."""

import re

import pytest
from django.http import HttpResponse
from django.urls import reverse

from accounts.sign_in.permissions import Permission
from guidelines.in_force.content import Content
from tests.support.http.access_matrix import ALLAUTH, EVERYONE, MATRIX, PAGES, REFUSED, SIGN_IN
from tests.support.http.requests import ANONYMOUS, EDITOR, GP, GP_B, MANAGER, NOBODY, NURSE, client_as, undone
from tests.support.http.routes import ROUTES, Route, arguments
from tests.support.http.walk import Walk
from tests.support.records.cast import Cast
from tests.support.records.furnished import Record

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


@pytest.fixture
def cast(furnished: tuple[Cast, tuple[Record, Record]]) -> Cast:
    return furnished[0]


@pytest.fixture
def records(furnished: tuple[Cast, tuple[Record, Record]]) -> tuple[Record, Record]:
    return furnished[1]


def outcome(response: HttpResponse) -> int | str:
    to_sign_in = response.status_code == 302 and response["Location"].partition("?")[0] == reverse("account_login")
    return SIGN_IN if to_sign_in else response.status_code


def expected(route: Route, method: str, role: str) -> int | str:
    if route.name in REFUSED:
        return 403
    page = MATRIX[route.name]
    if role not in page.may:
        return SIGN_IN if role == ANONYMOUS else 403
    answer = page.get if method == "GET" else page.post
    if answer == 405:
        return 405
    if role == GP_B and route.shows_an_object:
        return 404
    return page.but.get(role, answer)


def test_every_address_is_classified() -> None:
    names = [route.name for route in ROUTES]
    assert len(names) == len(set(names))
    assert set(names) == set(MATRIX) | REFUSED
    assert not set(MATRIX) & REFUSED


def test_each_page_is_for_those_who_have_the_permission_that_its_view_names() -> None:
    """Two permissions that the same roles have are told apart too. Tried: another of the same roles."""
    named = {name: page.for_whom for name, page in PAGES.items() if isinstance(page.for_whom, Permission)}
    asked = {route.name: getattr(route.view, "required_permission", None) for route in ROUTES}
    assert named == {name: asked[name] for name in named}
    assert len(named) > 80


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_everyone_gets_what_the_matrix_says(role: str, walk: Walk) -> None:
    answers, promised = {}, {}
    for route in ROUTES:
        for method in ("GET", "POST"):
            promise = expected(route, method, role)
            if promise != 405:
                promised[route.name, method] = promise
                answers[route.name, method] = outcome(walk.answer(role, method, route))
    assert answers == promised


# What htmx and the scripts ask of a form itself. A control of that name takes its place (HTML, named properties).
ASKED_OF_A_FORM = {"form", "elements", "submit", "requestSubmit", "reset", "closest", "matches", "id", "parentNode"}


def test_no_control_takes_the_place_of_what_is_asked_of_its_form(walk: Walk) -> None:
    named = set()
    for role in (MANAGER, EDITOR):
        for route in ROUTES:
            if expected(route, "GET", role) == 200:
                page = walk.answer(role, "GET", route).content.decode(errors="ignore")
                named |= set(re.findall(r"<(?:input|select|textarea|button)\b[^>]*\sname=\"([^\"]+)\"", page))
    assert {"agreed", "contact_form", "seen_version"} <= named
    assert named & ASKED_OF_A_FORM == set()


def test_a_signed_letter_is_fetched_by_the_practices_clinicians_only(
    records: tuple[Record, Record], cast: Cast
) -> None:
    url = reverse("letter_pdf", args=[records[0].signed.pk])
    answers = {role: outcome(client_as(cast, role).get(url)) for role in EVERYONE}
    refused = {ANONYMOUS: SIGN_IN, NOBODY: 403, EDITOR: 403, GP_B: 404}
    assert answers == refused | dict.fromkeys((NURSE, GP, MANAGER), 200)


def test_a_method_that_an_address_does_not_know_is_refused(
    records: tuple[Record, Record], content: Content, cast: Cast
) -> None:
    clients, values = {role: client_as(cast, role) for role in (MANAGER, EDITOR)}, arguments(records[0], content)
    answered = {}
    for route in ROUTES:
        if route.name not in PAGES:
            continue
        page = PAGES[route.name]
        client = clients[MANAGER if MANAGER in page.may else EDITOR]
        known = {method for method, answer in (("GET", page.get), ("POST", page.post)) if answer != 405}
        # Whoever watches over the service may ask for a health page's head.
        known |= {"HEAD"} if route.name.startswith("health") else set()
        for method in sorted(set(METHODS) - known):
            answered[route.name, method] = undone(client, method, route.url(values)).status_code
    assert {name for name, _ in answered} == set(PAGES)
    assert {asked: status for asked, status in answered.items() if status != 405} == {}


def test_a_header_does_not_turn_one_method_into_another(
    records: tuple[Record, Record], content: Content, cast: Cast
) -> None:
    client = client_as(cast, MANAGER)
    url = reverse("treatment_remove", args=[records[0].episode.pk, records[0].treatment.pk])
    for header in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        assert client.get(f"{url}?_method=POST", headers={header: "POST"}).status_code == 405, header


@pytest.mark.parametrize("name", sorted(ALLAUTH))
def test_a_page_of_allauth_knows_no_unsafe_method_but_post(name: str, cast: Cast) -> None:
    # Whoever is signed in is sent on from the sign-in page, with any method.
    client = client_as(cast, ANONYMOUS if name == "account_login" else NURSE)
    for method in ("PATCH", "DELETE", "TRACE"):
        assert undone(client, method, reverse(name)).status_code == 405, method
