"""Layers 3 and 4 of tenant isolation: row-level security, and keys that carry the practice."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.tenancy.context import practice_context
from referrals.models import Letter, LetterWithdrawal
from tests.support.records.cast import Cast
from tests.support.records.furnished import Record
from tests.support.records.tenancy import (
    INSERT_ONLY,
    SCOPED,
    TENANT,
    WITHOUT_ROW_SECURITY,
    practices_shown,
    references_within_a_practice,
    table,
)

CHANGEABLE = [model for model in TENANT if model not in INSERT_ONLY]
REFERENCES = references_within_a_practice()
POLICY = "(practice_id = (NULLIF(current_setting('smertekompas.practice'::text, true), ''::text))::uuid)"
# What other constraints want to be set with a reference.
SIGNED = "signed_at = now(), frozen = '{}', pdf = 'pdf', pdf_sha256 = 'hash'"
BESIDE = {
    ("assessment_episode", "patient_id"): "number = 1000",
    ("assessment_consultation", "episode_id"): "number = 1000, ended_at = now(), ended_by_id = opened_by_id",
    ("assessment_consultation", "ended_by_id"): "ended_at = now()",
    ("assessment_taperstep", "plan_id"): "number = 1000",
    ("referrals_letter", "referral_id"): f"number = 1000, signed_by_id = created_by_id, {SIGNED}",
    ("referrals_letter", "signed_by_id"): SIGNED,
}
# A new row needs with a reference what else says what it is about.
BESIDE_A_COPY = {
    ("assessment_inquiry", "decision_id"): {"about": "safety"},
    ("assessment_inquiry", "taper_id"): {"about": "taper"},
}
both_databases = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def cast(furnished: tuple[Cast, tuple[Record, Record]]) -> Cast:
    return furnished[0]


@pytest.fixture
def records(furnished: tuple[Cast, tuple[Record, Record]]) -> tuple[Record, Record]:
    return furnished[1]


@pytest.fixture
def own(records: tuple[Record, Record]) -> Record:
    return records[0]


@pytest.fixture
def foreign(records: tuple[Record, Record]) -> Record:
    return records[1]


@pytest.fixture
def in_own(own: Record) -> Iterator[None]:
    """Practice A is in force, and its rows are there."""
    with practice_context(own.practice_id):
        yield


def execute(statement: str, *parameters: Any) -> int:
    """Run the statement past every manager, and say how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def rows(wrapper: BaseDatabaseWrapper, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with wrapper.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def copy_row(row: models.Model, **changes: Any) -> int:
    """Insert a row like this one but for its key, what must be unique about it, and the changes."""
    numbered = {name for constraint in row._meta.constraints for name in getattr(constraint, "fields", ())}
    columns: dict[str, str] = {}
    for field in row._meta.concrete_fields:
        if isinstance(field, models.AutoField):
            continue
        columns[field.column] = f'"{field.column}"'
        if field.primary_key:
            columns[field.column] = "gen_random_uuid()"
        elif field.name in numbered and isinstance(field, models.IntegerField):
            columns[field.column] = f"{field.column} + 1000"
        elif field.name in numbered and isinstance(field, models.SlugField):
            columns[field.column] = f"{field.column} || '-2'"
    columns |= dict.fromkeys(changes, "%s")
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
    key = row._meta.pk.column
    return execute(
        f"INSERT INTO {table(type(row))} ({names}) SELECT {values} FROM {table(type(row))} WHERE {key} = %s",
        *(changes[name] for name in columns if name in changes),
        row.pk,
    )


def test_raw_sql_sees_the_practices_own_rows_and_without_a_practice_none(own: Record, foreign: Record) -> None:
    for model in TENANT:
        assert practices_shown(model) == set(), model
        for record in (own, foreign):
            with practice_context(record.practice_id):
                assert practices_shown(model) == {record.practice_id}, model
                with practice_context(None):
                    assert practices_shown(model) == set(), model
        with practice_context(uuid4()):
            assert practices_shown(model) == set(), model


def test_managers_that_forget_the_practice_see_its_own_rows_only(own: Record, foreign: Record) -> None:
    for model in TENANT:
        manager: models.Manager[Any] = model._base_manager
        assert not manager.exists(), model
        with practice_context(own.practice_id):
            assert set(manager.values_list("practice_id", flat=True)) == {own.practice_id}, model
            assert not manager.filter(pk=foreign.row(model).pk).exists(), model


def test_a_practice_that_is_no_uuid_shows_an_error_and_no_rows(own: Record) -> None:
    with transaction.atomic():
        execute("SELECT set_config('smertekompas.practice', 'true', true)")
        with pytest.raises(DatabaseError), transaction.atomic():
            execute("SELECT * FROM assessment_patient")
        transaction.set_rollback(True)


def test_a_row_with_another_practices_id_is_not_inserted(own: Record, foreign: Record, in_own: None) -> None:
    for model in TENANT:
        row = own.row(model)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            copy_row(row, practice_id=foreign.practice_id)


def test_a_row_is_not_handed_over_to_another_practice(own: Record, foreign: Record, in_own: None) -> None:
    for model in CHANGEABLE:
        statement = f"UPDATE {table(model)} SET practice_id = %s WHERE {model._meta.pk.column} = %s"
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            execute(statement, foreign.practice_id, own.row(model).pk)


def test_another_practices_rows_are_neither_changed_nor_taken_nor_deleted(
    own: Record, foreign: Record, in_own: None
) -> None:
    for model in CHANGEABLE:
        where = f"WHERE {model._meta.pk.column} = %s"
        key = foreign.row(model).pk
        assert execute(f"UPDATE {table(model)} SET practice_id = practice_id {where}", key) == 0, model
        assert execute(f"UPDATE {table(model)} SET practice_id = %s {where}", own.practice_id, key) == 0, model
        assert execute(f"DELETE FROM {table(model)} {where}", key) == 0, model
        assert foreign.row(model), model


def test_a_bulk_change_past_the_manager_stays_within_the_practice(own: Record, foreign: Record, in_own: None) -> None:
    own.patient._meta.model._base_manager.update(city="Ændret")
    with practice_context(foreign.practice_id):
        foreign.patient.refresh_from_db()
    assert foreign.patient.city != "Ændret"


def tables_with_a_practice(wrapper: BaseDatabaseWrapper) -> set[str]:
    found = rows(
        wrapper,
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE a.attname = 'practice_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p')"
        " AND c.relnamespace = 'public'::regnamespace",
    )
    return {name for (name,) in found}


