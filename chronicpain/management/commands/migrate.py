"""manage.py migrate: Django's command, run as the owner of the tables, because the application role has no right to.

A change of a table waits until nobody reads it, and everybody else waits behind it. It waits two seconds at most, lets
the others pass, and tries again.
"""

import time
from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate
from django.db import OperationalError, connections
from psycopg.errors import LockNotAvailable

from chronicpain.earlier_database import refuse_earlier_database

LOCK_SECONDS, PAUSE_SECONDS, TRIES = 2, 3, 40


class Command(Migrate):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_earlier_database(options["database"])
        for _ in range(TRIES - 1):
            try:
                return self.migrate(*args, **options)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
            self.stderr.write("A table is in use: nothing of this step was changed. It is tried again in a moment.")
            time.sleep(PAUSE_SECONDS)
        return self.migrate(*args, **options)

    def migrate(self, *args: Any, **options: Any) -> None:
        """Run what has not run yet; what ran in an earlier try stays."""
        with connections[options["database"]].cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        super().handle(*args, **options)
