"""Two editors, and a guideline that is in force."""

import pytest

from accounts.models import User
from guidelines.in_force.content import Content
from guidelines.models import Publication
from tests.support.records.cast import Cast, make_user


@pytest.fixture
def author(cast: Cast) -> User:
    return cast.editor


@pytest.fixture
def reviewer(cast: Cast) -> User:
    return make_user("reviewer", is_content_administrator=True)


@pytest.fixture
def guideline(content: Content) -> Publication:
    return content.releases["generalised-pain"].publication
