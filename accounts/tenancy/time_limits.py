"""How long the database lets a request of the web process wait, work and hold a transaction open.

One lock or one stuck request must not stop the clinic: what takes longer is ended by the database, and told to the user
as not saved. Commands of the operator have no limits.
"""

from typing import Any

from django.conf import settings
from django.db import connection

WAITING, WORKING, HOLDING = "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"


def put_limits_on(database: dict[str, Any]) -> None:
    """Have each connection that is made by these settings of a database keep to DATABASE_SECONDS."""
    options = database["OPTIONS"]
    limits = [f"-c {name}={seconds}s" for name, seconds in settings.DATABASE_SECONDS.items()]
    options["options"] = " ".join([options.get("options", ""), *limits]).strip()


def allow_longer(seconds: int) -> None:
    """Until this transaction ends, a statement may take so many seconds, and so may what stands between two of them."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            longer = f"{seconds}s"
            cursor.execute(
                "SELECT set_config(%s, %s, true), set_config(%s, %s, true)", [WORKING, longer, HOLDING, longer]
            )
