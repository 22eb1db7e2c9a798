"""A record that is committed, so that several connections see it, in a database of the test's own."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.records.committed import Committed, commit_episode
from tests.support.suite.databases import connected_to, copied_database, name_of_database


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Committed]:
    """The test runs without a transaction of its own: what it writes is seen by every connection."""
    name = f"{name_of_database()}_field"
    with django_db_blocker.unblock(), copied_database(name), connected_to(name):
        yield commit_episode()
