"""A step for migrations: it drops the index that a foreign key has of its own, while the program runs."""

from django.db.migrations import AlterField, RunSQL
from django.db.models import ForeignKey


def drop_index_of(model: str, name: str, field: ForeignKey[object, object], *, table: str, index: str) -> RunSQL:
    """Drop `index` of the column of `field`, which says `db_index=False` from now on. The migration is not atomic."""
    return RunSQL(
        f"DROP INDEX CONCURRENTLY IF EXISTS {index}",
        f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {index} ON {table} ({name}_id)",
        state_operations=[AlterField(model, name, field)],
    )
