"""Layers 1 and 2 of tenant isolation: the access functions, and managers that refuse to run without a practice."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import Http404, HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLogEntry
from accounts.tenancy import context as tenancy_context
from accounts.tenancy.context import NoPractice, PracticeManager, current_practice_id, practice_context
from assessment.models import Patient, Treatment
from assessment.record.access import find_patients, get_episode, get_patient, recent_episodes
from guidelines.in_force.content import Content
from referrals.follow_up.access import get_letter
from tests.support.http.requests import ask, page_without_token
from tests.support.http.routes import OBJECT_ROUTES, absent, arguments
from tests.support.records.cast import CPR_A, CPR_A2, CPR_B, Cast
from tests.support.records.furnished import CPR_NUMBERS, FOREIGN, OWN, Record
from tests.support.records.patients import make_patient
from tests.support.records.tenancy import SCOPED, practice_in_database

IDENTITY = {"given_name": "Ny", "family_name": "Patient", "address": "Nyvej 7", "planning_area": "byen"}
scoped = pytest.mark.parametrize("model", SCOPED, ids=lambda model: model.__name__)


@pytest.fixture
def cast(furnished: tuple[Cast, tuple[Record, Record]]) -> Cast:
    return furnished[0]


@pytest.fixture
def records(furnished: tuple[Cast, tuple[Record, Record]]) -> tuple[Record, Record]:
    return furnished[1]


@pytest.fixture
def own(records: tuple[Record, Record]) -> Record:
    return records[0]


@pytest.fixture
def foreign(records: tuple[Record, Record]) -> Record:
    return records[1]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_foreign_id_and_an_absent_one_answer_alike_at_every_address(
    method: str, own: Record, foreign: Record, content: Content, gp_client: Client
) -> None:
    for route in OBJECT_ROUTES:
        values = arguments(foreign, content)
        found = ask(gp_client, method, route.url(values))
        nothing = ask(gp_client, method, route.url(absent(values)))
        if found.status_code == 405 == nothing.status_code:
            continue
        assert found.status_code == 404, route.name
        assert page_without_token(found) == page_without_token(nothing), route.name


def test_a_foreign_treatment_under_ones_own_episode_answers_like_an_absent_one(
    own: Record, foreign: Record, gp_client: Client
) -> None:
    for name, method in (("treatment_change", "GET"), ("treatment_change", "POST"), ("treatment_remove", "POST")):
        found, nothing = (
            ask(gp_client, method, reverse(name, args=[own.episode.pk, treatment]))
            for treatment in (foreign.treatment.pk, uuid4())
        )
        assert found.status_code == 404, name
        assert page_without_token(found) == page_without_token(nothing), name


def test_the_access_functions_find_their_own_and_only_that(own: Record, foreign: Record, cast: Cast) -> None:
    look_ups: list[tuple[Callable[..., Any], str, str]] = [
        (get_patient, "patient_id", "patient"),
        (get_episode, "episode_id", "episode"),
        (get_letter, "letter_id", "letter"),
    ]
    with practice_context(cast.practice_a.pk):
        for function, parameter, name in look_ups:
            row = getattr(own, name)
            assert function(by=cast.gp, **{parameter: row.pk}) == row
            for identifier in (getattr(foreign, name).pk, uuid4()):
                with pytest.raises(Http404):
                    function(by=cast.gp, **{parameter: identifier})


def test_the_list_of_episodes_is_the_practices_own(own: Record, foreign: Record, cast: Cast) -> None:
    with practice_context(cast.practice_a.pk):
        assert [row.episode_id for row in recent_episodes(by=cast.gp).rows] == [own.episode.pk]


@pytest.mark.parametrize("query", [FOREIGN, FOREIGN.lower(), "Testperson Hemmelig", CPR_B, CPR_B[:6], "010772-9995"])
def test_a_search_never_finds_another_practices_patient(
    query: str, own: Record, foreign: Record, cast: Cast, gp_client: Client
) -> None:
    with practice_context(cast.practice_b.pk):
        assert find_patients(by=cast.gp_b, query=query) == [foreign.patient]
    with practice_context(cast.practice_a.pk):
        assert find_patients(by=cast.gp, query=query) == []
    response = gp_client.post(reverse("patients_find"), {"q": query})
    assert response.context["patients"] == []
    assert str(foreign.patient.pk) not in response.content.decode()


def register(client: Client, cpr: str) -> HttpResponse:
    return client.post(reverse("patient_register"), IDENTITY | {"cpr": cpr})


def test_a_number_of_another_practice_is_registered_like_any_other(
    foreign: Record, cast: Cast, gp_client: Client
) -> None:
    answers = {}
    for cpr in (CPR_B, CPR_A2):
        response = register(gp_client, cpr)
        with practice_context(cast.practice_a.pk):
            patient = Patient.objects.get(cpr=cpr)
        assert response["Location"] == reverse("patient", args=[patient.pk])
        answers[cpr] = page_without_token(response).replace(str(patient.pk), "the patient")
    assert answers[CPR_B] == answers[CPR_A2]
    with practice_context(cast.practice_b.pk):
        assert Patient.objects.get(cpr=CPR_B).family_name == FOREIGN


def test_a_number_is_registered_once_in_a_practice_and_what_was_typed_is_kept(
    own: Record, cast: Cast, gp_client: Client
) -> None:
    response = register(gp_client, CPR_A)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"cpr"}
    for typed in ("Ny", "Patient", "Nyvej 7", CPR_A):
        assert f'value="{typed}"' in response.content.decode()
    with practice_context(cast.practice_a.pk):
        assert Patient.objects.get(cpr=CPR_A).family_name == OWN


def test_the_id_of_a_foreign_treatment_is_no_obstacle_for_a_new_one(
    own: Record, foreign: Record, cast: Cast, gp_client: Client
) -> None:
    gp_client.raise_request_exception = False
    row = {"kind": "paracetamol", "status": "current", "effect": "not_assessed"}
    url = reverse("treatment_add", args=[own.episode.pk])
    fresh, taken = (
        gp_client.post(url, row | {"identifier": str(identifier), "name": f"Nr. {number}"})
        for number, identifier in enumerate((uuid4(), foreign.treatment.pk))
    )
    assert fresh.status_code == 302
    assert page_without_token(taken) == page_without_token(fresh)
    with practice_context(cast.practice_a.pk):
        assert set(Treatment.objects.filter(kind="paracetamol").values_list("name", flat=True)) == {"Nr. 0", "Nr. 1"}


def test_there_is_something_to_isolate() -> None:
    assert {"Patient", "Episode", "Answer", "Letter", "AccessLogEntry"} <= {model.__name__ for model in SCOPED}
    assert len(CPR_NUMBERS) == 6


@scoped
def test_each_manager_refuses_to_run_without_a_practice(model: type[models.Model], db: None) -> None:
    assert model._default_manager in model._meta.managers
    for manager in model._meta.managers:
        assert isinstance(manager, PracticeManager)
        for use in (manager.all, manager.count, manager.first, lambda manager=manager: manager.filter(pk=None)):
            with pytest.raises(NoPractice):
                use()


def test_each_manager_sees_the_practices_own_rows(own: Record, foreign: Record) -> None:
    for model in SCOPED:
        for here, there in ((own, foreign), (foreign, own)):
            with practice_context(here.practice_id):
                manager: models.Manager[Any] = model._default_manager
                seen = list(manager.all())
                assert here.row(model) in seen, model
                assert {row.practice_id for row in seen} == {here.practice_id}, model
                assert not manager.filter(pk=there.row(model).pk).exists(), model


def test_a_row_without_a_practice_belongs_to_the_one_in_force(own: Record, cast: Cast) -> None:
    values: dict[str, Any] = {"cpr": CPR_A2, "birth_date": "1974-01-30", "registered_by": cast.gp}
    values |= {"given_name": "Testperson", "family_name": "Kanin"}
    with pytest.raises(NoPractice):
        Patient(**values).save()
    with pytest.raises(NoPractice):
        Patient.in_practice(**values)
    with practice_context(cast.practice_a.pk):
        assert Patient.in_practice(**values).practice_id == cast.practice_a.pk
        patient = Patient(**values)
        patient.save()
        assert patient.practice_id == cast.practice_a.pk


def in_force() -> tuple[Any, str | None]:
    """The practice, in Python and in the database."""
    try:
        return current_practice_id(), practice_in_database()
    except NoPractice:
        return None, practice_in_database()


def test_a_nested_context_gives_back_the_outer_one(cast: Cast) -> None:
    a, b = cast.practice_a.pk, cast.practice_b.pk
    assert in_force() == (None, None)
    with practice_context(a):
        assert in_force() == (a, str(a))
        with practice_context(b):
            assert in_force() == (b, str(b))
            with practice_context(None):
                assert in_force() == (None, None)
            assert in_force() == (b, str(b))
        assert in_force() == (a, str(a))
    assert in_force() == (None, None)


def test_an_exception_inside_gives_back_the_outer_one(cast: Cast, own: Record) -> None:
    a, b = cast.practice_a.pk, cast.practice_b.pk

    def fail_in_python() -> None:
        raise ZeroDivisionError

    def fail_in_the_database() -> None:
        Patient.objects.create(
            practice=cast.practice_a, registered_by=cast.gp, cpr=own.patient.cpr, birth_date="1981-09-15"
        )

    with practice_context(a):
        for error, fail in ((ZeroDivisionError, fail_in_python), (IntegrityError, fail_in_the_database)):
            with pytest.raises(error), practice_context(b), practice_context(a):
                fail()
            assert in_force() == (a, str(a))
            assert list(Patient.objects.all()) == [own.patient]
    with pytest.raises(ZeroDivisionError), practice_context(a):
        fail_in_python()
    assert in_force() == (None, None)


def test_an_exception_undoes_what_the_context_wrote(cast: Cast) -> None:
    def register_and_fail() -> None:
        make_patient(cast.gp, CPR_A2)
        raise ZeroDivisionError

    def stored() -> tuple[int, int]:
        with practice_context(cast.practice_a.pk):
            return Patient.objects.count(), AccessLogEntry.objects.count()

    before = stored()
    with pytest.raises(ZeroDivisionError), practice_context(cast.practice_a.pk):
        register_and_fail()
    assert stored() == before


def test_a_request_leaves_no_practice_behind(own: Record, gp_client: Client) -> None:
    for url in (reverse("home"), reverse("patient", args=[uuid4()])):
        gp_client.get(url)
        assert in_force() == (None, None)


@pytest.fixture
def pooled() -> Any:
    """A connection of its own from the application's pool."""
    connection: BaseDatabaseWrapper = connections.create_connection("default")
    connection.set_autocommit(False)
    yield connection
    connection.rollback()
    connection.set_autocommit(True)
    connection.close()


def test_a_connection_goes_back_to_the_pool_without_a_practice(
    cast: Cast, pooled: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tenancy_context, "connection", pooled)
    tenancy_context.set_in_transaction(tenancy_context.SETTING, cast.practice_a.pk)
    with pooled.cursor() as cursor:
        look = "SELECT current_setting('smertekompas.practice', true), count(*) FROM assessment_patient"
        assert cursor.execute(look).fetchone() == (str(cast.practice_a.pk), 1)
        pooled.commit()
        assert cursor.execute(look).fetchone() == ("", 0)
