"""An episode that several connections work on at once."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from django.db.models import Model

from accounts.tenancy.context import practice_context
from assessment.models import Consultation, Episode
from assessment.record.consultations import begin_consultation
from tests.support.records.cast import Cast, make_cast
from tests.support.records.patients import make_episode, make_patient
from tests.support.suite.databases import name_of_database, server_dsn


@dataclass(frozen=True)
class Committed:
    """Everyone, and an episode of practice A whose consultation of today runs."""

    cast: Cast
    episode: Episode


def commit_episode() -> Committed:
    """Make them, outside of any transaction."""
    cast = make_cast()
    with practice_context(cast.practice_a.pk):
        episode = make_episode(cast.gp, make_patient(cast.gp))
        begin_consultation(by=cast.gp, episode=episode, form=Consultation.Form.IN_PERSON)
    return Committed(cast, episode)


def committed_database() -> str:
    """The database of these records: one beside that of the other tests."""
    return f"{name_of_database()}_field"


@contextmanager
def held(row: Model) -> Iterator[Callable[[int], None]]:
    """Nobody writes the row in the block; waits until so many are about to, for it is what they have then read."""
    with (
        psycopg.connect(server_dsn(committed_database())) as lock,
        psycopg.connect(server_dsn("postgres"), autocommit=True) as watch,
    ):
        practice = getattr(row, "practice_id", None) or ""
        lock.execute("SELECT set_config('smertekompas.practice', %s, true)", [str(practice)])
        lock.execute(f"SELECT FROM {row._meta.db_table} WHERE id = %s FOR UPDATE", [row.pk])

        def wait_for(writers: int) -> None:
            waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = %s"
            for _ in range(200):
                if watch.execute(waiting, [committed_database()]).fetchone() == (writers,):
                    return
                time.sleep(0.05)
            raise AssertionError("the writers do not wait for the row")

        yield wait_for
