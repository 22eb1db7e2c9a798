"""A database that is gone, locked or busy: calm words for the user, one line for the operator, and back at once."""

import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from psycopg_pool import PoolTimeout

from accounts.tenancy.time_limits import allow_longer, put_limits_on
from chronicpain import outages, views
from chronicpain.outages import MOST_AT_ONCE, DatabaseOutages, TooManyAtOnce, Trouble, trouble_of


def raised(cause: psycopg.Error) -> OperationalError:
    """As Django raises what psycopg says."""
    try:
        try:
            raise cause
        except psycopg.Error as error:
            raise OperationalError(str(error)) from error
    except OperationalError as wrapped:
        return wrapped


GONE = raised(psycopg.errors.AdminShutdown("terminating connection due to administrator command"))
LOCKED = raised(psycopg.errors.LockNotAvailable("canceling statement due to lock timeout"))
DISK_FULL = raised(psycopg.errors.DiskFull("could not extend file"))
NO_CONNECTION = raised(PoolTimeout("couldn't get a connection after 2.00 sec"))


@pytest.fixture
def dropped(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """How often the connections are thrown away; the tests' own one stays."""
    pools: list[object] = []
    monkeypatch.setattr(outages, "drop_connections", pools.append)
    monkeypatch.setattr(outages, "outage", outages.Outage())
    return pools


def answering(*raising: Exception | None) -> DatabaseOutages:
    """The middleware around a page that fails in these ways, one request after the other."""
    answers: Iterator[Exception | None] = iter(raising)

    def page(request: HttpRequest) -> HttpResponse:
        error = next(answers)
        if error is None:
            return HttpResponse("ok")
        try:
            raise error
        except Exception:
            return views.fault(request)

    return DatabaseOutages(page)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (GONE, Trouble.GONE),
        (NO_CONNECTION, Trouble.GONE),
        (InterfaceError("the connection is closed"), Trouble.GONE),
        (raised(psycopg.OperationalError("connection refused")), Trouble.GONE),
        (raised(psycopg.errors.CannotConnectNow("the database system is starting up")), Trouble.GONE),
        (DISK_FULL, Trouble.FAILING),
        (OperationalError("raised by nobody's connection"), Trouble.FAILING),
        (LOCKED, Trouble.BUSY),
        (raised(psycopg.errors.QueryCanceled("canceling statement due to statement timeout")), Trouble.BUSY),
        (raised(psycopg.errors.DeadlockDetected("deadlock detected")), Trouble.BUSY),
        (TooManyAtOnce("five"), Trouble.BUSY),
        (ValueError("a fault of the program's own"), None),
        (Http404(), None),
        (None, None),
    ],
)
def test_what_is_raised_tells_what_the_trouble_is(error: Exception | None, trouble: Trouble | None) -> None:
    assert trouble_of(error) is trouble


def test_what_was_sent_and_not_saved_is_said_in_words(db: None, rf: RequestFactory, dropped: list[object]) -> None:
    response = answering(GONE)(rf.post("/forloeb/"))
    assert response.status_code == 503
    assert response["Retry-After"] == "3"
    assert response["Cache-Control"] == "no-store"
    said = response.content.decode()
    assert "ikke gemt" in said
    assert "terminating" not in said
    assert len(dropped) == 1


def test_what_only_reads_is_asked_once_more(db: None, rf: RequestFactory, dropped: list[object]) -> None:
    """Tried: without the second look; with a third."""
    assert answering(GONE, None)(rf.get("/")).content == b"ok"
    assert answering(GONE, GONE)(rf.get("/")).status_code == 503
    assert len(dropped) == 3


def test_what_writes_is_never_sent_again_and_what_waited_is_not_waited_for_again(
    db: None, rf: RequestFactory, dropped: list[object]
) -> None:
    assert answering(GONE)(rf.post("/")).status_code == 503
    assert answering(NO_CONNECTION)(rf.get("/")).status_code == 503
    assert answering(LOCKED)(rf.get("/")).status_code == 503
    assert answering(DISK_FULL)(rf.get("/")).status_code == 503
    assert len(dropped) == 2


def test_an_outage_is_one_line_when_it_begins_and_one_when_it_ends(
    db: None, rf: RequestFactory, dropped: list[object], caplog: pytest.LogCaptureFixture
) -> None:
    connection.ensure_connection()
    with caplog.at_level(logging.WARNING):
        page = answering(GONE, GONE, NO_CONNECTION, GONE, None, None)
        for _ in range(4):
            page(rf.post("/"))
        assert [record.levelname for record in caplog.records] == ["ERROR"]
        page(rf.post("/"))
        page(rf.post("/"))
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert "The database is gone (AdminShutdown)" in caplog.text
    assert "The database is back after" in caplog.text
    assert "Traceback" not in caplog.text


def test_what_is_no_trouble_of_the_database_stays_a_fault(rf: RequestFactory, dropped: list[object]) -> None:
    assert answering(ValueError("our own"))(rf.get("/")).status_code == 500
    assert dropped == []


def test_few_wait_to_write_in_one_place_and_the_others_are_told_at_once(rf: RequestFactory) -> None:
    """Other places and what only reads are let through. Tried: one more; a place that is not given back."""
    entered: list[HttpResponse] = []
    place: dict[str, UUID | str] = {"episode": uuid4()}
    other: dict[str, UUID | str] = {"episode": uuid4()}

    def page(request: HttpRequest) -> HttpResponse:
        middleware.process_view(request, page, (), place)
        entered.append(HttpResponse())
        if len(entered) < MOST_AT_ONCE:
            return middleware(rf.post("/"))
        with pytest.raises(TooManyAtOnce):
            middleware.process_view(rf.post("/"), page, (), place)
        middleware.process_view(rf.get("/"), page, (), place)
        middleware.process_view(rf.post("/"), page, (), other)
        middleware.process_view(rf.post("/"), page, (), {})
        return HttpResponse("the last")

    middleware = DatabaseOutages(page)
    assert middleware(rf.post("/")).content == b"the last"
    middleware._at_once.pop(other["episode"])
    assert middleware._at_once == {}


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_lock_that_is_not_given_ends_the_wait(settings: Any) -> None:
    """With the web process's limits a second connection is refused by the database itself, with its own number."""
    settings.DATABASE_SECONDS = {"lock_timeout": 1, "statement_timeout": 7, "idle_in_transaction_session_timeout": 9}
    database: dict[str, Any] = {"OPTIONS": {"options": "-c role=smertekompas_app"}}
    put_limits_on(database)
    parameters = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key in ("dbname", "user", "password", "host", "port")
    }
    with psycopg.connect(**parameters, options=database["OPTIONS"]["options"]) as other:
        shown = [other.execute(f"SHOW {name}".encode()).fetchone() for name in ("role", *settings.DATABASE_SECONDS)]
        assert shown == [("smertekompas_app",), ("1s",), ("7s",), ("9s",)]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(4711)")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            other.execute("SELECT pg_advisory_xact_lock(4711)")


@pytest.mark.django_db
def test_what_takes_longer_is_allowed_until_the_transaction_ends() -> None:
    allow_longer(70)
    with connection.cursor() as cursor:
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == ("70s",)
