"""Two releases of one guideline side by side: what came, what went, and what reads or works differently.

A recommendation is compared word by word, condition by condition and grade by grade.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.catalogue import WITH_RECOMMENDATIONS
from guidelines.models import PinnedRecommendation, RecommendationVersion, Release
from guidelines.sentences import Phrase, phrase_of
from guidelines.text_changes import TextPart, word_changes
from guidelines.vocabulary import Vocabulary


@dataclass(frozen=True)
class FieldChange:
    """One field that differs, as the earlier text turned into the later one."""

    label: str | Promise
    parts: list[TextPart]


@dataclass(frozen=True)
class ChangedRecommendation:
    """A recommendation that is in both releases and differs."""

    key: str
    title: str
    fields: list[FieldChange]


@dataclass(frozen=True)
class OneSided:
    """A recommendation that only one of the releases has."""

    key: str
    title: str


@dataclass(frozen=True)
class Comparison:
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


def compare(before: Release, after: Release, vocabulary: Vocabulary) -> Comparison:
    """The differences, in the later release's order. Conditions are read with this vocabulary."""
    old, new = recommendations_of(before, vocabulary), recommendations_of(after, vocabulary)
    changed = [
        ChangedRecommendation(key, new[key].title, fields)
        for key in new
        if key in old and (fields := field_changes(old[key].fields, new[key].fields))
    ]
    return Comparison(
        before=before,
        after=after,
        frame=field_changes(frame_of(before), frame_of(after)),
        added=[OneSided(key, entry.title) for key, entry in new.items() if key not in old],
        removed=[OneSided(key, entry.title) for key, entry in old.items() if key not in new],
        changed=changed,
        moved=[key for key in old if key in new] != [key for key in new if key in old],
    )


def field_changes(before: Mapping[str | Promise, str], after: Mapping[str | Promise, str]) -> list[FieldChange]:
    labels = dict.fromkeys([*after, *before])
    pairs = ((label, before.get(label, ""), after.get(label, "")) for label in labels)
    return [FieldChange(label, word_changes(old, new)) for label, old, new in pairs if old != new]


@dataclass(frozen=True)
class Readable:
    """A recommendation as it is compared: its title, and its fields in words."""

    title: str
    fields: Mapping[str | Promise, str]


def frame_of(release: Release) -> dict[str | Promise, str]:
    """What a release says of itself."""
    return {
        _("Title"): release.title,
        _("Publisher"): release.publisher,
        _("Programme"): release.programme,
        _("Last assessed"): release.last_assessed,
        _("Literature searched until"): release.literature_search,
        _("Currency"): release.currency_note,
        _("Not verified yet"): release.unverified,
    }


def recommendations_of(release: Release, vocabulary: Vocabulary) -> dict[str, Readable]:
    versions = (pin.version for pin in pinned(release))
    return {version.recommendation.key: Readable(version.title, words_of(version, vocabulary)) for version in versions}


def pinned(release: Release) -> Iterable[PinnedRecommendation]:
    return release.pinned.select_related(
        "version__recommendation", "version__strength", "version__certainty", "version__source"
    ).order_by("position")


def words_of(version: RecommendationVersion, vocabulary: Vocabulary) -> dict[str | Promise, str]:
    """Everything that a version says and does, field by field."""
    return {
        _("Title"): version.title,
        _("Text"): version.text,
        _("Strength"): f"{version.strength.symbol} {version.strength.label}".strip(),
        _("Certainty of evidence"): f"{version.certainty.symbol} {version.certainty.label}".strip(),
        _("It applies when"): condition_in_words(version.applies_when, vocabulary),
        _("It needs attention when"): condition_in_words(version.attention_when, vocabulary),
        _("Why"): version.rationale,
        _("Good to know"): version.practical,
        _("What it means in this clinic"): version.in_clinic,
        _("Comes first because"): version.lifted_because,
        _("Replaced by"): version.superseded_by,
        _("Source"): f"{version.source.title}, {version.source_section}",
    }


def condition_in_words(tree: Any, vocabulary: Vocabulary) -> str:
    """A condition as lines of text; empty where there is none."""
    return "\n".join(_lines(phrase_of(tree, vocabulary))) if tree else ""


def _lines(phrase: Phrase, depth: int = 0) -> list[str]:
    below = [line for child in phrase.children for line in _lines(child, depth + 1)]
    return ["  " * depth + phrase.text, *below]


@dataclass(frozen=True)
class ReleaseNews:
    """A release of any publication, and the one before it (None: it is the first)."""

    release: Release
    before: Release | None
    vocabulary: Vocabulary = field(repr=False)

    @cached_property
    def comparison(self) -> Comparison | None:
        """What a guideline's release changed. Other content is released as a whole, and says so in its note."""
        if self.before is None or self.release.publication.kind not in WITH_RECOMMENDATIONS:
            return None
        return compare(self.before, self.release, self.vocabulary)


def news_of(releases: Iterable[Release], vocabulary: Vocabulary) -> list[ReleaseNews]:
    """Each of these releases beside the one before it, the newest first."""
    newest: dict[int, Release] = {}
    news = []
    for release in sorted(releases, key=lambda release: release.number):
        news.append(ReleaseNews(release, newest.get(release.publication_id), vocabulary))
        newest[release.publication_id] = release
    return sorted(news, key=lambda entry: (entry.release.effective.lower, entry.release.pk), reverse=True)
