"""manage.py export_content FILE: all content in force, or one release, as one file with a checksum."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guidelines.content_files.text import pack_bundle, write_json, write_yaml
from guidelines.exchange.bundles import bundle_in_force, bundle_of
from guidelines.models import Release


class Command(BaseCommand):
    help = "Write all content in force to one file: JSON where its name ends so, else YAML; - is standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--release", metavar="KEY/NUMBER", help="only this release, such as generalised-pain/2")

    def handle(self, *args: Any, **options: Any) -> None:
        bundle = bundle_of(_release(options["release"])) if options["release"] else bundle_in_force()
        text = (write_json if options["file"].lower().endswith(".json") else write_yaml)(pack_bundle(bundle))
        if options["file"] == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(options["file"]).write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        self.stdout.write(f"{len(bundle.publications)} publications are in {options['file']}.")


def _release(name: str) -> Release:
    key, _slash, number = name.rpartition("/")
    release = Release.objects.filter(publication__key=key, number=int(number) if number.isdecimal() else 0).first()
    if release is None:
        raise CommandError(f"There is no release {name}.")
    return release
