"""What an answer is expected to settle: the shortest proof of a rule, and a question's share of it."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from assessment.rules.asking.order import Proofs, Shares, expect, lacking_for_safety, put_in_order, weigh
from guidelines.conditions.tree import Node, compile_condition
from guidelines.in_force.content import Content
from guidelines.vocabulary.facts import TREATMENTS, Facts

AS_OF = date(2026, 11, 29)
SMOKES, DRIVES, CANCER = "risk.smoking", "risk.drives", "workup.active_cancer"


def is_true(fact: str) -> dict[str, Any]:
    return {"fact": fact, "is": True}


def known(**values: Any) -> Facts:
    return Facts(AS_OF, {key.replace("__", "."): value for key, value in values.items()})


def proof(content: Content, tree: dict[str, Any], facts: Facts, demand: Counter[str] | None = None) -> set[str]:
    node: Node = compile_condition(tree, content.vocabulary, content.populations)
    return {*Proofs(facts, lambda fact: frozenset({fact}), demand or Counter()).of(node)}


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({"all": [is_true(DRIVES), is_true("pain.acute")]}, {"pain.acute"}),
        ({"any": [is_true(DRIVES), is_true("pain.acute")]}, {DRIVES}),
        ({"all": [is_true(DRIVES), is_true(CANCER)]}, {DRIVES, CANCER}),
        ({"not": {"any": [is_true("pain.acute"), is_true("health.pregnant")]}}, {"pain.acute", "health.pregnant"}),
        ({"at_least": 2, "of": [is_true(DRIVES), is_true("pain.acute"), is_true(CANCER)]}, {DRIVES, CANCER}),
        ({"all": [is_true(DRIVES), {"any": [is_true("pain.acute"), is_true(CANCER)]}]}, {DRIVES, CANCER}),
        ({"fact": "workup.ecg_date", "answered": False}, set()),
    ],
)
def test_the_shortest_proof_is_the_fewest_answers_that_decide(
    tree: dict[str, Any], expected: set[str], content: Content
) -> None:
    facts = known(risk__drives=True, pain__acute=False, workup__active_cancer=True, health__pregnant=False)
    assert proof(content, tree, facts) == expected


def test_of_two_proofs_as_short_that_counts_whose_questions_others_need(content: Content) -> None:
    """Tried: the first one in the condition."""
    tree = {"all": [is_true("pain.acute"), is_true("health.pregnant")]}
    facts = known(pain__acute=False, health__pregnant=False)
    assert proof(content, tree, facts, Counter({"health.pregnant": 2, "pain.acute": 1})) == {"health.pregnant"}
    assert proof(content, tree, facts, Counter({"health.pregnant": 1, "pain.acute": 2})) == {"pain.acute"}


def test_a_question_counts_for_more_where_fewer_others_are_needed_with_it(content: Content) -> None:
    """Of rules that need an answer each beside a shared one the shared one is asked first; alone it decides none.

    Tried: each rule counted for the questions that decide it at once.
    """
    node = compile_condition({"all": [is_true(DRIVES), is_true(CANCER)]}, content.vocabulary)
    weights = weigh(
        {"both": [node], "second": [node, node]},
        [known(risk__drives=True, workup__active_cancer=True)],
        lambda fact: frozenset({fact}),
    )
    assert weights == {"both": [([DRIVES, CANCER], 1.0)], "second": [([DRIVES, CANCER], 2.0)]}
    shares = Shares({"a": [(["x", "shared"], 1.0)], "b": [(["y", "shared"], 1.0)], "c": [(["z"], 0.5), (["y"], 0.5)]})
    expected = expect([("a", ("shared", "x"), 1.0), ("b", ("shared", "y"), 1.0), ("c", ("y", "z"), 0.5)], shares)
    assert expected == {"shared": 1.0, "x": 0.5, "y": 0.75, "z": 0.25}
    # Once x is known, what a rule still lacks has the whole of it.
    assert expect([("a", ("shared",), 1.0)], shares) == {"shared": 1.0}


def test_a_rule_that_nobody_has_weighed_counts_for_each_question_the_same() -> None:
    assert expect([("new", ("x", "y"), 1.0)], Shares({})) == {"x": 0.5, "y": 0.5}


def test_safety_comes_before_counts_and_what_was_asked_in_vain_last() -> None:
    """Tried: what is expected to settle most before what safety lacks."""
    expected = {
        "many": 9.0,
        "few": 1.0,
        "own.x": 0.5,
        "heart": 0.1,
        "workup.red_flags": 0.1,
        TREATMENTS: 3.0,
        "vain": 20.0,
    }
    places = {key: place for place, key in enumerate(expected)}
    safety = {"heart", "workup.red_flags", TREATMENTS}
    ordered = put_in_order(expected, safety=safety, urgent={"few"}, asked={"vain"}, places=places)
    assert ordered == ["workup.red_flags", TREATMENTS, "heart", "few", "many", "own.x", "vain"]


def test_an_own_prompt_that_lacks_an_own_question_puts_nothing_before_the_contracts() -> None:
    """Tried: each prompt lifts what it lacks of the contract's questions; a question of the project's own is lifted."""
    unsafe = [
        ("own-prompts/alone", ("health.pregnant",)),
        ("own-prompts/with-own", ("health.renal_impairment", "own.liver_impairment")),
        ("safety-prompts/nsaid-risk", ("health.heart_disease", "own.heart_conditions")),
    ]
    own = {rule for rule, _missing in unsafe if rule.startswith("own-")}
    assert lacking_for_safety(unsafe, own) == {"health.pregnant", "health.heart_disease"}


def test_the_items_of_peg_follow_one_another() -> None:
    """Tried: each by what it settles alone."""
    expected = {"peg.activity": 3.0, "many": 2.0, "peg.pain": 1.0, "few": 0.5}
    places = {key: place for place, key in enumerate(expected)}
    assert put_in_order(expected, places=places) == ["peg.pain", "peg.activity", "many", "few"]
