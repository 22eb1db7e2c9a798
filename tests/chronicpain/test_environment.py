"""Settings from the environment: what is missing or odd stops the start with a line that says what to set."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from chronicpain import environment, postgres

COMPLETE = {
    "SECRET_KEY": "a long random text that is kept secret",
    "ALLOWED_HOSTS": "smerte.example,www.smerte.example",
    "DATABASE_URL": "postgresql://someone:secret@127.0.0.1:1/somewhere",
}
SHOW = """
import json
from chronicpain import settings
names = ("DEBUG", "DEMO", "ALLOWED_HOSTS", "SECURE_COOKIES", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def start(values: dict[str, str], script: str = SHOW) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process whose environment holds these values only."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", script],
        env=kept | values,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_complete_environment_starts_with_everything_safe() -> None:
    started = start(COMPLETE)
    assert started.returncode == 0, started.stderr
    assert json.loads(started.stdout) == {
        "DEBUG": False,
        "DEMO": False,
        "ALLOWED_HOSTS": ["smerte.example", "www.smerte.example"],
        "SECURE_COOKIES": True,
        "SESSION_COOKIE_SECURE": True,
        "SECURE_SSL_REDIRECT": True,
    }


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("name", COMPLETE)
def test_a_missing_required_setting_stops_the_start_with_its_name(name: str, value: str | None) -> None:
    started = start(
        {key: text for key, text in COMPLETE.items() if key != name} | ({} if value is None else {name: ""})
    )
    assert started.returncode != 0
    last = started.stderr.strip().splitlines()[-1]
    assert f"Set {name}" in last


@pytest.mark.parametrize("name", ["DEMO", "DEBUG", "SECURE_COOKIES", "SSL_REDIRECT"])
def test_an_odd_switch_stops_the_start_with_its_name(name: str) -> None:
    started = start(COMPLETE | {name: "perhaps"})
    assert started.returncode != 0
    assert f"{name} must be 1 or 0" in started.stderr.strip().splitlines()[-1]


def test_a_secret_of_the_connection_is_not_printed_when_it_cannot_be_read() -> None:
    started = start(COMPLETE | {"DATABASE_URL": "mysql://someone:hemmeligt@127.0.0.1/somewhere"})
    assert started.returncode != 0
    assert "DATABASE_URL" in started.stderr.strip().splitlines()[-1]
    assert "hemmeligt" not in started.stderr


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *((word, True) for word in ("1", "true", "YES", "On")),
        *((word, False) for word in ("0", "False", "no", "off", "")),
    ],
)
def test_a_switch_reads_the_usual_words(value: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SWITCH", value)
    assert environment.flag("A_SWITCH", default=not expected) is expected


@pytest.mark.parametrize("default", [True, False])
def test_a_switch_that_is_not_set_is_its_default(default: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("A_SWITCH", raising=False)
    assert environment.flag("A_SWITCH", default=default) is default


@pytest.mark.parametrize("value", ["2", "-1", "ja", "truee", " "])
def test_an_odd_switch_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SWITCH", value)
    with pytest.raises(ImproperlyConfigured, match="A_SWITCH"):
        environment.flag("A_SWITCH")


@pytest.mark.parametrize(("value", "expected"), [("", None), ("1", 1), ("12000", 12000)])
def test_a_number_is_a_whole_one_above_0_or_not_set(
    value: str, expected: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_NUMBER", value)
    assert environment.optional_number("A_NUMBER") == expected
    monkeypatch.delenv("A_NUMBER")
    assert environment.optional_number("A_NUMBER") is None


@pytest.mark.parametrize("value", ["0", "-1", "4.000", "4,5", "mange", " "])
def test_an_odd_number_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_NUMBER", value)
    with pytest.raises(ImproperlyConfigured, match="A_NUMBER"):
        environment.optional_number("A_NUMBER")


def databases(url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    monkeypatch.setenv("DATABASE_URL", url)
    return environment.databases(Path("/nowhere"), demo=False)


def test_a_number_is_read_and_has_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PDF_SECONDS", "7")
    assert environment.number("PDF_SECONDS", 60) == 7
    monkeypatch.delenv("PDF_SECONDS")
    assert environment.number("PDF_SECONDS", 60) == 60


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "many"])
def test_an_odd_number_is_refused_by_name(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PDF_SECONDS", value)
    with pytest.raises(ImproperlyConfigured, match="PDF_SECONDS must be a whole number above 0"):
        environment.number("PDF_SECONDS", 60)


def test_waiting_for_a_pdf_leaves_threads_and_connections_for_pages() -> None:
    """The threads stand in the command that serves; each may hold a connection."""
    served = Path(settings.BASE_DIR / "chronicpain/management/commands/serve_demo.py").read_text()
    threads = int(served.split('"--threads", "')[1].split('"')[0])
    assert threads - 4 > settings.PDF_QUEUE
    assert settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"] >= threads


def test_a_database_url_is_read_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://someone:s%40cret@db.example:5433/pain?sslmode=verify-full&sslrootcert=/etc/ca.pem"
    owner = databases(url, monkeypatch)["owner"]
    assert owner == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "pain",
        "USER": "someone",
        "PASSWORD": "s@cret",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"},
    }


def test_a_socket_needs_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = databases("postgresql://someone@/pain?host=/var/run/postgresql", monkeypatch)["owner"]
    assert (owner["HOST"], owner["USER"], "PASSWORD" in owner) == ("/var/run/postgresql", "someone", False)


def test_the_program_works_as_the_role_that_owns_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = databases("postgresql://someone@db.example/pain?sslmode=require", monkeypatch)
    default, owner = made["default"], made["owner"]
    assert default["OPTIONS"]["options"] == "-c role=smertekompas_app"
    assert default["OPTIONS"]["sslmode"] == "require"
    assert default["OPTIONS"]["pool"]["max_size"] >= 4
    assert "options" not in owner["OPTIONS"]
    assert "pool" not in owner["OPTIONS"]
    assert {key: default[key] for key in ("NAME", "USER", "HOST")} == {
        key: owner[key] for key in ("NAME", "USER", "HOST")
    }


@pytest.mark.parametrize("url", ["not a url", "mysql://u@h/d", "postgresql://u@h/d?nonsense=1"])
def test_a_url_that_is_none_is_refused_by_name(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        databases(url, monkeypatch)


def test_only_the_demo_starts_a_database_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started: list[Path] = []

    def embedded(folder: Path) -> str:
        started.append(folder)
        return "postgresql://smertekompas_owner@/smertekompas?host=/tmp/socket"

    monkeypatch.setattr(postgres, "start", embedded)
    monkeypatch.setenv("DATABASE_URL", "")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.databases(tmp_path, demo=False)
    assert started == []
    owner = environment.databases(tmp_path, demo=True)["owner"]
    assert started == [tmp_path / "postgres"]
    assert (owner["NAME"], owner["HOST"]) == ("smertekompas", "/tmp/socket")
    assert os.environ["DATABASE_URL"].startswith("postgresql://smertekompas_owner@")
    environment.databases(tmp_path, demo=True)
    assert len(started) == 1


def test_the_web_process_signs_in_as_the_role_that_owns_nothing() -> None:
    url = "postgresql://smertekompas_owner@/smertekompas?host=/tmp/socket"
    assert postgres.application_url(url) == "postgresql://smertekompas_app@/smertekompas?host=/tmp/socket"


def test_the_demo_s_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    secret = environment.demo_secret(path)
    assert len(secret) >= 64
    assert environment.demo_secret(path) == secret
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert environment.demo_secret(tmp_path / "other") != secret