def tables_without_row_security(wrapper: BaseDatabaseWrapper) -> set[str]:
    """The tables with a practice that the database does not keep apart, fully and for everyone."""
    secured = rows(
        wrapper,
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
        " AND relnamespace = 'public'::regnamespace",
    )
    policies: dict[str, list[tuple[Any, ...]]] = {}
    for name, *policy in rows(
        wrapper,
        "SELECT tablename, permissive, roles::text, cmd, qual, with_check FROM pg_policies WHERE schemaname = 'public'",
    ):
        policies.setdefault(name, []).append(tuple(policy))
    right = [("PERMISSIVE", "{public}", "ALL", POLICY, POLICY)]
    isolated = {name for (name,) in secured if policies.get(name) == right}
    return tables_with_a_practice(wrapper) - isolated


def test_every_table_of_the_practices_has_forced_row_security_and_its_one_policy(db: None) -> None:
    assert tables_without_row_security(connection) == WITHOUT_ROW_SECURITY
    assert tables_with_a_practice(connection) == {table(model) for model in TENANT} | WITHOUT_ROW_SECURITY


@both_databases
@pytest.mark.parametrize(
    "forgotten",
    [
        "CREATE TABLE planted (practice_id uuid)",
        "CREATE TABLE planted (practice_id uuid); ALTER TABLE planted ENABLE ROW LEVEL SECURITY",
        "ALTER TABLE assessment_patient NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE assessment_patient DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY everyone ON assessment_patient USING (true)",
        "DROP POLICY practice_isolation ON assessment_patient",
    ],
)
def test_a_table_without_its_row_security_would_be_noticed(forgotten: str) -> None:
    owner = connections["owner"]
    with transaction.atomic(using="owner"):
        with owner.cursor() as cursor:
            cursor.execute(forgotten)
        assert tables_without_row_security(owner) - WITHOUT_ROW_SECURITY in ({"planted"}, {"assessment_patient"})
        transaction.set_rollback(True, using="owner")


def test_every_model_that_refers_to_a_practices_row_belongs_to_a_practice() -> None:
    for model in apps.get_models():
        targets = {field.related_model for field in model._meta.get_fields() if field.concrete and field.is_relation}
        names = {field.attname for field in model._meta.concrete_fields}
        if targets & set(SCOPED) or names & {"patient_id", "episode_id"}:
            assert model in TENANT, model


def test_nothing_in_the_database_looks_past_row_security(db: None) -> None:
    """A view works with its owner's rights, and so does a function that is a security definer."""
    views = "SELECT viewname FROM pg_views WHERE schemaname = 'public'"
    definers = "SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace"
    assert rows(connection, views) == rows(connection, definers) == []


def test_every_reference_within_a_practice_carries_the_practice(db: None) -> None:
    constraints = rows(
        connection,
        "SELECT conrelid::regclass::text, confrelid::regclass::text, convalidated,"
        " ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k(n, i)"
        "       JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY i),"
        " ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k(n, i)"
        "       JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY i)"
        " FROM pg_constraint WHERE contype = 'f' AND cardinality(conkey) = 2",
    )
    present = {
        (source, columns[1]): (target, valid, columns[0], keys) for source, target, valid, columns, keys in constraints
    }
    expected = {
        (table(model), field.column): (table(field.related_model), True, "practice_id", ["practice_id", "id"])
        for model, field in REFERENCES
    }
    assert len(expected) > 20
    assert present == expected


def other_letter(withdrawal: LetterWithdrawal) -> UUID:
    letters = Letter._base_manager.filter(referral=withdrawal.letter.referral_id).exclude(pk=withdrawal.letter_id)
    return letters.get().pk


def change_reference(model: type[models.Model], row: models.Model, column: str, key: UUID | int) -> None:
    """Point one reference elsewhere: by a change, or in a table that takes none by a new row."""
    if model in INSERT_ONLY:
        # A letter is withdrawn once: the copy is about the other letter of the same referral.
        other = {"letter_id": other_letter(row)} if isinstance(row, LetterWithdrawal) else {}
        other |= BESIDE_A_COPY.get((table(model), column), {})
        assert copy_row(row, **other | {column: key}) == 1
    else:
        beside = BESIDE.get((table(model), column), "practice_id = practice_id")
        assert execute(f"UPDATE {table(model)} SET {column} = %s, {beside} WHERE id = %s", key, row.pk) == 1
    execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_another_practices_row_cannot_be_referred_to(own: Record, foreign: Record, in_own: None) -> None:
    for model, field in REFERENCES:
        row, target = own.row(model), foreign.row(field.related_model)
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            change_reference(model, row, field.column, target.pk)
        assert refused.value.__cause__.diag.constraint_name == f"{table(model)}_{field.column}_same_practice"
        with transaction.atomic():
            change_reference(model, row, field.column, own.row(field.related_model).pk)
            transaction.set_rollback(True)
