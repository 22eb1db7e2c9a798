"""The content in force: read from the database once per set of releases, compiled, and kept in memory."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Any, Literal

from django.db import connection
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from guidelines.conditions.asking import compile_asking, compile_told
from guidelines.conditions.tree import ConditionError, Node, compile_populations
from guidelines.instruments.model import Instrument
from guidelines.instruments.parsing import check_against, parse_instruments
from guidelines.medicines.model import NO_MEDICINES, Medicines, parse_medicines
from guidelines.medicines.substances import codes_asked, with_medicines
from guidelines.models import (
    PinnedRecommendation,
    Publication,
    QuestionWeights,
    RecommendationVersion,
    Release,
    Source,
)
from guidelines.models.weights import Weights
from guidelines.prose.paragraph import Sayable
from guidelines.prose.sentence_check import READ_BY, compile_sentences
from guidelines.recommendations.burden_and_complexity import BurdenItem, Complexity, parse_burden, parse_complexity
from guidelines.recommendations.evaluation import CompiledRecommendation, compile_recommendation
from guidelines.recommendations.outcomes import (
    EmergencyContact,
    Outcome,
    TextForAnswer,
    outcome_fault,
    outcomes_in,
    text_fault,
)
from guidelines.vocabulary.facts import Facts
from guidelines.vocabulary.model import OWN_MENTIONS, Vocabulary
from guidelines.vocabulary.parsing import parse_vocabulary
from guidelines.vocabulary.reading import read
from guidelines.vocabulary.shapes import Json

Edition = Literal["PUBLISHED", "DRAFT"]
Kind = Publication.Kind
# Where sentences are said: wherever their facts are told, and of each treatment.
ANYWHERE, OF_A_TREATMENT, IN_A_LIST, OF_A_CALL = "anywhere", "treatment", "treatment_in_list", "call"
Reader = Literal["colleague", "record", "patient"]
# So begin the keys of the publications that the project has added.
OWN = "own-"


class ContentMissing(RuntimeError):
    """A release that the program cannot do without is not in force."""


@dataclass(frozen=True)
class PublishedRecommendation:
    """A recommendation's version, with the release that it is part of."""

    key: str
    version: RecommendationVersion
    release: Release

    @cached_property
    def is_safety(self) -> bool:
        """Whether it is a safety prompt."""
        return self.release.publication.kind == Kind.SAFETY_PROMPTS

    @property
    def anchor(self) -> str:
        """Where its heading is on a page."""
        return f"advice-{self.version.pk}"

    @property
    def shows_contacts(self) -> bool:
        """Whether whom to call stands beside it."""
        return bool(self.version.other_fields.get("shows_contacts"))

    @cached_property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What can come of it, where it is a safety prompt."""
        return outcomes_in(self.version.other_fields.get("outcomes"))

    @cached_property
    def texts(self) -> tuple[TextForAnswer, ...]:
        """Its text by answer, where that differs."""
        return tuple(read(TextForAnswer, row) for row in self.version.other_fields.get("texts", ()))

    def text_on(self, facts: Facts) -> str:
        """Its text for these facts."""
        found = (one.text for one in self.texts if facts.values.get(one.fact) == one.value)
        text: str = next(found, self.version.text)
        return text

    @property
    def severity(self) -> str:
        """How serious a safety prompt is (SERIOUS, CAUTION); empty for anything else."""
        said: str = self.version.other_fields.get("severity", "")
        return said

    @cached_property
    def is_own(self) -> bool:
        """Whether it is one that the project has added to what its sources and its contract say."""
        return self.release.publication.key.startswith(OWN)


@dataclass(frozen=True, eq=False)
class Content:
    """Everything in force at one moment.

    `asked_when`: of whom a question is asked, where not of everybody. `weights`: which answers decide a rule, and how
    often; empty until it is worked out.
    """

    releases: Mapping[str, Release]
    vocabulary: Vocabulary
    populations: Mapping[str, Node]
    asked_when: Mapping[str, Node]
    recommendations: Mapping[str, PublishedRecommendation]
    rules: tuple[CompiledRecommendation, ...]
    instruments: Mapping[str, Instrument]
    medicines: Medicines
    burden: tuple[BurdenItem, ...]
    complexity: Complexity | None
    source_titles: Mapping[str, str]
    source_languages: Mapping[str, str]
    weights: Weights
    sentences: tuple[Sayable, ...] = ()

    def with_vocabulary(self, body: Mapping[str, Json]) -> "Content":
        """This content with the questions of another vocabulary. Raises ValueError if they do not hold together."""
        known = frozenset(code for code, _kind in self.vocabulary.substances)
        return replace(self, **vars(_compiled(json.dumps(body), self.medicines.as_substances, known)))

    @cached_property
    def told_when(self) -> Mapping[str, Mapping[str, Node]]:
        """By question and answer, on what the record itself says the answer."""
        return compile_told(self.vocabulary, self.populations)

    def sentences_of(self, place: str, keys: frozenset[str], reader: Reader = "colleague") -> tuple[Sayable, ...]:
        """The sentences that may be said to this reader in this place of these facts, in their order."""
        known = self._sentences.get((place, keys, reader))
        if known is None:
            places = (place,) if place in OWN_MENTIONS else (place, ANYWHERE)
            of_place = (one for one in self.sentences if one.place in places and reader in READ_BY[one.audience])
            known = tuple(one for one in of_place if one.needs <= keys and not one.keys.isdisjoint(keys))
            self._sentences[place, keys, reader] = known
        return known

    @cached_property
    def _sentences(self) -> dict[tuple[str, frozenset[str], Reader], tuple[Sayable, ...]]:
        """What was looked up already; a release has few places, and few lists of facts."""
        return {}

    def releases_of(self, kind: Publication.Kind) -> list[Release]:
        return [release for release in self.releases.values() if release.publication.kind == kind]

    @cached_property
    def lifted(self) -> frozenset[str]:
        """The recommendations that come first when they need attention, whatever their strength."""
        return frozenset(key for key, entry in self.recommendations.items() if entry.version.lifted_because)

    @cached_property
    def own(self) -> frozenset[str]:
        """The recommendations that the project has added."""
        return frozenset(key for key, entry in self.recommendations.items() if entry.is_own)

    def planning_areas(self, as_of: date) -> dict[str, dict[str, str]]:
        """The planning areas that the pathways route by, under their regions.

        Each stands once: in the region that it belongs to on that day, or else in the one that named it first.
        """
        day = as_of.isoformat()
        bodies = [release.body for release in self.releases_of(Kind.PATHWAY)]
        valid = [body for body in bodies if _is_valid(body, day)]
        regions: dict[str, dict[str, str]] = {}
        placed: set[str] = set()
        for body in (*valid, *bodies):
            for area in body["planning_areas"]:
                if area["key"] not in placed:
                    placed.add(area["key"])
                    regions.setdefault(body["region"], {})[area["key"]] = area["label"]
        return regions

    def is_mostly_aged(self, as_of: date) -> bool:
        """Whether most recommendations are from releases that are not current on that day: then it is said once."""
        return _is_mostly_aged(self, as_of)

    def contacts(self, planning_area: str, as_of: date) -> tuple[EmergencyContact, ...]:
        """Whom to call when it cannot wait, by the pathway that the area follows on that day."""
        return _contacts(self, planning_area, as_of)

    def is_safety(self, recommendation: str) -> bool:
        """Whether it is one of the project's own safety prompts."""
        entry = self.recommendations.get(recommendation)
        return entry is not None and entry.is_safety

    @property
    def manifest(self) -> dict[str, int]:
        """Which edition of each publication this is: kept beside what was decided on it."""
        return {key: release.number for key, release in sorted(self.releases.items())}


