"""Whoever sees a patient stands in the access log; and where the log cannot be written, nobody sees anything."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.log.entries import record_access
from accounts.models import AccessAction, AccessLogEntry, Staff, User
from accounts.tenancy.context import practice_context
from assessment.models import Patient
from guidelines.in_force.content import Content
from tests.support.http.requests import ask, whole
from tests.support.http.routes import OBJECT_ROUTES, PATIENT_ROUTES, ROUTES, arguments
from tests.support.records.cast import CPR_A, CPR_A2, Cast
from tests.support.records.furnished import FOREIGN, OWN, Record

SignIn = Callable[[Staff | User], Client]
ADDRESS = "192.0.2.7"


@pytest.fixture
def cast(furnished: tuple[Cast, tuple[Record, Record]]) -> Cast:
    return furnished[0]


@pytest.fixture
def records(furnished: tuple[Cast, tuple[Record, Record]]) -> tuple[Record, Record]:
    return furnished[1]


@pytest.fixture
def record(records: tuple[Record, Record]) -> Record:
    return records[0]


@pytest.fixture
def watched(record: Record, cast: Cast, sign_in: SignIn) -> "Watched":
    return Watched(record, cast.gp2, sign_in(cast.gp2))


class Watched:
    """A GP at the keyboard, and what each of their requests added to the practice's log."""

    def __init__(self, record: Record, staff: Staff, client: Client) -> None:
        self.record, self.staff, self.client = record, staff, client
        self.client.raise_request_exception = False
        self.seen = max(entry.pk for entry in self.entries())

    def entries(self, after: int = 0) -> list[AccessLogEntry]:
        with practice_context(self.record.practice_id):
            return list(AccessLogEntry.objects.filter(pk__gt=after).order_by("pk"))

    def new(self) -> list[AccessLogEntry]:
        entries = self.entries(self.seen)
        self.seen = max([self.seen, *(entry.pk for entry in entries)])
        return entries

    def ask(self, method: str, name: str, content: Content) -> HttpResponse:
        route = next(route for route in ROUTES if route.name == name)
        return ask(self.client, method, route.url(arguments(self.record, content)), REMOTE_ADDR=ADDRESS)

    def begin_another(self) -> HttpResponse:
        """An episode beside the one that is open."""
        start = reverse("episode_start", args=[self.record.patient.pk])
        return self.client.post(start, {"second": "on"}, REMOTE_ADDR=ADDRESS)


def check(entry: AccessLogEntry, watched: Watched) -> None:
    assert entry.staff_id == watched.staff.pk
    assert entry.practice_id == watched.record.practice_id
    assert entry.action in AccessAction.values
    assert abs((timezone.now() - entry.at).total_seconds()) < 60
    assert entry.address == ADDRESS
    assert entry.request_id


@pytest.mark.parametrize("name", [route.name for route in PATIENT_ROUTES])
def test_each_address_of_a_patient_is_logged(name: str, watched: Watched, content: Content) -> None:
    answered = 0
    for method in ("GET", "POST"):
        response = watched.ask(method, name, content)
        entries = watched.new()
        if response.status_code == 405:
            assert not entries
            continue
        answered += 1
        assert response.status_code < 500
        assert {entry.patient_id for entry in entries} == {watched.record.patient.pk}
        assert len({entry.request_id for entry in entries}) == 1
        for entry in entries:
            check(entry, watched)
    assert answered


def test_every_answer_that_shows_a_patient_is_logged(watched: Watched, content: Content) -> None:
    """Walk every address: whatever shows the name, the number or the identifier has left an entry."""
    telling = (OWN, CPR_A, watched.record.patient.formatted_cpr, str(watched.record.patient.pk))
    shown = set()
    for route in ROUTES:
        if route.name == "account_logout":
            continue
        for method in ("GET", "POST"):
            response = watched.ask(method, route.name, content)
            entries = watched.new()
            if any(word in whole(response) for word in telling):
                shown.add(route.name)
                assert entries, (method, route.name)
                check(entries[0], watched)
    assert {"home", "patient", "episode", "section", "letter", "letter_check", "readiness"} <= shown


def test_what_was_done_is_named(watched: Watched, content: Content) -> None:
    signed = watched.record.signed
    deeds = {
        "read": lambda: watched.ask("GET", "patient", content),
        "create": watched.begin_another,
        "change": lambda: watched.ask("POST", "treatment_remove", content),
        "export": lambda: watched.client.get(reverse("letter_pdf", args=[signed.pk])),
        "search": lambda: watched.client.get(reverse("home")),
    }
    for action, do in deeds.items():
        assert do().status_code < 400
        assert action in {entry.action for entry in watched.new()}, action


def test_registering_and_changing_a_patient_are_logged(watched: Watched) -> None:
    identity = {"cpr": CPR_A2, "given_name": "Ny", "family_name": "Patient"}
    response = watched.client.post(reverse("patient_register"), identity, REMOTE_ADDR=ADDRESS)
    (entry,) = watched.new()
    assert response["Location"] == reverse("patient", args=[entry.patient_id])
    assert entry.action == AccessAction.CREATE
    check(entry, watched)
    watched.client.post(reverse("patient_edit", args=[entry.patient_id]), identity, REMOTE_ADDR=ADDRESS)
    assert {entry.action for entry in watched.new()} == {AccessAction.READ, AccessAction.CHANGE}


