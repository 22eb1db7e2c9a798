"""manage.py load_content: the content files under fixtures/, published where they are new."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from guidelines.content import current_content
from guidelines.loading import load_publication, load_ratings, load_sources, read_yaml
from referrals.content import pathway_of


class Command(BaseCommand):
    help = "Publish the content files under fixtures/ that differ from what is in force."

    def handle(self, *args: Any, **options: Any) -> None:
        load_content(settings.FIXTURES_DIR)


@transaction.atomic
def load_content(folder: Path) -> None:
    """All content or none: what does not compile as a whole is not published."""
    load_ratings(read_yaml(folder / "ratings.yaml"))
    load_sources(read_yaml(folder / "sources.yaml"))
    load_publication(read_yaml(folder / "vocabulary.yaml"))
    load_publication(read_yaml(folder / "instruments.yaml"))
    load_publication(read_yaml(folder / "medicines.yaml"))
    for kind in ("guidelines", "pathways"):
        for path in sorted((folder / kind).glob("*.yaml")):
            load_publication(read_yaml(path))
    pathway_of(current_content())