@dataclass(frozen=True, eq=False)
class _Questions:
    """What a content has of a vocabulary alone, under the same names."""

    vocabulary: Vocabulary
    populations: Mapping[str, Node]
    asked_when: Mapping[str, Node]
    sentences: tuple[Sayable, ...]


@lru_cache(maxsize=4)
def _parsed(body: str) -> Vocabulary:
    """A vocabulary's body, as JSON."""
    return parse_vocabulary(json.loads(body))


@lru_cache(maxsize=4)
def _compiled(body: str, medicines: tuple[tuple[str, str, str], ...], asked: frozenset[str]) -> _Questions:
    """A vocabulary's body, as JSON, with the medicines of the list and the codes that conditions beside it ask for:
    several pages of a draft, and several requests, read the same one.
    """
    vocabulary = with_medicines(_parsed(body), medicines, {*asked, *codes_asked(json.loads(body))})
    populations = compile_populations(vocabulary)
    asked_when = compile_asking(vocabulary, populations)
    return _Questions(vocabulary, populations, asked_when, compile_sentences(vocabulary, populations))


@lru_cache(maxsize=16)
def _is_mostly_aged(content: Content, as_of: date) -> bool:
    aged = [entry.release.is_current(as_of) is False for entry in content.recommendations.values()]
    return sum(aged) * 2 > len(aged)


@lru_cache(maxsize=256)
def _contacts(content: Content, planning_area: str, as_of: date) -> tuple[EmergencyContact, ...]:
    day = as_of.isoformat()
    bodies = [release.body for release in content.releases_of(Kind.PATHWAY)]
    bodies.sort(key=lambda body: (_has_area(body, planning_area), _is_valid(body, day)), reverse=True)
    rows = bodies[0].get("contacts", []) if bodies else []
    return tuple(read(EmergencyContact, row) for row in rows)


