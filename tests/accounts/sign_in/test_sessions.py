"""The session's read, put together once, finds what Django's own would."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.sign_in.sessions import SessionStore

pytestmark = pytest.mark.django_db


def stored(**values: str) -> str:
    session = db.SessionStore()
    session.update(values)
    session.save()
    assert session.session_key
    return session.session_key


def test_each_finds_its_own_with_one_query() -> None:
    for name in ("one", "other"):
        key = stored(name=name)
        with CaptureQueriesContext(connection) as captured:
            session = SessionStore(key)
            assert session["name"] == name
        assert session.session_key == key
        assert len(captured) == 1


def test_one_that_has_run_out_or_never_was_holds_nothing_and_keeps_no_key() -> None:
    key = stored(name="one")
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    for known in (key, "a" * 32):
        session = SessionStore(known)
        assert dict(session.items()) == {}
        assert session.session_key is None


def test_what_it_writes_django_s_own_reads() -> None:
    session = SessionStore()
    session["name"] = "one"
    session.save()
    assert db.SessionStore(session.session_key)["name"] == "one"
