"""The content in force: read from the database once per set of releases, compiled, and kept in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from guidelines.conditions import Node, compile_populations
from guidelines.evaluation import CompiledRecommendation, compile_recommendation
from guidelines.judgement import BurdenItem, Complexity, parse_burden, parse_complexity
from guidelines.models import PinnedRecommendation, Publication, RecommendationVersion, Release, Source
from guidelines.vocabulary import Vocabulary, parse_vocabulary

Edition = Literal["PUBLISHED", "DRAFT"]
Kind = Publication.Kind


class ContentMissing(RuntimeError):
    """A release that the program cannot do without is not in force."""


@dataclass(frozen=True)
class PublishedRecommendation:
    """A recommendation's version, with the release that it is part of."""

    key: str
    version: RecommendationVersion
    release: Release


@dataclass(frozen=True, eq=False)
class Content:
    """Everything in force at one moment."""

    releases: Mapping[str, Release]
    vocabulary: Vocabulary
    populations: Mapping[str, Node]
    recommendations: Mapping[str, PublishedRecommendation]
    rules: tuple[CompiledRecommendation, ...]
    burden: tuple[BurdenItem, ...] = ()
    complexity: Complexity | None = None
    source_titles: Mapping[str, str] = field(default_factory=dict)

    def releases_of(self, kind: Publication.Kind) -> list[Release]:
        return [release for release in self.releases.values() if release.publication.kind == kind]

    @property
    def planning_areas(self) -> dict[str, str]:
        """The planning areas that the pathways route by."""
        return {
            area["key"]: area["label"]
            for release in self.releases_of(Kind.PATHWAY)
            for area in release.body["planning_areas"]
        }

    @property
    def manifest(self) -> dict[str, int]:
        """Which edition of each publication this is: kept beside what was decided on it."""
        return {key: release.number for key, release in sorted(self.releases.items())}


def current_content() -> Content:
    """The content in force now. Raises ContentMissing when there is none."""
    identifiers = tuple(Release.objects.effective().order_by("publication_id").values_list("pk", flat=True))
    return _published(identifiers)


def draft_content() -> Content:
    """The drafts, and where a publication has none its release in force."""
    newest: dict[int, int] = {}
    for state in (Release.objects.effective(), Release.objects.filter(state=Release.State.DRAFT)):
        newest |= dict(state.order_by("number").values_list("publication_id", "pk"))
    return build_content(tuple(newest.values()))


def content_of(edition: Edition) -> Content:
    return current_content() if edition == "PUBLISHED" else draft_content()


@lru_cache(maxsize=4)
def _published(identifiers: tuple[int, ...]) -> Content:
    return build_content(identifiers)


def build_content(identifiers: tuple[int, ...]) -> Content:
    """Read and compile these releases. Raises ContentMissing without a vocabulary."""
    pinned = PinnedRecommendation.objects.select_related(
        "version__recommendation__publication", "version__strength", "version__certainty", "version__source"
    ).order_by("position")
    releases = {
        release.publication.key: release
        for release in Release.objects.filter(pk__in=identifiers)
        .select_related("publication", "source", "prepared_by", "approved_by")
        .prefetch_related(Prefetch("pinned", pinned))
        .order_by("publication_id")
    }
    vocabulary_release = next((r for r in releases.values() if r.publication.kind == Kind.VOCABULARY), None)
    if vocabulary_release is None:
        raise ContentMissing(_("No release of the vocabulary is in force."))
    vocabulary = parse_vocabulary(vocabulary_release.body)
    populations = compile_populations(vocabulary)
    recommendations = {
        str(pin.version.recommendation): PublishedRecommendation(str(pin.version.recommendation), pin.version, release)
        for release in releases.values()
        for pin in release.pinned.all()
    }
    rules = tuple(
        compile_recommendation(key, entry.version.applies_when, entry.version.attention_when, vocabulary, populations)
        for key, entry in recommendations.items()
        if entry.version.level == RecommendationVersion.Level.PATIENT
    )
    return Content(
        releases,
        vocabulary,
        populations,
        recommendations,
        rules,
        burden=parse_burden(vocabulary_release.body, vocabulary),
        complexity=parse_complexity(vocabulary_release.body, vocabulary, populations),
        source_titles=dict(Source.objects.values_list("key", "title")),
    )
