"""What the guideline pages list: publications in force, recommendations by topic, and their earlier versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, Min, OuterRef
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.text.danish import sort_key
from guidelines.conditions.sentences import Phrase, phrase_of, populations_in
from guidelines.in_force.content import Content, Kind, PublishedRecommendation
from guidelines.models import PinnedRecommendation, RecommendationVersion, Release
from guidelines.recommendations.model import DIRECTION_LABELS, TOPIC_LABELS
from guidelines.vocabulary.model import Vocabulary

# In the order of the pages.
TOPICS: Mapping[str, Promise] = {key: gettext_lazy(label) for key, label in TOPIC_LABELS.items()}
DIRECTIONS: Mapping[str, Promise] = {key: gettext_lazy(label) for key, label in DIRECTION_LABELS.items()}
WITH_RECOMMENDATIONS = (Kind.GUIDELINE, Kind.SAFETY_PROMPTS)
OTHER = (Kind.PATHWAY, Kind.VOCABULARY, Kind.INSTRUMENTS, Kind.MEDICINES)


@dataclass(frozen=True)
class PublicationRow:
    """A release in force, and whether it is current."""

    release: Release
    is_current: bool | None
    recommendations: int


@dataclass(frozen=True)
class RecommendationRow:
    """A recommendation in a list; `newer` is the one that has taken its place."""

    entry: PublishedRecommendation
    newer: PublishedRecommendation | None
    parts: tuple[tuple[str, bool], ...]

    @property
    def version(self) -> RecommendationVersion:
        return self.entry.version

    @property
    def is_current(self) -> bool | None:
        return self.entry.release.is_current(timezone.localdate())


@dataclass(frozen=True)
class TopicGroup:
    label: str | Promise
    rows: list[RecommendationRow]


@dataclass(frozen=True)
class ReleasedVersion:
    """A version of a recommendation, with its place in every release it was part of, the oldest first."""

    version: RecommendationVersion
    pins: list[PinnedRecommendation]

    @property
    def releases(self) -> list[Release]:
        return [pin.release for pin in self.pins]

    @property
    def evidence_reviewed(self) -> str:
        """When the evidence was reviewed last, as precise as it is known; empty if it is not."""
        return self.pins[-1].evidence_reviewed

    @property
    def worded_since(self) -> datetime:
        """When this wording first came into force."""
        since: datetime = min(release.effective.lower for release in self.releases)
        return since


@dataclass(frozen=True)
class Retirement:
    """A recommendation that a release took out: why, since when, and what took its place (in force still or not)."""

    key: str
    title: str
    reason: str
    since: datetime
    successor: RecommendationVersion | None


def topic_label(key: str) -> str | Promise:
    return TOPICS.get(key, key)


def publication_rows(content: Content, kinds: Iterable[Kind], as_of: date) -> list[PublicationRow]:
    """The releases in force of these kinds, by kind and title."""
    return [
        PublicationRow(release, release.is_current(as_of), len(release.pinned.all()))
        for kind in kinds
        for release in sorted(content.releases_of(kind), key=lambda release: sort_key(release.title))
    ]


def recommendation_row(
    content: Content, entry: PublishedRecommendation, parts: tuple[tuple[str, bool], ...] = ()
) -> RecommendationRow:
    """`parts` is the text cut into hits and the rest; without it, the whole text."""
    newer = content.recommendations.get(entry.version.superseded_by)
    return RecommendationRow(entry, newer, parts or ((entry.version.text, False),))


def group_by_topic(content: Content, release: Release) -> list[TopicGroup]:
    """The recommendations of one release, grouped by topic; topics that are new to the program come last."""
    entries = [entry for entry in content.recommendations.values() if entry.release.pk == release.pk]
    topics = list(TOPICS) + sorted({entry.version.topic for entry in entries} - TOPICS.keys())
    groups = (
        TopicGroup(
            topic_label(topic),
            [recommendation_row(content, entry) for entry in entries if entry.version.topic == topic],
        )
        for topic in topics
    )
    return [group for group in groups if group.rows]


def released_versions(guideline: str, recommendation: str) -> list[ReleasedVersion]:
    """Every version that was ever in force, the newest first. Drafts and what is only planned are not among them."""
    pins = (
        PinnedRecommendation.objects.filter(
            version__recommendation__publication__key=guideline,
            version__recommendation__key=recommendation,
            release__state=Release.State.PUBLISHED,
            release__effective__startswith__lte=timezone.now(),
        )
        .select_related(
            "release__publication",
            "release__source",
            "release__prepared_by",
            "release__approved_by",
            "version__recommendation__publication",
            "version__strength",
            "version__certainty",
            "version__source",
        )
        .order_by("release__number")
    )
    found: dict[int, ReleasedVersion] = {}
    for pin in pins:
        found.setdefault(pin.version.number, ReleasedVersion(pin.version, [])).pins.append(pin)
    return sorted(found.values(), key=lambda released: -released.version.number)


def worded_since(versions: Iterable[RecommendationVersion]) -> dict[int, datetime]:
    """When each of these versions first came into force, by its id; those that never were are left out."""
    pins = PinnedRecommendation.objects.filter(
        version__in=versions,
        release__state=Release.State.PUBLISHED,
        release__effective__startswith__lte=timezone.now(),
    )
    return dict(pins.order_by().values_list("version").annotate(Min("release__effective__startswith")))


def retired_by(release: Release) -> list[Retirement]:
    """The recommendations that this published release took out."""
    return [
        Retirement(
            key=entry["key"],
            title=title_of(f"{release.publication.key}/{entry['key']}"),
            reason=entry["reason"],
            since=release.effective.lower,
            successor=newest_version(entry.get("successor", "")),
        )
        for entry in release.retired
    ]


def retirement_of(guideline: str, recommendation: str) -> Retirement | None:
    """Why a recommendation is no longer in force; None if no release said so."""
    release = (
        Release.objects.filter(
            publication__key=guideline,
            state=Release.State.PUBLISHED,
            effective__startswith__lte=timezone.now(),
            retired__contains=[{"key": recommendation}],
        )
        .select_related("publication")
        .order_by("-number")
        .first()
    )
    found = retired_by(release) if release else []
    return next((retirement for retirement in found if retirement.key == recommendation), None)


def newest_version(key: str) -> RecommendationVersion | None:
    """The newest version of a recommendation (guideline/recommendation), also when it is out of force.

    What is published comes before what only drafts say: readers are not shown words that nobody has approved.
    """
    guideline, _slash, recommendation = key.partition("/")
    published = PinnedRecommendation.objects.filter(version=OuterRef("pk"), release__state=Release.State.PUBLISHED)
    return (
        RecommendationVersion.objects.filter(
            recommendation__publication__key=guideline, recommendation__key=recommendation
        )
        .annotate(is_published=Exists(published))
        .select_related("recommendation__publication", "strength")
        .order_by("-is_published", "-number")
        .first()
    )


def title_of(key: str) -> str:
    """The title of a recommendation (guideline/recommendation) in its newest version."""
    newest = newest_version(key)
    return newest.title if newest else str(gettext_lazy("A recommendation that is not known"))


@dataclass(frozen=True)
class Rule:
    """To whom a version applies and when it needs attention, in words, with the patient groups that it names."""

    applies: Phrase | None
    attention: Phrase | None
    groups: list[tuple[str, Phrase]]


def rule_of(version: RecommendationVersion, vocabulary: Vocabulary) -> Rule:
    trees = [tree for tree in (version.applies_when, version.attention_when) if tree]
    groups = [vocabulary.populations[key] for key in populations_in(trees, vocabulary)]
    return Rule(
        phrase_of(version.applies_when, vocabulary) if version.applies_when else None,
        phrase_of(version.attention_when, vocabulary) if version.attention_when else None,
        [(group.label, phrase_of(group.when, vocabulary)) for group in groups],
    )
