"""A database of the benchmark's own: migrated, filled with the content, and dropped afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test.utils import setup_databases, teardown_databases
from psycopg.conninfo import make_conninfo

from referrals.management.commands.load_content import load_content


@contextmanager
def benchmark_database() -> Iterator[None]:
    """Every connection in the block leads to a new database; the demo's is never touched."""
    for alias in connections:
        connections[alias].settings_dict["TEST"]["NAME"] = f"smertekompas_benchmark_{os.getpid()}"
    before = setup_databases(verbosity=0, interactive=False, aliases=dict.fromkeys(connections))
    try:
        if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)
        load_content(settings.FIXTURES_DIR)
        yield
    finally:
        connections["default"].close()
        connections["default"].close_pool()  # type: ignore[attr-defined]
        teardown_databases(before, verbosity=0)


def database_url() -> str:
    """The benchmark's database, as a process of its own is told about it."""
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    found = connections["owner"].settings_dict
    return make_conninfo(**{part: found[name] for name, part in names.items() if found[name]})
