"""The parts of a condition while it is built: no loss on the way in and out, and every press of a button."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import QueryDict
from hypothesis import given

from guidelines.builder.actions import TOO_DEEP, TOO_MANY, apply_action, find
from guidelines.builder.draft import (
    DEEPEST,
    MOST_PARTS,
    DraftPart,
    Path,
    faults,
    part_of,
    read,
    tree_of,
    walk,
)
from guidelines.builder.view_model import offers_of, words_of
from guidelines.conditions.operands import read_typed_number
from guidelines.conditions.sentences import phrase_of
from guidelines.conditions.words import fact_of
from guidelines.content_files.loading import read_yaml
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.parsing import parse_vocabulary
from tests.support.content.condition_forms import sent_by
from tests.support.content.conditions import CANCER, FIXTURES, PATHS, Tree, conditions, nested
from tests.support.content.logic import TREES, VOCABULARY

ADULT: Tree = {"population": "adult"}
ALWAYS: Tree = {"always": True}


def back(part: DraftPart | None) -> Any:
    assert part is not None
    return tree_of(part, FIXTURES)


def published() -> Iterator[Tree]:
    for path in PATHS:
        yield from conditions(read_yaml(path))


def test_every_published_condition_comes_back_as_it_was() -> None:
    for tree in published():
        part = part_of(tree)
        assert back(part) == tree
        assert not faults(part, FIXTURES)
        assert words_of(part, FIXTURES, {}) == phrase_of(tree, FIXTURES)


@given(TREES)
def test_any_condition_comes_back_from_its_form(tree: Tree) -> None:
    part = part_of(tree)
    again = read(sent_by(part), "when", VOCABULARY)
    assert again == part
    assert tree_of(again, VOCABULARY) == tree


@pytest.mark.parametrize(
    "tree",
    [
        {"some": [CANCER]},
        {"all": [CANCER], "any": [CANCER]},
        "adult",
        None,
        {"fact": "x", "is": None},
        {"fact": "x"},
        {"always": False},
    ],
)
def test_what_is_no_condition_is_kept_as_text_and_told(tree: Any) -> None:
    part = part_of({"all": [CANCER, tree]})
    assert part.children[1].kind == "unreadable"
    assert back(part) == {"all": [CANCER, tree]}
    assert "kan ikke vises her" in faults(part, FIXTURES)[1,].reason


def test_what_is_too_deep_or_too_large_is_kept_and_told() -> None:
    assert not faults(part_of(nested(DEEPEST)), FIXTURES)
    assert not faults(part_of({"all": [CANCER] * (MOST_PARTS - 1)}), FIXTURES)
    for tree in (nested(DEEPEST + 1), {"all": [CANCER] * MOST_PARTS}):
        part = part_of(tree)
        assert back(part) == tree
        (fault,) = faults(part, FIXTURES).values()
        assert f"{DEEPEST} niveauer eller {MOST_PARTS} dele" in fault.reason


def test_a_form_that_nests_without_end_is_read_to_the_deepest_level() -> None:
    sent = QueryDict(mutable=True)
    for depth in range(900):
        sent["-".join(["when", *["0"] * depth, "kind"])] = "not"
    part = read(sent, "when", FIXTURES)
    assert part is not None
    assert len(list(walk(part))) == DEEPEST


@pytest.mark.parametrize(
    ("text", "fact", "number"),
    [
        ("12", "risk.bmi", 12),
        (" 12,5 ", "risk.bmi", 12.5),
        ("12.5", "risk.bmi", 12.5),
        ("0.125", "pain.duration_months", 0.125),
        ("27.500", "risk.bmi", 27.5),
        ("1.200", "pain.duration_days", "1.200"),
        ("1.200", "pain.onset_date", 1200),
        ("-3", "risk.bmi", -3),
        ("tolv", "risk.bmi", "tolv"),
        ("1,2,3", "risk.bmi", "1,2,3"),
    ],
)
def test_numbers_as_they_are_written_and_can_be(text: str, fact: str, number: Any) -> None:
    assert read_typed_number(text, fact_of(fact, FIXTURES)) == number


def test_a_number_that_can_be_two_is_asked_about() -> None:
    part = DraftPart("fact", fact="pain.duration_days", comparison="gte", values=["1.200"])
    assert fault_of(part) == "»1.200« kan læses på to måder. Skriv 1200 eller 1,2."


def fault_of(part: DraftPart, vocabulary: Vocabulary = FIXTURES) -> str:
    found = faults(part, vocabulary)
    return found[()].reason if found else ""


@pytest.mark.parametrize(
    ("part", "reason", "is_unfinished"),
    [
        (DraftPart("fact"), "Vælg en oplysning.", True),
        (DraftPart("fact", fact="work.status"), "Vælg en sammenligning.", True),
        (DraftPart("fact", fact="work.status", comparison="is"), "Vælg eller skriv en værdi.", True),
        (DraftPart("fact", fact="work.status", comparison="is", values=["x"]), "kan ikke være »x«. Vælg blandt", False),
        (
            DraftPart("fact", fact="peg.pain", comparison="between", values=["", "7"]),
            "Udfyld både »fra« og »til og med«.",
            True,
        ),
        (DraftPart("fact", fact="peg.pain", comparison="between", values=["4", "syv"]), "»syv« er ikke et tal.", False),
        (DraftPart("fact", fact="peg.pain", comparison="between", values=["7", "4"]), "mindste tal først", False),
        (DraftPart("fact", fact="peg.pain", comparison="gte", values=["fire"]), "»fire« er ikke et tal.", False),
        (DraftPart("fact", fact="gone.fact", comparison="is", values=["true"]), "ingen beregnet oplysning", False),
        (DraftPart("fact", fact="gone.fact"), "ingen beregnet oplysning", False),
        (DraftPart("fact", fact="peg.pain", comparison="has", values=["4"]), "kan ikke bruges med »omfatter«", False),
        (DraftPart("population"), "Vælg en patientgruppe.", True),
        (DraftPart("population", population="gone"), "Der er ingen patientgruppe med nøglen »gone« mere", False),
        (DraftPart("any"), "Gruppen er tom.", True),
        (DraftPart("at_least", children=[part_of(CANCER)]), "et helt tal fra 1 til 1", True),
        (DraftPart("at_least", number="2", children=[part_of(CANCER)]), "et helt tal fra 1 til 1", False),
    ],
)
def test_what_is_unfinished_or_wrong(part: DraftPart, reason: str, is_unfinished: bool) -> None:
    (fault,) = (fault for path, fault in faults(part, FIXTURES).items() if path == ())
    assert reason in fault.reason
    assert fault.is_unfinished is is_unfinished
    assert "ikke færdig" in "".join(str(words_of(DraftPart("all", children=[part]), FIXTURES, {(0,): fault})))


def test_another_fact_does_not_keep_the_question_to_the_one_before() -> None:
    sent = sent_by(DraftPart("fact", fact="work.status", comparison="in", values=["working"]))
    sent["when-fact"] = "opioid.last_review"
    assert read(sent, "when", FIXTURES) == DraftPart("fact", fact="opioid.last_review", comparison="older_than_months")


@pytest.mark.parametrize(
    ("before", "values", "after", "kept"),
    [
        ("gte", ["4"], "between", ["4", ""]),
        ("between", ["4", "7"], "gte", ["4", "7"]),
        ("between", ["", "7"], "gte", ["7"]),
        ("between", ["", "7"], "between", ["", "7"]),
        ("between", ["", ""], "between", []),
    ],
)
def test_another_comparison_keeps_what_was_typed(before: str, values: list[str], after: str, kept: list[str]) -> None:
    """Tried: empty inputs left out, so that a second one that was filled in alone became the first."""
    sent = sent_by(DraftPart("fact", fact="peg.pain", comparison=before, values=values))
    sent["when-comparison"] = after
    assert read(sent, "when", FIXTURES) == DraftPart("fact", fact="peg.pain", comparison=after, values=kept)


def retiring(key: str) -> Vocabulary:
    body = read_yaml(settings.FIXTURES_DIR / "vocabulary.yaml")
    for row in body["questions"]:
        if row["key"] == key:
            row["retired"] = True
    return parse_vocabulary(body)


def test_a_retired_question_is_not_offered_and_an_old_reference_is_told() -> None:
    vocabulary = retiring("work.status")
    keys = [[key for __, options in offers_of(one).facts for key, __ in options] for one in (FIXTURES, vocabulary)]
    assert "work.status" in keys[0]
    assert "work.status" not in keys[1]
    assert len(keys[0]) == len(set(keys[0])) == len(FIXTURES.questions) + len(FIXTURES.derived)
    part = part_of({"fact": "work.status", "is": "working"})
    assert fault_of(part) == ""
    assert "»Erhvervsstatus« (work.status) er udgået." in fault_of(part, vocabulary)
    assert "er udgået" in fault_of(DraftPart("fact", fact="work.status"), vocabulary)


THREE: Tree = {"all": [CANCER, {"any": [ADULT, ALWAYS]}, {"not": ADULT}]}


@pytest.mark.parametrize(
    ("path", "action", "after", "focus"),
    [
        ((0,), "down", {"all": [THREE["all"][1], CANCER, THREE["all"][2]]}, "1-down"),
        ((1,), "down", {"all": [CANCER, THREE["all"][2], THREE["all"][1]]}, "2-up"),
        ((1,), "up", {"all": [THREE["all"][1], CANCER, THREE["all"][2]]}, "0-down"),
        ((0,), "up", THREE, "0-up"),
        ((2, 0), "up", THREE, "2-0-up"),
        ((), "down", THREE, ""),
        ((0,), "wrap", {"all": [{"all": [CANCER]}, *THREE["all"][1:]]}, "0-kind"),
        ((), "wrap", {"all": [THREE]}, "kind"),
        ((1, 0), "negate", {"all": [CANCER, {"any": [{"not": ADULT}, ALWAYS]}, {"not": ADULT}]}, "1-0-negate"),
        ((2,), "negate", {"all": [*THREE["all"][:2], ADULT]}, "2-negate"),
        ((), "negate", {"not": THREE}, "negate"),
        ((1,), "unwrap", {"all": [CANCER, ADULT, ALWAYS, {"not": ADULT}]}, "add-fact"),
        ((), "unwrap", THREE, "remove"),
        ((0,), "unwrap", THREE, "0-unwrap"),
        ((1,), "remove", {"all": [CANCER, {"not": ADULT}]}, "add-fact"),
        ((1, 1), "remove", {"all": [CANCER, {"any": [ADULT]}, {"not": ADULT}]}, "1-add-fact"),
        ((2, 0), "remove", {"all": THREE["all"][:2]}, "add-fact"),
        (
            (1,),
            "add-population",
            {"all": [CANCER, {"any": [ADULT, ALWAYS, {"population": ""}]}, THREE["all"][2]]},
            "1-add-population",
        ),
        ((0,), "add-fact", THREE, "0-add-fact"),
        ((9, 9), "remove", THREE, "9-9-remove"),
        ((), "explode", THREE, "explode"),
        ((), "add-nonsense", THREE, "add-nonsense"),
    ],
)
def test_a_press(path: Path, action: str, after: Tree, focus: str) -> None:
    root, held, refused = apply_action(part_of(THREE), path, action)
    assert back(root) == after
    assert (held, refused) == (focus, "")


def test_a_group_inside_a_group_begins_as_the_other_kind_with_one_fact_to_choose() -> None:
    for kind, other in (("all", "any"), ("any", "all")):
        root, __, __ = apply_action(part_of({kind: [CANCER]}), (), "add-group")
        assert find(root, (1,)) == DraftPart(other, children=[DraftPart("fact")])


@pytest.mark.parametrize(
    ("action", "part", "focus"),
    [
        ("add-fact", DraftPart("fact"), "fact"),
        ("add-population", DraftPart("population"), "population"),
        ("add-always", DraftPart("always"), "remove"),
        ("add-group", DraftPart("all", children=[DraftPart("fact")]), "kind"),
    ],
)
def test_the_first_part_of_a_condition(action: str, part: DraftPart, focus: str) -> None:
    assert apply_action(None, (), action) == (part, focus, "")
    assert apply_action(None, (), "remove") == (None, "remove", "")


@pytest.mark.parametrize("alone", [CANCER, ADULT, ALWAYS, {"not": THREE}])
def test_what_is_added_to_a_part_that_stands_alone_must_hold_too(alone: Tree) -> None:
    root, focus, refused = apply_action(part_of(alone), (), "add-population")
    assert back(root) == {"all": [alone, {"population": ""}]}
    assert (focus, refused) == ("add-population", "")


def test_the_last_part_of_a_condition_leaves_nothing() -> None:
    assert apply_action(part_of(CANCER), (), "remove") == (None, "add-fact", "")
    assert apply_action(part_of({"not": CANCER}), (0,), "remove") == (None, "add-fact", "")


@pytest.mark.parametrize(
    ("tree", "path", "action", "refusal"),
    [
        ({"all": [CANCER] * (MOST_PARTS - 1)}, (), "add-fact", TOO_MANY),
        ({"all": [CANCER] * (MOST_PARTS - 2)}, (), "add-group", TOO_MANY),
        ({"all": [CANCER] * (MOST_PARTS - 1)}, (0,), "wrap", TOO_MANY),
        (nested(DEEPEST), (0,) * (DEEPEST - 1), "wrap", TOO_DEEP),
        (nested(DEEPEST), (), "negate", TOO_DEEP),
        ({"not": nested(DEEPEST - 1)}, (), "add-fact", TOO_DEEP),
        (nested(DEEPEST), (0,) * (DEEPEST - 2), "add-group", TOO_DEEP),
    ],
)
def test_a_press_beyond_the_limits_is_refused_in_words_and_changes_nothing(
    tree: Tree, path: Path, action: str, refusal: str
) -> None:
    root, __, refused = apply_action(part_of(tree), path, action)
    assert refused == refusal
    assert back(root) == tree
