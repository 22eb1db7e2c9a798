"""The migrations go forwards and backwards, empty and filled, on a database of their own; an earlier one is refused."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from chronicpain.earlier_database import BEGIN_AGAIN, EARLIER
from tests.support.browser.server import free_port
from tests.support.suite.databases import DEMO, WORKER, copied_database, environment_of, server_dsn

ROOT = Path(settings.BASE_DIR)
ROOMS = ["accounts", "guidelines", "assessment", "referrals"]
ALIAS = "migrations"
DATABASE = f"smertekompas_migration_tests_{WORKER}"
AS_IT_WAS = f"{DATABASE}_as_it_was"
DROP = "DROP DATABASE IF EXISTS {} WITH (FORCE)"

# Everything of the schema that carries a name or a right, a kind a query.
IN_PUBLIC = "'public'::regnamespace"
SCHEMA = {
    # A column that came, went and came again keeps its place in the order, and not the number of that place.
    "columns": "SELECT table_name, row_number() OVER (PARTITION BY table_name ORDER BY ordinal_position), column_name,"
    " data_type, is_nullable, column_default, generation_expression FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated"
    f" FROM pg_constraint WHERE connamespace = {IN_PUBLIC}",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT pg_get_triggerdef(oid), obj_description(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": f"SELECT proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = {IN_PUBLIC}",
    "policies": "SELECT tablename, policyname, roles::text, cmd, qual, with_check FROM pg_policies",
    "rights": "SELECT relname, relkind, relrowsecurity, relforcerowsecurity, ARRAY(SELECT unnest(relacl)::text"
    f" ORDER BY 1) FROM pg_class WHERE relnamespace = {IN_PUBLIC} AND relkind IN ('r', 'S')",
    "default rights": "SELECT defaclobjtype, ARRAY(SELECT unnest(defaclacl)::text ORDER BY 1) FROM pg_default_acl",
}


def administer(statement: str, *names: str) -> None:
    with psycopg.connect(server_dsn("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def reached() -> Iterator[None]:
    """The owner of the tables reaches the database as `migrations`; it is dropped at the end."""
    connections.databases[ALIAS] = deepcopy(connections.databases["owner"]) | {"NAME": DATABASE}
    try:
        yield
    finally:
        connections[ALIAS].close()
        del connections[ALIAS], connections.databases[ALIAS]
        administer(DROP, DATABASE)


@pytest.fixture
def database(django_db_blocker: Any) -> Iterator[None]:
    """An empty database."""
    administer(DROP, DATABASE)
    administer("CREATE DATABASE {}", DATABASE)
    with django_db_blocker.unblock(), reached():
        yield


@pytest.fixture
def demo(django_db_blocker: Any) -> Iterator[None]:
    """The database that `prepare_demo` made of an empty one."""
    with django_db_blocker.unblock(), copied_database(DATABASE, DEMO), reached():
        yield


@contextmanager
def kept_for_later() -> Iterator[None]:
    """What the block does is undone at its end: the database is as it was before."""
    connections[ALIAS].close()
    administer(DROP, AS_IT_WAS)
    administer("CREATE DATABASE {} TEMPLATE {}", AS_IT_WAS, DATABASE)
    yield
    connections[ALIAS].close()
    administer(DROP, DATABASE)
    administer("ALTER DATABASE {} RENAME TO {}", AS_IT_WAS, DATABASE)


def rows(query: str) -> list[tuple[Any, ...]]:
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(query)
        return sorted(cursor.fetchall(), key=repr)


def schema() -> dict[str, list[tuple[Any, ...]]]:
    return {kind: rows(query) for kind, query in SCHEMA.items()}


def tables() -> set[str]:
    return {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def applied() -> set[tuple[str, str]]:
    return set(MigrationRecorder(connections[ALIAS]).applied_migrations())


def migrate(*target: str) -> None:
    call_command("migrate", *target, database=ALIAS, verbosity=0)


def migrate_back(migration: str | None) -> None:
    """Every room back to its migration of this name, or to before its first one; the highest room first.

    In one go: Django works out what the tables are after every migration once, and not once for each room.
    """
    MigrationExecutor(connections[ALIAS]).migrate([(room, migration) for room in reversed(ROOMS)])


def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Another process of the program, on the database of these tests."""
    command, environment = [sys.executable, "manage.py", *arguments], environment_of(DATABASE)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)


