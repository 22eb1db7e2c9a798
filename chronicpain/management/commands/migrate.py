"""manage.py migrate: Django's command, run as the owner of the tables, because the application role has no right to."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as Migrate

from chronicpain.earlier_database import refuse_earlier_database


class Command(Migrate):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_earlier_database(options["database"])
        super().handle(*args, **options)
