"""Refuses a database that was made before the migrations were rewritten: the check only reads it."""

from contextlib import closing

from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

BEGIN_AGAIN = (
    "This database was made by an earlier version, whose migrations are gone, and cannot be brought up to date: "
    "to begin again with the demo, stop it and delete var/; on a server of your own, make a new, empty database."
)

# What the rooms' migrations were called; none of today's bears one of these names.
EARLIER = {
    "accounts": {"0001_initial"},
    "guidelines": {
        "0001_initial",
        "0002_kinds_of_content",
        "0003_lifted_because",
        "0004_life_cycle",
        "0005_authoring",
        "0006_unverified",
    },
    "assessment": {
        "0001_initial",
        "0002_answers_without_value",
        "0003_validate_answers",
        "0004_open_pages",
        "0005_treatment_ledger",
        "0006_care_plan",
        "0007_surgery",
        "0008_advice_figures",
    },
    "referrals": {"0001_initial", "0002_what_became_of_it", "0003_kept_impact"},
}


def refuse_earlier_database(alias: str) -> None:
    """Raise CommandError if this database has run a migration of the earlier history. It is only read."""
    with closing(connections[alias].copy()) as connection:
        applied = MigrationRecorder(connection).applied_migrations()
    if any(name in EARLIER.get(app, ()) for app, name in applied):
        raise CommandError(BEGIN_AGAIN)
