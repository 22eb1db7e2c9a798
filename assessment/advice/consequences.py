"""What a medicine would set off, if it were in use: safety prompts, for advice and for a row that is typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from assessment.record.known_facts import FactDisplay, KnownFact, OpenQuestion
from assessment.rules.asking.relevance import ask_only
from assessment.rules.facts import Case, TreatmentRow, facts_of
from assessment.rules.keys import OWN
from assessment.rules.medication.hypothesis import (
    consequences_of,
    facts_told_by,
    facts_with,
    is_held_back,
    is_told_whole,
    kinds_started,
    rules_about,
    started,
    with_rows,
)
from guidelines.in_force.content import Content, PublishedRecommendation
from guidelines.recommendations.evaluation import CompiledRecommendation, RecommendationResult, Status
from guidelines.recommendations.model import SERIOUS
from guidelines.vocabulary.facts import TREATMENTS, Facts


@dataclass(frozen=True)
class Consequence:
    """A safety prompt that would apply, or cannot be known yet, if a treatment were in use.

    `told` are the facts that the treatment itself makes true: they are no reason that was there before.
    """

    prompt: PublishedRecommendation
    result: RecommendationResult
    told: frozenset[str] = field(repr=False)
    display: FactDisplay = field(repr=False)

    @property
    def applies(self) -> bool:
        return self.result.status == Status.APPLIES

    @property
    def is_serious(self) -> bool:
        return self.prompt.severity == SERIOUS

    @cached_property
    def why(self) -> list[KnownFact]:
        return self.display.known(self.result.deciding - self.told)

    @cached_property
    def missing(self) -> list[OpenQuestion]:
        return self.display.open(self.result.missing)


@dataclass(frozen=True)
class Consequences:
    """What the start of a medicine would set off, the serious first; whether that holds the advice back."""

    found: tuple[Consequence, ...] = ()
    hold_back: bool = False

    @property
    def applying(self) -> list[Consequence]:
        """The prompts that would apply."""
        return [one for one in self.found if one.applies]

    @property
    def questions(self) -> list[OpenQuestion]:
        """What must be clarified before the others can be ruled out, each question once."""
        return list({question.key: question for one in self.found for question in one.missing}.values())


@dataclass(frozen=True)
class PromptsAbout:
    """The safety prompts that a treatment of one kind and code can set off, and the facts that it makes true itself.

    `are_all`: these facts are all that the prompts can see of it.
    """

    rules: tuple[CompiledRecommendation, ...]
    told: frozenset[str]
    are_all: bool


@lru_cache(maxsize=256)
def prompts_about(content: Content, kind: str, atc: str) -> PromptsAbout:
    """Worked out once a release."""
    prompts = [rule for rule in content.rules if content.is_safety(rule.key)]
    row = started(kind, atc)
    told = facts_told_by(row, content.vocabulary)
    rules = rules_about(told, prompts)
    return PromptsAbout(rules, told, is_told_whole(row, rules, content.vocabulary))


@lru_cache(maxsize=4)
def kinds_started_by(content: Content) -> Mapping[str, tuple[str, ...]]:
    """The advice to start a medicine, with the kinds that it would start: worked out once a release."""
    found = {
        rule.key: kinds_started(rule, content.recommendations[rule.key].version.direction, content.vocabulary)
        for rule in content.rules
    }
    return {key: kinds for key, kinds in found.items() if kinds}


def consequences_of_row(
    row: TreatmentRow, case: Case, content: Content, display: FactDisplay, beside: Iterable[TreatmentRow] = ()
) -> tuple[Consequence, ...]:
    """What the row sets off in the case, in use with those that are hypothetical beside it; the serious first."""
    about = prompts_about(content, row.kind, row.atc)
    if not about.rules:
        return ()
    facts = facts_of(with_rows(case, [row, *beside]), content.vocabulary)
    return _found(about, ask_only(facts, content.asked_when, content.vocabulary.askable), content, display)


def _found(about: PromptsAbout, facts: Facts, content: Content, display: FactDisplay) -> tuple[Consequence, ...]:
    """What applies or is undecided with the hypothetical facts, the serious first."""
    found = (
        Consequence(content.recommendations[result.key], result, about.told, display)
        for result in consequences_of(about.rules, facts)
    )
    return tuple(sorted(found, key=lambda one: (not one.applies, not one.is_serious)))


def consequences_of_advice(
    results: Iterable[RecommendationResult], case: Case, content: Content, display: FactDisplay
) -> dict[str, Consequences]:
    """By its key, what each advice to start a medicine would set off: where it is the next step, and not in use yet."""
    next_steps = (one for one in results if one.status == Status.APPLIES and one.attention is not False)
    return consequences_of_starts(next_steps, case, content, display)


def consequences_of_starts(
    results: Iterable[RecommendationResult], case: Case, content: Content, display: FactDisplay
) -> dict[str, Consequences]:
    """The same of each among these, also while nobody knows whether it applies: the medicine is considered there."""
    started_by = kinds_started_by(content)
    in_use = {row.kind for row in case.treatments or () if row.status == "current"}
    by_kind: dict[str, tuple[Consequence, ...]] = {}
    found: dict[str, Consequences] = {}
    for result in results:
        if result.key not in started_by:
            continue
        kinds = [kind for kind in started_by[result.key] if kind not in in_use]
        for kind in kinds:
            if kind not in by_kind:
                by_kind[kind] = _consequences_of_start(kind, case, content, display)
        once = {one.prompt.key: one for kind in kinds for one in by_kind[kind]}
        severity = {key: one.prompt.severity for key, one in once.items()}
        waits = is_held_back([[one.result for one in by_kind[kind]] for kind in kinds], severity)
        found[result.key] = Consequences(tuple(once.values()), waits)
    return found


def _consequences_of_start(kind: str, case: Case, content: Content, display: FactDisplay) -> tuple[Consequence, ...]:
    """What a start of this kind sets off; the facts of the case are worked out anew only where that can matter."""
    about = prompts_about(content, kind, "")
    if about.are_all:
        return _found(about, facts_with(about.told, display.facts), content, display)
    return consequences_of_row(started(kind), case, content, display)


@lru_cache(maxsize=4)
def questions_of_own_prompts(content: Content) -> frozenset[str]:
    """The project's own questions that its own prompts need: asked only of the medicine that they are about."""
    used = {key for rule in content.rules if rule.key in content.own for key in rule.facts_used}
    return frozenset(key for key in used if key.startswith(OWN))


def own_questions(
    results: Iterable[RecommendationResult], considered: Iterable[Consequences], case: Case, content: Content
) -> frozenset[str]:
    """The questions that the own prompts lack, of medicines in use or considered: only these of the own are asked."""
    in_use = {(row.kind, row.atc) for row in case.treatments or () if row.status == "current"}
    about = {rule.key for kind, atc in in_use for rule in prompts_about(content, kind, atc).rules}
    lacking = [result for result in results if result.key in about and content.recommendations[result.key].is_own]
    lacking += [one.result for consequences in considered for one in consequences.found if one.prompt.is_own]
    return frozenset(key for result in lacking for key in result.missing if key != TREATMENTS)
