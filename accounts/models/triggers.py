"""Database triggers for tables that never lose a row, and for tables whose rows never change either."""

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
