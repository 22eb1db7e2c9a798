"""Steps for migrations that add SQL files and triggers, and the switch to the role that owns the tables."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunSQL
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger

ROLE = "smertekompas_app"


def run_sql(migration: str, name: str) -> RunSQL:
    """A migration's step in SQL: `sql/<name>.forwards.sql` beside this file of it, and back `.backwards.sql`."""
    return RunSQL(_sql(migration, f"{name}.forwards"), _sql(migration, f"{name}.backwards"))


class AddTriggers(Operation):
    """Triggers of a room's models, all at once, by model, each compiled as makemigrations writes it.

    Its own operation, one a trigger, has Django build the models around the trigger anew each time: with a hundred
    triggers that was most of what migrating an empty database took. Nor does it drop the trigger's function.
    """

    reduces_to_sql = True

    def __init__(self, **triggers: list[Trigger]) -> None:
        self.triggers = triggers

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for model, triggers in self.triggers.items():
            options = state.models[app_label, model].options
            options["triggers"] = [*options.get("triggers", ()), *triggers]
        state.reload_models([(app_label, model) for model in self.triggers], delay=True)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for trigger in self._all():
            schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for trigger in self._all():
            schema_editor.execute(trigger.uninstall_sql, params=None)
            schema_editor.execute(f"DROP FUNCTION {schema_editor.quote_name(trigger.sql.pgid)}()", params=None)

    def describe(self) -> str:
        return f"Add the triggers of {', '.join(self.triggers)}"

    def _all(self) -> list[Trigger]:
        return [trigger for triggers in self.triggers.values() for trigger in triggers]


def trigger_body(migration: str, name: str) -> str:
    """What a trigger of this migration does: `sql/<name>.sql` beside it, on lines of its own as in the models."""
    return "\n" + _sql(migration, name)


def _sql(migration: str, name: str) -> str:
    return (Path(migration).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


@contextmanager
def as_owner() -> Iterator[None]:
    """Run the block in one transaction as the owner of the tables: for deployment, never for a request."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        yield
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
