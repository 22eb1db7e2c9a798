"""Scores over consultations: where a point stands, where there is a gap, and what changed in words."""

import json
from datetime import date
from typing import Any

import pytest

from assessment.rules.score_words import PARTIAL
from assessment.rules.series import (
    Given,
    Point,
    RecordedAnswer,
    Series,
    answers_of_one_contact,
    changes_of,
    fact_series,
    from_json,
    inputs_of,
    number,
    points_of,
    series_as_json,
    states_of,
)
from tests.support.content.files import VOCABULARY

FIRST, SECOND, THIRD, FOURTH = date(2026, 9, 1), date(2026, 9, 15), date(2026, 10, 1), date(2026, 11, 20)
DAYS = (FIRST, SECOND, THIRD, FOURTH)
PAIN, JOY, DOING = "peg.pain", "peg.enjoyment", "peg.activity"
WHOLE = {PAIN: 7, JOY: 6, DOING: 7}
Answers = dict[str, Any]


def given(*consultations: Answers | list[tuple[str, Any]]) -> list[RecordedAnswer]:
    """The answers of one consultation after the other; a list where a question is answered more than once."""
    rows = []
    for index, answers in enumerate(consultations):
        pairs = answers if isinstance(answers, list) else list(answers.items())
        rows += [RecordedAnswer(index + 1, DAYS[index], question, value) for question, value in pairs]
    return rows


def points(key: str, *consultations: Answers | list[tuple[str, Any]]) -> tuple[Point, ...]:
    return points_of(key, list(states_of(given(*consultations), VOCABULARY)), VOCABULARY)


def values(key: str, *consultations: Answers | list[tuple[str, Any]]) -> list[tuple[date, float | None]]:
    return [(point.day, point.value) for point in points(key, *consultations)]


def series(*known: tuple[date, float | None], **changes: Any) -> Series:
    about: dict[str, Any] = {"key": "peg.score", "title": "PEG-score", "least": 0, "most": 10, "better": "lower"}
    return Series(**about | {"points": tuple(Point(day, value) for day, value in known)} | changes)


def test_nothing_was_asked_and_there_is_no_point() -> None:
    assert points("peg.score") == ()
    assert points("peg.score", {"work.impact": "none"}) == ()


def test_a_score_stands_where_all_its_items_were_answered() -> None:
    assert points("peg.score", WHOLE) == (Point(FIRST, 6.7),)


@pytest.mark.parametrize("left_out", [PAIN, JOY, DOING])
def test_an_item_that_was_never_asked_makes_a_gap_that_names_it(left_out: str) -> None:
    part = {key: value for key, value in WHOLE.items() if key != left_out}
    assert points("peg.score", part) == (Point(FIRST, None, PARTIAL, missing=(left_out,)),)


def test_items_of_two_consultations_make_a_score_in_part_and_no_point() -> None:
    """A point of the second had been one whose oldest part was older. Tried: any answer of the contact as all of it."""
    found = points("peg.score", {PAIN: 7}, {JOY: 6, DOING: 7})
    assert found == (Point(FIRST, None, PARTIAL, missing=(DOING, JOY)), Point(SECOND, None, PARTIAL))


def test_one_new_item_is_no_new_score() -> None:
    """It had been a point on what stood."""
    assert points("peg.score", WHOLE, {DOING: 10}) == (Point(FIRST, 6.7), Point(SECOND, None, PARTIAL))
    assert points("peg.score", WHOLE, WHOLE) == (Point(FIRST, 6.7), Point(SECOND, 6.7))


@pytest.mark.parametrize(
    ("given_in", "whole"),
    [
        ([(4, THIRD), (4, THIRD), (4, THIRD)], True),
        ([(4, THIRD), (4, THIRD), (3, SECOND)], False),
        # A sheet that was keyed in on the day of the consultation, before it; on another day.
        ([(None, THIRD), (None, THIRD), (4, THIRD)], True),
        ([(None, SECOND), (None, SECOND), (4, THIRD)], False),
        ([(None, THIRD), (None, THIRD), (None, THIRD)], True),
        ([(None, SECOND), (None, THIRD), (None, THIRD)], False),
        # Two consultations of one day are two contacts; a sheet's answers have their own day.
        ([(4, THIRD), (5, THIRD), (5, THIRD)], False),
        ([(4, SECOND), (4, THIRD), (4, THIRD)], True),
    ],
)
def test_a_score_is_of_a_day_where_one_contact_gave_all_of_it(given_in: list[Given], whole: bool) -> None:
    """Tried: the day alone, the consultation alone."""
    own = answers_of_one_contact("peg.score", WHOLE, dict(zip(WHOLE, given_in, strict=True)))
    assert own == (frozenset(WHOLE) if whole else frozenset())


