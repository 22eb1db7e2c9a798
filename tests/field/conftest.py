"""A record that is committed, so that several connections see it, in a database of the test's own."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.records.committed import Committed, commit_episode, committed_database
from tests.support.suite.databases import connected_to, copied_database


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[Committed]:
    """The test runs without a transaction of its own: what it writes is seen by every connection."""
    name = committed_database()
    with django_db_blocker.unblock(), copied_database(name), connected_to(name):
        yield commit_episode()
