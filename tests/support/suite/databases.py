"""Databases for the tests: copies of a template, which is made once for the files that it is made of.

One template has the content, the other the demo as well. Each stays between the runs of one day, under a name that
holds the digest of those files; a change of any of them makes another one, and the old one is dropped. A copy takes a
tenth of a second, a template ten.
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.utils import timezone
from psycopg import sql
from psycopg.conninfo import make_conninfo

from tests.support.suite.rooms import ROOMS

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
ALIASES = ("default", "owner")
LONGEST_VACUUM = 30  # seconds
# The settings change with the connections, so it is read before those lead elsewhere.
PROGRAM_DATABASE = str(settings.DATABASES["owner"]["NAME"])


@dataclass(frozen=True)
class Template:
    """A database that is made once and copied: what it is called, which files it is made of, and how it is filled."""

    kind: str
    files: Callable[[Path], list[Path]]
    fill: Callable[[str], None]

    @property
    def prefix(self) -> str:
        return f"test_{PROGRAM_DATABASE}_{self.kind}_"

    def digest(self, root: Path) -> str:
        """The digest of its files, their names and what is in them; and of the day, for content is in force from the
        moment at which it is loaded.
        """
        digest = hashlib.sha256(str(timezone.localdate()).encode())
        for path in self.files(root):
            digest.update(f"{path.relative_to(root)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        return digest.hexdigest()[:16]


def files_of_content(root: Path) -> list[Path]:
    """What the content stands on: the locked packages, the content files, and the program without its pages.

    Pages stand above everything else in a room (a contract of the imports), so no loading can lean on them.
    """
    beside = {"pages", "locale", "templates", "static"}
    return [path for path in files_of_demo(root) if beside.isdisjoint(path.relative_to(root).parts)]


def files_of_demo(root: Path) -> list[Path]:
    """What the demo stands on: the same, and what its letters are made with."""
    kinds = ("*.py", "*.sql", "*.po")
    code = [path for room in ("chronicpain", *ROOMS) for kind in kinds for path in (root / room).rglob(kind)]
    others = [path for name in ("fixtures", "templates", "static") for path in (root / name).rglob("*")]
    named = [
        root / name
        for name in ("requirements.txt", "package-lock.json", "tests/served.py", "tests/support/suite/databases.py")
    ]
    return [path for path in (*named, *sorted(code), *sorted(others)) if path.is_file()]


def server_dsn(database: str) -> str:
    """The connection string of the owner for this database on the server of the tests."""
    parts = connections["owner"].settings_dict
    names = {"USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return make_conninfo(dbname=database, **{name: parts[key] for key, name in names.items() if parts[key]})


def environment_of(database: str) -> dict[str, str]:
    """What the program's own commands are started with, on this database of the server of the tests."""
    parts = connections["owner"].settings_dict
    user = parts["USER"] + (f":{parts['PASSWORD']}" if parts["PASSWORD"] else "")
    port = f"&port={parts['PORT']}" if parts["PORT"] else ""
    url = f"postgresql://{user}@/{database}?host={quote(parts['HOST'])}{port}"
    return {**os.environ, "DEMO": "1", "DATABASE_URL": url}


# For the browser's server, and so for the demo that is signed in to there.
SERVED = {"DJANGO_SETTINGS_MODULE": "tests.served"}


def with_content(name: str) -> None:
    """Migrate this database, and load the content."""
    with connected_to(name):
        call_command("migrate", verbosity=0)
        call_command("load_content")


def with_demo(name: str) -> None:
    """Make the demo on this empty database, as whoever tries the program does."""
    command = [sys.executable, "manage.py", "prepare_demo"]
    said = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment_of(name) | SERVED, capture_output=True, text=True, check=False
    )
    if said.returncode or "The demo practice is made." not in said.stdout:
        raise RuntimeError(f"prepare_demo did not make the demo:\n{said.stdout}{said.stderr}")


CONTENT = Template("template", files_of_content, with_content)
DEMO = Template("demo", files_of_demo, with_demo)


@contextmanager
def copied_database(name: str, template: Template = CONTENT) -> Iterator[None]:
    """A database of this name with what the template has; dropped at the end."""
    with psycopg.connect(server_dsn("postgres"), autocommit=True) as server:
        # One template is made, however many processes ask for it at once.
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [template.prefix])
        names = name, _made(server, template)
        _drop(server, name)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, names)))
        # No test pulls the plug of the server that it stands on: what is committed need not be on the disk yet.
        server.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))
    try:
        yield
    finally:
        with psycopg.connect(server_dsn("postgres"), autocommit=True) as server:
            _drop(server, name)


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Both of Django's connections lead to this database, and afterwards to the one that they led to before."""
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ALIASES}
    _connect(dict.fromkeys(ALIASES, name))
    try:
        yield
    finally:
        _connect(before)


def name_of_database() -> str:
    """The database of this process's tests."""
    return f"test_{PROGRAM_DATABASE}_{WORKER}"


def _made(server: psycopg.Connection, template: Template) -> str:
    """The template's name for the files as they are, made where it is not there yet; others are dropped."""
    name = template.prefix + template.digest(Path(settings.BASE_DIR))
    rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [template.prefix])
    found = {row[0] for row in rows}
    for other in found - {name}:
        _drop(server, other)
    if name not in found:
        unfinished = f"{template.prefix}unfinished"
        _drop(server, unfinished)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
        template.fill(unfinished)
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (unfinished, name))))
    return name


# What was read of content is kept by its releases' numbers, which are the same in every database: each has its own.
_CONTENT_READ: dict[str, Any] = {}


def _connect(names: dict[str, str]) -> None:
    from guidelines.in_force import content

    before = connections["default"].settings_dict["NAME"]
    _CONTENT_READ[before] = content._read_published
    fresh = lru_cache(maxsize=4)(content._read_published.__wrapped__)
    content._read_published = _CONTENT_READ.get(names["default"], fresh)  # type: ignore[assignment]
    for alias, name in names.items():
        connections[alias].close()
        if connections[alias].settings_dict["OPTIONS"].get("pool"):
            connections[alias].close_pool()  # type: ignore[attr-defined]
        connections[alias].settings_dict["NAME"] = name


def _drop(server: psycopg.Connection, name: str) -> None:
    """Drop this database. The server's own vacuuming, which the owner may not end, is waited for."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    deadline = time.monotonic() + LONGEST_VACUUM
    while True:
        try:
            server.execute(statement)
            return
        except psycopg.errors.InsufficientPrivilege:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
