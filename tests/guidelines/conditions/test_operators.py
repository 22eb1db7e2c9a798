"""Each comparison in each of its uses: one that lacks a use is found here, or does not come into being."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from guidelines.builder.draft import DraftPart, comparisons_of, faults, part_of, read, tree_of
from guidelines.builder.view_model import view_of, words_of
from guidelines.comparison.releases import field_changes
from guidelines.comparison.words import condition_in_words
from guidelines.conditions.checks import comparison_fault
from guidelines.conditions.operands import SELECT
from guidelines.conditions.operator_kinds import Operator
from guidelines.conditions.operators import OPERATORS, In, Limit
from guidelines.conditions.satisfiable import never_false, never_true
from guidelines.conditions.sentences import phrase_of
from guidelines.conditions.tree import ConditionError, compile_condition
from guidelines.exchange.plan_definition import Edition, Words, plan_definition
from guidelines.recommendations.cases import RuledRow, run_row
from guidelines.recommendations.lint import LintContext, lint, outcomes
from guidelines.recommendations.model import GuidelineBody, RecommendationContent
from guidelines.vocabulary.facts import Facts
from guidelines.vocabulary.model import FactType
from guidelines.vocabulary.sourcing import GradeRow, ReleaseNote
from tests.support.content.comparisons import AS_OF, SAMPLES, Sample
from tests.support.content.condition_forms import sent_by
from tests.support.content.conditions import FIXTURES
from tests.support.content.logic import COMPARED

SAYS_SOMETHING_OF_ABSENCE = {"answered"}


def value(tree: Any, **known: Any) -> bool | None:
    return compile_condition(tree, FIXTURES).value(Facts(AS_OF, known))


def means_what_it_says(sample: Sample) -> None:
    says_something = sample.operator in SAYS_SOMETHING_OF_ABSENCE
    assert value(sample.tree, **{sample.fact: sample.holds}) is True
    assert value(sample.tree, **{sample.fact: sample.fails}) is says_something
    assert value(sample.tree) is (False if says_something else None)
    assert value({"not": sample.tree}, **{sample.fact: sample.holds}) is False


def refuses_another_operand_in_words(sample: Sample) -> None:
    tree = sample.tree | {sample.operator: sample.refused}
    fault = comparison_fault(tree, FIXTURES)
    assert f"»{FIXTURES.short(sample.fact)}« ({sample.fact})" in fault
    assert fault.endswith(".")
    with pytest.raises(ConditionError):
        compile_condition(tree, FIXTURES)
    # It is read and shown all the same, in a draft that holds it.
    assert FIXTURES.short(sample.fact) in phrase_of(tree, FIXTURES).text.replace(":", "")
    part = part_of(tree)
    assert faults(part, FIXTURES)
    assert tree_of(part, FIXTURES) == tree


def refuses_a_fact_of_another_type(sample: Sample) -> None:
    for fact_type, fact in (("date", "opioid.last_review"), ("bool", "workup.active_cancer")):
        if not OPERATORS[sample.operator].fits(FIXTURES.fact_type(fact)):
            fault = comparison_fault({"fact": fact, sample.operator: sample.operand}, FIXTURES)
            assert f"kan ikke bruges med »{OPERATORS[sample.operator].words}« ({sample.operator})" in fault, fact_type


def reads_as_a_sentence(sample: Sample) -> None:
    assert phrase_of(sample.tree, FIXTURES).text == sample.sentence
    assert not phrase_of(sample.tree, FIXTURES).children
    negated = phrase_of({"not": sample.tree}, FIXTURES)
    assert negated.text != sample.sentence
    assert negated.children or FIXTURES.short(sample.fact) in negated.text
    gone = phrase_of({"fact": "old.fact", sample.operator: sample.operand}, FIXTURES)
    assert "old.fact" in gone.text


def has_a_label_of_its_own(sample: Sample) -> None:
    offered = comparisons_of(FIXTURES.fact_type(sample.fact))
    assert offered[sample.code]
    assert len(set(offered.values())) == len(offered)


def is_built_and_comes_back_as_it_was(sample: Sample) -> None:
    part = part_of(sample.tree)
    assert part == DraftPart("fact", fact=sample.fact, comparison=sample.code, values=[*sample.inputs])
    assert read(sent_by(part), "when", FIXTURES) == part
    assert not faults(part, FIXTURES)
    assert tree_of(part, FIXTURES) == sample.tree
    assert words_of(part, FIXTURES, {}) == phrase_of(sample.tree, FIXTURES)


def is_shown_with_its_control(sample: Sample) -> None:
    control = OPERATORS[sample.operator].control
    shown = view_of(part_of(sample.tree), "when", "id_when", FIXTURES, {}, strict=True, focus="")
    assert sample.code in dict(shown.comparisons)
    assert shown.value.kind == control.kind
    assert [box.words for box in shown.value.boxes] == [*control.boxes]
    if control.kind == "checks":
        assert {*sample.inputs} <= dict(shown.value.options).keys()
    else:
        assert tuple(box.value for box in shown.value.boxes) == sample.inputs


def is_unfinished_until_everything_is_filled_in(sample: Sample) -> None:
    part = part_of(sample.tree)
    for lacking in range(len(OPERATORS[sample.operator].control.boxes)):
        kept = [value if place != lacking else "" for place, value in enumerate(part.values[:2])]
        kept = kept if OPERATORS[sample.operator].control.kind == "number" else []
        unfinished = read(sent_by(replace(part, values=kept)), "when", FIXTURES)
        assert unfinished is not None
        assert faults(unfinished, FIXTURES)[()].is_unfinished
        assert unfinished.values == (kept if any(kept) else [])


def is_searched_for_contradictions(sample: Sample) -> None:
    assert never_true(sample.tree, FIXTURES, {}) == never_false(sample.tree, FIXTURES, {}) == ""
    both = {"all": [sample.tree, {"not": sample.tree}]}
    assert "aldrig være opfyldt" in never_true(both, FIXTURES, {})
    assert "aldrig blive forkert" in never_false({"any": [sample.tree, {"not": sample.tree}]}, FIXTURES, {})


def is_linted(sample: Sample) -> None:
    row = {"key": "one", "direction": "for", "text": "", "source_section": "1", "title": "Den ene"}
    around = LintContext(AS_OF, {}, {}, (), (), {}, FIXTURES, {})
    both = {"all": [sample.tree, {"not": sample.tree}]}
    found = {
        level: [finding.id for finding in lint({"recommendations": [row | {"applies_when": tree}]}, around)]
        for level, tree in (("possible", sample.tree), ("impossible", both))
    }
    assert "never-true:one" in found["impossible"]
    assert "never-true:one" not in found["possible"]
    absence = set() if sample.operator in SAYS_SOMETHING_OF_ABSENCE else {None}
    assert outcomes(compile_condition(sample.tree, FIXTURES)) == {True, False} | absence


def is_tried_on_cases(sample: Sample) -> None:
    def case(name: str, known: dict[str, Any], expect: str) -> dict[str, Any]:
        return {"name": name, "as_of": AS_OF.isoformat(), "facts": known, "expect": expect}

    def stored(known: Any) -> Any:
        return known.isoformat() if hasattr(known, "isoformat") else [*known] if isinstance(known, tuple) else known

    says_something = sample.operator in SAYS_SOMETHING_OF_ABSENCE
    cases = [
        case("holder", {sample.fact: stored(sample.holds)}, "applies"),
        case("holder ikke", {sample.fact: stored(sample.fails)}, "applies" if says_something else "does_not_apply"),
        case("ukendt", {}, "does_not_apply" if says_something else "unknown"),
    ]
    row = RuledRow(part="recommendations", key="one", title="Den ene", applies_when=sample.tree, cases=cases)
    found = run_row(row, FIXTURES, {})
    assert [result.got for result in found.results if not result.passed] == []
    assert not found.faults


def is_compared_between_releases(sample: Sample) -> None:
    before, after = (condition_in_words(tree, FIXTURES) for tree in ({"always": True}, sample.tree))
    (change,) = field_changes({"when": before}, {"when": after})
    assert "".join(stretch.text for stretch in change.parts if stretch.kind != "removed") == sample.sentence


def goes_out_to_other_systems(sample: Sample) -> None:
    texts = ("key", "title", "text", "topic", "rationale", "practical", "in_clinic", "source_section")
    row: dict[str, Any] = dict.fromkeys(texts, "x") | {"level": "patient", "direction": "for"}
    recommendation = RecommendationContent(**row, strength="s", evidence="e", applies_when=sample.tree)
    content = GuidelineBody(
        key="g",
        kind="guideline",
        title="G",
        source="k",
        rating_scheme="x",
        release=ReleaseNote(),
        recommendations=(recommendation,),
    )
    level = GradeRow(key="x", label="x", order=1)
    words = Words({"s": level}, {"e": level}, {}, {}, lambda tree: condition_in_words(tree, FIXTURES))
    (action,) = plan_definition(content, Edition("urn:x", 1, "draft"), words)["action"]
    ((condition,),) = [action["condition"]]
    assert condition["expression"]["description"] == sample.sentence
    assert json.loads(condition["expression"]["expression"]) == sample.tree
    assert sample.sentence in action["textEquivalent"]


USES: tuple[Callable[[Sample], None], ...] = (
    means_what_it_says,
    refuses_another_operand_in_words,
    refuses_a_fact_of_another_type,
    reads_as_a_sentence,
    has_a_label_of_its_own,
    is_built_and_comes_back_as_it_was,
    is_shown_with_its_control,
    is_unfinished_until_everything_is_filled_in,
    is_searched_for_contradictions,
    is_linted,
    is_tried_on_cases,
    is_compared_between_releases,
    goes_out_to_other_systems,
)


@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_comparison_in_each_of_its_uses(sample: Sample, use: Callable[[Sample], None]) -> None:
    use(sample)


def test_every_comparison_is_tried() -> None:
    assert {sample.operator for sample in SAMPLES} == OPERATORS.keys()
    assert {*COMPARED, *SAYS_SOMETHING_OF_ABSENCE} == OPERATORS.keys()
    assert {name for name, operator in OPERATORS.items() if operator.answer_to_absence(True) is not None} == (
        SAYS_SOMETHING_OF_ABSENCE
    )


def test_every_type_of_fact_is_compared_and_the_first_comparison_of_each_is_a_good_beginning() -> None:
    first = {fact_type: next(iter(comparisons_of(fact_type))) for fact_type in OPERATORS["answered"].types}
    assert first == {
        "bool": "is",
        "choice": "is",
        "multi": "has",
        "number": "gte",
        "scale": "gte",
        "text": "empty:false",
        "date": "older_than_months",
    }
    assert [*comparisons_of(None)] == ["answered:true", "answered:false"]


@pytest.mark.parametrize(
    ("fact_type", "words"),
    [
        ("number", ["er mindst", "er mere end", "er højst", "er mindre end", "er fra … til og med …"]),
        (
            "date",
            [
                "er mere end … måneder siden",
                "ligger inden for de seneste … måneder",
                "er fra … til og med … måneder siden",
            ],
        ),
        ("text", ["har en tekst", "er tom"]),
        ("multi", ["omfatter", "har mindst én valgt", "har ingen valgt"]),
    ],
)
def test_what_is_offered_for_a_type_of_fact(fact_type: FactType, words: list[str]) -> None:
    assert [*comparisons_of(fact_type).values()] == [*words, "er besvaret", "er ikke besvaret"]


@pytest.mark.parametrize("use", sorted(Operator.__abstractmethods__))
def test_a_comparison_that_lacks_a_use_does_not_come_into_being(use: str) -> None:
    lacking = type("Lacking", (In,), {use: getattr(Operator, use)})
    with pytest.raises(TypeError, match=f"abstract .*{use}"):
        lacking("lacking", "mangler", frozenset(), SELECT)


@pytest.mark.parametrize("field", ["name", "words", "types", "control"])
def test_a_comparison_that_lacks_a_word_does_not_come_into_being(field: str) -> None:
    given = {"name": "lacking", "words": "mangler", "types": frozenset(), "control": SELECT}
    assert In(**given)  # type: ignore[arg-type]
    del given[field]
    with pytest.raises(TypeError, match=field):
        In(**given)  # type: ignore[arg-type]


def broken(**changed: Any) -> Operator:
    """The comparison "at least" with one of its uses broken."""
    sound = OPERATORS["gte"]
    assert isinstance(sound, Limit)
    return type("Broken", (Limit,), changed)(sound.name, sound.words, sound.types, sound.control, sound.test_for)


@pytest.mark.parametrize(
    ("changed", "use"),
    [
        ({"test_of": lambda self, operand, fact: lambda value, facts: value > operand}, means_what_it_says),
        ({"fault_of": lambda self, operand, fact: ""}, refuses_another_operand_in_words),
        ({"sentence_of": lambda self, name, operand, fact: ""}, reads_as_a_sentence),
        ({"choices_of": lambda self, fact_type: {}}, has_a_label_of_its_own),
        ({"inputs_of": lambda self, operand: []}, is_built_and_comes_back_as_it_was),
        ({"operand_of": lambda self, inputs, fact: "".join(inputs)}, is_built_and_comes_back_as_it_was),
        ({"edges_of": lambda self, operand: ()}, is_searched_for_contradictions),
    ],
)
def test_a_broken_use_is_noticed(
    changed: dict[str, Any], use: Callable[[Sample], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walk itself: a comparison with this use broken does not pass it."""
    sample = next(sample for sample in SAMPLES if sample.operator == "gte")
    use(sample)
    monkeypatch.setitem(OPERATORS, "gte", broken(**changed))  # type: ignore[arg-type]
    with pytest.raises((AssertionError, ConditionError, KeyError, pytest.fail.Exception)):
        use(sample)
