"""A step for migrations: it normalises the texts of a table and fills in its sort keys and search keys, row by row."""

from collections.abc import Callable, Iterator, Mapping

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.models import Model

from accounts.text.normal import on_one_line

NAMELESS = "(uden navn)"
Keys = Mapping[str, Callable[..., str]]


def fill_keys(app: str, model: str, of: tuple[str, ...], keys: Keys) -> RunPython:
    """Normalise the columns `of` of every row, and fill each key with what its function makes of them.

    A name of nothing that can be seen becomes "(uden navn)". Rows that are kept apart by practice are gone through
    practice by practice, as the owner too sees those of no other.
    """

    def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        table = apps.get_model(app, model)
        alias = schema_editor.connection.alias
        for _practice in practices_in_sight(apps, schema_editor) if _is_kept_apart(table) else ("",):
            rows = table._default_manager.using(alias)
            for row in rows.all():
                texts = {name: on_one_line(getattr(row, name)) or NAMELESS for name in of}
                made = {name: make(*texts.values()) for name, make in keys.items()}
                rows.filter(pk=row.pk).update(**texts, **made)
        # What the rows' triggers have put off would stand in the way of the constraints that come next.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    return RunPython(fill, RunPython.noop)


def _is_kept_apart(table: type[Model]) -> bool:
    return any(field.name == "practice" for field in table._meta.fields)


def practices_in_sight(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> Iterator[str]:
    """Each practice, with its rows in sight meanwhile."""
    practices = apps.get_model("accounts", "Practice")._default_manager.using(schema_editor.connection.alias)
    for practice in list(practices.values_list("pk", flat=True)):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('smertekompas.practice', %s, true)", [str(practice)])
        yield str(practice)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT set_config('smertekompas.practice', '', true)")
