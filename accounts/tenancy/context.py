"""The practice on whose behalf the code runs now: in Python, and in the database's row-level security."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, models, transaction

SETTING = "smertekompas.practice"

_practice_id: ContextVar[UUID | None] = ContextVar("practice_id", default=None)


class NoPractice(RuntimeError):
    """Patient data was asked for outside a practice."""


def current_practice_id() -> UUID:
    """The practice in force; raises NoPractice if there is none."""
    practice_id = _practice_id.get()
    if practice_id is None:
        raise NoPractice("No practice is in force: wrap the work in practice_context(practice_id).")
    return practice_id


@contextmanager
def practice_context(practice_id: UUID | None) -> Iterator[None]:
    """Run the block as one transaction that sees this practice's rows only (None: no practice's rows)."""
    before = _practice_id.get()
    token = _practice_id.set(practice_id)
    try:
        with transaction.atomic():
            set_in_transaction(SETTING, practice_id)
            yield
    finally:
        _practice_id.reset(token)
        if connection.in_atomic_block and not connection.needs_rollback:
            set_in_transaction(SETTING, before)


@contextmanager
def compiled_for(placeholder: UUID) -> Iterator[None]:
    """Managers put this in the practice's place while a query's SQL is put together; nothing is asked meanwhile."""
    token = _practice_id.set(placeholder)
    try:
        yield
    finally:
        _practice_id.reset(token)


def set_in_transaction(setting: str, identifier: UUID | None) -> None:
    """Transaction-local, so that a pooled connection never carries one request's setting to another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [setting, str(identifier or "")])


Row = TypeVar("Row", bound=models.Model)


class PracticeManager(models.Manager[Row]):
    """Sees the rows of the practice in force, and refuses to run without one."""

    def get_queryset(self) -> models.QuerySet[Row, Row]:
        return super().get_queryset().filter(practice_id=current_practice_id())


class PracticeModel(models.Model):
    """A row that belongs to one practice.

    Its table gets row-level security and composite keys in its room's second migration (`migrations/sql/`).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    practice = models.ForeignKey("accounts.Practice", on_delete=models.PROTECT, related_name="+", editable=False)

    objects: ClassVar[PracticeManager[Self]] = PracticeManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.practice_id is None:
            self.practice_id = current_practice_id()
        super().save(*args, **kwargs)

    @classmethod
    def in_practice(cls, **values: Any) -> Self:
        """A new, unsaved row of the practice in force."""
        return cls(practice_id=current_practice_id(), **values)

    def insert_as(self, identifier: UUID, same: models.QuerySet[Self]) -> Self | None:
        """Write a new row under the identifier that its page chose, and answer None.

        Where the page has sent it before, the row that it made then (one of `same`) is answered, and nothing is
        written: the database decides, so that two that are sent at once make one row. Taken elsewhere, the identifier
        is another page's: the row gets one of its own.
        """
        try:
            with transaction.atomic():
                self.pk = identifier
                self.save(force_insert=True)
        except IntegrityError:
            sent_before = same.filter(pk=identifier).first()
            if sent_before:
                return sent_before
            self.pk = uuid4()
            self.save(force_insert=True)
        return None
