"""A record that is committed, so that several connections see it, in a database of the module's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from accounts.tenancy.context import practice_context
from assessment.models import Episode
from assessment.record.consultations import consultation_of_today
from tests.support.records.cast import Cast, make_cast
from tests.support.records.patients import make_episode, make_patient
from tests.support.suite.databases import connected_to, copied_database, name_of_database


@dataclass(frozen=True)
class Committed:
    """Everyone, and an episode of practice A whose consultation of today runs."""

    cast: Cast
    episode: Episode


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Committed]:
    """The test runs without a transaction of its own: what it writes is seen by every connection."""
    name = f"{name_of_database()}_field"
    with django_db_blocker.unblock(), copied_database(name), connected_to(name):
        cast = make_cast()
        with practice_context(cast.practice_a.pk):
            episode = make_episode(cast.gp, make_patient(cast.gp))
            consultation_of_today(by=cast.gp, episode=episode)
        yield Committed(cast, episode)
