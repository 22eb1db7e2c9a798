"""Reads the earlier states of a row, which pghistory keeps, as rows of the same type."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db.models import Max

from accounts.tenancy.context import PracticeModel

Row = TypeVar("Row", bound=PracticeModel)


@dataclass(frozen=True)
class State(Generic[Row]):
    """A row as a save left it. `row` has all fields of the row: what reads a row reads a state of one too.

    Only its `pk` is the state's own; `id` is the row's. `number` grows with every save, over all rows of the table.
    """

    number: int
    is_first: bool
    row: Row


def states_of(row: Row) -> list[State[Row]]:
    """Every state of the row, the oldest first; from what was prefetched as `events`, if it was."""
    events: Iterable[Any] = _events(row).all()
    states = (State(event.pgh_id, event.pgh_label == "insert", event) for event in events)
    return sorted(states, key=lambda state: state.number)


def row_before(states: Sequence[State[Row]], first: State[Row]) -> Row | None:
    """The row as it was before this state of it; None if it is new."""
    return next((state.row for state in reversed(states) if state.number < first.number), None)


def row_at_version(row: Row, version: int) -> Row | None:
    """The row as it was at this version; None for a version that it never had."""
    found: Row | None = _events(row).filter(version=version).order_by("-pgh_id").first()
    return found


def row_at_state(row: Row, number: int) -> Row | None:
    """The row as the state of this number; None if the row has no such state."""
    found: Row | None = _events(row).filter(pgh_id=number).first()
    return found


def newest_state(row: PracticeModel) -> int:
    """The number of the state that stands; 0 for a row that was never saved."""
    return int(_events(row).aggregate(last=Max("pgh_id"))["last"] or 0)


def states_among(model: type[Row], *related: str, **which: object) -> Sequence[State[Row]]:
    """The states of the rows of a table that `which` selects, the oldest first, with these related rows."""
    events: Any = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    found = events.objects.filter(**which).select_related(*related).order_by("pgh_id")
    return [State(event.pgh_id, event.pgh_label == "insert", event) for event in found]


def _events(row: Any) -> Any:
    return row.events
