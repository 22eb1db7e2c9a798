"""The burden and the signs of simple and complex: an unknown is never a no, and nothing is added up."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings

from assessment.rules.burden import BurdenLine, burden_profile
from assessment.rules.complexity import Weighing, weigh_complexity
from guidelines.conditions.tree import compile_populations
from guidelines.recommendations.burden_and_complexity import parse_burden, parse_complexity
from guidelines.vocabulary.facts import Facts, Value
from guidelines.vocabulary.parsing import parse_vocabulary
from tests.support.content.files import read

BODY = read(settings.FIXTURES_DIR / "vocabulary.yaml")
VOCABULARY = parse_vocabulary(BODY)
ITEMS = parse_burden(BODY, VOCABULARY)
COMPLEXITY = parse_complexity(BODY, VOCABULARY, compile_populations(VOCABULARY))
assert COMPLEXITY is not None
SIGNS = COMPLEXITY.signs
ALL_QUESTIONS = {item.question for item in ITEMS}
BEST: dict[str, Value] = {
    "wellbeing.psychological_problems": "none",
    "economy.social_problems": "none",
    "wellbeing.anxiety": "none",
    "wellbeing.depression": "none",
    "wellbeing.catastrophising": "none",
    "wellbeing.sleep": "good",
    "wellbeing.fatigue": "none",
    "wellbeing.cognition": "unaffected",
    "work.impact": "none",
    "work.status": "working",
    "everyday.participation": "kept",
    "everyday.impact": "none",
    "relations.social": "good",
}
WORST: dict[str, Value] = BEST | {
    "wellbeing.psychological_problems": "substantial",
    "economy.social_problems": "substantial",
    "wellbeing.anxiety": "significant",
    "wellbeing.catastrophising": "significant",
    "wellbeing.sleep": "severely_affected",
    "work.impact": "serious",
    "everyday.participation": "isolated",
    "everyday.impact": "serious",
}


def lines(answers: dict[str, Value], absent: dict[str, str] | None = None) -> dict[str, BurdenLine]:
    profile = burden_profile(ITEMS, answers, absent or {})
    return {line.question: line for group in profile.values() for line in group}


def weigh(answers: dict[str, Any]) -> Weighing:
    return weigh_complexity(SIGNS, Facts(date(2026, 11, 20), answers))


def keys(signs: tuple[Any, ...]) -> set[str]:
    return {weighed.sign.key for weighed in signs}


def test_while_nothing_is_known_every_item_is_there_and_none_has_a_level() -> None:
    found = lines({})
    assert found.keys() == ALL_QUESTIONS
    assert {(line.answer, line.level) for line in found.values()} == {(None, None)}


def test_the_items_stand_in_their_dimension_in_the_order_of_the_content() -> None:
    profile = burden_profile(ITEMS, {}, {})
    assert [*profile] == ["bio", "psycho", "social"]
    for dimension, group in profile.items():
        expected = [item.question for item in ITEMS if item.dimension == dimension]
        assert [line.question for line in group] == expected


@pytest.mark.parametrize(("answer", "level"), [("good", 0), ("affected", 1), ("severely_affected", 2)])
def test_an_answer_has_the_level_of_the_content(answer: str, level: int) -> None:
    line = lines({"wellbeing.sleep": answer})["wellbeing.sleep"]
    assert (line.answer, line.level, line.most) == (answer, level, 2)


def test_unaffected_and_unknown_are_told_apart() -> None:
    found = lines({"wellbeing.sleep": "good"})
    assert found["wellbeing.sleep"].level == 0
    assert found["wellbeing.fatigue"].level is None


def test_one_answer_changes_no_other_line() -> None:
    before, after = lines({}), lines({"work.impact": "serious"})
    assert {key for key in before if before[key] != after[key]} == {"work.impact"}


def test_what_is_not_relevant_is_left_out_whichever_way_it_was_said() -> None:
    assert "work.impact" not in lines({"work.impact": "not_relevant"})
    assert "work.impact" not in lines({}, {"work.impact": "not-applicable"})
    assert lines({"work.impact": "not_relevant"}).keys() == ALL_QUESTIONS - {"work.impact"}


@pytest.mark.parametrize("reason", ["asked-unknown", "asked-declined"])
def test_asked_without_an_answer_stays_unknown_and_says_why(reason: str) -> None:
    line = lines({}, {"wellbeing.sleep": reason})["wellbeing.sleep"]
    assert (line.level, line.absent) == (None, reason)


def test_a_dimension_in_which_nothing_is_relevant_is_left_out() -> None:
    only_work = [item for item in ITEMS if item.question == "work.impact"]
    assert burden_profile(only_work, {"work.impact": "not_relevant"}, {}) == {}


def test_while_nothing_is_known_every_sign_is_unknown_and_its_questions_are_asked_once() -> None:
    found = weigh({})
    assert (found.speaks_for_complex, found.speaks_for_simple) == ((), ())
    assert keys(found.unknown) == {sign.key for sign in SIGNS}
    assert len(found.missing) == len(set(found.missing))
    assert set(found.missing) == {fact for sign in SIGNS for fact in sign.when.facts_used()}


def test_the_best_answers_speak_for_simple_alone() -> None:
    found = weigh(BEST)
    assert keys(found.speaks_for_simple) == {sign.key for sign in SIGNS if sign.speaks_for == "simple"}
    assert (found.speaks_for_complex, found.unknown, found.missing) == ((), (), [])


def test_the_worst_answers_speak_for_complex_alone() -> None:
    found = weigh(WORST)
    assert keys(found.speaks_for_complex) == {sign.key for sign in SIGNS if sign.speaks_for == "complex"}
    assert (found.speaks_for_simple, found.unknown) == ((), ())


def test_a_mixed_picture_is_laid_out_on_both_sides() -> None:
    found = weigh(BEST | {"work.impact": "some"})
    assert keys(found.speaks_for_complex) == {"work_affected"}
    assert "work_unaffected" not in keys(found.speaks_for_simple)
    assert "no_social_problems" in keys(found.speaks_for_simple)


@pytest.mark.parametrize(("answer", "there"), [("some", True), ("substantial", True), ("none", False)])
def test_psychological_problems_speak_for_complex_from_some_on(answer: str, there: bool) -> None:
    found = weigh({"wellbeing.psychological_problems": answer})
    assert ("psychological_problems" in keys(found.speaks_for_complex)) is there
    assert ("no_psychological_problems" in keys(found.speaks_for_simple)) is not there


@pytest.mark.parametrize(("answer", "there"), [("serious", True), ("some", False), ("none", False)])
def test_everyday_life_speaks_for_complex_only_when_it_is_serious(answer: str, there: bool) -> None:
    assert ("everyday_affected" in keys(weigh({"everyday.impact": answer}).speaks_for_complex)) is there


def test_one_of_two_facts_is_enough_for_a_sign_and_is_the_one_that_is_shown() -> None:
    found = weigh({"wellbeing.anxiety": "some"})
    (sign,) = [weighed for weighed in found.speaks_for_complex if weighed.sign.key == "emotions_affected"]
    assert (sign.deciding, sign.missing) == ({"wellbeing.anxiety"}, set())


def test_a_no_to_one_of_two_leaves_the_sign_unknown_and_asks_for_the_other() -> None:
    found = weigh({"wellbeing.anxiety": "none"})
    unknown = {weighed.sign.key: weighed.missing for weighed in found.unknown}
    assert unknown["emotions_affected"] == unknown["emotions_unaffected"] == {"wellbeing.depression"}


def test_work_that_is_not_relevant_speaks_for_neither_side_and_is_not_asked_again() -> None:
    found = weigh({"work.impact": "not_relevant"})
    assert not keys(found.speaks_for_complex + found.speaks_for_simple)
    assert not {"work.impact", "work.status"} & set(found.missing)


def test_work_speaks_for_simple_only_on_ordinary_terms() -> None:
    for status, there in {"working": True, "student": True, "flex_job": False, "sick_leave": False}.items():
        found = weigh({"work.impact": "none", "work.status": status})
        assert ("work_unaffected" in keys(found.speaks_for_simple)) is there, status


def test_the_clinician_s_own_judgement_changes_nothing_in_what_is_laid_out() -> None:
    assert weigh(BEST | {"diagnosis.complexity": "complex"}) == weigh(BEST)
