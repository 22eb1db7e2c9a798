"""Who stands in every test's database: made once for a process, which takes back what each test does to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.test import Client

from accounts.models import User
from tests.support.records.cast import Cast, make_cast


@dataclass(frozen=True)
class Standing:
    """Everyone, and for each user's id the key of a session that is signed in."""

    cast: Cast
    sessions: Mapping[UUID, str]


def make_standing() -> Standing:
    """Make them, outside of any transaction."""
    cast = make_cast()
    return Standing(cast, {user.pk: _session_of(user) for user in cast.users()})


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
