"""A whole record in each of two practices, made once in a database of its own."""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest

from assessment.documents.renderer import renderer
from guidelines.in_force.content import Content
from tests.support.http.walk import Kept, Walk
from tests.support.records.cast import Cast, make_cast
from tests.support.records.furnished import Record, furnish_both
from tests.support.suite.databases import connected_to, copied_database, name_of_database

Furnished = tuple[Cast, tuple[Record, Record]]
RENDER_ONCE = cache(renderer.render)


@pytest.fixture(autouse=True)
def documents_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same document is made once: people in every role ask for it, and what they are given is not looked into."""
    monkeypatch.setattr(renderer, "render", RENDER_ONCE)


@pytest.fixture(scope="session")
def furnished_database(django_db_setup: object, django_db_blocker: Any) -> Iterator[tuple[str, Furnished]]:
    """A database with everyone, and a record in each practice, committed; its name, and what stands in it."""
    name = f"{name_of_database()}_furnished"
    with django_db_blocker.unblock(), copied_database(name):
        with connected_to(name):
            cast = make_cast()
            made = cast, furnish_both(cast)
        with django_db_blocker.block():
            yield name, made


@pytest.fixture(scope="module")
def furnished_once(furnished_database: tuple[str, Furnished], django_db_blocker: Any) -> Iterator[Furnished]:
    """The tests of the module run on that database."""
    name, made = furnished_database
    with django_db_blocker.unblock(), connected_to(name), django_db_blocker.block():
        yield made


@pytest.fixture
def furnished(furnished_once: Furnished, db: None) -> Furnished:
    """The same for one test, which may change it: what it writes is taken back, and the objects are its own."""
    return deepcopy(furnished_once)


@pytest.fixture(scope="session")
def answers_kept() -> Kept:
    return {}


@pytest.fixture
def walk(furnished: Furnished, content: Content, answers_kept: Kept) -> Walk:
    """What every address answers to everyone, as the record stands."""
    return Walk(*furnished, content, answers_kept)
