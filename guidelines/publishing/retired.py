"""What a release takes out: a recommendation that was in force goes with a reason, and may name a successor."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content
from guidelines.models import Publication, Release


def rows_in_force(publication: Publication) -> list[dict[str, Any]]:
    """The recommendations of the publication's release in force, as rows; none where nothing is in force."""
    in_force = publication.releases.effective().first()
    return content_of_release(in_force).get("recommendations", []) if in_force else []


def taken_out(publication: Publication, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows in force that this content does not have."""
    kept = {row["key"] for row in content.get("recommendations", ())}
    return [row for row in rows_in_force(publication) if row["key"] not in kept]


def with_reason(rows: Iterable[Mapping[str, Any]], reason: str) -> list[dict[str, str]]:
    """These rows as taken out for one reason, without a successor."""
    return [{"key": row["key"], "reason": reason, "successor": ""} for row in rows]


def unexplained(release: Release, together: Content) -> str:
    """What is missing in what the release says of the recommendations that it takes out; empty when nothing is.

    `together` is the content with this release in force.
    """
    content = content_of_release(release)
    reasons = {entry["key"]: entry for entry in content.get("retired", ())}
    gone = taken_out(release.publication, content)
    silent = [f"»{row['title']}«" for row in gone if row["key"] not in reasons]
    if silent:
        words = {"titles": ", ".join(silent)}
        return _("In force now, and neither in the draft nor taken out with a reason: %(titles)s.") % words
    titles = {row["key"]: row["title"] for row in gone}
    astray = [
        f"»{titles.get(key, key)}«"
        for key, entry in reasons.items()
        if entry.get("successor") and entry["successor"] not in together.recommendations
    ]
    if astray:
        return _("What was to take the place of %(titles)s is not in force. Choose another one.") % {
            "titles": ", ".join(astray)
        }
    return ""
