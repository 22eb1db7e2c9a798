"""What every test may lean on: the content in force, two practices, and people in each role."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from accounts.models import Staff, User
from accounts.sign_in.sessions import SessionStore
from accounts.tenancy.context import practice_context
from assessment.models import Episode, Patient
from guidelines.in_force.content import Content, current_content
from tests.support.http.flat_pages import pages_on_one_line
from tests.support.http.marked_clients import clients_with_a_mark
from tests.support.records.cast import CPR_B, Cast
from tests.support.records.patients import make_episode, make_patient
from tests.support.records.standing import Standing, make_standing
from tests.support.suite.databases import DEMO, connected_to, copied_database, name_of_database

pytest_plugins = ["tests.support.suite.plugin"]
__all__ = ["clients_with_a_mark", "pages_on_one_line"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[Standing]:
    """One database for both connections, whatever tests are chosen, with the content in force and everyone in it."""
    name = name_of_database()
    with django_db_blocker.unblock(), copied_database(name), connected_to(name):
        standing = make_standing()
        with django_db_blocker.block():
            yield standing


@pytest.fixture(scope="module")
def database_without_people(django_db_setup: Standing, django_db_blocker: Any) -> Iterator[None]:
    """The tests of the module run on a database of their own, with the content and nobody in it."""
    name = f"{name_of_database()}_empty"
    with django_db_blocker.unblock(), copied_database(name), connected_to(name), django_db_blocker.block():
        yield


@pytest.fixture(scope="module")
def demo_database(django_db_setup: Standing, django_db_blocker: Any) -> Iterator[str]:
    """A database with the demo, as whoever tries the program makes it; its name."""
    name = f"{name_of_database()}_demo"
    with django_db_blocker.unblock(), copied_database(name, DEMO), django_db_blocker.block():
        yield name


@pytest.fixture
def in_the_demo(demo_database: str, django_db_blocker: Any) -> Iterator[None]:
    """The test runs on that database, where it asks for `db` after this."""
    with django_db_blocker.unblock(), connected_to(demo_database), django_db_blocker.block():
        yield


@pytest.fixture(autouse=True)
def unused_limits() -> None:
    """How often a person has tried is counted in the cache, and the same people are in every test."""
    cache.clear()


@pytest.fixture
def content(db: None) -> Content:
    return current_content()


@pytest.fixture
def cast(django_db_setup: Standing, db: None) -> Cast:
    """Everyone, for one test, which may change them: what it writes is taken back, and the objects are its own."""
    return deepcopy(django_db_setup.cast)


@pytest.fixture
def in_a(cast: Cast) -> Iterator[None]:
    """The test runs in practice A."""
    with practice_context(cast.practice_a.pk):
        yield


@pytest.fixture
def patient(cast: Cast) -> Patient:
    return make_patient(cast.gp)


@pytest.fixture
def episode(cast: Cast, patient: Patient) -> Episode:
    return make_episode(cast.gp, patient)


@pytest.fixture
def episode_b(cast: Cast) -> Episode:
    """Practice B's, with a name that must never be seen in practice A."""
    return make_episode(cast.gp_b, make_patient(cast.gp_b, CPR_B, family_name="Hemmelig", planning_area="nord"))


@pytest.fixture
def sign_in(django_db_setup: Standing, cast: Cast) -> Callable[[Staff | User], Client]:
    """A client signed in as this person; the first one of a test by a session that stands already.

    Where the test has given them another place meanwhile, it stands no more.
    """
    standing = dict(django_db_setup.sessions)

    def sign_in_as(person: Staff | User) -> Client:
        user = person.user if isinstance(person, Staff) else person
        client = Client()
        session = standing.pop(user.pk, None)
        if session and SessionStore(session).load():
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        else:
            client.force_login(user)
        return client

    return sign_in_as


@pytest.fixture
def gp_client(cast: Cast, sign_in: Callable[[Staff], Client]) -> Client:
    return sign_in(cast.gp)
