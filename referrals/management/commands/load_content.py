"""manage.py load_content: the content files under fixtures/, published where they are new."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from guidelines.content import build_content, current_content
from guidelines.loading import load_publication, load_ratings, load_sources, read_yaml
from guidelines.models import Release
from referrals.content import check_pathways


class Command(BaseCommand):
    help = "Publish the content files under fixtures/ that differ from what is in force; keep drafts as drafts."

    def handle(self, *args: Any, **options: Any) -> None:
        load_content(settings.FIXTURES_DIR)


@transaction.atomic
def load_content(folder: Path) -> None:
    """All content or none: what does not compile as a whole is not loaded. A file marked as a draft stays one."""
    load_ratings(read_yaml(folder / "ratings.yaml"))
    load_sources(read_yaml(folder / "sources.yaml"))
    files = [folder / f"{name}.yaml" for name in ("vocabulary", "instruments", "medicines")]
    files += [path for kind in ("guidelines", "pathways") for path in sorted((folder / kind).glob("*.yaml"))]
    releases = [load_publication(read_yaml(path)) for path in files]
    content = current_content()
    check_pathways(content)
    # What an editor has in hand is checked when it is submitted.
    from_files = [
        release for release in releases if release.state == Release.State.DRAFT and not release.events.exists()
    ]
    drafts = {release.publication_id: release.pk for release in from_files}
    if drafts:
        in_force = {release.publication_id: release.pk for release in content.releases.values()}
        check_pathways(build_content(tuple((in_force | drafts).values())))