def search(watched: Watched, query: str) -> str:
    """The criterion that a search leaves in the log."""
    assert watched.client.post(reverse("patients_find"), {"q": query}, REMOTE_ADDR=ADDRESS).status_code == 200
    (entry,) = watched.new()
    assert (entry.action, entry.patient_id) == (AccessAction.SEARCH, None)
    check(entry, watched)
    return entry.detail


def test_a_search_by_name_leaves_the_name(watched: Watched) -> None:
    assert search(watched, "kanin test") == "kanin test"
    assert search(watched, "") == ""


@pytest.mark.parametrize(
    "query",
    [
        "1509819996",
        "150981-9996",
        "150981 9996",
        " 150981-9996 ",
        "150981",
        "15 09 81 99 96",
        "1509819996 Kanin",
        "Kanin 150981-9996",
        "cpr:150981-9996",
        "150981/9996",
        "150981.9996",
        "1509819996.",
        "150981–9996",
    ],
)
def test_a_search_leaves_no_whole_cpr_number(query: str, watched: Watched) -> None:
    detail = search(watched, query)
    assert "9996" not in detail.replace(" ", "")
    assert detail


def test_looking_for_another_practices_patient_says_nothing_of_it(
    records: tuple[Record, Record], cast: Cast, content: Content, sign_in: SignIn
) -> None:
    own, foreign = records
    watched = Watched(own, cast.gp2, sign_in(cast.gp2))
    for route in OBJECT_ROUTES:
        ask(watched.client, "GET", route.url(arguments(foreign, content)))
    assert watched.new() == []
    with practice_context(foreign.practice_id):
        assert not AccessLogEntry.objects.filter(staff=cast.gp2).exists()


def test_a_header_does_not_change_the_address(watched: Watched) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Real-IP": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    watched.client.get(reverse("home"), headers=headers, REMOTE_ADDR=ADDRESS)
    assert [entry.address for entry in watched.new()] == [ADDRESS]


def test_each_request_has_an_id_of_its_own(watched: Watched) -> None:
    for _ in range(2):
        watched.begin_another()
    ids = [entry.request_id for entry in watched.new()]
    assert len(ids) == 4
    assert [ids.index(identifier) for identifier in ids] == [0, 0, 2, 2]


def test_without_a_request_an_entry_has_no_address(cast: Cast, in_a: None) -> None:
    identifier = uuid4()
    record_access(by=cast.nurse, action=AccessAction.READ, patient_id=identifier, detail="x" * 300)
    entry = AccessLogEntry.objects.get(patient_id=identifier)
    assert (entry.staff, entry.practice, entry.patient_id) == (cast.nurse, cast.practice_a, identifier)
    assert (entry.address, entry.request_id, entry.detail) == (None, None, "x" * 200)


def test_content_administrators_reach_no_patient(record: Record, cast: Cast, content: Content, sign_in: SignIn) -> None:
    client = sign_in(cast.editor)
    values = arguments(record, content)
    routes = [*OBJECT_ROUTES, *(route for route in ROUTES if route.name in ("patients_find", "patient_register"))]
    for route in routes:
        for method in ("GET", "POST"):
            response = ask(client, method, route.url(values))
            assert response.status_code == 403, route.name
            assert OWN not in whole(response), route.name
    with practice_context(record.practice_id):
        assert not AccessLogEntry.objects.exclude(staff=cast.gp).exists()


@pytest.fixture
def broken_log(watched: Watched) -> Iterator[None]:
    """The log takes no entry from now on."""

    def refuse(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "accounts_accesslogentry"'):
            raise OperationalError("no space left on device")
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_where_the_log_cannot_be_written_no_patient_is_shown(
    watched: Watched, content: Content, broken_log: None
) -> None:
    routes = [*PATIENT_ROUTES, *(route for route in ROUTES if route.name in ("home", "patients_find"))]
    for route in routes:
        for method in ("GET", "POST"):
            response = watched.ask(method, route.name, content)
            assert response.status_code in (405, 503), (method, route.name)
            for word in (OWN, FOREIGN, CPR_A, watched.record.patient.formatted_cpr):
                assert word not in whole(response), (method, route.name)
    assert watched.new() == []


def test_where_the_log_cannot_be_written_nothing_is_saved(watched: Watched, broken_log: None) -> None:
    identity = {"cpr": CPR_A2, "given_name": "Ny", "family_name": "Patient"}
    assert watched.client.post(reverse("patient_register"), identity).status_code == 503
    with practice_context(watched.record.practice_id):
        assert not Patient.objects.filter(cpr=CPR_A2).exists()


def test_an_entry_that_the_database_refuses_shows_no_patient_either(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.pages.middleware.get_client_ip", lambda request: "no address")
    response = watched.client.get(reverse("patient", args=[watched.record.patient.pk]))
    assert response.status_code == 500
    assert OWN not in whole(response)
