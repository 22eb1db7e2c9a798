"""A release as the content file that it came from or could come from: what is exported can be imported without loss."""

from collections.abc import Mapping
from typing import Any

from accounts.text.normal import normalised_in
from guidelines.content_files.loading import PIN_FIELDS, RELEASE_TEXTS, VERSION_TEXTS
from guidelines.content_files.text import NotABundle, parse, to_yaml
from guidelines.models import PinnedRecommendation, Publication, Release


def content_of_release(release: Release) -> dict[str, Any]:
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
        **{field: getattr(release, field) or None for field in RELEASE_TEXTS},
        "release": {"note": release.note},
        "recommendations": [row_of(pin, release.source_id) for pin in pins],
    }
    optional = {name: getattr(release, name) for name in ("unverified", "retired", "justifications")}
    return content | {name: value for name, value in optional.items() if value}


def row_of(pin: PinnedRecommendation, source: str | None) -> dict[str, Any]:
    """A recommendation as it stands in a content file; what it does not have is left out."""
    version = pin.version
    row = {
        "key": version.recommendation.key,
        **{field: getattr(version, field) for field in VERSION_TEXTS},
        "strength": version.strength.key,
        "evidence": version.certainty.key,
        "source": "" if version.source_id == source else version.source_id,
        "applies_when": version.applies_when,
        "attention_when": version.attention_when,
        "superseded_by": version.superseded_by,
        "lifted_because": version.lifted_because,
        **{field: getattr(pin, field) for field in PIN_FIELDS},
    }
    return {name: value for name, value in row.items() if value not in (None, "", [])}


def to_text(release: Release) -> str:
    return to_yaml(content_of_release(release))


def from_text(text: str, publication: Publication) -> Mapping[str, Any]:
    """The content of a file that was handed in for this publication. Raises NotABundle."""
    content = normalised_in(parse(text))
    if not isinstance(content, dict):
        raise NotABundle("Filen skal begynde med key, kind og release.")
    if "publications" in content:
        raise NotABundle("Filen er en pakke. Den læses ind under Redaktion, Indlæs indhold.")
    if (content.get("key"), content.get("kind")) != (publication.key, publication.kind):
        raise NotABundle(f"key og kind skal være {publication.key} og {publication.kind}.")
    if not isinstance(content.get("release"), dict) or not str(content["release"].get("note") or "").strip():
        raise NotABundle("release › note skal sige, hvorfor der er en ny udgave.")
    return content
