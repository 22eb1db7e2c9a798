"""Statements that every request sends. Their SQL is built once, because building it costs more than sending it.

Measured in CPU time (Django 5.2, Python 3.11, one of two shared cores): when the SQL is built anew each time, a
section save takes 33 ms instead of 18, an episode's page 29 instead of 16. What a single one saves stands where it is
made. tests/contracts/test_prepared_statements.py holds each to what Django would send itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connection, connections, models

from accounts.tenancy.context import compiled_for, current_practice_id

# What stands in a place of a statement.
Value = UUID | str | list[UUID] | list[str]
Row = TypeVar("Row")
Kept = TypeVar("Kept", bound=models.Model)


class Prepared(Generic[Row]):
    """A query with places for values: `Prepared(build, "episode")` is asked as `prepared(episode=…)`, a UUID or a text.

    A place that stands in a list alone (`filter(referral__in=[place])`) is given a list.
    `build` makes the queryset from them, by name, as it would for one request. Called with the values it answers the
    rows, like the queryset would (or the tuples of its `values_list`); within the practice in force, if `build` asks a
    manager that keeps within one.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Any, Row]], *names: str) -> None:
        self._build = build
        self._places = {name: uuid4() for name in names}
        self._practice = uuid4()

    @cached_property
    def _compiled(self) -> tuple[models.QuerySet[Any, Row], Any, str, tuple[Any, ...]]:
        with compiled_for(self._practice):
            queryset = self._build(**self._places)
            compiler = queryset.query.get_compiler(queryset.db)
            sql, params = self._with_lists(*compiler.as_sql())
        # How each column's value becomes Python's follows from the columns alone.
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        compiler.get_converters = lambda *_: converters
        return queryset, compiler, sql, tuple(params)

    def _with_lists(self, sql: str, params: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        """The statement with `= ANY(place)` where the queryset has `IN (place)`: of any length, it stays the same."""
        pieces = sql.split("%s")
        places = {*self._places.values(), *map(str, self._places.values())}
        for index, param in enumerate(params):
            if param in places and pieces[index].endswith(" IN ("):
                pieces[index] = f"{pieces[index].removesuffix('IN (')}= ANY("
        return "%s".join(pieces), params

    def __call__(self, **values: Value) -> list[Row]:
        ahead = _ahead.get()
        if self in ahead and ahead[self][0] == values:
            return self._made_of(ahead.pop(self)[1])
        with self._send(values) as cursor:
            return self._made_of(cursor.fetchall())

    def _send(self, values: Mapping[str, Value]) -> Any:
        """The cursor that the statement was sent with."""
        queryset, _compiler, sql, params = self._compiled
        given: dict[UUID | str, Any] = {}
        for name, place in self._places.items():
            # A column of text has taken its place as text.
            given[place] = given[str(place)] = values[name]
        if self._practice in params:
            given[self._practice] = current_practice_id()
        cursor = connections[queryset.db].cursor()
        cursor.execute(
            sql, tuple(given.get(param, param) if isinstance(param, UUID | str) else param for param in params)
        )
        return cursor

    def _made_of(self, found: list[tuple[Any, ...]]) -> list[Row]:
        """The rows as the queryset makes them of what the database has answered."""
        queryset, template, *_ = self._compiled
        if template.has_extra_select:
            found = [row[: template.col_count] for row in found]
        compiler = copy(template)
        compiler.connection = connections[queryset.db]
        compiler.execute_sql = lambda *_, **__: [found]
        asked = type(queryset)(queryset.model, query=_Compiled(compiler), using=queryset.db)  # type: ignore[arg-type]
        asked._iterable_class = queryset._iterable_class
        return list(asked)


# What was asked ahead of its place in the code: with its values, and what was found.
Ahead = dict[Prepared[Any], tuple[Mapping[str, Value], list[tuple[Any, ...]]]]
_ahead: ContextVar[Ahead] = ContextVar("ahead", default={})  # noqa: B039 - never written to


@contextmanager
def at_once(*statements: Prepared[Any], **values: Value) -> Iterator[None]:
    """Ask all of these with the same values, on one way to the database and back instead of one for each.

    Each is answered where it is called with these values in the block, the first time; nothing is written meanwhile.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        cursors = [statement._send(values) for statement in statements]
    found: Ahead = {}
    for statement, cursor in zip(statements, cursors, strict=True):
        with cursor:
            found[statement] = values, cursor.fetchall()
    token = _ahead.set(found)
    try:
        yield
    finally:
        _ahead.reset(token)


def lay_beside(parents: Sequence[models.Model], relation: str, rows: Sequence[models.Model]) -> None:
    """Give each parent its own of these rows, so that `parent.<relation>.all()` asks nothing, as after a prefetch."""
    if not parents:
        return
    key: Any = parents[0]._meta.get_field(relation).remote_field
    by_parent: dict[object, list[models.Model]] = {parent.pk: [] for parent in parents}
    for row in rows:
        by_parent[getattr(row, key.attname)].append(row)
    for parent in parents:
        found: models.QuerySet[models.Model] = models.QuerySet(key.model)
        found._result_cache = by_parent[parent.pk]
        for row in by_parent[parent.pk]:
            key.set_cached_value(row, parent)
        vars(parent).setdefault("_prefetched_objects_cache", {})[relation] = found


@dataclass(frozen=True, slots=True)
class _Compiled:
    """Stands where a queryset has its query, and needs no compiling."""

    compiler: Any

    def get_compiler(self, *_: Any, **__: Any) -> Any:
        return self.compiler


class PreparedInsert(Generic[Kept]):
    """Adds rows that nothing is read back of: `add = PreparedInsert(Answer)` is called as `add(rows)`.

    Like bulk_create it runs no `save` and sends no signal, and the values are those that Django would write.
    """

    def __init__(self, model: type[Kept]) -> None:
        self._model = model

    @cached_property
    def _fields(self) -> list[Any]:
        """Every column but the number that the database gives."""
        return [field for field in self._model._meta.concrete_fields if not isinstance(field, models.AutoField)]

    @cached_property
    def _into(self) -> str:
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in self._fields)
        return f"INSERT INTO {quote(self._model._meta.db_table)} ({columns}) VALUES "

    def __call__(self, rows: Sequence[Kept]) -> None:
        places = f"({', '.join(['%s'] * len(self._fields))})"
        values = [
            field.get_db_prep_save(field.pre_save(row, add=True), connection) for row in rows for field in self._fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._into + ", ".join([places] * len(rows)), values)


class PreparedUpdate(Generic[Kept]):
    """Writes fields of a row of the practice in force, where it still says what was read of it.

    `write = PreparedUpdate(Episode, "answers", "version", read=("version",))` is called as
    `write(episode.pk, read={"version": 3}, answers=…, version=4)`, and answers whether the row was at version 3. Like
    `update` of a queryset it runs no `save` and sends no signal.
    """

    def __init__(self, model: type[Kept], *names: str, read: tuple[str, ...]) -> None:
        self._model, self._names, self._read = model, names, read

    @cached_property
    def _fields(self) -> list[Any]:
        return [self._model._meta.get_field(name) for name in self._names]

    @cached_property
    def _fields_read(self) -> list[Any]:
        return [self._model._meta.get_field(name) for name in self._read]

    @cached_property
    def _update(self) -> str:
        quote = connection.ops.quote_name
        written = ", ".join(f"{quote(field.column)} = %s" for field in self._fields)
        columns = ("id", "practice_id", *(field.column for field in self._fields_read))
        where = " AND ".join(f"{quote(column)} = %s" for column in columns)
        return f"UPDATE {quote(self._model._meta.db_table)} SET {written} WHERE {where}"

    def __call__(self, pk: UUID, *, read: Mapping[str, Any], **values: Any) -> bool:
        written = [field.get_db_prep_save(values[field.name], connection) for field in self._fields]
        unchanged = [field.get_db_prep_save(read[field.name], connection) for field in self._fields_read]
        with connection.cursor() as cursor:
            cursor.execute(self._update, [*written, pk, current_practice_id(), *unchanged])
            return bool(cursor.rowcount)
