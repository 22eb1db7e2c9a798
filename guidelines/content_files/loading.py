"""Loading content files into the database as releases. What is unchanged stays as it is."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.tenancy.row_security import as_owner
from accounts.text.normal import on_one_line
from guidelines.models import (
    PinnedRecommendation,
    Publication,
    RatingLevel,
    RatingScheme,
    Recommendation,
    RecommendationVersion,
    Release,
    Source,
)

SOURCE_FIELDS = ("title", "publisher", "published", "literature_search", "last_assessed", "status", "note")
LEVEL_FIELDS = ("symbol", "label", "direction", "order", "code_system", "code")
VERSION_TEXTS = (
    "level",
    "topic",
    "direction",
    "title",
    "text",
    "rationale",
    "practical",
    "in_clinic",
    "source_section",
)
# Of a recommendation, what stands with its place in a release, and makes no new version of it.
PIN_FIELDS = ("evidence_reviewed", "cases")
MOST_RECOMMENDATIONS = 500
RELEASE_TEXTS = ("title", "publisher", "programme", "last_assessed", "literature_search", "currency_note")
ROW_FIELDS = frozenset(
    {"key", "strength", "evidence", "source", "superseded_by", "lifted_because", "applies_when", "attention_when"}
).union(VERSION_TEXTS, PIN_FIELDS)


def read_yaml(path: Path) -> Any:
    """The file's content. Raises yaml.YAMLError or OSError."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def content_hash(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def load_ratings(content: Mapping[str, Any]) -> None:
    for row in content["schemes"]:
        scheme, _made = RatingScheme.objects.update_or_create(key=row["key"], defaults={"title": row["title"]})
        for kind, name in ((RatingLevel.Kind.STRENGTH, "strengths"), (RatingLevel.Kind.CERTAINTY, "certainties")):
            for level in row[name]:
                values = {field: level.get(field, "") for field in LEVEL_FIELDS}
                RatingLevel.objects.update_or_create(scheme=scheme, kind=kind, key=level["key"], defaults=values)


@transaction.atomic
def load_sources(content: Mapping[str, Any]) -> None:
    """Write the sources of the file. What editors have put right since stands until the file says something new.

    Raises ValueError for a source without a title.
    """
    said_before = apps.get_model("guidelines", "SourceEvent").objects
    for row in content["sources"]:
        values = {field: row.get(field) or "" for field in SOURCE_FIELDS} | {"file_name": row.get("file") or ""}
        values["title"] = on_one_line(values["title"])
        if not values["title"]:
            raise ValueError(f"title ({row['key']})")
        if not said_before.filter(pgh_obj=row["key"], **values).exists():
            Source.objects.update_or_create(key=row["key"], defaults=values)


@transaction.atomic
def load_publication(content: Mapping[str, Any]) -> Release:
    """Publish this content, in force from now, unless it is what the file held when it was loaded last.

    What editors have published since stays in force until the file itself changes. A file that says
    `release: {state: draft}` becomes the publication's one draft from a file instead, in place of the one that was
    there, and is never put in force; once an editor has touched a release of the publication, it is theirs, and such
    a file is not loaded any more. Raises ValueError for unverified content that is no draft.
    """
    publication, _made = Publication.objects.get_or_create(key=content["key"], defaults={"kind": content["kind"]})
    is_draft = content["release"].get("state") == Release.State.DRAFT
    if is_draft and (theirs := publication.releases.exclude(events=None).order_by("-number").first()):
        return theirs
    if not is_draft and unverified_in(content):
        raise ValueError(_("%(key)s: what is unverified can only be loaded as a draft.") % {"key": content["key"]})
    state = Release.State.DRAFT if is_draft else Release.State.PUBLISHED
    loaded = publication.releases.filter(events=None, state=state).order_by("-number").first()
    if loaded and loaded.content_hash == content_hash(content):
        return loaded
    if is_draft and loaded:
        loaded.delete()
    release = new_release(publication, content)
    if not is_draft:
        publish(release)
    return release


def unverified_in(content: Any) -> list[str]:
    """What must be checked before anyone may rely on it: of the content, and of any row in it."""
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    own = str(content.get("unverified") or "").strip() if isinstance(content, dict) else ""
    return [own] * bool(own) + [found for part in parts for found in unverified_in(part)]


def new_release(publication: Publication, content: Mapping[str, Any], base: Release | None = None) -> Release:
    """The next release of a publication with this content, as a draft, begun on `base` or on what is in force."""
    last = publication.releases.order_by("-number").first()
    release = Release(
        publication=publication, number=last.number + 1 if last else 1, base=base or publication.releases.head()
    )
    fill(release, content)
    return release


