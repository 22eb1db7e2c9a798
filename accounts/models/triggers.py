"""Database triggers: rows that never go, rows that never change, and whoever may do something else signs in anew."""

from typing import Literal

import pgtrigger

NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    when=pgtrigger.Before,
    level=pgtrigger.Statement,
    operation=pgtrigger.Truncate,
    func="RAISE EXCEPTION 'this table is never emptied';",
)
KEPT = [pgtrigger.Protect(name="kept", operation=pgtrigger.Delete), NO_TRUNCATE]
APPEND_ONLY = [*KEPT, pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]


def ends_sessions(*columns: str, user: Literal["id", "user_id"]) -> pgtrigger.Trigger:
    """Whoever may do something else from now on signs in anew. `user` is the column with whose sessions they are."""
    end = f"DELETE FROM accounts_session WHERE user_id = NEW.{user}; RETURN NULL;"  # noqa: S608 (one of two names)
    return pgtrigger.Trigger(
        name="ends_sessions",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf(*columns),  # type: ignore[no-untyped-call]
        condition=pgtrigger.AnyChange(*columns),
        func=end,
    )
