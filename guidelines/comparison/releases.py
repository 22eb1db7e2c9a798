"""Compares two releases of one guideline: what was added, what was taken out, and what reads or works differently.

A recommendation is compared word by word, condition by condition and grade by grade.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q

from guidelines.comparison.text import TextStretch, word_changes
from guidelines.comparison.words import Reading, words_of_row
from guidelines.content_files.release import content_of_release, row_of_version
from guidelines.in_force.catalogue import title_of
from guidelines.models import PinnedRecommendation, RatingScheme, RecommendationVersion, Release
from guidelines.schema.fields import Words
from guidelines.schema.registry import GUIDELINE_FRAME, RECOMMENDATIONS
from guidelines.vocabulary.model import NO_VOCABULARY, Vocabulary


@dataclass(frozen=True)
class FieldChange:
    """One field that differs, as the earlier text turned into the later one."""

    label: Words
    parts: list[TextStretch]


@dataclass(frozen=True)
class ChangedRecommendation:
    """A recommendation that is in both releases and differs."""

    key: str
    title: str
    fields: list[FieldChange]


@dataclass(frozen=True)
class OneSided:
    """A recommendation that only one of the releases has.

    One that was taken out has a reason, and may have a successor's title.
    """

    key: str
    title: str
    reason: str = ""
    successor: str = ""


@dataclass(frozen=True)
class ReleaseComparison:
    """Everything that differs between two releases of a guideline."""

    before: Release
    after: Release
    frame: list[FieldChange]
    added: list[OneSided]
    removed: list[OneSided]
    changed: list[ChangedRecommendation]
    moved: bool

    @property
    def is_empty(self) -> bool:
        return not (self.frame or self.added or self.removed or self.changed or self.moved)


def compare(before: Release, after: Release, vocabulary: Vocabulary) -> ReleaseComparison:
    """The differences, in the later release's order. Conditions are read with this vocabulary."""
    old, new = recommendations_of(before, vocabulary), recommendations_of(after, vocabulary)
    reasons = reasons_between(before, after)
    changed = [
        ChangedRecommendation(key, new[key].title, fields)
        for key in new
        if key in old and (fields := field_changes(old[key].fields, new[key].fields))
    ]
    return ReleaseComparison(
        before=before,
        after=after,
        frame=field_changes(frame_of(before), frame_of(after)),
        added=[OneSided(key, entry.title) for key, entry in new.items() if key not in old],
        removed=[OneSided(key, entry.title, *reasons.get(key, ())) for key, entry in old.items() if key not in new],
        changed=changed,
        moved=[key for key in old if key in new] != [key for key in new if key in old],
    )


def reasons_between(before: Release, after: Release) -> dict[str, tuple[str, str]]:
    """Why each recommendation was taken out since the earlier release, and the title of its successor, by key."""
    steps = Release.objects.filter(
        Q(state=Release.State.PUBLISHED) | Q(pk=after.pk),
        publication=after.publication_id,
        number__gt=before.number,
        number__lte=after.number,
    )
    return {
        entry["key"]: (entry["reason"], title_of(entry["successor"]) if entry.get("successor") else "")
        for release in steps.order_by("number")
        for entry in release.retired
    }


def field_changes(before: Mapping[Words, str], after: Mapping[Words, str]) -> list[FieldChange]:
    labels = dict.fromkeys([*after, *before])
    pairs = ((label, before.get(label, ""), after.get(label, "")) for label in labels)
    return [FieldChange(label, word_changes(old, new)) for label, old, new in pairs if old != new]


@dataclass(frozen=True)
class Readable:
    """A recommendation as it is compared: its title, and its fields in words."""

    title: str
    fields: Mapping[Words, str]


def frame_of(release: Release) -> dict[Words, str]:
    """What a release says of itself."""
    said = content_of_release(release)
    scheme = RatingScheme.objects.filter(pk=said["rating_scheme"]).first()
    reading = Reading(
        kind="guideline",
        body={},
        vocabulary=NO_VOCABULARY,
        source_titles={release.source.pk: release.source.title} if release.source else {},
        named={"schemes": {scheme.pk: scheme.title}} if scheme else {},
    )
    return words_of_row(GUIDELINE_FRAME, said, reading)


def recommendations_of(release: Release, vocabulary: Vocabulary) -> dict[str, Readable]:
    """Each recommendation of a release by its key, with what stands beside its version."""
    return {
        pin.version.recommendation.key: Readable(
            pin.version.headline.text,
            words_of(pin.version, vocabulary, pin.evidence_reviewed),
        )
        for pin in list_pinned_recommendations(release)
    }


def list_pinned_recommendations(release: Release) -> Iterable[PinnedRecommendation]:
    return release.pinned.select_related(
        "version__recommendation__publication", "version__strength", "version__certainty", "version__source"
    ).order_by("position")


def words_of(version: RecommendationVersion, vocabulary: Vocabulary, evidence_reviewed: str = "") -> dict[Words, str]:
    """Everything that a version says and does, field by field, and when its evidence was reviewed."""
    reading = Reading(
        kind="guideline",
        body={},
        vocabulary=vocabulary,
        source_titles={version.source_id: version.source.title},
        named={
            "strengths": {version.strength.key: version.strength.words},
            "certainties": {version.certainty.key: version.certainty.words},
        },
    )
    row = row_of_version(version) | {"evidence_reviewed": evidence_reviewed}
    return words_of_row(RECOMMENDATIONS, row, reading)
