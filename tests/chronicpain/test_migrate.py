"""Bringing a running system up to date: whoever works is not kept waiting behind a change of a table."""

from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable

from chronicpain.management.commands import migrate


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How long each try may wait for a table; the first two find it in use."""
    found: list[str] = []

    def run(self: Migrate, *args: Any, **options: Any) -> None:
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            found.append(cursor.fetchone()[0])
        if len(found) < 3:
            raise OperationalError("canceling statement due to lock timeout") from LockNotAvailable()

    monkeypatch.setattr(Migrate, "handle", run)
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 0)
    return found


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_table_in_use_is_waited_for_briefly_and_tried_again(
    limits: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tried: without the limit; without another try."""
    call_command("migrate")
    assert limits == ["2s", "2s", "2s"]
    assert capsys.readouterr().err.count("tried again") == 2
    limits.clear()
    monkeypatch.setattr(migrate, "TRIES", 2)
    with pytest.raises(OperationalError):
        call_command("migrate")
    assert len(limits) == 2


@pytest.mark.django_db(databases=["default", "owner"])
def test_any_other_fault_is_told_at_once(limits: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def run(self: Migrate, *args: Any, **options: Any) -> None:
        limits.append("")
        raise OperationalError("disk full")

    monkeypatch.setattr(Migrate, "handle", run)
    with pytest.raises(OperationalError, match="disk full"):
        call_command("migrate")
    assert limits == [""]
