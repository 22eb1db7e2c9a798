"""manage.py prepare_demo: migrate, load the content, and on first use make the demo practice."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import ContentMissing, current_content
from referrals.demo import make_demo


class Command(BaseCommand):
    help = "Bring the database up to date and fill it for a trial."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("prepare_demo is for the trial only: set DEMO=1.")
        call_command("migrate", verbosity=0)
        self.load_content()
        with translation.override(settings.LANGUAGE_CODE):
            if make_demo(read_yaml(settings.FIXTURES_DIR / "demo.yaml")):
                self.stdout.write("The demo practice is made.")

    def load_content(self) -> None:
        """Where the files cannot be loaded, what is in force is served; where nothing is, nothing can be."""
        try:
            call_command("load_content")
        except CommandError as error:
            try:
                current_content()
            except ContentMissing:
                raise error from None
            self.stderr.write(f"{error}\nWhat was in force before is served.")
