"""Reads settings from the environment. If one is missing or wrong, the start stops and a line says what to set."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from chronicpain import embedded_postgres, postgres

TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def text(name: str, hint: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {hint}")
    return value


def optional_text(name: str) -> str:
    """Empty if nothing is set."""
    return os.environ.get(name, "")


def flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}")


def number(name: str, default: int) -> int:
    """A positive whole number; the default where nothing is set."""
    return _whole(name, os.environ.get(name, str(default)))


def optional_number(name: str) -> int | None:
    """A positive whole number; None if nothing is set."""
    value = os.environ.get(name, "")
    return _whole(name, value) if value else None


def _whole(name: str, value: str) -> int:
    if not value.isdecimal() or not int(value):
        raise ImproperlyConfigured(f"{name} must be a whole number above 0, not {value!r}")
    return int(value)


def demo_secret(path: Path) -> str:
    """The demo's own secret key, made once and kept beside its database."""
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(64))
        return path.read_text()
    except PermissionError as error:
        raise ImproperlyConfigured(embedded_postgres.belongs_to_another(error.filename)) from None


def databases(var: Path, demo: bool) -> dict[str, dict[str, object]]:
    """`default` works as the application role, which owns nothing; `owner` migrates.

    Both come from DATABASE_URL. Without it, and only for the demo, the embedded server is started.
    """
    url = os.environ.get("DATABASE_URL")
    if not url and demo:
        try:
            url = postgres.start(var / "postgres")
        except embedded_postgres.CannotStart as error:
            raise ImproperlyConfigured(str(error)) from None
        os.environ["DATABASE_URL"] = url
    if not url:
        raise ImproperlyConfigured("Set DATABASE_URL: postgresql://user:password@host/database (or DEMO=1 for a trial)")
    try:
        parts = conninfo_to_dict(url)
    except Exception:
        # The cause would print the address, and with it the password.
        raise ImproperlyConfigured("DATABASE_URL must read postgresql://user:password@host/database") from None
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    owner: dict[str, object] = {"ENGINE": "django.db.backends.postgresql"}
    owner |= {setting: str(parts[part]) for part, setting in known.items() if parts.get(part)}
    options = {key: value for key, value in parts.items() if key not in known}
    owner["OPTIONS"] = options
    application = {
        **owner,
        "OPTIONS": {
            **options,
            "options": f"-c role={postgres.APPLICATION_ROLE}",
            "pool": {"min_size": 1, "max_size": 16, "timeout": 2},
            # The database plans a query once for each connection, not once for each request.
            "server_side_binding": True,
            "prepare_threshold": 2,
        },
        "TEST": {"MIRROR": "owner"},
    }
    return {"default": application, "owner": owner}
