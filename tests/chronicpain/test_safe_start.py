"""Outside the demo nothing unsafe starts: each fault alone is one sentence that says what to set."""

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from chronicpain import safe_start
from chronicpain.safe_start import DatabaseFacts

SAFE = {
    "DEMO": False,
    "DEBUG": False,
    "SECRET_KEY": "kT3" * 20 + "xyz",
    "SECRET_KEY_FALLBACKS": [],
    "ALLOWED_HOSTS": ["smerte.example"],
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
}
SAFE_DATABASE = DatabaseFacts(False, False, False, False, False, "on", "on", "on")


@pytest.fixture
def of_a_service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The settings of a service outside the demo, and a database that is as it should be."""
    for name, value in SAFE.items():
        setattr(settings, name, value)
    monkeypatch.setattr(safe_start, "read_database_facts", lambda: SAFE_DATABASE)
    return settings


def test_what_is_safe_starts(of_a_service: LazySettings) -> None:
    safe_start.refuse_unsafe_start()
    assert run_checks(tags=["security"], include_deployment_checks=True) is not None
    assert safe_start.check_safe_start() == []


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DEBUG", True, "set DEBUG=0"),
        ("SECRET_KEY", "kort", "SECRET_KEY holds a key that can be guessed: set at least 50"),
        ("SECRET_KEY", "ab" * 40, "SECRET_KEY holds a key that can be guessed"),
        ("SECRET_KEY", "django-insecure-" + "abcdefgh" * 8, "SECRET_KEY holds a key that stands in a manual"),
        ("SECRET_KEY", "a long random text that is kept secret", "SECRET_KEY holds a key that stands in a manual"),
        ("SECRET_KEY_FALLBACKS", ["kort"], "SECRET_KEY_FALLBACKS holds a key that can be guessed"),
        ("ALLOWED_HOSTS", ["*"], "set the names that the service answers to"),
        ("ALLOWED_HOSTS", ["smerte.example", " * "], "set the names that the service answers to"),
        ("ALLOWED_HOSTS", [""], "set the names that the service answers to"),
        ("SESSION_COOKIE_SECURE", False, "set SECURE_COOKIES=1"),
        ("CSRF_COOKIE_SECURE", False, "set SECURE_COOKIES=1"),
    ],
)
def test_an_unsafe_setting_stops_the_start(of_a_service: Any, name: str, value: object, says: str) -> None:
    """Tried: each of the conditions taken out of `settings_faults`."""
    setattr(of_a_service, name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        safe_start.refuse_unsafe_start()
    assert len(str(refused.value).splitlines()) == 2
    assert says in str(refused.value)
    (found,) = safe_start.check_safe_start()
    assert found.id == "chronicpain.E001"
    assert found.is_serious()


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"is_superuser": True, "bypasses_row_security": True, "owns_tables": True}, "reached as a superuser"),
        ({"bypasses_row_security": True}, "bypasses row-level security"),
        ({"owns_tables": True}, "the owner of its tables"),
        ({"is_remote": True}, "add sslmode=verify-full"),
        ({"fsync": "off"}, "set fsync = on"),
        ({"full_page_writes": "off"}, "set full_page_writes = on"),
        ({"synchronous_commit": "off"}, "set synchronous_commit = on"),
    ],
)
def test_an_unsafe_database_stops_the_start(facts: dict[str, Any], says: str) -> None:
    (fault,) = safe_start.database_faults(SAFE_DATABASE._replace(**facts))
    assert says in fault


def test_another_machine_reached_by_tls_and_a_cautious_commit_are_safe() -> None:
    facts = SAFE_DATABASE._replace(is_remote=True, is_encrypted=True, synchronous_commit="remote_apply")
    assert [*safe_start.database_faults(facts)] == []


def test_the_facts_are_read_from_the_database(db: None) -> None:
    """The tests' own server: signed in to as the owner of the tables, through a socket.

    Tried: the role in force asked about in place of the one that signed in.
    """
    facts = safe_start.read_database_facts()
    assert facts.owns_tables
    assert not facts.is_superuser
    assert not facts.is_remote
    assert {facts.fsync, facts.full_page_writes, facts.synchronous_commit} <= {"on", "off"}


def test_a_database_that_does_not_answer_is_not_called_safe(
    of_a_service: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And its address, which holds a password, is not printed."""
    monkeypatch.undo()
    parameters = {"host": "127.0.0.1", "port": 1, "password": "hemmeligt", "user": "x", "dbname": "x"}
    monkeypatch.setattr(safe_start.connections["default"], "get_connection_params", lambda: dict(parameters))
    with pytest.raises(ImproperlyConfigured, match="does not answer") as refused:
        safe_start.refuse_unsafe_start()
    assert "hemmeligt" not in str(refused.value)


def test_the_demo_is_let_through(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_start, "read_database_facts", lambda: SAFE_DATABASE._replace(is_superuser=True))
    settings.DEMO = True
    assert safe_start.unsafe_because() == []
