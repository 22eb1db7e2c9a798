"""manage.py import_content FILE --by EMAIL: a file of content as drafts; nothing is published."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from guidelines.comparison.releases import FieldChange
from guidelines.content_files.text import NotABundle, decode_file, open_bundle
from guidelines.exchange.bundles import ImportedEntry, examine, import_bundle
from guidelines.publishing.consistency import Refused


class Command(BaseCommand):
    help = "Make drafts of what a file of content says differently from what is in force, all or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="YAML or JSON; - reads standard input")
        parser.add_argument(
            "--by", metavar="EMAIL", required=True, help="the content administrator whose drafts they are"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and write nothing")
        parser.add_argument("--edited", action="store_true", help="the file was changed by hand: its checksum is wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email=options["by"], is_content_administrator=True, is_active=True).first()
        if by is None:
            raise CommandError(f"{options['by']} is no content administrator.")
        try:
            data = sys.stdin.buffer.read() if options["file"] == "-" else Path(options["file"]).read_bytes()
            bundle = open_bundle(decode_file(data))
            if not bundle.is_intact and not options["edited"]:
                raise CommandError(
                    "The checksum is not that of the content: the file was changed, or was damaged on the way."
                    " If you have changed it by hand, say so with --edited."
                )
            plan = (examine if options["dry_run"] else import_bundle)(by=by, bundle=bundle)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except (NotABundle, Refused) as error:
            raise CommandError(str(error)) from error
        for found in (*plan.schemes, *plan.sources, *plan.publications):
            for line in _lines(found):
                self.stdout.write(line)
        made = "would be made" if options["dry_run"] else "made"
        self.stdout.write(f"{len(plan.drafts)} drafts {made}; nothing is published.")


def _lines(found: ImportedEntry) -> Iterator[str]:
    yield f"{found.key}: {found.status}"
    if found.comparison:
        for change in found.comparison.frame:
            yield _line(change)
        for entry in found.comparison.changed:
            yield f"  {entry.title}"
            yield from (_line(change) for change in entry.fields)
        yield from (f"  + {entry.title}" for entry in found.comparison.added)
        yield from (f"  - {entry.title}" for entry in found.comparison.removed)
    yield from (_line(change) for change in found.fields)


def _line(change: FieldChange) -> str:
    marks = {"same": "{}", "added": "[+{}+]", "removed": "[-{}-]"}
    return f"    {change.label}: {''.join(marks[part.kind].format(part.text) for part in change.parts)}"
