"""The person for whom the database shows what is kept for one person only."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction

SETTING = "smertekompas.person"


@contextmanager
def person_context(user_id: UUID) -> Iterator[None]:
    """Run the block in a transaction that sees this person's rows only; the setting ends with the block."""
    with transaction.atomic():
        _set_in_database(str(user_id))
        yield
        _set_in_database("")


def _set_in_database(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, value])
