"""The burden and simple or complex as content: what holds together is read, and everything else is refused by name."""

from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings

from guidelines.conditions.tree import compile_populations
from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content
from guidelines.recommendations.burden_and_complexity import Complexity, parse_burden, parse_complexity
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.parsing import parse_vocabulary
from guidelines.vocabulary.reading import ContentFault

BODY = read_yaml(settings.FIXTURES_DIR / "vocabulary.yaml")
VOCABULARY: Vocabulary = parse_vocabulary(BODY)
SOURCES = {row["key"] for row in read_yaml(settings.FIXTURES_DIR / "sources.yaml")["sources"]}
SLEEP = {
    "question": "wellbeing.sleep",
    "levels": {"good": 0, "affected": 1, "severely_affected": 2},
    "source": {"source": "cross-sector-2023", "section": "Kapitel 3.3.2"},
}
WORK = SLEEP | {"question": "work.impact", "levels": {"none": 0, "some": 1, "serious": 2, "not_relevant": None}}


def complexity(**changes: Any) -> Complexity | None:
    body = deepcopy(BODY)
    body["complexity"] |= changes
    return parse_complexity(body, VOCABULARY, compile_populations(VOCABULARY))


def sign(**changes: Any) -> dict[str, Any]:
    return {
        "key": "sign",
        "label": "Noget",
        "speaks_for": "complex",
        "when": {"fact": "everyday.impact", "is": "serious"},
        "source": SLEEP["source"],
    } | changes


def test_an_item_takes_its_dimension_from_the_section_of_its_question() -> None:
    (item,) = parse_burden({"burden": [SLEEP]}, VOCABULARY)
    assert (item.question, item.dimension, item.most) == ("wellbeing.sleep", "psycho", 2)
    assert (item.source.source, item.source.section) == ("cross-sector-2023", "Kapitel 3.3.2")


def test_an_answer_without_a_level_is_left_out_of_the_worst_one() -> None:
    (item,) = parse_burden({"burden": [WORK]}, VOCABULARY)
    assert (item.dimension, item.most, item.levels["not_relevant"]) == ("social", 2, None)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"question": "wellbeing.nothing"}, "»wellbeing.nothing« er ikke et spørgsmål"),
        ({"question": "wellbeing.stress"}, "besvares fra en liste"),
        ({"question": "everyday.function_reduced"}, "besvares fra en liste"),
        (
            {"levels": {"good": 0, "affected": 1}},
            "hvert af svarene »God«, »Meget påvirket«, »Påvirket« og ikke for andre",
        ),
        ({"levels": {"good": 0, "affected": 1, "severely_affected": 2, "awful": 3}}, "ikke for andre"),
        ({"levels": {"good": 0, "affected": 0, "severely_affected": 0}}, "mindst ét er over 0"),
        ({"levels": {"good": 0, "affected": None, "severely_affected": None}}, "mindst ét er over 0"),
        ({"levels": {"good": -1, "affected": 1, "severely_affected": 2}}, "0 eller mere"),
    ],
)
def test_an_item_that_does_not_hold_together_is_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        parse_burden({"burden": [SLEEP | changes]}, VOCABULARY)


def test_a_question_is_listed_once() -> None:
    with pytest.raises(ValueError, match="to gange"):
        parse_burden({"burden": [SLEEP, WORK, SLEEP]}, VOCABULARY)


def test_a_release_from_before_there_was_any_has_none() -> None:
    body = {key: value for key, value in BODY.items() if key not in ("burden", "complexity")}
    assert parse_burden(body, VOCABULARY) == ()
    assert parse_complexity(body, VOCABULARY, {}) is None


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"question": "diagnosis.nothing"}, "»diagnosis.nothing« findes ikke"),
        ({"signs": [sign(speaks_for="maybe")]}, "hvad det taler for, er »complex« eller »simple«, ikke »maybe«"),
        (
            {"definitions": [{"key": "both", "text": "Noget", "source": SLEEP["source"]}]},
            "nøglen er »complex« eller »simple«, ikke »both«",
        ),
    ],
)
def test_a_complexity_that_does_not_hold_together_is_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        complexity(**changes)


@pytest.mark.parametrize(
    "when",
    [
        {"fact": "everyday.impact", "is": "awful"},
        {"fact": "nothing", "is": True},
        {"population": "nobody"},
        {},
    ],
)
def test_a_sign_s_condition_is_checked_like_a_recommendation_s(when: dict[str, Any]) -> None:
    with pytest.raises(ContentFault, match="Tegnet »Noget«"):
        complexity(signs=[sign(when=when)])


def test_a_sign_may_lean_on_a_population() -> None:
    read = complexity(signs=[sign(when={"population": "adult"})])
    assert read is not None
    assert read.signs[0].when.facts_used() == {"patient.age_years"}


def test_the_content_s_burden_covers_the_three_dimensions_and_names_sources_that_exist() -> None:
    items = parse_burden(BODY, VOCABULARY)
    assert {item.dimension for item in items} == {"bio", "psycho", "social"}
    assert {item.source.source for item in items} <= SOURCES
    # A thought of not wanting to live is a matter for the safety prompts, not for a bar.
    assert "wellbeing.suicidal_thoughts" not in {item.question for item in items}


def test_the_content_s_best_answers_are_unaffected_and_its_levels_leave_no_step_out() -> None:
    for item in parse_burden(BODY, VOCABULARY):
        levels = sorted(level for level in item.levels.values() if level is not None)
        assert levels == [*range(levels[0], levels[-1] + 1)], item.question
        # Pain is always somewhere: even in one place it is not none.
        assert levels[0] == (1 if item.question == "pain.distribution" else 0)


def test_the_content_s_signs_speak_for_both_sides_and_never_of_the_judgement_itself() -> None:
    read = complexity()
    assert read is not None
    assert read.question == "diagnosis.complexity"
    assert {sign.speaks_for for sign in read.signs} == {"complex", "simple"}
    assert {statement.key for statement in read.definitions} == {"complex", "simple"}
    assert len({sign.key for sign in read.signs}) == len(read.signs)
    assert not any("diagnosis.complexity" in sign.when.facts_used() for sign in read.signs)
    parts = [*read.definitions, read.note, *read.signs]
    assert {part.source.source for part in parts} <= SOURCES  # type: ignore[attr-defined]


def test_the_content_in_force_holds_both_compiled_with_the_titles_of_the_sources(content: Content) -> None:
    assert [item.question for item in content.burden] == [row["question"] for row in BODY["burden"]]
    assert content.complexity is not None
    assert [sign.key for sign in content.complexity.signs] == [row["key"] for row in BODY["complexity"]["signs"]]
    assert content.source_titles["region-h-2014"].startswith("Forløbsbeskrivelse")
    assert content.source_titles.keys() >= SOURCES