def assert_nothing_of_the_rooms_is_left() -> None:
    assert not [name for name in tables() if name.startswith(tuple(ROOMS))]
    assert not [app for app, _ in applied() if app in ROOMS]
    left = schema()
    assert left["policies"] == left["triggers"] == left["default rights"] == []
    assert {name for name, _ in left["functions"]} == {"_pgh_attach_context", "_pgtrigger_should_ignore"}
    assert not [right for right in left["rights"] if "smertekompas_app" in repr(right)]


def assert_demo_is_there() -> None:
    assert rows("SELECT name FROM accounts_practice") == [("Demoklinik A",), ("Demoklinik B",)]
    for table in ("guidelines_releaseevent", "assessment_treatmentevent", "assessment_answer", "referrals_letter"):
        assert rows(f"SELECT pg_relation_size('{table}') > 0") == [(True,)], table


def test_forwards_and_backwards_filled_with_the_demo_and_empty(demo: None) -> None:
    """What was made forwards, from an empty database, is the measure of every other way."""
    made = schema()
    assert {kind for kind, found in made.items() if not found} == set()
    assert_demo_is_there()

    migrate_back("0001_tables")
    assert not schema()["policies"]
    with kept_for_later():
        migrate()
        assert schema() == made
        assert_demo_is_there()
    assert_demo_is_there()

    migrate_back(None)
    assert_nothing_of_the_rooms_is_left()
    migrate()
    assert schema() == made

    migrate("accounts", "zero")
    assert_nothing_of_the_rooms_is_left()


def test_a_room_begins_with_its_tables_and_its_triggers_and_row_security_and_goes_on_in_one_line() -> None:
    for room in ROOMS:
        found = sorted(path.name for path in (ROOT / room / "migrations").glob("[0-9]*.py"))
        assert found[:2] == ["0001_tables.py", "0002_triggers_and_row_security.py"], room
        assert [name[:5] for name in found] == [f"{number:04}_" for number in range(1, len(found) + 1)], room


def test_every_file_of_sql_beside_a_migration_is_used_by_it() -> None:
    for room in ROOMS:
        migrations = "".join(path.read_text() for path in (ROOT / room / "migrations").glob("[0-9]*.py"))
        for path in (ROOT / room / "migrations" / "sql").iterdir():
            assert f'(__file__, "{path.name.split(".")[0]}")' in migrations, path


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_migration_of_today_bears_an_earlier_name() -> None:
    today = {key for key in MigrationLoader(None).disk_migrations if key[0] in ROOMS}
    assert len(today) >= 2 * len(ROOMS)
    assert not today & {(app, name) for app, names in EARLIER.items() for name in names}


def make_earlier(*migrations: tuple[str, str]) -> None:
    recorder = MigrationRecorder(connections[ALIAS])
    recorder.ensure_schema()
    for app, name in migrations:
        recorder.record_applied(app, name)


def test_the_sentence_says_how_to_begin_again() -> None:
    assert BEGIN_AGAIN.endswith(".")
    assert ". " not in BEGIN_AGAIN
    for words in ("delete var/", "new, empty database"):
        assert words in BEGIN_AGAIN


def test_an_earlier_database_is_not_migrated(database: None) -> None:
    every = [(app, name) for app, names in EARLIER.items() for name in names]
    assert len(every) == 18
    for migration in every:
        make_earlier(migration)
        for arguments in ([], ["--plan"], ["accounts", "zero"]):
            with pytest.raises(CommandError) as refused:
                call_command("migrate", *arguments, database=ALIAS, verbosity=0)
            assert str(refused.value) == BEGIN_AGAIN
        assert (tables(), applied()) == ({"django_migrations"}, {migration})
        MigrationRecorder(connections[ALIAS]).record_unapplied(*migration)


@pytest.mark.parametrize("command", ["prepare_demo", "serve_demo"])
def test_the_demo_is_not_begun_on_an_earlier_database(command: str, database: None) -> None:
    earlier = {("accounts", "0001_initial"), ("assessment", "0002_answers_without_value")}
    make_earlier(*earlier)
    result = manage(command, *(["--bind", str(free_port())] if command == "serve_demo" else []))
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.strip() == f"CommandError: {BEGIN_AGAIN}"
    assert (tables(), applied()) == ({"django_migrations"}, earlier)