def test_a_grade_is_of_the_contact_whose_answers_decide_it() -> None:
    """Two of the five items decide it here."""
    decide = {"gcps.pain_frequency": "every_day", "gcps.limiting_frequency": "every_day"}
    at: dict[str, Given] = dict.fromkeys(decide, (4, THIRD)) | dict.fromkeys(WHOLE, (1, FIRST))
    assert answers_of_one_contact("gcps.grade", decide | WHOLE, at) == decide.keys()
    mixed = at | {"gcps.pain_frequency": (1, FIRST)}
    assert answers_of_one_contact("gcps.grade", decide | WHOLE, mixed) == frozenset()


def test_a_consultation_that_did_not_touch_it_is_no_point_and_no_gap() -> None:
    assert values("peg.score", WHOLE, {"work.impact": "none"}, WHOLE) == [(FIRST, 6.7), (THIRD, 6.7)]


def test_an_answer_that_was_withdrawn_or_could_not_be_given_is_a_gap_between_two_points() -> None:
    found = values("peg.score", WHOLE, {DOING: None}, WHOLE)
    assert found == [(FIRST, 6.7), (SECOND, None), (THIRD, 6.7)]


def test_what_was_withdrawn_stays_away_until_it_is_answered_again() -> None:
    found = points("peg.score", WHOLE, {DOING: None}, {PAIN: 3}, {DOING: 7})
    assert [(point.value, point.words) for point in found] == [(6.7, ""), (None, ""), (None, PARTIAL), (None, PARTIAL)]
    assert found[2].missing == (DOING,)


def test_of_several_answers_in_one_consultation_the_last_counts() -> None:
    corrected = [(PAIN, 1), (JOY, 6), (DOING, 7), (PAIN, 7)]
    assert values("peg.score", corrected) == [(FIRST, 6.7)]


@pytest.mark.parametrize(("last", "value"), [(7, 6.7), (None, None)])
def test_withdrawn_and_given_again_within_one_consultation(last: int | None, value: float | None) -> None:
    assert values("peg.score", [*WHOLE.items(), (PAIN, None), (PAIN, last)]) == [(FIRST, value)]


def test_answers_of_two_people_within_one_consultation_are_one_point() -> None:
    """Who answered does not matter: rows of one consultation come in the order they were recorded in."""
    assert values("peg.score", [(PAIN, 7), (JOY, 6)], {DOING: 7}) == [(FIRST, None), (SECOND, None)]
    assert values("peg.score", [(PAIN, 7), (JOY, 6), (DOING, 7)]) == [(FIRST, 6.7)]


def test_two_consultations_on_one_day_are_two_points() -> None:
    rows = [
        RecordedAnswer(1, FIRST, "pain.intensity_average", 7),
        RecordedAnswer(2, FIRST, "pain.intensity_average", 5),
    ]
    found = points_of("pain.intensity_average", list(states_of(rows, VOCABULARY)), VOCABULARY)
    assert [(point.day, point.value) for point in found] == [(FIRST, 7), (FIRST, 5)]


def test_a_plain_scale_has_a_point_for_each_answer_and_a_gap_for_each_that_was_taken_back() -> None:
    key = "pain.intensity_worst"
    assert points(key, {key: 9}, {key: None}, {key: 0}) == (
        Point(FIRST, 9),
        Point(SECOND, None, missing=(key,)),
        Point(THIRD, 0),
    )


@pytest.mark.parametrize("raw", [11, -1, "7", 6.5, True, [7]])
def test_a_value_that_the_vocabulary_does_not_allow_counts_as_no_answer(raw: Any) -> None:
    assert values("pain.intensity_average", {"pain.intensity_average": raw}) == [(FIRST, None)]


def test_a_question_that_the_vocabulary_no_longer_has_is_passed_over() -> None:
    assert values("peg.score", {**WHOLE, "peg.gone": 3}) == [(FIRST, 6.7)]


@pytest.mark.parametrize(
    ("answers", "grade"),
    [
        ({"gcps.pain_frequency": "never"}, 0),
        ({"gcps.pain_frequency": "every_day", "gcps.limiting_frequency": "most_days"}, 3),
        ({"gcps.pain_frequency": "every_day", "gcps.limiting_frequency": "never", **WHOLE}, 2),
        ({"gcps.pain_frequency": "every_day", "gcps.limiting_frequency": "never", PAIN: 3, JOY: 4, DOING: 4}, 1),
        ({"gcps.pain_frequency": "every_day", "gcps.limiting_frequency": "never", PAIN: 9}, None),
        ({"gcps.limiting_frequency": "every_day"}, None),
        (WHOLE, None),
    ],
)
def test_the_grade_stands_as_soon_as_it_can_be_known(answers: Answers, grade: int | None) -> None:
    assert values("gcps.grade", answers) == [(FIRST, grade)]


