"""A release as a content file, and a content file as a release: what is exported can be imported without loss."""

from accounts.text.normal import normalised_in
from guidelines.content_files.loading import RELEASE_TEXTS
from guidelines.content_files.text import NotABundle, parse, write_yaml
from guidelines.models import PinnedRecommendation, Publication, RecommendationVersion, Release
from guidelines.recommendations.model import BESIDE_THE_WORDING, RecommendationContent
from guidelines.vocabulary.shapes import Json, JsonObject, shape_fields


def content_of_release(release: Release) -> JsonObject:
    """The content file of this release."""
    if release.body:
        return {**release.body, "release": {**release.body.get("release", {}), "note": release.note}}
    pins = list(
        release.pinned.select_related("version__recommendation", "version__strength", "version__certainty").order_by(
            "position"
        )
    )
    content = {
        "key": release.publication.key,
        "kind": release.publication.kind,
        "source": release.source_id,
        # A release from before it was kept with the release has it from its recommendations.
        "rating_scheme": release.rating_scheme_id or (pins[0].version.strength.scheme_id if pins else None),
        **{field: getattr(release, field) or None for field in RELEASE_TEXTS if field != "unverified"},
        "release": {"note": release.note},
        "recommendations": [row_of(pin, release.source_id) for pin in pins],
    }
    optional = {name: getattr(release, name) for name in ("unverified", "retired", "justifications")}
    return content | {name: value for name, value in optional.items() if value}


def row_of(pin: PinnedRecommendation, source: str | None) -> JsonObject:
    """A recommendation as it stands in a content file; what it does not have is left out."""
    row = row_of_version(pin.version) | {name: getattr(pin, name) for name in BESIDE_THE_WORDING}
    if row["source"] == source:
        del row["source"]
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def row_of_version(version: RecommendationVersion) -> JsonObject:
    """What a version says, by the fields of a recommendation; what stands beside the wording is not in it."""
    references = {
        "key": version.recommendation.key,
        "strength": version.strength.key,
        "evidence": version.certainty.key,
        "source": version.source_id,
    }
    said = vars(version) | version.other_fields | references
    return {
        entry.name: said[entry.name]
        for entry in shape_fields(RecommendationContent)
        if entry.name in said and entry.name not in BESIDE_THE_WORDING
    }


def note_of(content: JsonObject) -> str:
    """Why the content is released; empty if it does not say."""
    said = content.get("release")
    note = said.get("note") if isinstance(said, dict) else None
    return note.strip() if isinstance(note, str) else ""


def write_release(release: Release) -> str:
    return write_yaml(content_of_release(release))


def from_text(text: str, publication: Publication) -> JsonObject:
    """The content of a file that was handed in for this publication. Raises NotABundle."""
    content: Json = normalised_in(parse(text))
    if not isinstance(content, dict):
        raise NotABundle("Filen skal begynde med key, kind og release.")
    if "publications" in content:
        raise NotABundle("Filen er en pakke. Den læses ind under Redaktion, Indlæs indhold.")
    if (content.get("key"), content.get("kind")) != (publication.key, publication.kind):
        raise NotABundle(f"key og kind skal være {publication.key} og {publication.kind}.")
    if not note_of(content):
        raise NotABundle("release › note skal sige, hvorfor der er en ny udgave.")
    return content
