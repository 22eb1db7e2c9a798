"""Advice for one episode: the results of the recommendations, in the order of the screen, each with its reasons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

from assessment.advice.consequences import Consequences
from assessment.models import AdviceResponse
from assessment.record.known_facts import FactDisplay, KnownFact, OpenQuestion
from assessment.rules.keys import RED_FLAGS, SUICIDAL_THOUGHTS
from assessment.treatments.open_list import OpenList, joined, open_in_list
from guidelines.in_force.content import Content, Kind, PublishedRecommendation
from guidelines.recommendations.evaluation import CompiledRecommendation, RecommendationResult, Status, open_facts
from guidelines.vocabulary.facts import TREATMENTS

MOST_PROMOTED = 3
# What a safety prompt lacks is asked for in this order, before anything else (contract, README).
SAFETY_ORDER = (RED_FLAGS, SUICIDAL_THOUGHTS, TREATMENTS)


@dataclass(frozen=True)
class AdviceRow:
    """One recommendation's result. Its words are worked out where they are shown: most rows are only counted."""

    recommendation: PublishedRecommendation
    result: RecommendationResult
    display: "FactDisplay" = field(repr=False)
    response: AdviceResponse | None
    rule: CompiledRecommendation = field(repr=False)
    # What following it would set off, where it is to start a medicine.
    consequences: Consequences | None = None

    @cached_property
    def why(self) -> list[KnownFact]:
        return self.display.known(self.result.deciding)

    @cached_property
    def missing(self) -> list[OpenQuestion]:
        return self.display.open(self.result.missing)

    @cached_property
    def open_list(self) -> OpenList | None:
        """What it lacks of the list of treatments; None if it lacks nothing."""
        if TREATMENTS not in self.result.missing:
            return None
        display = self.display
        facts = open_facts(self.rule, display.facts)
        return open_in_list(facts, display.episode, display.treatments, display.vocabulary)

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
        """What the content lifts comes first; then the strongest; then what is not a medicine; then the surest.

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


def safety_place(question: str) -> int:
    """Where a question stands among those that a safety prompt lacks: the list of treatments before the rest."""
    return SAFETY_ORDER.index(question) if question in SAFETY_ORDER else len(SAFETY_ORDER)


@dataclass
class Advice:
    """Everything the panel shows, in its order. No recommendation is left out."""

    faults: list[AdviceRow] = field(default_factory=list)
    safety: list[AdviceRow] = field(default_factory=list)
    safety_unknown: list[AdviceRow] = field(default_factory=list)
    # The project's own prompts count apart: the contract's are asked about first.
    own_unknown: list[AdviceRow] = field(default_factory=list)
    # Advice to start a medicine that would set off a serious prompt.
    held_back: list[AdviceRow] = field(default_factory=list)
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
        """What must be asked before a safety prompt can be ruled out, each question once, the first to ask first."""
        questions = dict.fromkeys(question for row in self.safety_unknown for question in row.missing)
        return sorted(questions, key=lambda question: safety_place(question.key))

    @property
    def safety_open_list(self) -> OpenList | None:
        """What the safety prompts lack of the list of treatments."""
        lists = [row.open_list for row in self.safety_unknown if row.open_list]
        return joined(lists) if lists else None

    def rows(self) -> Iterator[AdviceRow]:
        """Every row, in the panel's order."""
        for group in fields(self):
            if group.metadata.get("rows", True):
                yield from getattr(self, group.name)

    @property
    def promoted(self) -> list[AdviceRow]:
        return self.do_now[:MOST_PROMOTED]

    @property
    def do_now_rest(self) -> list[AdviceRow]:
        return self.do_now[MOST_PROMOTED:]


def arrange_advice(
    results: Iterable[RecommendationResult],
    content: Content,
    display: FactDisplay,
    responses: Mapping[int, AdviceResponse],
    consequences: Mapping[str, Consequences],
) -> Advice:
    """Sort the results into the panel's groups. `consequences`: what each advice to start a medicine would set off."""
    advice = Advice()
    rules = {rule.key: rule for rule in content.rules}
    for result in results:
        recommendation = content.recommendations[result.key]
        row = AdviceRow(
            recommendation=recommendation,
            result=result,
            display=display,
            response=responses.get(recommendation.version.recommendation_id),
            rule=rules[result.key],
            consequences=consequences.get(result.key),
        )
        _group_of(row, advice).append(row)
    for group in (advice.held_back, advice.do_now, advice.applies, advice.answered):
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
            if row.recommendation.is_own:
                return advice.own_unknown
            return advice.safety_unknown if is_safety else advice.unknown
        case Status.DOES_NOT_APPLY:
            return advice.does_not_apply
    if is_safety:
        return advice.safety
    if row.response:
        return advice.answered
    # Newer guidance has taken its place: shown, marked, and never promoted.
    if row.recommendation.version.superseded_by:
        return advice.applies
    if not row.result.attention:
        return advice.applies
    return advice.held_back if row.consequences and row.consequences.hold_back else advice.do_now