def test_a_part_that_is_only_withdrawn_makes_no_new_point_of_a_grade_that_stands() -> None:
    certain = {"gcps.pain_frequency": "every_day", "gcps.limiting_frequency": "every_day"}
    assert values("gcps.grade", {**certain, PAIN: 5}, {PAIN: None}) == [(FIRST, 3)]
    assert values("gcps.grade", certain, {"gcps.pain_frequency": None}) == [(FIRST, 3), (SECOND, None)]


def test_the_day_of_an_answer_that_was_withdrawn_makes_no_score_older() -> None:
    """Tried: its contact kept, so that a grade of today is said to be given in part."""
    certain = {"gcps.pain_frequency": "every_day", "gcps.limiting_frequency": "every_day"}
    assert points("gcps.grade", {**certain, PAIN: 5}, {**certain, PAIN: None}) == (Point(FIRST, 3), Point(SECOND, 3))
    assert points("gcps.grade", {PAIN: 5}, certain)[1] == Point(SECOND, 3)


def test_a_series_has_its_title_its_scale_and_its_direction() -> None:
    states = list(states_of(given(WHOLE), VOCABULARY))
    peg = fact_series("peg.score", states, VOCABULARY)
    assert (peg.title, peg.least, peg.most, peg.better) == ("PEG-score", 0, 10, "lower")
    grade = fact_series("gcps.grade", states, VOCABULARY)
    assert (grade.title, grade.least, grade.most, grade.better) == ("GCPS-R-grad", 0, 3, "lower")
    assert grade.display(3) == "Høj påvirkning"
    assert fact_series("pain.intensity_worst", states, VOCABULARY).most == 10


def test_what_a_score_is_made_of() -> None:
    assert set(inputs_of("peg.score", VOCABULARY)) == {PAIN, JOY, DOING}
    assert inputs_of("pain.intensity_average", VOCABULARY) == ("pain.intensity_average",)


def test_only_points_with_a_value_are_known() -> None:
    found = series((FIRST, 3), (SECOND, None), (THIRD, 0))
    assert [point.day for point in found.known] == [FIRST, THIRD]


@pytest.mark.parametrize(("value", "decimals", "text"), [(6.7, 1, "6,7"), (6.0, 1, "6,0"), (6.0, 0, "6"), (0, 0, "0")])
def test_a_score_is_written_with_a_comma(value: float, decimals: int, text: str) -> None:
    assert number(value, decimals) == text


def test_all_values_of_a_series_are_written_alike() -> None:
    assert series((FIRST, 6.7), (SECOND, 6)).display(6) == "6,0"
    assert series((FIRST, 7), (SECOND, 6)).display(6) == "6"


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ([], []),
        ([(FIRST, 6.7)], []),
        ([(FIRST, 6.7), (SECOND, None)], []),
        ([(FIRST, 6.7), (SECOND, 7.7)], ["PEG-score 6,7 → 7,7, 1,0 højere (15 %) siden 01.09.2026"]),
        ([(FIRST, 7.7), (SECOND, None), (THIRD, 6.7)], ["PEG-score 7,7 → 6,7, 1,0 lavere (13 %) siden 01.09.2026"]),
        ([(FIRST, 6), (SECOND, 6)], ["PEG-score 6 → 6, uændret siden 01.09.2026"]),
        ([(FIRST, 0), (SECOND, 2)], ["PEG-score 0 → 2, 2 højere siden 01.09.2026"]),
    ],
)
def test_a_change_is_said_with_numbers_and_the_day_it_is_counted_from(
    known: list[tuple[date, float | None]], words: list[str]
) -> None:
    assert changes_of(series(*known)) == words


def test_with_three_points_the_change_since_the_first_is_said_as_well() -> None:
    assert changes_of(series((FIRST, 8), (SECOND, 6), (THIRD, 4))) == [
        "PEG-score 6 → 4, 2 lavere (33 %) siden 15.09.2026",
        "PEG-score 8 → 4, 4 lavere (50 %) siden 01.09.2026",
    ]


def test_a_grade_changes_in_its_own_words_and_without_a_percentage() -> None:
    labels = {0: "Ingen kroniske smerter", 1: "Lette", 2: "Generende", 3: "Høj påvirkning"}
    found = series((FIRST, 3), (SECOND, 2), title="GCPS-R-grad", labels=labels)
    assert changes_of(found) == ["GCPS-R-grad Høj påvirkning → Generende, lavere siden 01.09.2026"]


def test_a_series_is_kept_as_json_and_read_back_as_it_was() -> None:
    whole = Series(
        *("peg.score", "PEG-score", 0, 10, "lower"),
        (Point(FIRST, 6.7, "moderat"), Point(SECOND, None, missing=(PAIN, JOY)), Point(THIRD, 5.0, since=FIRST)),
        {0: "Ingen", 3: "Svær"},
    )
    assert from_json(json.loads(json.dumps(series_as_json(whole)))) == whole