def _is_valid(body: Mapping[str, Any], day: str) -> bool:
    """Whether a pathway's body is valid on that day; dates in ISO form compare as text."""
    return (body.get("valid_from") or day) <= day <= (body.get("valid_until") or day)


def _has_area(body: Mapping[str, Any], planning_area: str) -> bool:
    return any(area["key"] == planning_area for area in body["planning_areas"])


def current_content() -> Content:
    """The content in force now. Raises ContentMissing if there is none."""
    with connection.cursor() as cursor:
        cursor.execute(*_query_of_releases_in_force())
        return _read_published(tuple(row[0] for row in cursor.fetchall()))


@cache
def _query_of_releases_in_force() -> tuple[str, tuple[Any, ...]]:
    """The one query that every request asks: put together once."""
    return Release.objects.effective().order_by("publication_id").values_list("pk").query.sql_with_params()


def draft_content() -> Content:
    """What is on its way of each publication, the newest; its release in force where that is newer, or the only one."""
    offered = Release.objects.effective() | Release.objects.exclude(state=Release.State.PUBLISHED)
    newest = dict(offered.order_by("number").values_list("publication_id", "pk"))
    return build_content(tuple(newest.values()))


def content_of(edition: Edition) -> Content:
    return current_content() if edition == "PUBLISHED" else draft_content()


@lru_cache(maxsize=4)
def _read_published(identifiers: tuple[int, ...]) -> Content:
    return build_content(identifiers)


def forget_content() -> None:
    """Read what is in force anew when it is next asked for: what is worked out of it has changed."""
    _read_published.cache_clear()


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
    of_kind = {release.publication.kind: release for release in reversed(releases.values())}
    vocabulary_release = of_kind.get(Kind.VOCABULARY)
    if vocabulary_release is None:
        raise ContentMissing(_("No release of the vocabulary is in force."))
    body, listed = json.dumps(vocabulary_release.body), of_kind.get(Kind.MEDICINES)
    medicines = parse_medicines(listed.body, _parsed(body).treatment_kinds) if listed else NO_MEDICINES
    asked = frozenset(codes_asked(_conditions_in(releases.values())))
    questions = _compiled(body, medicines.as_substances, asked)
    vocabulary, populations = questions.vocabulary, questions.populations
    recommendations = {
        str(pin.version.recommendation): PublishedRecommendation(str(pin.version.recommendation), pin.version, release)
        for release in releases.values()
        for pin in release.pinned.all()
    }
    rules = tuple(
        _compile_recommendation(entry, vocabulary, populations)
        for entry in recommendations.values()
        if entry.version.level == RecommendationVersion.Level.PATIENT
    )
    instruments = parse_instruments(of_kind[Kind.INSTRUMENTS].body) if Kind.INSTRUMENTS in of_kind else {}
    check_against(instruments.values(), vocabulary)
    sources = Source.objects.values_list("key", "title", "language")
    return Content(
        releases,
        vocabulary,
        populations,
        questions.asked_when,
        recommendations,
        rules,
        instruments,
        medicines,
        burden=parse_burden(vocabulary_release.body, vocabulary),
        complexity=parse_complexity(vocabulary_release.body, vocabulary, populations),
        source_titles={key: title for key, title, _language in sources},
        source_languages={key: language for key, _title, language in sources},
        weights=QuestionWeights.of(releases.values()),
        sentences=questions.sentences,
    )


def _conditions_in(releases: Iterable[Release]) -> list[object]:
    """Whatever holds a condition in these releases."""
    versions = [pin.version for release in releases for pin in release.pinned.all()]
    return [
        *(version.applies_when for version in versions),
        *(version.attention_when for version in versions),
        *(release.body for release in releases),
    ]


def _compile_recommendation(
    entry: PublishedRecommendation, vocabulary: Vocabulary, populations: Mapping[str, Node]
) -> CompiledRecommendation:
    """The rule of a recommendation. Raises ConditionError or ValueError, which say whose rule or outcome it is."""
    version = entry.version
    if fault := outcome_fault(entry.outcomes, vocabulary) or text_fault(entry.texts, vocabulary):
        raise ValueError(f"»{version.title}« ({entry.release.title}): {fault}")
    try:
        return compile_recommendation(entry.key, version.applies_when, version.attention_when, vocabulary, populations)
    except ConditionError as error:
        raise ConditionError(f"»{version.title}« ({entry.release.title}): {error}") from error


@lru_cache(maxsize=16)
def instruments_in(release_id: int) -> Mapping[str, Instrument]:
    """The instruments of one published release, also when it is no longer in force. It never changes."""
    return parse_instruments(Release.objects.get(pk=release_id).body)
