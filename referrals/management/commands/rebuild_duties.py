"""manage.py rebuild_duties: compares the duties that are kept with what the records say, and works them out anew."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from accounts.models import Practice
from accounts.tenancy.context import practice_context
from guidelines.in_force.content import current_content
from referrals.duties.checking import differences, rebuild


class Command(BaseCommand):
    help = "Report every duty that is another than the record says; work all of them out anew, unless told to --check."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; status 1 if anything differs")

    def handle(self, *args: object, check: bool = False, **options: object) -> None:
        content, as_of, number = current_content(), timezone.localdate(), 0
        with translation.override("da"):
            for practice in Practice.objects.order_by("pk").values_list("pk", flat=True):
                with practice_context(practice):
                    for episode, found in differences(content, as_of):
                        number += 1
                        self.stdout.write(f"episode {episode}: {'; '.join(found)}")
                    if not check:
                        rebuild(content, as_of)
        if check and number:
            raise CommandError(f"The duties of {number} episodes are others than their records say.")
        self.stdout.write(f"The duties of {number} episodes were others than their records say.")
