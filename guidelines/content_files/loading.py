"""Loading content files into the database as releases. What is unchanged stays as it is."""

import hashlib
import json
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
from guidelines.recommendations.model import (
    BESIDE_THE_WORDING,
    MOST_RECOMMENDATIONS,
    GuidelineBody,
    RecommendationContent,
    ReleaseFrame,
)
from guidelines.vocabulary.faults import FIELDS
from guidelines.vocabulary.reading import ContentFault, read
from guidelines.vocabulary.shapes import Json, JsonObject
from guidelines.vocabulary.sourcing import RatingsFile, SourcesFile

SOURCE_FIELDS = ("title", "language", "publisher", "published", "literature_search", "last_assessed", "status", "note")
LEVEL_FIELDS = ("symbol", "label", "direction", "order", "code_system", "code")
RELEASE_TEXTS = ("title", "publisher", "programme", "last_assessed", "literature_search", "currency_note", "unverified")
# The columns that hold a field of a recommendation as it is declared.
COLUMNS = frozenset(column.name for column in RecommendationVersion._meta.fields) - {"source"}
REFERENCES = frozenset({"key", "strength", "evidence", "source"})


def read_yaml(path: Path) -> Any:
    """The file's content. Raises yaml.YAMLError or OSError."""
    # In C: ten times as quick.
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def content_hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def load_ratings(content: JsonObject) -> None:
    """Write the schemes of the file. Raises ContentFault."""
    for row in read(RatingsFile, content).schemes:
        scheme, _made = RatingScheme.objects.update_or_create(key=row.key, defaults={"title": row.title})
        levels = ((RatingLevel.Kind.STRENGTH, row.strengths), (RatingLevel.Kind.CERTAINTY, row.certainties))
        for kind, level in ((kind, level) for kind, rows in levels for level in rows):
            values = {name: getattr(level, name) for name in LEVEL_FIELDS}
            RatingLevel.objects.update_or_create(scheme=scheme, kind=kind, key=level.key, defaults=values)


@transaction.atomic
def load_sources(content: JsonObject) -> None:
    """Write the sources of the file. What editors have put right since stands until the file says something new.

    Raises ContentFault, also for a source without a title.
    """
    said_before = apps.get_model("guidelines", "SourceEvent").objects
    for row in read(SourcesFile, content).sources:
        values = {name: getattr(row, name) or "" for name in SOURCE_FIELDS} | {"file_name": row.file or ""}
        values["title"] = on_one_line(values["title"])
        if not values["title"]:
            raise ContentFault([f"Kilden »{row.key}«: {FIELDS['title']} mangler"])
        if not said_before.filter(pgh_obj=row.key, **values).exists():
            Source.objects.update_or_create(key=row.key, defaults=values)


@transaction.atomic
def load_publication(content: JsonObject) -> Release:
    """Publish this content, in force from now, unless it is what the file held when it was loaded last.

    What editors have published since stays in force until the file itself changes. A file that says
    `release: {state: draft}` becomes the publication's one draft from a file instead, in place of the one that was
    there, and is never put in force; once an editor has touched a release of the publication, it is theirs, and such
    a file is not loaded any more. Raises ValueError for unverified content that is no draft.
    """
    frame = read(ReleaseFrame, content)
    publication, _made = Publication.objects.get_or_create(key=frame.key, defaults={"kind": frame.kind})
    is_draft = frame.release.state == Release.State.DRAFT
    if is_draft and (theirs := publication.releases.exclude(events=None).order_by("-number").first()):
        return theirs
    if not is_draft and unverified_in(content):
        raise ValueError(_("%(key)s: what is unverified can only be loaded as a draft.") % {"key": frame.key})
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


def unverified_in(content: Json) -> list[str]:
    """What must be checked before anyone may rely on it: of the content, and of any row in it."""
    parts = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    own = str(content.get("unverified") or "").strip() if isinstance(content, dict) else ""
    return [own] * bool(own) + [found for part in parts for found in unverified_in(part)]


def new_release(publication: Publication, content: JsonObject, base: Release | None = None) -> Release:
    """The next release of a publication with this content, as a draft, begun on `base` or on what is in force."""
    last = publication.releases.order_by("-number").first()
    release = Release(
        publication=publication, number=last.number + 1 if last else 1, base=base or publication.releases.head()
    )
    fill(release, content)
    return release


