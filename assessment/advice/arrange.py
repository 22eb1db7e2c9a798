"""Advice for one episode: the recommendations' results in the order of the screen, each with its reasons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from accounts.tenancy.prepared import Prepared
from assessment.advice.counts import count_response
from assessment.models import AdviceResponse, Consultation, Episode, Treatment
from assessment.record.answer_words import reason_in_words
from assessment.record.answers import without_value
from guidelines.in_force.content import Content, Kind, PublishedRecommendation
from guidelines.recommendations.evaluation import RecommendationResult, Status
from guidelines.vocabulary.facts import TREATMENTS, Facts
from guidelines.vocabulary.model import Vocabulary

LIFTED = 3
DURATION = "pain.duration_months"


@dataclass(frozen=True)
class KnownFact:
    """A fact as it is shown: what, which value, and when it was recorded.

    A score is as old as its oldest part; `newest` is the day of its newest one, where that is another.
    """

    short: str
    value: str
    recorded: date | None
    newest: date | None = None

    @property
    def day(self) -> str:
        """When it was recorded, in brackets; empty for what was never asked."""
        if self.newest:
            return f"({self.recorded:%d.%m.%Y}–{self.newest:%d.%m.%Y})"
        return f"({self.recorded:%d.%m.%Y})" if self.recorded else ""


@dataclass(frozen=True)
class OpenQuestion:
    """An unanswered question, where it is asked, and whether it was asked in vain."""

    key: str
    short: str
    label: str
    section: str
    asked: str = ""


@dataclass(frozen=True)
class AdviceRow:
    """One recommendation's result. Its words are worked out where they are shown: most rows are only counted."""

    recommendation: PublishedRecommendation
    result: RecommendationResult
    display: "FactDisplay" = field(repr=False)
    response: AdviceResponse | None

    @cached_property
    def why(self) -> list[KnownFact]:
        return self.display.known(self.result.deciding)

    @cached_property
    def missing(self) -> list[OpenQuestion]:
        return self.display.open(self.result.missing)

    @property
    def anchor(self) -> str:
        """Where the row's heading is on the page."""
        return f"advice-{self.recommendation.version.pk}"

    @property
    def has_changed(self) -> bool:
        """Whether the response was to another version than the one in force."""
        return self.response is not None and self.response.recommendation_version_id != self.recommendation.version.pk

    @property
    def is_current(self) -> bool | None:
        return self.recommendation.release.is_current(self.display.facts.as_of)

    @property
    def order(self) -> tuple[bool, int, bool, int, str]:
        """What the content lifts; then the strongest first; of these what is not a medicine, and then the surest.

        001_4dba22924d30146e.txt, chapter 6: treatment without medicines is the first choice.
        """
        version = self.recommendation.version
        return (
            not version.lifted_because,
            version.strength.order,
            version.topic == "drug",
            version.certainty.order,
            self.recommendation.key,
        )


@dataclass
class Advice:
    """Everything the panel shows, in its order. No recommendation is left out."""

    faults: list[AdviceRow] = field(default_factory=list)
    safety: list[AdviceRow] = field(default_factory=list)
    safety_unknown: list[AdviceRow] = field(default_factory=list)
    do_now: list[AdviceRow] = field(default_factory=list)
    applies: list[AdviceRow] = field(default_factory=list)
    unknown: list[AdviceRow] = field(default_factory=list)
    answered: list[AdviceRow] = field(default_factory=list)
    does_not_apply: list[AdviceRow] = field(default_factory=list)
    # Decisions on what is no longer in force; not rows, since nothing is advised any more.
    withdrawn: list[AdviceResponse] = field(default_factory=list, metadata={"rows": False})

    @property
    def changed(self) -> list[AdviceRow]:
        """What was decided on an earlier wording or rule, also where the new one no longer applies."""
        return [row for row in self.rows() if row.has_changed]

    def safety_questions(self) -> list[OpenQuestion]:
        """What must be asked before a safety prompt can be ruled out, each question once."""
        return list(dict.fromkeys(question for row in self.safety_unknown for question in row.missing))

    def rows(self) -> Iterator[AdviceRow]:
        """Every row, in the panel's order."""
        for group in fields(self):
            if group.metadata.get("rows", True):
                yield from getattr(self, group.name)

    @property
    def lifted(self) -> list[AdviceRow]:
        return self.do_now[:LIFTED]

    @property
    def do_now_rest(self) -> list[AdviceRow]:
        return self.do_now[LIFTED:]


def duration_in_words(months: float) -> str:
    """33.5 as 2 år 9 mdr."""
    if months < 1:
        return "under 1 md."
    years, rest = divmod(int(months), 12)
    parts = [f"{years} år"] if years else []
    if rest or not years:
        parts.append(f"{rest} mdr.")
    return " ".join(parts)


