"""Asks made-up patients one question after the other: how much is decided after how many answers. Pure Python."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assessment.rules.asking.order import ATTENTION, WHOLE, Shares, expect, lacking_for_safety, put_in_order
from assessment.rules.asking.relevance import ask_only
from assessment.rules.contacts.changes import FIRST_TIME
from assessment.rules.facts import Case, facts_of
from guidelines.conditions.tree import NOTHING, Node
from guidelines.recommendations.evaluation import CompiledRecommendation, Status, outcome_of
from guidelines.vocabulary.facts import TREATMENTS, Facts, Value, union
from guidelines.vocabulary.model import Vocabulary

# After so many answers so large a part of the rules is to be decided, for this part of the typical patients.
GOALS = ((9, Fraction(90, 100)), (12, Fraction(95, 100)))
OF_PATIENTS = Fraction(85, 100)
# A rule that waits, whether it waits for whether it applies at all, and what for.
Lacking = tuple[CompiledRecommendation, bool, frozenset[str]]


@dataclass(frozen=True, eq=False)
class Asked:
    """The content that questions are asked by: `beside` are the decisions that are no recommendations."""

    vocabulary: Vocabulary
    rules: Sequence[CompiledRecommendation]
    safety: frozenset[str]
    own: frozenset[str]
    lifted: frozenset[str]
    beside: Mapping[str, Sequence[Node]]
    asked_when: Mapping[str, Node]
    shares: Shares


@dataclass(frozen=True)
class Walk:
    """The questions in the order in which one patient was asked, and which rules were undecided before each answer."""

    questions: list[str]
    undecided: list[frozenset[str]]

    def decided_after(self, answers: int, counted: Collection[str]) -> Fraction:
        """The part of these rules that is decided after so many answers, or after all that there were to ask."""
        left = self.undecided[min(answers, len(self.undecided) - 1)].intersection(counted)
        return 1 - Fraction(len(left), len(counted))


def walk(patient: Case, content: Asked, most: int) -> Walk:
    """Ask a patient of whom everything is known, until nothing is left to ask or `most` questions were answered.

    One answer is one question, or the list of treatments with its rows. What the patient has no answer to was asked in
    vain. A rule that waits for no answer, for what it lacks is not asked of this patient, is not undecided.
    """
    known = Case(patient.as_of, patient.birth_date, {}, is_man=patient.is_man, since=FIRST_TIME)
    answers: dict[str, Value] = {}
    asked: set[str] = set()
    rules: Sequence[CompiledRecommendation] = content.rules
    questions: list[str] = []
    undecided: list[frozenset[str]] = []
    while True:
        facts = ask_only(
            facts_of(replace(known, answers=answers), content.vocabulary),
            content.asked_when,
            content.vocabulary.askable,
        )
        found = [(rule, *_lacks(rule, facts)) for rule in rules]
        still = [(rule, is_whole, missing) for rule, is_whole, missing in found if missing]
        undecided.append(frozenset(rule.key for rule, is_whole, _missing in still if is_whole))
        ordered = _order(still, content, facts, asked)
        if not ordered or ordered[0] in asked or len(questions) == most:
            return Walk(questions, undecided)
        question = ordered[0]
        questions.append(question)
        if question in patient.answers:
            answers[question] = patient.answers[question]
        else:
            asked.add(question)
        if question == TREATMENTS:
            known = replace(known, treatments=patient.treatments)
        # What is decided stays so.
        rules = [rule for rule, _is_whole, _missing in still]


def _lacks(rule: CompiledRecommendation, facts: Facts) -> tuple[bool, frozenset[str]]:
    """What the rule waits for, and whether that is whether it applies at all; nothing where it is decided."""
    status, attention = outcome_of(rule, facts)
    if status == Status.UNKNOWN:
        return True, rule.applies_when.missing(facts)
    return False, rule.attention_when.missing(facts) if attention is None and rule.attention_when else NOTHING


def _order(still: Iterable[Lacking], content: Asked, facts: Facts, asked: Collection[str]) -> list[str]:
    lacking = [(rule.key, missing, WHOLE if is_whole else ATTENTION) for rule, is_whole, missing in still]
    beside = ((key, nodes[0].missing(facts), WHOLE) for key, nodes in content.beside.items())
    expected = expect([*lacking, *beside], content.shares)
    return put_in_order(
        {key: settled for key, settled in expected.items() if key in content.vocabulary.askable},
        safety=lacking_for_safety(
            ((rule.key, missing) for rule, is_whole, missing in still if is_whole and rule.key in content.safety),
            content.own,
        ),
        urgent=union(missing for rule, is_whole, missing in still if not is_whole and rule.key in content.lifted),
        asked=asked,
        places=content.vocabulary.places,
    )


def reach(walks: Collection[Walk], counted: Collection[str]) -> dict[int, Fraction]:
    """For each goal, by its number of answers, the part of the patients who reach it."""
    return {
        answers: Fraction(sum(one.decided_after(answers, counted) >= part for one in walks), len(walks))
        for answers, part in GOALS
    }
