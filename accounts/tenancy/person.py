"""Tells the database for which person the code runs now: rows kept for one person are shown to that person only."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction

from accounts.tenancy.context import set_in_transaction

SETTING = "smertekompas.person"


@contextmanager
def person_context(user_id: UUID) -> Iterator[None]:
    """Run the block in a transaction that sees this person's rows only; the setting ends with the block."""
    with transaction.atomic():
        set_in_transaction(SETTING, user_id)
        yield
        set_in_transaction(SETTING, None)
