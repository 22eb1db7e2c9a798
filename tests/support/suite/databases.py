"""Databases for the tests: copies of one template, which is migrated and filled once for the files it is made of.

The template stays between the runs of one day, under a name that holds the digest of those files; a change of any of
them makes another one, and the old one is dropped. A copy takes a tenth of a second, a template ten.
"""

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


def source_files(root: Path) -> list[Path]:
    """What a template is made of: the locked packages, the content files, and the program without its pages.

    Pages stand above everything else in a room (a contract of the imports), so no loading can lean on them.
    """
    code = [
        path for room in ("chronicpain", *ROOMS) for kind in ("*.py", "*.sql") for path in (root / room).rglob(kind)
    ]
    loading = [path for path in code if "pages" not in path.relative_to(root).parts]
    content = [path for path in (root / "fixtures").rglob("*") if path.is_file()]
    others = [root / name for name in ("requirements.txt", "tests/support/suite/databases.py")]
    return [path for path in (*others, *sorted(loading), *sorted(content)) if path.exists()]


def source_digest(root: Path) -> str:
    """The digest of the template's files, their names and what is in them; and of the day, for content is in force
    from the moment at which it is loaded.
    """
    digest = hashlib.sha256(str(timezone.localdate()).encode())
    for path in source_files(root):
        digest.update(f"{path.relative_to(root)}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def server_dsn(database: str) -> str:
    """The connection string of the owner for this database on the server of the tests."""
    parts = connections["owner"].settings_dict
    names = {"USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return make_conninfo(dbname=database, **{name: parts[key] for key, name in names.items() if parts[key]})


@contextmanager
def copied_database(name: str) -> Iterator[None]:
    """A database of this name with the schema and the content; dropped at the end."""
    with psycopg.connect(server_dsn("postgres"), autocommit=True) as server:
        # One template is made, however many processes ask for it at once.
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [PROGRAM_DATABASE])
        template = _template(server)
        _drop(server, name)
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template))))
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


def _template(server: psycopg.Connection) -> str:
    """The name of the template for the files as they are, made where it is not there yet; others are dropped."""
    prefix = f"test_{PROGRAM_DATABASE}_template_"
    name = prefix + source_digest(Path(settings.BASE_DIR))
    rows = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
    found = {row[0] for row in rows}
    for other in found - {name}:
        _drop(server, other)
    if name not in found:
        unfinished = f"{prefix}unfinished"
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
        _fill(unfinished)
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (unfinished, name))))
    return name


def _fill(name: str) -> None:
    """Migrate this database, and load the content."""
    with connected_to(name):
        call_command("migrate", verbosity=0)
        call_command("load_content")


def _connect(names: dict[str, str]) -> None:
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
