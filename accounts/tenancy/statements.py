"""Statements that every request sends. Their SQL is built once, because building it costs more than sending it.

Measured in CPU time (Django 5.2, Python 3.11, one of two shared cores): when the SQL is built anew each time, a
section save takes 33 ms instead of 18, an episode's page 29 instead of 16. What a single one saves stands where it is
made. tests/contracts/test_prepared_statements.py holds each to what Django would send itself.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connection, connections, models
from django.db.models.sql.compiler import SQLCompiler

from accounts.tenancy.context import compiled_for, current_practice_id

# What stands in a place of a statement.
Value = UUID | str | list[UUID] | list[str]
Row = TypeVar("Row")
Kept = TypeVar("Kept", bound=models.Model)
# What stands in the places of one statement; a row as the database answers it.
Params = tuple[Any, ...]
Answered = tuple[Any, ...]


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
    def _compiled(self) -> tuple[models.QuerySet[Any, Row], "_Shape", str, Params]:
        with compiled_for(self._practice):
            queryset = self._build(**self._places)
            compiler = queryset.query.get_compiler(queryset.db)
            sql, params = self._with_lists(*compiler.as_sql())
        # How each column's value becomes Python's follows from the columns alone.
        converters = compiler.get_converters([column for column, *_ in compiler.select])
        return queryset, _Shape(compiler, converters), sql, tuple(params)

    def _with_lists(self, sql: str, params: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        """The statement with `= ANY(place)` where the queryset has `IN (place)`: of any length, it stays the same."""
        pieces = sql.split("%s")
        places = {*self._places.values(), *map(str, self._places.values())}
        for index, param in enumerate(params):
            if param in places and pieces[index].endswith(" IN ("):
                pieces[index] = f"{pieces[index].removesuffix('IN (')}= ANY("
        return "%s".join(pieces), params

    def __call__(self, **values: Value) -> list[Row]:
        params, ahead = self._fill(values), _ahead.get()
        if self in ahead and ahead[self][0] == params:
            return self._made_of(ahead.pop(self)[1])
        with self._send(params) as cursor:
            return self._made_of(cursor.fetchall())

    def _fill(self, values: Mapping[str, Value]) -> Params:
        """What stands in the places of the statement, that of the practice in force too."""
        params = self._compiled[3]
        given: dict[UUID | str, Any] = {}
        for name, place in self._places.items():
            # A column of text has taken its place as text.
            given[place] = given[str(place)] = values[name]
        if self._practice in params:
            given[self._practice] = current_practice_id()
        return tuple(given.get(param, param) if isinstance(param, UUID | str) else param for param in params)

    def _send(self, params: Params) -> Any:
        """The cursor that the statement was sent with."""
        queryset, _shape, sql, _params = self._compiled
        cursor = connections[queryset.db].cursor()
        cursor.execute(sql, params)
        return cursor

    def _made_of(self, found: list[Answered]) -> list[Row]:
        """The rows as the queryset makes them of what the database has answered."""
        queryset, shape, *_ = self._compiled
        answered: Any = _Answered(queryset.db, shape, found)
        rows: Any = queryset._iterable_class(answered)
        return list(rows)


# What was asked ahead of its place in the code: what stood in its places, and what was found.
Ahead = dict[Prepared[Any], tuple[Params, list[Answered]]]
_ahead: ContextVar[Ahead] = ContextVar("ahead", default={})  # noqa: B039 - never written to


@contextmanager
def at_once(*statements: Prepared[Any], **values: Value) -> Iterator[None]:
    """Ask all of these with the same values, on one way to the database and back instead of one for each.

    Each is answered where it is called with these values in the block, the first time; nothing is written meanwhile.
    """
    filled = [(statement, statement._fill(values)) for statement in statements]
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        sent = [(statement, params, statement._send(params)) for statement, params in filled]
    found: Ahead = {}
    for statement, params, cursor in sent:
        with cursor:
            found[statement] = params, cursor.fetchall()
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


class _Shape:
    """What of a compiler says how rows are made of columns; the same for every thread."""

    def __init__(self, compiler: Any, converters: dict[int, Any]) -> None:
        self.select, self.klass_info = compiler.select, compiler.klass_info
        self.annotation_col_map, self.converters = compiler.annotation_col_map, converters
        self.columns = compiler.col_count if compiler.has_extra_select else None


class _Answered:
    """Stands where Django has a queryset, its query and their compiler; what it would ask for was found already."""

    _known_related_objects: ClassVar[Mapping[Any, Any]] = {}

    def __init__(self, db: str, shape: _Shape, found: list[Answered]) -> None:
        self.db, self.query, self.connection, self._shape, self._found = db, self, connections[db], shape, found
        self.select, self.klass_info = shape.select, shape.klass_info
        self.annotation_col_map = shape.annotation_col_map

    def get_compiler(self, *_: object, **__: object) -> "_Answered":
        return self

    def execute_sql(self, *_: object, **__: object) -> list[Answered]:
        return self._found

    def results_iter(self, *_: object, tuple_expected: bool = False, **__: object) -> Iterator[Any]:
        shape, rows = self._shape, self._found
        if shape.columns is not None:
            rows = [row[: shape.columns] for row in rows]
        if not shape.converters:
            return iter(rows)
        compiler: Any = self
        converted = SQLCompiler.apply_converters(compiler, rows, shape.converters)
        return map(tuple, converted) if tuple_expected else converted


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
