"""A prepared query answers what the queryset would, within the practice in force, and is put together once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from psycopg import Connection

from accounts.models import AccessAction, AccessLogEntry, Role, Staff, User
from accounts.sign_in.backends import AuthenticationBackend
from accounts.tenancy.context import NoPractice, practice_context
from accounts.tenancy.statements import Prepared, PreparedInsert, PreparedUpdate, at_once
from assessment.models import Episode, Patient
from tests.support.records.cast import CPR_A, CPR_A2, CPR_B, Cast, make_staff
from tests.support.records.patients import make_episode, make_patient


def prepared() -> Prepared[Episode]:
    return Prepared(
        lambda patient: Episode.objects.filter(patient=patient).select_related("patient").order_by("-number"), "patient"
    )


@pytest.fixture
def patients(cast: Cast) -> tuple[Patient, Patient, Patient]:
    """Two of practice A, with two episodes and one, and one of practice B with one."""
    made = (make_patient(cast.gp), make_patient(cast.gp, CPR_A2), make_patient(cast.gp_b, CPR_B))
    for by, patient in zip((cast.gp, cast.gp, cast.gp_b), made, strict=True):
        make_episode(by, patient)
    make_episode(cast.gp, made[0])
    return made


def test_it_answers_what_the_queryset_would(cast: Cast, patients: tuple[Patient, ...]) -> None:
    query = prepared()
    with practice_context(cast.practice_a.pk):
        for patient in patients[:2]:
            rows = query(patient=patient.pk)
            assert rows == list(Episode.objects.filter(patient=patient).order_by("-number"))
            assert [row.patient.cpr for row in rows] == [patient.cpr] * len(rows)
        assert query(patient=uuid4()) == []
    assert {CPR_A, CPR_A2} == {patient.cpr for patient in patients[:2]}


def test_the_related_rows_come_along(cast: Cast, patients: tuple[Patient, ...]) -> None:
    query = prepared()
    with practice_context(cast.practice_a.pk), CaptureQueriesContext(connection) as captured:
        assert [row.patient.family_name for row in query(patient=patients[0].pk)] == ["Kanin", "Kanin"]
    assert len([entry for entry in captured if "assessment_episode" in entry["sql"]]) == 1
    assert not [entry for entry in captured if entry["sql"].startswith('SELECT "assessment_patient"')]


def test_what_is_asked_at_once_is_answered_where_it_is_called_the_first_time(
    cast: Cast, patients: tuple[Patient, ...]
) -> None:
    """Then, with other values, and past the block it is asked anew. Tried: kept for every call in the block."""
    query, other, without = prepared(), prepared(), prepared()
    own, second = patients[:2]
    with practice_context(cast.practice_a.pk), at_once(query, other, patient=own.pk):
        make_episode(cast.gp, own)
        with CaptureQueriesContext(connection) as captured:
            assert [row.number for row in query(patient=own.pk)] == [2, 1]
        assert not captured.captured_queries
        assert [row.number for row in query(patient=own.pk)] == [3, 2, 1]
        assert [row.number for row in without(patient=own.pk)] == [3, 2, 1]
        assert [row.patient_id for row in other(patient=second.pk)] == [second.pk]
        assert [row.number for row in other(patient=own.pk)] == [2, 1]
    with practice_context(cast.practice_a.pk):
        assert [row.number for row in other(patient=own.pk)] == [3, 2, 1]


def test_what_is_asked_at_once_is_on_its_way_together_and_within_the_practice(
    cast: Cast, patients: tuple[Patient, ...]
) -> None:
    """Tried: one after the other; the practice of the statement left out."""
    query, other = prepared(), prepared()
    foreign = patients[2].pk
    together = patch.object(Connection, "pipeline", autospec=True, side_effect=Connection.pipeline)
    with practice_context(cast.practice_a.pk), CaptureQueriesContext(connection) as captured, together as pipeline:
        with at_once(query, other, patient=foreign):
            assert query(patient=foreign) == other(patient=foreign) == []
        assert pipeline.call_count == 1
    assert sum(cast.practice_a.pk.hex in entry["sql"] for entry in captured) == 2


def test_what_is_asked_at_once_answers_no_other_practice(cast: Cast, patients: tuple[Patient, ...]) -> None:
    """Tried: compared by the values alone."""
    query, own = prepared(), patients[0].pk
    with practice_context(cast.practice_a.pk), at_once(query, patient=own):
        with practice_context(cast.practice_b.pk):
            assert query(patient=own) == []
        assert len(query(patient=own)) == 2


def test_a_fault_among_what_is_asked_at_once_is_told_as_the_database_s(
    cast: Cast, patients: tuple[Patient, ...]
) -> None:
    faulty: Prepared[Patient] = Prepared(
        lambda patient: Patient.objects.filter(pk=patient).extra(
            where=["1 / (given_name = given_name)::int - 1 / 0 > 0"]
        ),
        "patient",
    )
    with pytest.raises(DatabaseError), practice_context(cast.practice_a.pk), at_once(faulty, patient=patients[0].pk):
        raise AssertionError("it was answered")
    with practice_context(cast.practice_a.pk):
        assert len(prepared()(patient=patients[0].pk)) == 2


def test_it_keeps_within_the_practice_in_force_and_follows_it(cast: Cast, patients: tuple[Patient, ...]) -> None:
    query = prepared()
    own, foreign = patients[0], patients[2]
    for _ in range(2):
        with practice_context(cast.practice_a.pk):
            assert len(query(patient=own.pk)) == 2
            assert query(patient=foreign.pk) == []
        with practice_context(cast.practice_b.pk):
            assert query(patient=own.pk) == []
            assert len(query(patient=foreign.pk)) == 1


def test_without_a_practice_it_refuses_also_the_second_time(cast: Cast, patients: tuple[Patient, ...]) -> None:
    query = prepared()
    for _ in range(2):
        with pytest.raises(NoPractice):
            query(patient=patients[0].pk)
    with practice_context(cast.practice_a.pk):
        assert query(patient=patients[0].pk)
    with pytest.raises(NoPractice):
        query(patient=patients[0].pk)


def test_the_practice_in_the_query_is_not_left_to_row_level_security(cast: Cast, patients: tuple[Patient, ...]) -> None:
    with practice_context(cast.practice_a.pk), CaptureQueriesContext(connection) as captured:
        prepared()(patient=patients[0].pk)
    (asked,) = [entry["sql"] for entry in captured if "assessment_episode" in entry["sql"]]
    assert '"assessment_episode"."practice_id" =' in asked


def test_putting_it_together_asks_nothing_and_happens_once(cast: Cast, patients: tuple[Patient, ...]) -> None:
    built: list[Any] = []

    def build(patient: Any) -> Any:
        built.append(patient)
        return Episode.objects.filter(patient=patient)

    query = Prepared(build, "patient")
    with practice_context(cast.practice_a.pk):
        for patient in patients:
            query(patient=patient.pk)
    assert len(built) == 1
    assert built[0] not in {patient.pk for patient in patients}


@pytest.mark.django_db(transaction=False)
def test_it_uses_the_connection_of_the_thread_that_asks(cast: Cast) -> None:
    query = Prepared(lambda user: Staff.objects.filter(user=user), "user")
    new = make_staff(cast.practice_a, "new", Role.NURSE)
    assert query(user=new.user.pk) == [new]

    def ask() -> tuple[list[Staff], bool]:
        try:
            # The other thread's transaction is not seen here: it asks on a connection of its own.
            return query(user=new.user.pk), connection.in_atomic_block
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(ask).result() == ([], False)


def test_a_session_s_user_comes_with_their_places(cast: Cast) -> None:
    second = Staff.objects.create(practice=cast.practice_b, user=cast.nurse.user, role=cast.nurse.role)
    with CaptureQueriesContext(connection) as captured:
        user = AuthenticationBackend().get_user(cast.nurse.user.pk)
        assert user.working_in == [cast.nurse, second]
        assert [place.practice.name for place in user.working_in] == ["Klinik A", "Klinik B"]
        assert all(place.user is user for place in user.working_in)
    assert len(captured) == 1


def test_a_place_that_was_closed_is_not_among_them_and_who_has_none_is_still_signed_in(cast: Cast) -> None:
    Staff.objects.filter(pk=cast.nurse.pk).update(is_active=False)
    for user in (cast.nurse.user, cast.nobody, cast.editor):
        found = AuthenticationBackend().get_user(user.pk)
        assert (found, found.working_in) == (user, [])


def test_an_account_that_was_closed_is_nobody_s(cast: Cast) -> None:
    User.objects.filter(pk__in=(cast.nurse.user.pk, cast.nobody.pk)).update(is_active=False)
    for user in (cast.nurse.user, cast.nobody):
        assert AuthenticationBackend().get_user(user.pk) is None
    assert AuthenticationBackend().get_user(uuid4()) is None


def test_rows_are_added_as_bulk_create_would_add_them_in_one_statement(cast: Cast) -> None:
    def entries(detail: str) -> list[AccessLogEntry]:
        same = {"practice_id": cast.practice_a.pk, "staff": cast.gp, "action": AccessAction.READ, "detail": detail}
        return [
            AccessLogEntry(**same, patient_id=uuid4(), address="127.0.0.1", request_id=uuid4()),
            AccessLogEntry(**same, patient_id=None, address="2001:db8::1"),
            AccessLogEntry(**same),
        ]

    fields = ("practice", "staff", "action", "patient_id", "address", "request_id")
    with practice_context(cast.practice_a.pk):
        given = entries("prepared: 100 % 'so'")
        with CaptureQueriesContext(connection) as captured:
            PreparedInsert(AccessLogEntry)(given)
        assert len(captured) == 1
        assert "RETURNING" not in captured[0]["sql"]
        alike = entries("bulk")
        for one, other in zip(given, alike, strict=True):
            other.patient_id, other.request_id = one.patient_id, one.request_id
        AccessLogEntry.objects.bulk_create(alike)
        added, expected = (
            list(AccessLogEntry.objects.filter(detail=detail).order_by("pk").values_list(*fields))
            for detail in ("prepared: 100 % 'so'", "bulk")
        )
        assert added == expected
        assert all(entry.at for entry in AccessLogEntry.objects.filter(detail=given[0].detail))


def test_rows_of_another_practice_are_refused_by_the_database(cast: Cast) -> None:
    foreign = AccessLogEntry(practice=cast.practice_b, staff=cast.gp_b, action=AccessAction.READ)
    with practice_context(cast.practice_a.pk), pytest.raises(DatabaseError), transaction.atomic():
        PreparedInsert(AccessLogEntry)([foreign])


def test_a_row_is_written_where_it_is_still_as_it_was_read(cast: Cast, patients: tuple[Patient, ...]) -> None:
    """Tried: without the version in the statement; without the practice."""
    write = PreparedUpdate(Episode, "answers", "version", read=("version",))
    said = {"pain.duration": {"value": "100 % 'så'", "at": None}}
    with practice_context(cast.practice_a.pk):
        first, second = Episode.objects.filter(patient=patients[0]).order_by("number")
        assert write(first.pk, answers=said, version=7, read={"version": first.version})
        assert not write(first.pk, answers={}, version=8, read={"version": first.version})
        now = Episode.objects.get(pk=first.pk)
        assert (now.answers, now.version) == (said, 7)
        assert Episode.objects.get(pk=second.pk).answers == second.answers


def test_a_row_of_another_practice_is_not_written(cast: Cast, patients: tuple[Patient, ...]) -> None:
    with practice_context(cast.practice_b.pk):
        foreign = Episode.objects.get(patient=patients[2])
    write = PreparedUpdate(Episode, "version", read=("version",))
    with practice_context(cast.practice_a.pk), CaptureQueriesContext(connection) as captured:
        assert not write(foreign.pk, version=9, read={"version": foreign.version})
    (sent,) = [entry["sql"] for entry in captured if entry["sql"].startswith("UPDATE")]
    assert '"practice_id" =' in sent
    with pytest.raises(NoPractice):
        write(foreign.pk, version=9, read={"version": foreign.version})
