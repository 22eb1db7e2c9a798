"""The two roles of the database, and migration operations for its side of tenant isolation."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.migrations import RunSQL

from accounts.tenancy.context import SETTING

ROLE = "smertekompas_app"


def create_application_role() -> RunSQL:
    """The role that the web process works as. It owns nothing; roles are cluster-wide, so it may exist already."""
    return RunSQL(
        f"""
        DO $$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
                BEGIN
                    CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN
                    NULL;  -- another database of this cluster is migrated at the same time
                END;
            END IF;
            IF NOT pg_has_role(current_user, '{ROLE}', 'USAGE') THEN
                EXECUTE format('GRANT {ROLE} TO %I', current_user);
            END IF;
        END $$;
        GRANT USAGE ON SCHEMA public TO {ROLE};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};
        REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {ROLE};
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {ROLE};
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {ROLE};
        """,
        RunSQL.noop,
    )


def enable_row_security(table: str) -> RunSQL:
    """Rows of another practice, and all rows without a practice, do not exist for anyone but a superuser."""
    condition = f"practice_id = NULLIF(current_setting('{SETTING}', true), '')::uuid"
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY practice_isolation ON {table} USING ({condition}) WITH CHECK ({condition});
        """,
        f"""
        DROP POLICY practice_isolation ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def only_insert(table: str) -> RunSQL:
    """The application role may add and read rows of this table, and nothing else."""
    return RunSQL(
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {ROLE}",
        f"GRANT UPDATE, DELETE ON {table} TO {ROLE}",
    )


def composite_foreign_key(table: str, column: str, parent: str) -> RunSQL:
    """A reference that carries the practice: another practice's id cannot be referenced."""
    name = f"{table}_{column}_same_practice"
    return RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (practice_id, {column}) "
        f"REFERENCES {parent} (practice_id, id) DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


@contextmanager
def as_owner() -> Iterator[None]:
    """Run the block in one transaction as the owner of the tables: for deployment, never for a request."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        yield
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
