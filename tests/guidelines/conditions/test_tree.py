"""What each shape of condition means, and what is refused."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from guidelines.conditions.tree import ConditionError, compile_condition, compile_populations
from guidelines.vocabulary.facts import Facts, Value
from guidelines.vocabulary.model import Population, Vocabulary
from guidelines.vocabulary.parsing import parse_vocabulary

AS_OF = date(2026, 11, 20)


def question(key: str, type_: str, *values: str) -> dict[str, Any]:
    labels = [{"value": value, "label": value.title()} for value in values]
    return {"key": key, "section": "s", "type": type_, "label": key, "short": key, "values": labels}


VOCABULARY = parse_vocabulary(
    {
        "sections": [{"key": "s", "dimension": "bio", "title": "S"}],
        "questions": [
            question("smoker", "bool"),
            question("ill", "bool"),
            question("colour", "choice", "red", "green", "blue"),
            question("sites", "multi", "neck", "back", "leg"),
            question("weight", "number"),
            question("pain", "scale"),
            question("story", "text"),
            question("seen", "date"),
            question("past", "bool") | {"short": "Tidligere spurgt", "retired": True},
        ],
        "treatment_kinds": [{"key": "tca", "group": "drug", "label": "TCA"}],
        "treatment_fact_labels": {aspect: aspect for aspect in ("tried", "current", "failed", "unsuitable")},
        "treatment_fields": [],
        "derived": [{"key": "peg.score", "short": "PEG", "inputs": ["pain", "weight"]}],
        "populations": [],
        "treatments_label": {"label": "T", "short": "T"},
    }
)
SMOKER = {"fact": "smoker", "is": True}
ILL = {"fact": "ill", "is": True}


def facts(values: Mapping[str, Value], lacking: Mapping[str, frozenset[str]] | None = None) -> Facts:
    return Facts(AS_OF, values, lacking or {})


def value(tree: Any, **values: Value) -> bool | None:
    return compile_condition(tree, VOCABULARY).value(facts(values))


def missing(tree: Any, lacking: Mapping[str, frozenset[str]] | None = None, /, **values: Value) -> set[str]:
    return set(compile_condition(tree, VOCABULARY).missing(facts(values, lacking)))


def deciding(tree: Any, **values: Value) -> set[str]:
    return set(compile_condition(tree, VOCABULARY).deciding(facts(values)))


def with_populations(**trees: Any) -> Vocabulary:
    return replace(
        VOCABULARY, populations={key: Population(key=key, label=key, when=tree) for key, tree in trees.items()}
    )


@pytest.mark.parametrize(
    ("comparison", "known", "expected"),
    [
        ({"fact": "smoker", "is": True}, True, True),
        ({"fact": "smoker", "is": False}, False, True),
        ({"fact": "colour", "is": "red"}, "red", True),
        ({"fact": "colour", "is": "red"}, "blue", False),
        ({"fact": "colour", "in": ["red", "blue"]}, "blue", True),
        ({"fact": "colour", "in": ["red", "blue"]}, "green", False),
        ({"fact": "colour", "not_in": ["red", "blue"]}, "green", True),
        ({"fact": "colour", "not_in": ["red", "blue"]}, "red", False),
        ({"fact": "sites", "has": "neck"}, ("back", "neck"), True),
        ({"fact": "sites", "has": "neck"}, ("back",), False),
        ({"fact": "sites", "empty": True}, (), True),
        ({"fact": "sites", "empty": True}, ("neck",), False),
        ({"fact": "sites", "empty": False}, ("neck",), True),
        ({"fact": "story", "empty": True}, "", True),
        ({"fact": "story", "empty": True}, "long", False),
        ({"fact": "weight", "gt": 6}, 6.5, True),
        ({"fact": "weight", "gt": 6}, 6.0, False),
        ({"fact": "weight", "gte": 6.0}, 6, True),
        ({"fact": "weight", "gte": 6}, 5.9, False),
        ({"fact": "weight", "lt": 6}, 6, False),
        ({"fact": "weight", "lte": 6}, 6.0, True),
        ({"fact": "weight", "lte": 6}, 6.1, False),
        ({"fact": "weight", "gt": 0}, 0, False),
        ({"fact": "weight", "between": [6, 8.5]}, 6, True),
        ({"fact": "weight", "between": [6, 8.5]}, 8.5, True),
        ({"fact": "weight", "between": [6, 8.5]}, 5.9, False),
        ({"fact": "weight", "between": [6, 8.5]}, 8.6, False),
        ({"fact": "pain", "between": [4, 4]}, 4.0, True),
        ({"fact": "seen", "between": [3, 6]}, date(2026, 5, 20), True),
        ({"fact": "seen", "between": [3, 6]}, date(2026, 5, 19), False),
        ({"fact": "seen", "between": [3, 6]}, date(2026, 8, 20), True),
        ({"fact": "seen", "between": [3, 6]}, date(2026, 8, 21), False),
        ({"fact": "seen", "between": [0, 6]}, AS_OF, True),
        ({"fact": "seen", "between": [0, 6]}, date(2026, 11, 21), False),
        ({"fact": "pain", "gte": 4}, 4, True),
        ({"fact": "peg.score", "gte": 4}, 4.3, True),
        ({"fact": "treatment.tca.tried", "is": False}, False, True),
        ({"fact": "seen", "older_than_months": 6}, date(2026, 5, 19), True),
        ({"fact": "seen", "older_than_months": 6}, date(2026, 5, 20), False),
        ({"fact": "seen", "older_than_months": 0}, date(2026, 11, 19), True),
        ({"fact": "seen", "older_than_months": 0}, AS_OF, False),
        ({"fact": "seen", "within_months": 6}, date(2026, 5, 19), False),
        ({"fact": "seen", "within_months": 6}, date(2026, 5, 20), True),
        ({"fact": "seen", "within_months": 6}, date(2026, 11, 21), False),
    ],
)
def test_a_comparison_with_a_known_fact(comparison: dict[str, Any], known: Value, expected: bool) -> None:
    node = compile_condition(comparison, VOCABULARY)
    fact = comparison["fact"]
    assert node.value(facts({fact: known})) is expected
    assert node.missing(facts({fact: known})) == frozenset()
    assert node.deciding(facts({fact: known})) == node.facts_used() == {fact}
    assert node.value(facts({})) is None
    assert node.missing(facts({})) == {fact}
    assert node.deciding(facts({})) == frozenset()


def test_answered_turns_absence_into_an_answer() -> None:
    tree = {"fact": "seen", "answered": False}
    assert value(tree) is True
    assert value(tree, seen=AS_OF) is False
    assert value({"fact": "seen", "answered": True}) is False
    assert value({"fact": "seen", "answered": True}, seen=AS_OF) is True
    assert value({"fact": "sites", "answered": True}, sites=()) is True
    assert value({"fact": "smoker", "answered": True}, smoker=False) is True
    assert value({"fact": "weight", "answered": True}, weight=0) is True
    assert missing(tree) == set()
    assert deciding(tree) == {"seen"}
    assert compile_condition(tree, VOCABULARY).facts_used() == {"seen"}


def test_always_holds_and_hangs_on_nothing() -> None:
    node = compile_condition({"always": True}, VOCABULARY)
    assert node.value(facts({})) is True
    assert node.missing(facts({})) == node.deciding(facts({})) == node.facts_used() == frozenset()


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (True, True, True, True),
        (True, False, False, True),
        (False, True, False, True),
        (False, False, False, False),
        (True, None, None, True),
        (None, True, None, True),
        (False, None, False, None),
        (None, False, False, None),
        (None, None, None, None),
    ],
)
def test_all_and_any_follow_kleene(
    left: bool | None, right: bool | None, both: bool | None, either: bool | None
) -> None:
    known = {key: known for key, known in (("smoker", left), ("ill", right)) if known is not None}
    assert value({"all": [SMOKER, ILL]}, **known) is both
    assert value({"any": [SMOKER, ILL]}, **known) is either


def test_not_turns_round_only_what_is_known() -> None:
    assert value({"not": SMOKER}, smoker=True) is False
    assert value({"not": SMOKER}, smoker=False) is True
    assert value({"not": SMOKER}) is None
    assert missing({"not": SMOKER}) == {"smoker"}
    assert missing({"not": SMOKER}, smoker=True) == set()
    assert deciding({"not": SMOKER}, smoker=True) == {"smoker"}


def test_nothing_is_missing_once_the_whole_is_decided() -> None:
    assert missing({"all": [SMOKER, ILL]}, smoker=False) == set()
    assert missing({"any": [SMOKER, ILL]}, smoker=True) == set()
    assert missing({"all": [SMOKER, ILL]}, smoker=True, ill=True) == set()


def test_only_the_undecided_branches_are_missing() -> None:
    assert missing({"all": [SMOKER, ILL]}, smoker=True) == {"ill"}
    assert missing({"any": [SMOKER, ILL]}, ill=False) == {"smoker"}
    weighty = {"fact": "weight", "gt": 3}
    decided_branch = {"any": [ILL, weighty]}
    assert missing({"all": [SMOKER, decided_branch]}, ill=True) == {"smoker"}
    assert missing({"all": [SMOKER, decided_branch]}, ill=False) == {"smoker", "weight"}
    assert missing({"all": [SMOKER, {"not": {"any": [ILL, weighty]}}]}, smoker=True, ill=False) == {"weight"}


def test_a_derived_fact_names_the_answers_that_it_lacks() -> None:
    tree = {"all": [SMOKER, {"fact": "peg.score", "gt": 4}]}
    assert missing(tree, {"peg.score": frozenset({"weight"})}) == {"smoker", "weight"}
    assert missing({"fact": "treatment.tca.tried", "is": True}, VOCABULARY.treatment_facts_lacking) == {"treatments"}


def test_deciding_names_the_children_that_settled_it() -> None:
    assert deciding({"all": [SMOKER, ILL]}, smoker=False, ill=True) == {"smoker"}
    assert deciding({"all": [SMOKER, ILL]}, smoker=False, ill=False) == {"smoker", "ill"}
    assert deciding({"all": [SMOKER, ILL]}, smoker=True, ill=True) == {"smoker", "ill"}
    assert deciding({"any": [SMOKER, ILL]}, smoker=False, ill=True) == {"ill"}
    assert deciding({"any": [SMOKER, ILL]}, smoker=False, ill=False) == {"smoker", "ill"}
    assert deciding({"any": [SMOKER, ILL]}, ill=True) == {"ill"}
    assert deciding({"all": [SMOKER, ILL]}, smoker=True) == set()


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"smoker": True, "ill": True}, True),
        ({"smoker": True, "ill": True, "weight": 1}, True),
        ({"smoker": True, "weight": 1}, None),
        ({"smoker": True}, None),
        ({"smoker": False, "ill": False}, False),
        ({"smoker": False, "ill": False, "weight": 9}, False),
        ({"smoker": False, "ill": True}, None),
        ({}, None),
    ],
)
def test_at_least_two_of_three(known: dict[str, Value], expected: bool | None) -> None:
    tree = {"at_least": 2, "of": [SMOKER, ILL, {"fact": "weight", "gte": 5}]}
    assert value(tree, **known) is expected


def test_at_least_tells_what_is_missing_and_what_decided() -> None:
    tree = {"at_least": 2, "of": [SMOKER, ILL, {"fact": "weight", "gte": 5}]}
    assert missing(tree, smoker=True) == {"ill", "weight"}
    assert missing(tree, smoker=True, ill=True) == set()
    assert deciding(tree, smoker=True, ill=True, weight=1) == {"smoker", "ill"}
    assert deciding(tree, smoker=False, ill=False, weight=9) == {"smoker", "ill"}
    assert deciding(tree, smoker=True) == set()
    assert compile_condition(tree, VOCABULARY).facts_used() == {"smoker", "ill", "weight"}


def test_facts_used_reaches_every_branch() -> None:
    populations = compile_populations(with_populations(grown={"fact": "weight", "gte": 18}))
    tree = {"all": [{"any": [SMOKER, {"not": ILL}]}, {"population": "grown"}, {"fact": "seen", "answered": True}]}
    node = compile_condition(tree, VOCABULARY, populations)
    assert node.facts_used() == {"smoker", "ill", "weight", "seen"}


def test_a_population_is_worked_out_once_per_case() -> None:
    populations = compile_populations(with_populations(grown={"fact": "weight", "gte": 18}))
    node = compile_condition({"population": "grown"}, VOCABULARY, populations)
    known: dict[str, Value] = {"weight": 20}
    case = facts(known)
    assert node.value(case) is True
    known["weight"] = 10
    assert node.value(case) is True
    assert node.value(facts(known)) is False
    unknown = facts({})
    assert node.value(unknown) is None
    assert unknown.populations == {"grown": None}
    assert node.missing(unknown) == {"weight"}
    assert node.deciding(facts({"weight": 20})) == {"weight"}
    assert node.missing(facts({"weight": 20})) == node.deciding(unknown) == frozenset()


def test_populations_may_build_on_each_other_in_any_order() -> None:
    vocabulary = with_populations(
        heavy_smoker={"all": [{"population": "grown"}, SMOKER]}, grown={"not": {"fact": "weight", "lt": 18}}
    )
    populations = compile_populations(vocabulary)
    assert populations["heavy_smoker"].value(facts({"weight": 20, "smoker": True})) is True
    assert populations["heavy_smoker"].value(facts({"weight": 10})) is False
    assert populations["heavy_smoker"].missing(facts({"weight": 20})) == {"smoker"}


@pytest.mark.parametrize(
    "trees",
    [
        {"own": {"population": "own"}},
        {"one": {"all": [SMOKER, {"population": "two"}]}, "two": {"not": {"population": "one"}}},
        {"one": {"population": "nobody"}},
        {"one": {"population": ["fine"]}},
        {"one": {"at_least": 1, "of": [SMOKER, {"population": "one"}]}},
    ],
)
def test_populations_in_a_circle_or_on_nothing_are_refused(trees: dict[str, Any]) -> None:
    with pytest.raises(ConditionError, match="|".join(trees)):
        compile_populations(with_populations(**trees, fine=SMOKER))


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        (None, "»ingenting« er ikke en betingelse"),
        ("smoker = true", "»smoker = true« er ikke en betingelse"),
        ([SMOKER], "er ikke en betingelse"),
        ({}, "netop én af all, any, at_least, not, population, always eller fact. Her står ingenting"),
        ({"all": [SMOKER], "any": [ILL]}, "Her står »all«, »any«."),
        ({"some": [SMOKER]}, "»some« er ikke en slags betingelse"),
        ({"all": []}, "Gruppen er tom (all)"),
        ({"any": []}, "Gruppen er tom (any)"),
        ({"at_least": 1, "of": []}, "Gruppen er tom (of)"),
        ({"at_least": 0, "of": [SMOKER, ILL]}, "et helt tal fra 1 til 2, ikke »0«"),
        ({"at_least": 3, "of": [SMOKER, ILL]}, "et helt tal fra 1 til 2, ikke »3«"),
        ({"at_least": True, "of": [SMOKER, ILL]}, "et helt tal fra 1 til 2, ikke »ja«"),
        ({"at_least": 1.5, "of": [SMOKER, ILL]}, "et helt tal fra 1 til 2, ikke »1,5«"),
        ({"at_least": 1}, "»at_least« er ikke en slags betingelse"),
        ({"at_least": 1, "of": [SMOKER], "all": [ILL]}, "Her står »all«, »at_least«, »of«."),
        ({"not": [SMOKER]}, "er ikke en betingelse"),
        ({"always": 1}, "»always« er ikke en slags betingelse"),
        ({"population": "nobody"}, "Der er ingen patientgruppe med nøglen »nobody«."),
        ({"fact": "smoker"}, "»smoker« (smoker) skal sammenlignes netop én gang, ikke 0."),
        ({"fact": "weight", "gt": 1, "lt": 9}, "»weight« (weight) skal sammenlignes netop én gang, ikke 2."),
        ({"fact": "height", "gt": 1}, "ingen beregnet oplysning med nøglen »height«."),
        ({"fact": "treatment.ssri.tried", "is": True}, "med nøglen »treatment.ssri.tried«."),
        ({"fact": "smoker", "equals": True}, "»smoker« (smoker): »equals« er ikke en sammenligning."),
        ({"fact": "smoker", "gt": 1}, "et ja eller nej og kan ikke bruges med »er mere end« (gt)."),
        ({"fact": "weight", "is": 6}, "er et tal og kan ikke bruges med »er« (is)."),
        ({"fact": "story", "is": "long"}, "er fri tekst og kan ikke bruges med »er«"),
        ({"fact": "sites", "is": "neck"}, "er flere valg fra en liste og kan ikke bruges med »er«"),
        ({"fact": "colour", "has": "red"}, "er ét valg fra en liste og kan ikke bruges med »omfatter«"),
        ({"fact": "weight", "older_than_months": 6}, "er et tal og kan ikke bruges med »er mere end … måneder siden«"),
        ({"fact": "seen", "answered": "yes"}, "»er besvaret« er ja eller nej, ikke »yes«."),
        ({"fact": "smoker", "is": "yes"}, "»smoker« (smoker) er et ja eller nej og kan ikke sammenlignes med »yes«"),
        ({"fact": "smoker", "is": 1}, "et ja eller nej og kan ikke sammenlignes med »1«"),
        ({"fact": "colour", "is": True}, "»colour« (colour) er ét valg fra en liste og kan ikke sammenlignes med »ja«"),
        (
            {"fact": "colour", "is": "pink"},
            "»colour« (colour) kan ikke være »pink«. Vælg blandt »Red«, »Green« eller »Blue«.",
        ),
        ({"fact": "colour", "in": "red"}, "kan ikke sammenlignes med »red« (»er en af«)"),
        ({"fact": "colour", "not_in": ["red", "pink"]}, "kan ikke være »pink«."),
        ({"fact": "colour", "in": []}, "»er en af« skal have mindst én værdi."),
        ({"fact": "sites", "has": "arm"}, "kan ikke være »arm«. Vælg blandt »Neck«, »Back« eller »Leg«."),
        ({"fact": "sites", "has": ["neck"]}, 'kan ikke sammenlignes med »["neck"]«'),
        ({"fact": "sites", "empty": 0}, "kan ikke sammenlignes med »0«"),
        ({"fact": "weight", "gt": True}, "er et tal og kan ikke sammenlignes med »ja«"),
        ({"fact": "weight", "gt": "6"}, "er et tal og kan ikke sammenlignes med »6«"),
        ({"fact": "seen", "within_months": True}, "er en dato og kan ikke sammenlignes med »ja«"),
        ({"fact": "seen", "older_than_months": 1.5}, "er en dato og kan ikke sammenlignes med »1,5«"),
        ({"fact": "weight", "gt": date(2026, 3, 1)}, 'er et tal og kan ikke sammenlignes med »"2026-03-01"«'),
        ({"fact": "colour", "in": [date(2026, 3, 1)]}, 'kan ikke være »"2026-03-01"«.'),
        ({"fact": "seen", "within_months": date(2026, 3, 1)}, 'er en dato og kan ikke sammenlignes med »"2026-03-01"«'),
        ({"fact": "seen", "within_months": -1}, "antallet af måneder skal være fra 0 til 1200, ikke -1."),
        ({"fact": "seen", "within_months": 1201}, "antallet af måneder skal være fra 0 til 1200, ikke 1201."),
        ({"fact": "weight", "between": 6}, "er et tal og kan ikke sammenlignes med »6« (»er fra … til og med …«)."),
        ({"fact": "weight", "between": [6]}, "kan ikke sammenlignes med »[6]«"),
        ({"fact": "weight", "between": [6, "7"]}, 'kan ikke sammenlignes med »[6, "7"]«'),
        ({"fact": "weight", "between": [7, 6.5]}, "skriv det mindste tal først, ikke »7« før »6,5«."),
        ({"fact": "smoker", "between": [0, 1]}, "et ja eller nej og kan ikke bruges med »er fra … til og med …«"),
        ({"fact": "seen", "between": [3, 4.5]}, "er en dato og kan ikke sammenlignes med »[3, 4.5]«"),
        ({"fact": "seen", "between": [3, 1201]}, "antallet af måneder skal være fra 0 til 1200, ikke 1201."),
        ({"fact": "past", "is": True}, "»Tidligere spurgt« (past) er udgået."),
        ({"not": {"fact": "past", "answered": True}}, "»Tidligere spurgt« (past) er udgået."),
        ({"all": [SMOKER, {"not": {"any": [{"fact": "colour", "is": "pink"}]}}]}, "kan ikke være »pink«."),
    ],
)
def test_a_condition_that_cannot_be_used_is_refused(tree: Any, reason: str) -> None:
    with pytest.raises(ConditionError, match=re.escape(reason)):
        compile_condition(tree, VOCABULARY, {})


@pytest.mark.parametrize(
    "tree", [{"fact": ["smoker"], "is": True}, {"fact": "colour", "in": [["red"]]}, {"population": ["grown"]}]
)
def test_a_list_where_a_name_belongs_is_refused(tree: Any) -> None:
    with pytest.raises(ConditionError):
        compile_condition(tree, VOCABULARY, {})


@pytest.mark.parametrize("operator", ["within_months", "older_than_months"])
@pytest.mark.parametrize("months", [0, 1, 1200])
def test_a_time_of_no_month_and_of_a_hundred_years_can_be_asked_for(operator: str, months: int) -> None:
    """Tried: the longest time, and none at all, refused."""
    compile_condition({"fact": "seen", operator: months}, VOCABULARY, {})
