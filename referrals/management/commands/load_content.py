"""manage.py load_content: loads the content files under fixtures/, and publishes those that are new."""

import logging
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessment.episode.question_weights import keep_weights
from guidelines.content_files.folder import RATINGS, SOURCES, SealBroken, read_folder
from guidelines.content_files.loading import load_publication, load_ratings, load_sources
from guidelines.content_files.text import NotABundle, line_of
from guidelines.in_force.content import build_content, current_content
from guidelines.models import Release
from guidelines.publishing.checks import require_passing
from guidelines.publishing.consistency import check_content
from guidelines.vocabulary.reading import ContentFault
from guidelines.vocabulary.shapes import JsonObject

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Publish the content files under fixtures/ that differ from what is in force; keep drafts as drafts."

    def handle(self, *args: object, **options: object) -> None:
        try:
            load_content(settings.FIXTURES_DIR)
        except (SealBroken, NotABundle, ContentFault) as error:
            raise CommandError(f"No content was loaded. {error}") from error


@transaction.atomic
def load_content(folder: Path) -> None:
    """All content or none: what does not compile as a whole, or fails its cases, is not loaded.

    A file marked as a draft stays one.
    Raises SealBroken if the files are not those that the folder was sealed with.
    """
    files = read_folder(folder)
    try:
        _load(files)
    except ContentFault as fault:
        _log_place(fault, folder, files)
        raise


def _log_place(fault: ContentFault, folder: Path, files: Mapping[str, JsonObject]) -> None:
    """Log each fault with the file and the line that it is on; with the folder where it is of none."""
    name = next((name for name, said in files.items() if fault.key and said.get("key") == fault.key), None)
    if name is None:
        logger.error("%s: %s", folder, "; ".join(fault.faults))
        return
    text = (folder / name).read_text(encoding="utf-8")
    for words, place in zip_longest(fault.faults, fault.places, fillvalue=()):
        logger.error("%s, line %d: %s", folder / name, line_of(text, place), words)


def _load(files: Mapping[str, JsonObject]) -> None:
    load_ratings(files[RATINGS])
    load_sources(files[SOURCES])
    releases = [load_publication(publication) for name, publication in files.items() if name not in (RATINGS, SOURCES)]
    content = current_content()
    check_content(content)
    require_passing(content)
    # What an editor has in hand is checked when it is submitted.
    from_files = [
        release for release in releases if release.state == Release.State.DRAFT and not release.events.exists()
    ]
    drafts = {release.publication_id: release.pk for release in from_files}
    if drafts:
        in_force = {release.publication_id: release.pk for release in content.releases.values()}
        with_drafts = build_content(tuple((in_force | drafts).values()))
        check_content(with_drafts)
        require_passing(with_drafts)
    keep_weights()
