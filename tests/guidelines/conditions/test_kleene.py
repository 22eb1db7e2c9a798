"""The laws of Kleene's strong logic, on random conditions over random partial facts."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from guidelines.conditions.tree import Node, compile_condition
from guidelines.vocabulary.facts import Facts, Value
from tests.support.content.logic import CHOICES, FALSE, NUMBERS, POPULATIONS, SITES, TREES, TRUE, VOCABULARY

AS_OF = date(2026, 11, 20)

VALUES: dict[str, st.SearchStrategy[Value]] = {
    "smoker": st.booleans(),
    "colour": st.sampled_from(CHOICES),
    "sites": st.lists(st.sampled_from(SITES), unique=True).map(tuple),
    "weight": st.one_of(NUMBERS, st.floats(0, 5)),
    "seen": st.dates(date(2026, 5, 1), date(2026, 12, 31)),
}
FACTS = st.fixed_dictionaries({}, optional=VALUES)
Known = dict[str, Value]


def node(tree: Any) -> Node:
    return compile_condition(tree, VOCABULARY, POPULATIONS)


def value(tree: Any, known: Known) -> bool | None:
    return node(tree).value(Facts(AS_OF, known))


def alike(left: Any, right: Any, known: Known) -> None:
    assert value(left, known) is value(right, known)


@given(TREES, TREES, FACTS)
def test_de_morgan(one: Any, two: Any, known: Known) -> None:
    alike({"not": {"all": [one, two]}}, {"any": [{"not": one}, {"not": two}]}, known)
    alike({"not": {"any": [one, two]}}, {"all": [{"not": one}, {"not": two}]}, known)


@given(TREES, FACTS)
def test_twice_not_is_nothing(tree: Any, known: Known) -> None:
    alike({"not": {"not": tree}}, tree, known)


@given(st.lists(TREES, min_size=2, max_size=4), st.randoms(use_true_random=False), FACTS)
def test_order_does_not_matter(trees: list[Any], random: Any, known: Known) -> None:
    shuffled = random.sample(trees, len(trees))
    for kind in ("all", "any"):
        alike({kind: trees}, {kind: shuffled}, known)
        assert node({kind: trees}).missing(Facts(AS_OF, known)) == node({kind: shuffled}).missing(Facts(AS_OF, known))
    alike({"at_least": 2, "of": trees}, {"at_least": 2, "of": shuffled}, known)


@given(TREES, TREES, TREES, FACTS)
def test_nesting_and_distribution(one: Any, two: Any, three: Any, known: Known) -> None:
    for kind, other in (("all", "any"), ("any", "all")):
        alike({kind: [one, {kind: [two, three]}]}, {kind: [one, two, three]}, known)
        alike({kind: [one, {other: [two, three]}]}, {other: [{kind: [one, two]}, {kind: [one, three]}]}, known)


@given(TREES, FACTS)
def test_false_settles_all_and_true_settles_any(tree: Any, known: Known) -> None:
    assert value({"all": [tree, FALSE]}, known) is value({"all": [FALSE, tree]}, known) is False
    assert value({"any": [tree, TRUE]}, known) is value({"any": [TRUE, tree]}, known) is True
    alike({"all": [tree, TRUE]}, tree, known)
    alike({"any": [tree, FALSE]}, tree, known)


@given(TREES, TREES, FACTS)
def test_idempotence_and_absorption(one: Any, two: Any, known: Known) -> None:
    for kind, other in (("all", "any"), ("any", "all")):
        alike({kind: [one]}, one, known)
        alike({kind: [one, one]}, one, known)
        alike({kind: [one, {other: [one, two]}]}, one, known)


@given(st.lists(TREES, min_size=1, max_size=4), FACTS)
def test_at_least_lies_between_any_and_all(trees: list[Any], known: Known) -> None:
    alike({"at_least": 1, "of": trees}, {"any": trees}, known)
    alike({"at_least": len(trees), "of": trees}, {"all": trees}, known)
    rank: Callable[[bool | None], int] = [False, None, True].index
    values = [rank(value({"at_least": number, "of": trees}, known)) for number in range(1, len(trees) + 1)]
    assert values == sorted(values, reverse=True)


@given(st.lists(TREES, min_size=1, max_size=4), st.data(), FACTS)
def test_not_at_least_means_that_enough_do_not_hold(trees: list[Any], data: st.DataObject, known: Known) -> None:
    number = data.draw(st.integers(1, len(trees)))
    enough = {"at_least": len(trees) - number + 1, "of": [{"not": tree} for tree in trees]}
    alike({"not": {"at_least": number, "of": trees}}, enough, known)


@given(TREES, FACTS)
def test_missing_and_deciding_tell_unknown_from_decided(tree: Any, known: Known) -> None:
    compiled, case = node(tree), Facts(AS_OF, known)
    missing, deciding = compiled.missing(case), compiled.deciding(case)
    assert bool(missing) is (compiled.value(case) is None)
    assert missing <= compiled.facts_used() - known.keys()
    assert deciding <= compiled.facts_used() & known.keys()
    assert not (missing and deciding)


@given(TREES, FACTS, FACTS)
def test_learning_more_never_changes_what_is_decided(tree: Any, known: Known, more: Known) -> None:
    before = value(tree, known)
    if before is not None:
        assert value(tree, more | known) is before


@given(TREES, FACTS)
def test_what_decided_is_enough_to_decide(tree: Any, known: Known) -> None:
    compiled = node(tree)
    before = compiled.value(Facts(AS_OF, known))
    if before is not None:
        deciding = compiled.deciding(Facts(AS_OF, known))
        assert compiled.value(Facts(AS_OF, {key: known[key] for key in deciding})) is before


@given(TREES, FACTS, st.data())
def test_answering_what_is_missing_decides(tree: Any, known: Known, data: st.DataObject) -> None:
    compiled = node(tree)
    answers = {key: data.draw(VALUES[key]) for key in sorted(compiled.missing(Facts(AS_OF, known)))}
    assert compiled.value(Facts(AS_OF, known | answers)) is not None


@given(TREES, FACTS)
def test_a_fact_outside_the_condition_does_not_matter(tree: Any, known: Known) -> None:
    used: Callable[[str], bool] = node(tree).facts_used().__contains__
    alike_known = {key: fact for key, fact in known.items() if used(key)}
    assert value(tree, known) is value(tree, alike_known)
