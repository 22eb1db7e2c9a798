"""The recommendations that a release takes out: each goes with a reason, and may name a successor."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from guidelines.content_files.release import content_of_release
from guidelines.in_force.content import Content
from guidelines.models import Publication, Release
from guidelines.vocabulary.shapes import Json, JsonObject, rows_in


def rows_in_force(publication: Publication) -> list[JsonObject]:
    """The recommendations of the publication's release in force, as rows; none if nothing is in force."""
    in_force = publication.releases.effective().first()
    return rows_in(content_of_release(in_force), "recommendations") if in_force else []


def taken_out(publication: Publication, content: JsonObject) -> list[JsonObject]:
    """The rows in force that this content does not have."""
    kept = {row["key"] for row in rows_in(content, "recommendations")}
    return [row for row in rows_in_force(publication) if row["key"] not in kept]


def give_reason(rows: Iterable[JsonObject], reason: str) -> list[Json]:
    """These rows as taken out for one reason, without a successor."""
    return [{"key": row["key"], "reason": reason, "successor": ""} for row in rows]


def find_unexplained(release: Release, together: Content) -> str:
    """What is missing in what the release says of the recommendations that it takes out; empty if nothing is.

    `together` is the content with this release in force.
    """
    content = content_of_release(release)
    reasons = {str(entry["key"]): entry for entry in rows_in(content, "retired")}
    gone = taken_out(release.publication, content)
    silent = [f"»{row['title']}«" for row in gone if row["key"] not in reasons]
    if silent:
        words = {"titles": ", ".join(silent)}
        return _("In force now, and neither in the draft nor taken out with a reason: %(titles)s.") % words
    titles = {str(row["key"]): str(row["title"]) for row in gone}
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
