"""Advice for one episode: the results of the recommendations, in the order of the screen, each with its reasons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from assessment.advice.consequences import Consequences
from assessment.advice.groups import AdviceGroup, group_of
from assessment.models import AdviceResponse, Treatment
from assessment.record.answer_words import answer_in_words
from assessment.record.known_facts import FactDisplay, KnownFact, OpenQuestion
from assessment.rules.asking.order import safety_place
from assessment.rules.line_words import label_text
from assessment.rules.medication.hypothesis import is_why
from assessment.rules.safety.basis import Basis, RowInUse, basis_of, holds, is_dangerous, is_due
from assessment.treatments.ledger import as_rules_see
from assessment.treatments.open_list import OpenList, joined, open_in_list
from guidelines.in_force.content import Content, PublishedRecommendation
from guidelines.recommendations.direction import AGAINST
from guidelines.recommendations.evaluation import CompiledRecommendation, RecommendationResult, Status, open_facts
from guidelines.vocabulary.facts import TREATMENTS

# The groups whose rows stand in the order of their grades.
IN_ORDER = (AdviceGroup.HELD_BACK, AdviceGroup.DO_NOW, AdviceGroup.CONSIDER, AdviceGroup.APPLIES, AdviceGroup.DECIDED)
# How many of each list the panel shows.
MOST_PROMOTED = 3


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
    # What is noted, and does not end its attention before a doctor has said so.
    noted: str = ""

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
        return open_in_list(facts, display.episode, display.treatments, display.vocabulary, display.facts.as_of)

    @property
    def text(self) -> str:
        """What is to be done, as the answers are."""
        return self.recommendation.text_on(self.display.facts)

    @property
    def anchor(self) -> str:
        """Where the row's heading is on the page."""
        return self.recommendation.anchor

    @property
    def comes_first(self) -> str:
        """Why it comes before what is graded higher, while it needs attention; empty for almost all."""
        lifted_because: str = self.recommendation.version.lifted_because
        return lifted_because if self.result.attention else ""

    @property
    def is_undecided(self) -> bool:
        """Whether an answer is lacking to tell if it applies, or if it needs attention."""
        return bool(self.result.missing) and (self.result.status == Status.UNKNOWN or self.result.attention is None)

    @cached_property
    def in_use(self) -> list[Treatment]:
        """The treatments in use that it advises against, whose use is why it applies or needs attention."""
        facts, vocabulary = self.display.facts, self.display.vocabulary
        if self.recommendation.version.direction != AGAINST:
            return []
        return [
            row
            for row in self.display.treatments
            if is_why(as_rules_see(row), self.result, self.rule, facts, vocabulary)
        ]

    @property
    def has_come_back(self) -> bool:
        """Whether it was deferred, and the day has come."""
        return self.response is not None and not self.response.stands_on(self.display.facts.as_of)

    @property
    def has_changed(self) -> bool:
        """Whether the response was to another version than the one in force."""
        return self.response is not None and self.response.recommendation_version_id != self.recommendation.version.pk

    @property
    def is_fault(self) -> bool:
        """Whether its rule failed: nobody knows whether it applies."""
        return self.result.status == Status.FAULT

    @property
    def basis(self) -> Basis:
        """What a decision on it is given on now."""
        shown = self.display
        in_use = (
            RowInUse(str(row.pk), row.kind, None if row.current_dose_mg is None else float(row.current_dose_mg))
            for row in shown.treatments
            if row.status == "current"
        )
        return basis_of(self.result.deciding, shown.facts, shown.episode.answers, in_use, shown.vocabulary)

    @cached_property
    def decision(self) -> AdviceResponse | None:
        """The decision on a safety prompt, as long as the facts are those that it was given on."""
        given = self.response
        if given is None or given.safety != AdviceResponse.Safety.DECIDED or not holds(given.basis, self.basis):
            return None
        decided_on = timezone.localdate(given.recorded_at)
        return None if is_due(given.reopens_on, decided_on, self.display.facts.as_of) else given

    @property
    def given_on(self) -> list[str]:
        """The answers that the decision on a safety prompt was given on, in words."""
        if self.response is None or not self.response.safety or self.response.safety == AdviceResponse.Safety.GONE:
            return []
        vocabulary = self.display.vocabulary
        kept = {key: answer for key, answer in self.response.basis.items() if answer and "version" in answer}
        said = ((vocabulary.short(key), answer_in_words(key, answer, vocabulary)) for key, answer in kept.items())
        return [label_text(short, words) for short, words in said if words]

    @property
    def is_open(self) -> bool:
        """Whether a safety prompt waits for a decision."""
        return self.result.attention is not False and self.decision is None

    @property
    def waits_for_doctor(self) -> bool:
        """Whether what stands was assessed as dangerous by somebody else than a doctor, and no doctor has answered."""
        given = self.decision
        return given is not None and given.waiting_inquiry is not None and is_dangerous(self.basis)

    @property
    def went_unassessed(self) -> bool:
        """Whether a changed answer took a safety prompt away while it was open, and nobody has said why yet."""
        given = self.response
        is_gone = given is not None and given.safety == AdviceResponse.Safety.GONE and not given.comment
        return is_gone and self.result.status != Status.APPLIES

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
    consider: list[AdviceRow] = field(default_factory=list)
    applies: list[AdviceRow] = field(default_factory=list)
    unknown: list[AdviceRow] = field(default_factory=list)
    decided: list[AdviceRow] = field(default_factory=list)
    does_not_apply: list[AdviceRow] = field(default_factory=list)
    # Of the rows above: the safety prompts that a changed answer took away while they were open.
    gone: list[AdviceRow] = field(default_factory=list, metadata={"rows": False})
    # Of the rows above too: what is dangerous was assessed, and waits for a doctor.
    for_doctor: list[AdviceRow] = field(default_factory=list, metadata={"rows": False})
    # Decisions on what is no longer in force; not rows, since nothing is advised any more.
    withdrawn: list[AdviceResponse] = field(default_factory=list, metadata={"rows": False})

    def of(self, group: AdviceGroup) -> list[AdviceRow]:
        rows: list[AdviceRow] = getattr(self, group)
        return rows

    @property
    def changed(self) -> list[AdviceRow]:
        """What was decided on an earlier wording or rule, also where the new one no longer applies."""
        return [row for row in self.rows() if row.has_changed]

    @property
    def safety_faults(self) -> list[AdviceRow]:
        """The safety prompts whose rule failed: named wherever safety is, also where the panel does not stand."""
        return [row for row in self.faults if row.recommendation.is_safety]

    def safety_questions(self) -> list[OpenQuestion]:
        """What must be asked before a safety prompt can be ruled out, each question once, the first to ask first."""
        questions = dict.fromkeys(question for row in self.safety_unknown for question in row.missing)
        return sorted(questions, key=lambda question: safety_place(question.key))

    def safety_unasked(self) -> list[OpenQuestion]:
        """Of these what nobody has asked: what was asked in vain has been asked."""
        return [question for question in self.safety_questions() if not question.asked]

    @property
    def open_safety(self) -> list[AdviceRow]:
        """The safety prompts that wait for a decision."""
        return [row for row in self.safety if row.is_open]

    @property
    def safety_open_list(self) -> OpenList | None:
        """What the safety prompts lack of the list of treatments."""
        lists = [row.open_list for row in self.safety_unknown if row.open_list]
        return joined(lists) if lists else None

    @property
    def waiting(self) -> list[AdviceRow]:
        """What waits for an answer: nobody can say yet that it is not to be done now."""
        open_groups = (*self.safety_unknown, *self.unknown, *self.applies)
        return [row for row in open_groups if row.is_undecided and not row.recommendation.version.superseded_by]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing is to be done, considered or judged now, and nothing can turn out to be."""
        return not (self.faults or self.open_safety or self.held_back or self.do_now or self.consider or self.waiting)

    def rows(self) -> Iterator[AdviceRow]:
        """Every row, in the panel's order."""
        for group in fields(self):
            if group.metadata.get("rows", True):
                yield from getattr(self, group.name)

    @property
    def begin_with(self) -> list[AdviceRow]:
        """What is to be told the patient all the same, where nothing of it calls for attention."""
        rows = [row for row in self.applies if row.recommendation.version.topic == "information"]
        return [row for row in rows if row.recommendation.version.direction != AGAINST]

    @property
    def promoted(self) -> list[AdviceRow]:
        return self.do_now[:MOST_PROMOTED]

    @property
    def do_now_rest(self) -> list[AdviceRow]:
        return self.do_now[MOST_PROMOTED:]

    @property
    def to_avoid(self) -> list[AdviceRow]:
        """What stands in the list "consider", and is against doing it: under a heading that says so."""
        return [row for row in self.consider if row.recommendation.version.direction == AGAINST]

    @property
    def to_consider(self) -> list[AdviceRow]:
        return [row for row in self.consider if row.recommendation.version.direction != AGAINST]


