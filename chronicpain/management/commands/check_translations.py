"""manage.py check_translations: fails unless every message has a Danish text, none is fuzzy and none is unused."""

import subprocess
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

IGNORED = ["locale", ".venv", "node_modules", "var", "staticfiles", "tests", "benchmarks"]
CATALOGUE = Path("da") / "LC_MESSAGES" / "django.po"


class Command(BaseCommand):
    help = "Fail when the Danish catalogue is not complete."

    def handle(self, *args: object, **options: object) -> None:
        committed = Path(settings.LOCALE_PATHS[0]) / CATALOGUE
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / CATALOGUE).parent.mkdir(parents=True)
            with override_settings(LOCALE_PATHS=[folder]):
                call_command("makemessages", locale=["da"], ignore_patterns=IGNORED, verbosity=0)
            found = Path(folder) / CATALOGUE
            missing = run("msgcmp", str(committed), str(found))
            left_over = run("msgcmp", "--use-untranslated", str(found), str(committed))
        obsolete = run("msgattrib", "--only-obsolete", "--no-wrap", str(committed)).stdout
        if missing.returncode or left_over.returncode or obsolete:
            faults = f"{missing.stderr}{left_over.stderr}{obsolete}"
            raise CommandError(f"The Danish catalogue is not complete, or holds what nobody says:\n{faults}")


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command, capture_output=True, text=True, check=False)