class FactDisplay:
    """Facts in Danish, with the day each was recorded."""

    def __init__(self, episode: Episode, treatments: list[Treatment], facts: Facts, vocabulary: Vocabulary) -> None:
        self.facts, self.vocabulary = facts, vocabulary
        self.asked = without_value(episode)
        self._answers, self._treatments, self._zone = episode.answers, treatments, timezone.get_current_timezone()

    def recorded(self, key: str) -> date | None:
        """The day of the question's newest answer, or of the newest treatment; None for what was never asked."""
        if key == TREATMENTS and self._treatments:
            return max(row.recorded_at for row in self._treatments).astimezone(self._zone).date()
        entry = self._answers.get(key)
        return datetime.fromisoformat(entry["at"]).astimezone(self._zone).date() if entry else None

    def known(self, keys: Iterable[str]) -> list[KnownFact]:
        """Each known fact among these, in the vocabulary's order of naming."""
        return [self.one(key) for key in sorted(keys) if key in self.facts.values]

    def one(self, key: str) -> KnownFact:
        """A known fact. Raises KeyError for an unknown one."""
        known = self.facts.values[key]
        value = duration_in_words(float(known)) if key == DURATION else self.vocabulary.display(key, known)  # type: ignore[arg-type]
        derived = self.vocabulary.derived.get(key)
        days = [day for source in (derived.inputs if derived else (key,)) if (day := self.recorded(source))]
        oldest, newest = min(days, default=None), max(days, default=None)
        return KnownFact(self.vocabulary.short(key), value, oldest, newest if newest != oldest else None)

    def open(self, keys: Iterable[str]) -> list[OpenQuestion]:
        """These questions, without those that are not asked any more."""
        return [self.open_one(key) for key in keys if self.vocabulary.is_asked(key)]

    def open_one(self, key: str) -> OpenQuestion:
        v, asked = self.vocabulary, self.asked.get(key)
        why = reason_in_words(asked.reason, asked.comment) if asked else ""
        return OpenQuestion(key, v.short(key), v.label(key), v.section_of(key), why)


def latest_responses(episode: Episode) -> dict[int, AdviceResponse]:
    """The newest response to each recommendation, by the recommendation's id."""
    return {response.recommendation_id: response for response in _latest(episode=episode.pk)}  # type: ignore[attr-defined]


_latest = Prepared(
    lambda episode: (
        AdviceResponse.objects.filter(episode=episode)
        .select_related("recorded_by__user")
        .annotate(recommendation_id=F("recommendation_version__recommendation_id"))
        .order_by("recommendation_id", "-recorded_at")
        .distinct("recommendation_id")
    ),
    "episode",
)


def arrange_advice(
    results: Iterable[RecommendationResult],
    content: Content,
    display: FactDisplay,
    responses: Mapping[int, AdviceResponse],
) -> Advice:
    """Sort the results into the panel's groups."""
    advice = Advice()
    for result in results:
        recommendation = content.recommendations[result.key]
        row = AdviceRow(
            recommendation=recommendation,
            result=result,
            display=display,
            response=responses.get(recommendation.version.recommendation_id),
        )
        _group_of(row, advice).append(row)
    for group in (advice.do_now, advice.applies, advice.answered):
        group.sort(key=lambda row: row.order)
    in_force = {entry.version.recommendation_id for entry in content.recommendations.values()}
    advice.withdrawn = [response for key, response in responses.items() if key not in in_force]
    return advice


def _group_of(row: AdviceRow, advice: Advice) -> list[AdviceRow]:
    is_safety = row.recommendation.release.publication.kind == Kind.SAFETY_PROMPTS
    match row.result.status:
        case Status.FAULT:
            return advice.faults
        case Status.UNKNOWN:
            return advice.safety_unknown if is_safety else advice.unknown
        case Status.DOES_NOT_APPLY:
            return advice.does_not_apply
    if is_safety:
        return advice.safety
    if row.response:
        return advice.answered
    # Newer guidance has taken its place: shown, marked, and never lifted.
    if row.recommendation.version.superseded_by:
        return advice.applies
    return advice.do_now if row.result.attention else advice.applies


@transaction.atomic
def respond_to_advice(
    *,
    by: Staff,
    episode: Episode,
    consultation: Consultation | None,
    recommendation: PublishedRecommendation,
    response: str,
    reason: str = "",
    comment: str = "",
    facts: Mapping[str, Any],
) -> AdviceResponse:
    """Keep what the clinician made of the advice, with the exact version and the facts that they saw it on."""
    kept = AdviceResponse.in_practice(
        episode=episode,
        consultation=consultation,
        recommendation_version=recommendation.version,
        release=recommendation.release,
        response=response,
        reason=reason,
        comment=comment,
        facts=dict(facts),
        recorded_by=by,
    )
    kept.save(force_insert=True)
    count_response(kept)
    record_access(by=by, action=AccessAction.CHANGE, patient_id=episode.patient_id, detail=recommendation.version.title)
    return kept