def arrange_advice(
    results: Iterable[RecommendationResult],
    content: Content,
    display: FactDisplay,
    responses: Mapping[int, AdviceResponse],
    consequences: Mapping[str, Consequences],
    noted: Mapping[str, str],
) -> Advice:
    """Sort the results into the panel's groups. `consequences`: what each advice to start a medicine would set off;
    `noted`: what keeps an advice in its list.
    """
    advice = Advice()
    rules = {rule.key: rule for rule in content.rules}
    for result in results:
        recommendation = content.recommendations[result.key]
        version = recommendation.version
        response = responses.get(version.recommendation_id)
        set_off = consequences.get(result.key)
        group = group_of(
            result,
            list_name=version.panel_list,
            is_safety=recommendation.is_safety,
            is_decided=response is not None and _stands(response, result, display),
            is_superseded=bool(version.superseded_by),
            is_own=recommendation.is_own,
            is_held_back=set_off is not None and set_off.hold_back,
            is_awaited=result.key in noted,
        )
        said = noted.get(result.key, "")
        row = AdviceRow(recommendation, result, display, response, rules[result.key], set_off, said)
        advice.of(group).append(row)
        if row.went_unassessed:
            advice.gone.append(row)
        if recommendation.is_safety and row.waits_for_doctor:
            advice.for_doctor.append(row)
    for group in IN_ORDER:
        advice.of(group).sort(key=lambda row: row.order)
    in_force = {entry.version.recommendation_id for entry in content.recommendations.values()}
    advice.withdrawn = [response for key, response in responses.items() if key not in in_force]
    return advice


def _stands(response: AdviceResponse, result: RecommendationResult, display: FactDisplay) -> bool:
    """Whether it answers the advice of today: what changed since last is weighed anew at each contact that says so."""
    measured = [question for fact, question in display.vocabulary.changes.items() if fact in result.deciding]
    answered = [datetime.fromisoformat(display.episode.answers[question]["at"]) for question in measured]
    return response.stands_on(display.facts.as_of) and all(at <= response.recorded_at for at in answered)