def fill(release: Release, content: Mapping[str, Any]) -> None:
    """Give a draft this content, in place of what it held.

    Raises KeyError, ValueError or DoesNotExist where it is not whole.
    """
    rows = content.get("recommendations", ())
    if len(rows) > MOST_RECOMMENDATIONS:
        raise ValueError(
            _("More than %(most)s recommendations: divide the guideline.") % {"most": MOST_RECOMMENDATIONS}
        )
    release.source_id = content.get("source")
    release.rating_scheme_id = content.get("rating_scheme")
    release.note = content["release"]["note"]
    release.body = {} if "recommendations" in content else dict(content)
    release.retired = _retired(content.get("retired", []), rows)
    release.justifications = content.get("justifications", {})
    release.unverified = "" if release.body else content.get("unverified") or ""
    release.content_hash = content_hash(content)
    for field in RELEASE_TEXTS:
        setattr(release, field, content.get(field) or "")
    release.save()
    release.pinned.all().delete()
    pin_recommendations(release, rows, content)


def _retired(entries: Any, rows: Iterable[Mapping[str, Any]]) -> list[Any]:
    """What is taken out, each with its reason. Raises ValueError where it is not whole."""
    kept = {row["key"] for row in rows}
    for entry in entries:
        if not (isinstance(entry, Mapping) and {"key", "reason"} <= entry.keys()):
            raise ValueError(_("“retired” stands in another form: each entry has key, reason and successor"))
        if not str(entry["reason"]).strip():
            raise ValueError(_("%(key)s is taken out without a reason") % {"key": entry["key"]})
        if entry["key"] in kept:
            raise ValueError(_("%(key)s is taken out and recommended at once") % {"key": entry["key"]})
    return list(entries)


def pin_recommendations(release: Release, rows: Iterable[Mapping[str, Any]], guideline: Mapping[str, Any]) -> None:
    """Give the release these recommendations, in order; a version is made only where wording, grade or rule is new."""
    known = {recommendation.key: recommendation for recommendation in release.publication.recommendations.all()}
    versions = {
        (version.recommendation_id, version.content_hash): version
        for version in RecommendationVersion.objects.filter(recommendation__publication=release.publication)
    }
    pins = []
    for position, row in enumerate(rows):
        key = row["key"]
        if unknown := sorted(row.keys() - ROW_FIELDS):
            raise ValueError(_("%(key)s: unknown field %(name)s") % {"key": key, "name": unknown[0]})
        recommendation = known.get(key) or Recommendation.objects.create(publication=release.publication, key=key)
        digest = content_hash([_worded(row), guideline["rating_scheme"], guideline["source"]])
        version = versions.get((recommendation.pk, digest)) or _create_version(recommendation, row, guideline, digest)
        kept = {field: row[field] for field in PIN_FIELDS if field in row}
        pins.append(PinnedRecommendation(release=release, version=version, position=position, **kept))
    PinnedRecommendation.objects.bulk_create(pins)


def _worded(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what changes without a new wording."""
    return {name: value for name, value in row.items() if name not in PIN_FIELDS}


def _create_version(
    recommendation: Recommendation, row: Mapping[str, Any], guideline: Mapping[str, Any], digest: str
) -> RecommendationVersion:
    levels = RatingLevel.objects.filter(scheme=guideline["rating_scheme"])
    last = recommendation.versions.order_by("-number").first()
    version = RecommendationVersion(
        recommendation=recommendation,
        number=last.number + 1 if last else 1,
        strength=_level(levels, RatingLevel.Kind.STRENGTH, row, "strength"),
        certainty=_level(levels, RatingLevel.Kind.CERTAINTY, row, "evidence"),
        source_id=row.get("source", guideline["source"]),
        superseded_by=row.get("superseded_by", ""),
        lifted_because=row.get("lifted_because", ""),
        applies_when=row.get("applies_when"),
        attention_when=row.get("attention_when"),
        content_hash=digest,
        **{field: row[field] for field in VERSION_TEXTS},
    )
    try:
        # The trees are checked when they are compiled; a recommendation for the health system has none.
        version.clean_fields(exclude=["applies_when", "attention_when"])
    except ValidationError as error:
        told = "; ".join(f"{field}: {' '.join(reasons)}" for field, reasons in error.message_dict.items())
        raise ValueError(f"{row['key']}: {told}") from error
    version.save(force_insert=True)
    return version


def _level(levels: QuerySet[RatingLevel], kind: str, row: Mapping[str, Any], name: str) -> RatingLevel:
    level = levels.filter(kind=kind, key=row[name]).first()
    if level is None:
        known = ", ".join(levels.filter(kind=kind).values_list("key", flat=True))
        words = {"key": row["key"], "name": name, "value": row[name], "known": known}
        raise ValueError(_("%(key)s: %(name)s “%(value)s” is none of: %(known)s") % words)
    return level


def publish(release: Release) -> None:
    """Put content that comes with the program in force from now, in place of the release in force before it.

    That is part of a deployment, and done as the owner of the tables; what editors write is published by life_cycle.
    """
    with as_owner():
        _publish(release)


def _publish(release: Release) -> None:
    now = timezone.now()
    for before in release.publication.releases.effective().select_for_update():
        before.effective = (before.effective.lower, now)
        before.save(update_fields=["effective"])
    release.state = Release.State.PUBLISHED
    release.effective = (now, None)
    release.published_at = now
    release.save(update_fields=["state", "effective", "published_at"])