def fill(release: Release, content: JsonObject) -> None:
    """Give a draft this content, in place of what it held. Raises ValueError or DoesNotExist where it is not whole."""
    guideline = read(GuidelineBody, content) if "recommendations" in content else None
    frame = guideline or read(ReleaseFrame, content)
    release.note = frame.release.note
    release.body = {} if guideline else dict(content)
    release.content_hash = content_hash(content)
    for name in RELEASE_TEXTS:
        setattr(release, name, getattr(frame, name) or "")
    if guideline:
        _check_rows(guideline)
        release.source_id, release.rating_scheme_id = guideline.source, guideline.rating_scheme
        release.retired = [vars(row) for row in guideline.retired]
        release.justifications = guideline.justifications or {}
    else:
        source = content.get("source")
        release.source_id = source if isinstance(source, str) else None
        release.unverified = ""
    release.save()
    release.pinned.all().delete()
    if guideline:
        pin_recommendations(release, guideline, content)


def _check_rows(guideline: GuidelineBody) -> None:
    """What crosses the rows of a guideline. Raises ValueError."""
    rows = guideline.recommendations
    if len(rows) > MOST_RECOMMENDATIONS:
        raise ValueError(
            _("More than %(most)s recommendations: divide the guideline.") % {"most": MOST_RECOMMENDATIONS}
        )
    keys = [row.key for row in rows]
    if twice := next((key for key in keys if keys.count(key) > 1), ""):
        words = _("it stands there twice")
        raise ValueError(f"{twice}: {words}")
    for entry in guideline.retired:
        if not entry.reason.strip():
            raise ValueError(_("%(key)s is taken out without a reason") % {"key": entry.key})
        if entry.key in keys:
            raise ValueError(_("%(key)s is taken out and recommended at once") % {"key": entry.key})


def pin_recommendations(release: Release, guideline: GuidelineBody, content: JsonObject) -> None:
    """Give the release these recommendations, in order; a version is made only where wording, grade or rule is new."""
    known = {recommendation.key: recommendation for recommendation in release.publication.recommendations.all()}
    versions = {
        (version.recommendation_id, version.content_hash): version
        for version in RecommendationVersion.objects.filter(recommendation__publication=release.publication)
    }
    pins = []
    stored = content["recommendations"]
    assert isinstance(stored, list)
    for position, (row, raw) in enumerate(zip(guideline.recommendations, stored, strict=True)):
        recommendation = known.get(row.key) or Recommendation.objects.create(
            publication=release.publication, key=row.key
        )
        digest = content_hash([_without_unworded_fields(raw), guideline.rating_scheme, guideline.source])
        version = versions.get((recommendation.pk, digest)) or _create_version(
            recommendation, row, guideline, digest, raw
        )
        beside = {"evidence_reviewed": row.evidence_reviewed, "cases": row.cases or []}
        pins.append(PinnedRecommendation(release=release, version=version, position=position, **beside))
    PinnedRecommendation.objects.bulk_create(pins)


def _without_unworded_fields(row: Json) -> JsonObject:
    """A row without what changes without a new wording."""
    assert isinstance(row, dict)
    return {name: value for name, value in row.items() if name not in BESIDE_THE_WORDING}


def _create_version(
    recommendation: Recommendation, row: RecommendationContent, guideline: GuidelineBody, digest: str, raw: Json
) -> RecommendationVersion:
    assert isinstance(raw, dict)
    levels = RatingLevel.objects.filter(scheme=guideline.rating_scheme)
    last = recommendation.versions.order_by("-number").first()
    said = {name: value for name, value in vars(row).items() if name not in (*REFERENCES, *BESIDE_THE_WORDING)}
    version = RecommendationVersion(
        recommendation=recommendation,
        number=last.number + 1 if last else 1,
        strength=_level(levels, RatingLevel.Kind.STRENGTH, row.key, row.strength),
        certainty=_level(levels, RatingLevel.Kind.CERTAINTY, row.key, row.evidence),
        source_id=row.source or guideline.source,
        content_hash=digest,
        # As they stand in the file: a field may hold a shape of its own.
        other_fields={name: raw[name] for name, value in said.items() if name not in COLUMNS and value},
        **{name: value for name, value in said.items() if name in COLUMNS},
    )
    try:
        # The trees are checked when they are compiled; a recommendation for the health system has none.
        version.clean_fields(exclude=["applies_when", "attention_when", "other_fields"])
    except ValidationError as error:
        told = "; ".join(f"{field}: {' '.join(reasons)}" for field, reasons in error.message_dict.items())
        raise ValueError(f"{row.key}: {told}") from error
    version.save(force_insert=True)
    return version


def _level(levels: QuerySet[RatingLevel], kind: RatingLevel.Kind, key: str, value: str) -> RatingLevel:
    level = levels.filter(kind=kind, key=value).first()
    if level is None:
        known = ", ".join(levels.filter(kind=kind).values_list("key", flat=True))
        words = {"key": key, "name": kind.label, "value": value, "known": known}
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
