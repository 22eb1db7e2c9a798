"""What is not relevant is not asked: of whom a question is asked, and what is lacking where it is not."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from assessment.rules.asking.relevance import ask_only
from assessment.rules.facts import Case, TreatmentRow, facts_of
from guidelines.conditions.asking import compile_asking
from guidelines.conditions.tree import ConditionError, compile_populations
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import RecommendationResult, Status, evaluate_all
from guidelines.vocabulary.facts import Facts
from guidelines.vocabulary.parsing import parse_vocabulary

AS_OF = date(2026, 11, 29)
PREGNANT, PLAN, STARTED = "health.pregnant", "surgery.taper_plan_received", "surgery.opioid_started"
OPERATION, PLANNED, COMPLICATION = "own.operation", "surgery.planned", "surgery.complication_suspected"
NSAID, MORPHINE = TreatmentRow("nsaid_oral", "current"), TreatmentRow("strong_opioid", "current")


def seen(content: Content, *rows: TreatmentRow, is_man: bool | None = None, **answers: Any) -> Facts:
    said = {key.replace("__", "."): value for key, value in answers.items()}
    case = Case(AS_OF, date(1990, 1, 1), said, rows, is_man=is_man)
    return ask_only(facts_of(case, content.vocabulary), content.asked_when, content.vocabulary.askable)


def result(content: Content, key: str, facts: Facts) -> RecommendationResult:
    return next(one for one in evaluate_all(content.rules, facts) if one.key == key)


def test_pregnancy_is_not_asked_of_men_and_the_rule_waits_for_nothing(content: Content) -> None:
    """Tried: the sex left out of the facts."""
    for is_man, missing in ((True, ()), (False, (PREGNANT,)), (None, (PREGNANT,))):
        facts = seen(content, NSAID, is_man=is_man)
        found = result(content, "safety-prompts/nsaid-pregnancy", facts)
        assert (found.status, found.missing) == (Status.UNKNOWN, missing)
        assert facts.is_asked(PREGNANT) is not bool(is_man)
        assert facts.is_irrelevant(PREGNANT) is bool(is_man)


def test_an_answer_always_has_its_place(content: Content) -> None:
    facts = seen(content, NSAID, is_man=True, health__pregnant=True)
    assert facts.is_asked(PREGNANT)
    assert result(content, "safety-prompts/nsaid-pregnancy", facts).status == Status.APPLIES


def test_while_the_premise_is_open_it_is_the_premise_that_is_missing(content: Content) -> None:
    """Tried: the question itself missing, and nothing missing at all."""
    assert seen(content, MORPHINE).missing(PLAN) == {OPERATION}
    assert seen(content, MORPHINE, own__operation="done").missing(PLAN) == {STARTED}
    assert seen(content, MORPHINE, surgery__opioid_started=True).missing(PLAN) == {PLAN}
    assert seen(content, MORPHINE, surgery__opioid_started=False).is_irrelevant(PLAN)


def test_who_had_no_operation_is_asked_once(content: Content) -> None:
    """One no, and none of the three is asked: what needs them stays unknown and waits for nothing. Else each its own.

    What the record says of one of them already is not asked again. Tried: a question without the condition; all three
    asked of everybody who says anything but no.
    """
    three = {PLANNED, STARTED, COMPLICATION}
    rules = [rule.key for rule in content.rules if rule.applies_when.facts_used() & three]
    assert len(rules) == 6
    asked = {None: {OPERATION}, "none": set(), "considered": {PLANNED}, "done": {STARTED, COMPLICATION}, "both": three}
    for said, expected in asked.items():
        facts = seen(content, MORPHINE, **({"own__operation": said} if said else {}))
        assert set().union(*(facts.missing(key) for key in three)) == expected, said
    nobody, none = seen(content, MORPHINE), seen(content, MORPHINE, own__operation="none")
    for rule in rules:
        assert OPERATION in result(content, rule, nobody).missing
        assert (result(content, rule, none).status, result(content, rule, none).missing) == (Status.UNKNOWN, ())
    assert seen(content, MORPHINE, surgery__opioid_started=True).missing(COMPLICATION) == {COMPLICATION}


def test_evaluate_names_what_is_missing_whether_it_is_asked_or_not(content: Content) -> None:
    facts = facts_of(Case(AS_OF, date(1990, 1, 1), {}, (NSAID,)), content.vocabulary)
    assert result(content, "safety-prompts/nsaid-pregnancy", facts).missing == (PREGNANT,)


def with_asking(content: Content, **conditions: Any) -> dict[str, Any]:
    body = deepcopy(dict(content.releases["vocabulary"].body))
    for row in body["questions"]:
        if (key := row["key"].replace(".", "__")) in conditions:
            row["asked_when"] = conditions[key]
    return body


def compiled(body: dict[str, Any]) -> dict[str, Any]:
    vocabulary = parse_vocabulary(body)
    return compile_asking(vocabulary, compile_populations(vocabulary))


def test_what_waits_for_a_question_that_has_no_place_has_none_either(content: Content) -> None:
    """A chain: the language waits for the interpreter, which is asked of women only. Tried: the order of the file."""
    other = content.with_vocabulary(
        with_asking(content, practical__interpreter_needed={"fact": "own.cpr_male", "is": False})
    )
    man, woman = seen(other, is_man=True), seen(other, is_man=False)
    assert [*other.asked_when].index("practical.interpreter_needed") < [*other.asked_when].index(
        "practical.interpreter"
    )
    assert man.is_irrelevant("practical.interpreter")
    assert not woman.is_irrelevant("practical.interpreter")
    assert woman.missing("practical.interpreter") == {"practical.interpreter_needed"}


def test_a_ring_and_a_condition_that_cannot_be_used_are_refused(content: Content) -> None:
    ring = with_asking(content, surgery__planned={"fact": "surgery.preoperative_history_done", "is": True})
    with pytest.raises(ConditionError, match="i ring: "):
        compiled(ring)
    with pytest.raises(ConditionError, match="Planlagt operation"):
        compiled(with_asking(content, surgery__planned={"fact": "surgery.nothing", "is": True}))
