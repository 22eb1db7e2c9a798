"""No answer tells what it must not: a foreign patient, a CPR number in an address, a page to someone not signed in."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from guidelines.in_force.content import Content
from tests.support.http.access_matrix import EVERYONE, MATRIX, REFUSED
from tests.support.http.requests import ANONYMOUS, EDITOR, GP_B, MANAGER, NOBODY, ask, client_as, whole
from tests.support.http.routes import ROUTES, arguments
from tests.support.http.walk import OF_A, OF_B, Walk
from tests.support.records.cast import CPR_A, CPR_A2, CPR_B, Cast
from tests.support.records.furnished import CPR_NUMBERS, FOREIGN, OWN, Record

BEHIND_SIGN_IN = [route for route in ROUTES if route.name not in REFUSED and ANONYMOUS not in MATRIX[route.name].may]


@pytest.fixture
def cast(furnished: tuple[Cast, tuple[Record, Record]]) -> Cast:
    return furnished[0]


@pytest.fixture
def records(furnished: tuple[Cast, tuple[Record, Record]]) -> tuple[Record, Record]:
    return furnished[1]


@pytest.mark.parametrize("role", sorted(EVERYONE - {GP_B}))
def test_no_answer_tells_practice_a_of_practice_b(role: str, walk: Walk) -> None:
    for of in (OF_A, OF_B):
        for route in ROUTES:
            for method in ("GET", "POST"):
                said = whole(walk.answer(role, method, route, of))
                assert FOREIGN not in said, (method, route.name)
                assert CPR_B not in said.replace("-", ""), (method, route.name)


def test_the_canary_would_sing(walk: Walk) -> None:
    """In practice B the same walk does meet the name."""
    singing = {route.name for route in ROUTES if FOREIGN in whole(walk.answer(GP_B, "GET", route, OF_B))}
    assert singing >= {"home", "patient", "patient_edit", "episode", "section", "history", "readiness", "letter"}


@pytest.mark.parametrize("role", [ANONYMOUS, NOBODY, EDITOR])
def test_who_may_see_no_patient_sees_none(role: str, walk: Walk) -> None:
    for route in ROUTES:
        for method in ("GET", "POST"):
            assert OWN not in whole(walk.answer(role, method, route)), (method, route.name)


def test_whoever_is_not_signed_in_comes_back_after_signing_in(
    records: tuple[Record, Record], content: Content, client: Client
) -> None:
    for route in BEHIND_SIGN_IN:
        url = route.url(arguments(records[0], content))
        assert client.get(url)["Location"] == f"{reverse('account_login')}?next={url}"
        assert ask(client, "POST", url)["Location"] == f"{reverse('account_login')}?next=/"


def test_a_fragment_of_someone_not_signed_in_sends_the_whole_page_to_sign_in(
    records: tuple[Record, Record], content: Content, client: Client
) -> None:
    page = reverse("episode", args=[records[0].episode.pk])
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
    for route in BEHIND_SIGN_IN:
        response = ask(client, "GET", route.url(arguments(records[0], content)), headers=headers)
        assert (response.status_code, response.content) == (200, b""), route.name
        assert response["HX-Redirect"] == f"{reverse('account_login')}?next={page}", route.name


def test_a_form_of_someone_not_signed_in_is_refused_and_the_page_stays(
    records: tuple[Record, Record], content: Content, client: Client
) -> None:
    """A redirect would take away what is being typed."""
    for route in BEHIND_SIGN_IN:
        response = ask(client, "POST", route.url(arguments(records[0], content)), headers={"HX-Request": "true"})
        assert (response.status_code, response.content) == (401, b""), route.name
        assert not response.has_header("HX-Redirect"), route.name


def test_another_site_is_not_where_one_goes_after_signing_in(client: Client, db: None) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/patienter/"}
    response = client.get(reverse("home"), headers=headers)
    assert response["HX-Redirect"] == f"{reverse('account_login')}?next=/"


ADDRESSES = re.compile(r"""\b(?:href|src|action|formaction|hx-[a-z-]+|data-[a-z-]+)=(?:"[^"]*"|'[^']*')""")
HEADERS = ("Location", "Content-Disposition", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url")


def addresses_and_titles(response: HttpResponse) -> str:
    """Where a number would stay: in the history, in a log, in a bookmark, in a file's name."""
    text = response.content.decode(errors="replace")
    title = re.findall(r"<title>.*?</title>", text, re.DOTALL)
    return " ".join([*(response.get(name, "") for name in HEADERS), *title, *ADDRESSES.findall(text)])


def test_no_cpr_number_is_in_an_address_a_title_or_a_file_name(
    records: tuple[Record, Record], content: Content, cast: Cast, walk: Walk
) -> None:
    own = records[0]
    identity = {"given_name": "Ny", "family_name": "Patient"}
    client = client_as(cast, MANAGER)
    responses = [walk.answer(MANAGER, method, route) for route in ROUTES for method in ("GET", "POST")]
    walked = len(responses)
    urls = [route.url(arguments(own, content)) for route in ROUTES]
    assert not [url for url in urls for number in CPR_NUMBERS if number in url]
    responses.append(client.get(reverse("letter_pdf", args=[own.signed.pk])))
    for number in (CPR_A, own.patient.formatted_cpr, CPR_A2):
        responses.append(client.post(reverse("patients_find"), {"q": number}))
        responses.append(client.post(reverse("patient_register"), identity | {"cpr": number}))
    # An edit that says no version is shown what stands.
    responses.append(client.post(reverse("patient_edit", args=[own.patient.pk]), identity))
    assert {200, 302, 409, 422} == {response.status_code for response in responses[walked:]}
    # The patients of the practice, with the one that was registered.
    responses.append(client.get(reverse("home")))
    assert any(CPR_A in response.content.decode(errors="replace").replace("-", "") for response in responses)
    for response in responses:
        shown = addresses_and_titles(response)
        assert not [number for number in CPR_NUMBERS if number in shown], shown
