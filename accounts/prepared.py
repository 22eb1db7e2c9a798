"""Queries that every request asks. Django puts their SQL together once; putting it together costs more than asking."""

from collections.abc import Callable
from copy import copy
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from django.db import connections, models

from accounts.tenancy import compiled_for, current_practice_id

Row = TypeVar("Row", bound=models.Model)


class Prepared(Generic[Row]):
    """A query with places for values: `Prepared(build, "episode")` is asked as `prepared(episode=…)`, a UUID.

    `build` makes the queryset from them, by name, as it would for one request. Called with the values it answers the
    rows, like the queryset would; within the practice in force, if `build` asks a manager that keeps within one.
    """

    def __init__(self, build: Callable[..., models.QuerySet[Row]], *names: str) -> None:
        self._build = build
        self._places = {name: uuid4() for name in names}
        self._practice = uuid4()

    @cached_property
    def _compiled(self) -> tuple[models.QuerySet[Row], Any, str, tuple[Any, ...]]:
        with compiled_for(self._practice):
            queryset = self._build(**self._places)
            compiler = queryset.query.get_compiler(queryset.db)
            sql, params = compiler.as_sql()
        return queryset, compiler, sql, tuple(params)

    def __call__(self, **values: UUID) -> list[Row]:
        queryset, template, sql, params = self._compiled
        given = {place: values[name] for name, place in self._places.items()}
        if self._practice in params:
            given[self._practice] = current_practice_id()
        filled = tuple(given.get(param, param) if isinstance(param, UUID) else param for param in params)
        compiler = copy(template)
        compiler.connection = connections[queryset.db]
        compiler.as_sql = lambda *_, **__: (sql, filled)
        asked = queryset.all()
        asked.query.get_compiler = lambda *_, **__: compiler  # type: ignore[method-assign]
        return list(asked)
