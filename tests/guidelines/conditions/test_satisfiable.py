"""What can never be true, and what can never be false: found for certain, and nothing else called so."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.conditions import satisfiable
from guidelines.conditions.satisfiable import DAY, never_false, never_true
from guidelines.conditions.tree import compile_condition, compile_populations
from guidelines.content_files.loading import read_yaml
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.facts import Facts
from tests.support.content.conditions import FIXTURES, PATHS, Tree, conditions
from tests.support.content.logic import CHOICES, POPULATIONS, SITES, TREES, VOCABULARY

GROUPS = compile_populations(FIXTURES)


def reason(tree: Tree) -> str:
    return never_true(tree, FIXTURES, GROUPS)


def age(**comparison: Any) -> Tree:
    return {"fact": "patient.age_years", **comparison}


def pain(**comparison: Any) -> Tree:
    return {"fact": "peg.pain", **comparison}


def follow_up(**comparison: Any) -> Tree:
    return {"fact": "opioid.last_review", **comparison}


CANCER = {"fact": "workup.active_cancer", "is": True}
IMPOSSIBLE = [
    {"not": {"always": True}},
    {"all": [CANCER, {"not": CANCER}]},
    {"all": [CANCER, {"fact": "workup.active_cancer", "is": False}]},
    {"all": [CANCER, {"fact": "workup.active_cancer", "answered": False}]},
    {"all": [age(gte=18), age(lt=18)]},
    {"all": [{"population": "adult"}, age(lt=12)]},
    {"all": [{"population": "adult"}, {"any": [age(lt=12), {"not": {"population": "adult"}}]}]},
    pain(gt=10),
    pain(lt=0),
    {"all": [pain(gt=4), pain(lt=5)]},
    {"all": [follow_up(older_than_months=12), follow_up(within_months=6)]},
    {"all": [{"fact": "work.status", "is": "working"}, {"fact": "work.status", "not_in": ["working"]}]},
    {"all": [{"fact": "workup.red_flags", "has": "trauma"}, {"fact": "workup.red_flags", "empty": True}]},
    {"all": [age(between=[18, 65]), age(gt=65)]},
    {"all": [age(between=[18, 40]), age(between=[41, 65])]},
    pain(between=[11, 12]),
    {"all": [follow_up(between=[6, 12]), follow_up(within_months=5)]},
    {"at_least": 2, "of": [CANCER, {"not": CANCER}]},
]


@pytest.mark.parametrize("tree", IMPOSSIBLE)
def test_what_can_never_be_true(tree: Tree) -> None:
    assert reason(tree).startswith("Betingelsen kan aldrig være opfyldt")
    assert never_false({"not": tree}, FIXTURES, GROUPS)


@pytest.mark.parametrize(
    "tree",
    [
        {"always": True},
        CANCER,
        {"all": [age(gte=18), age(lt=19)]},
        {"all": [age(gt=18), age(lt=19)]},  # computed: nothing is known of its steps
        {"all": [pain(gt=4), pain(lt=6)]},
        pain(gte=10),
        pain(lte=0),
        {"all": [follow_up(older_than_months=6), follow_up(within_months=12)]},
        follow_up(within_months=0),
        {"all": [{"fact": "workup.red_flags", "has": "trauma"}, {"fact": "workup.red_flags", "empty": False}]},
        {"fact": "workup.active_cancer", "answered": False},
        {"at_least": 2, "of": [CANCER, {"not": CANCER}, {"population": "adult"}]},
        {"all": [age(between=[18, 65]), age(gte=65)]},
        {"all": [age(between=[18, 40]), age(between=[40, 65])]},
        {"all": [age(between=[4, 7]), age(gt=5), age(lt=6)]},  # computed: nothing is known of its steps
        {"all": [age(between=[18, 65]), {"not": age(between=[18, 40])}]},  # only at the upper ends
        pain(between=[10, 12]),
        {"all": [follow_up(between=[6, 12]), follow_up(within_months=6)]},
        {"any": [CANCER, {"all": [age(gte=18), age(lt=18)]}]},
    ],
)
def test_what_can_be_true(tree: Tree) -> None:
    assert reason(tree) == ""


def test_the_parts_that_exclude_each_other_are_named() -> None:
    told = reason({"all": [CANCER, {"all": [{"population": "adult"}, age(lt=12)]}]})
    assert told == (
        "Betingelsen kan aldrig være opfyldt: »Voksne, 18 år eller derover« og »Alder er mindre end 12 år« "
        "kan ikke gælde sammen."
    )
    assert reason({"any": [{"not": {"always": True}}, pain(gt=10)]}) == "Betingelsen kan aldrig være opfyldt."


def test_always_is_meant_and_anything_else_that_never_fails_is_told() -> None:
    assert never_false({"always": True}, FIXTURES, GROUPS) == ""
    assert never_false(CANCER, FIXTURES, GROUPS) == ""
    assert "aldrig blive forkert" in never_false({"any": [CANCER, {"not": CANCER}]}, FIXTURES, GROUPS)
    assert "aldrig blive forkert" in never_false(pain(gte=0), FIXTURES, GROUPS)


def test_a_date_that_may_not_lie_ahead_is_not_tried_ahead() -> None:
    key, question = next(
        (key, question)
        for key, question in FIXTURES.questions.items()
        if question.type == "date" and question.not_in_future
    )
    ahead = {"not": {"any": [{"fact": key, "within_months": 0}, {"fact": key, "older_than_months": 0}]}}
    assert reason(ahead)
    may = replace(FIXTURES, questions=FIXTURES.questions | {key: replace(question, not_in_future=False)})
    assert never_true(ahead, may, GROUPS) == ""


def test_what_takes_too_long_counts_as_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    impossible = {"all": [{"any": [CANCER, pain(gt=10)]}, {"not": CANCER}]}
    assert reason(impossible)
    monkeypatch.setattr(satisfiable, "STEPS", 1)
    assert reason(impossible) == ""


def test_many_facts_that_are_all_met_twice_are_decided_or_left() -> None:
    keys = [key for key, fact in FIXTURES.derived.items() if fact.type == "bool"][:14]
    pairs = [{"any": [{"fact": key, "is": True}, {"fact": other, "is": True}]} for key, other in pairwise(keys)]
    neither = [{"any": [{"fact": key, "is": False}, {"fact": keys[0], "is": False}]} for key in keys]
    assert reason({"all": [*pairs, *neither]}) == ""
    assert reason({"all": [*pairs, {"not": {"any": pairs}}]})


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_no_published_condition_is_called_impossible(path: Any) -> None:
    found = list(conditions(read_yaml(path)))
    assert found or path.stem in {"bundle", "demo", "persona", "ratings", "sources", "medicines", "typical-patients"}
    assert [(tree, reason(tree)) for tree in found if reason(tree)] == []
    assert [tree for tree in found if never_false(tree, FIXTURES, GROUPS)] == []


# Every value that a comparison of the small vocabulary can tell apart, tried one by one.
CUTOFFS = [add_months(DAY, -months) for months in range(6)]
EVERY: dict[str, list[Any]] = {
    "smoker": [True, False, None],
    "colour": [*CHOICES, None],
    "sites": [(), ("neck",), ("back",), tuple(SITES), None],
    "weight": [*range(-1, 7), None],
    "seen": [None, *sorted({day + timedelta(days=step) for day in CUTOFFS for step in (-1, 0, 1)})],
}


@given(TREES)
def test_the_same_as_trying_everything(tree: Tree) -> None:
    node = compile_condition(tree, VOCABULARY, POPULATIONS)
    used = sorted(node.facts_used())
    found = {
        node.value(Facts(DAY, {key: value for key, value in zip(used, values, strict=True) if value is not None}))
        for values in product(*(EVERY[key] for key in used))
    }
    assert bool(never_true(tree, VOCABULARY, POPULATIONS)) is (True not in found)
    assert bool(never_false(tree, VOCABULARY, POPULATIONS)) is (False not in found and tree != {"always": True})


@given(TREES, st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.data())
def test_what_is_true_of_someone_is_never_called_impossible(tree: Tree, day: date, data: st.DataObject) -> None:
    """On any day, with any values: also the ends of months."""
    weights = st.integers(-2, 8)
    values = {
        "smoker": st.booleans(),
        "colour": st.sampled_from(CHOICES),
        "sites": st.lists(st.sampled_from(SITES), unique=True).map(tuple),
        "weight": weights,
        "seen": st.integers(-20, 250).map(lambda days: day - timedelta(days=days)),
    }
    known = data.draw(st.fixed_dictionaries({}, optional=values))
    value = compile_condition(tree, VOCABULARY, POPULATIONS).value(Facts(day, known))
    assert not (value is True and never_true(tree, VOCABULARY, POPULATIONS))
    assert not (value is False and never_false(tree, VOCABULARY, POPULATIONS))
