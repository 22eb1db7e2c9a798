"""What would apply if a treatment were in use: safety prompts, asked of a case with hypothetical rows. Pure Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from assessment.rules.facts import Case, TreatmentRow, facts_of
from assessment.rules.keys import SUBSTANCES
from guidelines.recommendations.evaluation import (
    CompiledRecommendation,
    RecommendationResult,
    Status,
    evaluate_all,
    outcome_of,
)
from guidelines.recommendations.model import SERIOUS
from guidelines.vocabulary.facts import PERHAPS, Facts, Value, union
from guidelines.vocabulary.model import Vocabulary

# Of a list with one row only what the row is matters, and not the day.
DAY = date(2024, 6, 15)


def started(kind: str, atc: str = "") -> TreatmentRow:
    """A row that is in use from now; whatever else could be said of it is unknown."""
    return TreatmentRow(kind=kind, status="current", atc=atc)


def with_rows(case: Case, rows: Sequence[TreatmentRow]) -> Case:
    """The case with these rows beside its own. Of a list that nobody has asked about, nothing else is known."""
    standing = case.treatments
    is_complete = case.treatments_complete and standing is not None
    return replace(case, treatments=(*(standing or ()), *rows), treatments_complete=is_complete)


def facts_told_by(row: TreatmentRow, vocabulary: Vocabulary, as_of: date = DAY) -> frozenset[str]:
    """The facts that one such row makes true: of its kind, of the groups that the kind belongs to, of its code."""
    told = facts_of(Case(as_of, as_of, {}, (row,)), vocabulary).values
    return frozenset(key for key in vocabulary.treatment_facts_lacking if _is_true(told.get(key)))


def _is_true(value: Value | None) -> bool:
    """Whether it is true, or names something that is known to be in use."""
    return any(not one.startswith(PERHAPS) for one in value) if isinstance(value, tuple) else value is True


def is_why(
    row: TreatmentRow, result: RecommendationResult, rule: CompiledRecommendation, facts: Facts, vocabulary: Vocabulary
) -> bool:
    """Whether the use of this row, and not that something was once tried, is why the rule says what it says."""
    if row.status != "current":
        return False
    told = facts_told_by(row, vocabulary, facts.as_of) & result.deciding
    of_use = {key for key in told if not key.endswith((".tried", ".failed", ".unsuitable"))}
    if of_use != {SUBSTANCES}:
        return bool(of_use)
    alone = Facts(facts.as_of, {**facts.values, SUBSTANCES: (row.atc,)}, facts.lacking)
    return outcome_of(rule, alone) == (result.status, result.attention)


def rules_about(told: frozenset[str], rules: Iterable[CompiledRecommendation]) -> tuple[CompiledRecommendation, ...]:
    """The rules that ask for one of these facts, which a treatment makes true."""
    return tuple(rule for rule in rules if told & rule.applies_when.facts_used())


def is_told_whole(row: TreatmentRow, rules: Iterable[CompiledRecommendation], vocabulary: Vocabulary) -> bool:
    """Whether the facts that the row makes true are all that these rules can see of it.

    That something was tried or is in use stays true whatever else is in the list; any other fact of the list may turn.
    """
    used = union(node.facts_used() for rule in rules for node in (rule.applies_when, rule.attention_when) if node)
    of_the_list = used & vocabulary.treatment_facts_lacking.keys()
    if row.atc or row.kind in dict(vocabulary.substances).values():
        return all(key.endswith((".current", ".tried")) for key in of_the_list)
    return all(key.endswith((".current", ".tried")) or key == SUBSTANCES for key in of_the_list)


def facts_with(told: frozenset[str], facts: Facts) -> Facts:
    """The facts of a case, and these beside them, which a hypothetical row makes true."""
    return Facts(facts.as_of, {**facts.values, **dict.fromkeys(told, True)}, facts.lacking)


def consequences_of(rules: Iterable[CompiledRecommendation], facts: Facts) -> list[RecommendationResult]:
    """Of these rules, what applies with the hypothetical facts and needs attention, and what cannot be known yet."""
    return [
        result
        for result in evaluate_all(rules, facts)
        if result.status != Status.DOES_NOT_APPLY
        and (result.status, result.attention) != (Status.APPLIES, False)
        # What is not asked of this patient is waited for by nobody.
        and (result.status != Status.UNKNOWN or result.missing)
    ]


def kinds_started(rule: CompiledRecommendation, direction: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The kinds of medicine that an advice would start: it is for them, where they are not unsuitable."""
    used = rule.applies_when.facts_used() if direction == "for" else frozenset[str]()
    drugs = (kind for kind in vocabulary.treatment_kinds if kind in vocabulary.kinds_by_group["drug"])
    return tuple(kind for kind in drugs if f"treatment.{kind}.unsuitable" in used)


def is_held_back(by_kind: Iterable[Iterable[RecommendationResult]], severity: Mapping[str, str]) -> bool:
    """Whether advice to start one of several kinds waits: each of them would set off a serious prompt.

    A prompt that cannot be known yet holds nothing back: it is asked about beside the advice. `severity` is each
    prompt's, by its key.
    """
    found = [
        any(result.status == Status.APPLIES and severity.get(result.key) == SERIOUS for result in results)
        for results in by_kind
    ]
    return bool(found) and all(found)
