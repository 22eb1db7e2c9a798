"""The facts that follow from a case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.rules.facts import (
    ANSWERS_BEHIND,
    Case,
    TreatmentRow,
    answers_behind,
    facts_of,
    gcps_grade,
    peg_score,
)
from assessment.rules.keys import SUBSTANCES
from assessment.rules.reading import parse_case
from guidelines.vocabulary.facts import Facts, Value
from tests.support.content.files import VOCABULARY
from tests.support.contract.random_cases import random_case

AS_OF = date(2026, 11, 20)
ADULT = date(1980, 5, 1)
PEG = ("peg.pain", "peg.enjoyment", "peg.activity")
OFTEN, RARELY = ("most_days", "every_day"), ("never", "some_days")
ASPECTS = ("tried", "current", "failed", "unsuitable")
Answers = Mapping[str, Value]


def facts(
    answers: Answers | None = None,
    treatments: tuple[TreatmentRow, ...] | None = None,
    *,
    as_of: date = AS_OF,
    birth_date: date = ADULT,
    complete: bool = True,
) -> Facts:
    return facts_of(Case(as_of, birth_date, answers or {}, treatments, complete), VOCABULARY)


def row(kind: str, status: str, **fields: Any) -> TreatmentRow:
    return TreatmentRow(kind, status, **fields)


def peg(*items: int) -> dict[str, Value]:
    return dict(zip(PEG, items, strict=False))


def aspects(known: Facts, kind: str) -> list[str]:
    """The aspects that hold, each with a question mark where it is unknown."""
    values = {aspect: known.values.get(f"treatment.{kind}.{aspect}") for aspect in ASPECTS}
    return [aspect if value else f"{aspect}?" for aspect, value in values.items() if value is not False]


@pytest.mark.parametrize(
    ("birth_date", "as_of", "years"),
    [
        (date(2008, 11, 20), date(2026, 11, 19), 17),
        (date(2008, 11, 20), date(2026, 11, 20), 18),
        (date(2008, 11, 21), date(2026, 11, 20), 17),
        (date(1961, 1, 1), date(2026, 12, 31), 65),
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2008, 2, 29), date(2026, 2, 27), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 18),
        (date(2008, 2, 29), date(2028, 2, 28), 19),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_age_is_whole_years_on_the_day(birth_date: date, as_of: date, years: int) -> None:
    assert facts(birth_date=birth_date, as_of=as_of).values["patient.age_years"] == years


@pytest.mark.parametrize(
    ("onset", "days", "months"),
    [
        (AS_OF, 0, 0),
        (date(2026, 11, 19), 1, 0.5),
        (date(2026, 8, 28), 84, 2.5),
        (date(2026, 8, 20), 92, 3),
        (date(2026, 8, 19), 93, 3.5),
        (date(2026, 5, 20), 184, 6),
        (date(2026, 5, 19), 185, 6.5),
        (date(2024, 11, 20), 730, 24),
    ],
)
def test_the_duration_of_pain_in_days_and_months(onset: date, days: int, months: float) -> None:
    values = facts({"pain.onset_date": onset}).values
    assert (values["pain.duration_days"], values["pain.duration_months"]) == (days, months)


def test_without_an_onset_both_durations_lack_it() -> None:
    known = facts()
    for key in ("pain.duration_days", "pain.duration_months"):
        assert key not in known.values
        assert known.missing(key) == {"pain.onset_date"}


@pytest.mark.parametrize(
    ("total", "score"),
    [
        (0, 0.0),
        (1, 0.3),
        (2, 0.7),
        (3, 1.0),
        (5, 1.7),
        (8, 2.7),
        (10, 3.3),
        (17, 5.7),
        (23, 7.7),
        (29, 9.7),
        (30, 10.0),
    ],
)
def test_the_peg_score_is_the_mean_to_one_decimal(total: int, score: float) -> None:
    assert peg_score(total) == score
    first = min(total, 10)
    second = min(total - first, 10)
    assert facts(peg(first, second, total - first - second)).values["peg.score"] == score


@given(st.integers(0, 30))
def test_the_peg_score_rounds_half_up(total: int) -> None:
    assert peg_score(total) == int(total * 10 / 3 + 0.5) / 10


@pytest.mark.parametrize("answered", [(), ("peg.pain",), ("peg.pain", "peg.activity")])
def test_the_peg_score_lacks_the_items_without_an_answer(answered: tuple[str, ...]) -> None:
    known = facts(dict.fromkeys(answered, 0))
    assert "peg.score" not in known.values
    assert known.missing("peg.score") == set(PEG) - set(answered)


@pytest.mark.parametrize(
    ("frequency", "limiting", "items", "grade"),
    [
        *[(frequency, None, (), 0) for frequency in RARELY],
        *[(frequency, "every_day", (10, 10, 10), 0) for frequency in RARELY],
        *[(frequency, limiting, (), 3) for frequency in OFTEN for limiting in OFTEN],
        ("every_day", "most_days", (0, 0, 0), 3),
        *[(frequency, limiting, (4, 4, 3), 1) for frequency in OFTEN for limiting in RARELY],
        *[(frequency, limiting, (4, 4, 4), 2) for frequency in OFTEN for limiting in RARELY],
        ("most_days", "never", (0, 0, 0), 1),
        ("most_days", "never", (10, 10, 10), 2),
        ("most_days", "never", (10, 10), {"peg.activity"}),
        ("most_days", "some_days", (), set(PEG)),
        ("every_day", None, (4, 4, 4), {"gcps.limiting_frequency"}),
        ("every_day", None, (4, 4), {"gcps.limiting_frequency", "peg.activity"}),
        (None, "every_day", (), {"gcps.pain_frequency"}),
        (None, "never", (1, 2, 3), {"gcps.pain_frequency"}),
        (None, "never", (1,), {"gcps.pain_frequency", "peg.enjoyment", "peg.activity"}),
        (None, None, (1, 2, 3), {"gcps.pain_frequency", "gcps.limiting_frequency"}),
        (None, None, (), {"gcps.pain_frequency", "gcps.limiting_frequency", *PEG}),
    ],
)
def test_the_gcps_grade_and_what_it_still_hangs_on(
    frequency: str | None, limiting: str | None, items: tuple[int, ...], grade: int | set[str]
) -> None:
    answers = peg(*items)
    answers |= {"gcps.pain_frequency": frequency} if frequency else {}
    answers |= {"gcps.limiting_frequency": limiting} if limiting else {}
    known = facts(answers)
    if isinstance(grade, int):
        assert known.values["gcps.grade"] == grade
    else:
        assert "gcps.grade" not in known.values
        assert known.missing("gcps.grade") == grade


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "gcps.pain_frequency": st.sampled_from(OFTEN + RARELY),
            "gcps.limiting_frequency": st.sampled_from(OFTEN + RARELY),
            **dict.fromkeys(PEG, st.integers(0, 10)),
        },
    ),
    st.fixed_dictionaries(
        {
            "gcps.pain_frequency": st.sampled_from(OFTEN + RARELY),
            "gcps.limiting_frequency": st.sampled_from(OFTEN + RARELY),
            **dict.fromkeys(PEG, st.integers(0, 10)),
        }
    ),
)
def test_a_grade_once_known_stays_and_what_it_lacks_settles_it(answers: Answers, rest: Answers) -> None:
    grade = gcps_grade(answers)
    if isinstance(grade, int):
        assert gcps_grade({**rest, **answers}) == grade
    else:
        assert grade.isdisjoint(answers)
        assert isinstance(gcps_grade({**answers, **{key: rest[key] for key in grade}}), int)


def test_an_unknown_treatment_list_leaves_every_treatment_fact_unknown() -> None:
    known = facts(treatments=None)
    about_treatment = [key for key in VOCABULARY.derived if key.startswith(("treatment.", "opioid.", "dependency."))]
    assert len(about_treatment) == 24 * 4 + 13
    for key in about_treatment:
        assert key not in known.values
        assert known.missing(key) == {"treatments"}


def test_an_empty_treatment_list_means_that_nothing_was_tried() -> None:
    known = facts(treatments=())
    for key in VOCABULARY.treatment_facts_lacking:
        assert known.values[key] == (() if key == SUBSTANCES else False)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("current", {})], "tried current failed?"),
        ([("stopped", {})], "tried failed?"),
        ([("contraindicated", {})], "unsuitable"),
        ([("declined", {})], "unsuitable"),
        ([("declined", {}), ("current", {})], "tried current failed?"),
        ([("declined", {}), ("stopped", {"effect": "none"})], "tried failed unsuitable"),
        ([("current", {"effect": "none"})], "tried current failed"),
        ([("stopped", {"effect": "insufficient"})], "tried failed"),
        ([("stopped", {"effect": "not_assessed"})], "tried failed?"),
        ([("stopped", {}), ("stopped", {"effect": "none"})], "tried failed"),
        ([("current", {}), ("stopped", {"effect": "good"})], "tried current"),
        ([("stopped", {"effect": "good"})], "tried"),
        ([("stopped", {"stopped_for_side_effects": True})], "tried failed"),
        ([("stopped", {"effect": "good", "stopped_for_side_effects": True})], "tried failed"),
        ([("stopped", {"effect": "none"}), ("stopped", {"effect": "good"})], "tried"),
        ([("stopped", {"effect": "none"}), ("current", {"effect": "good"})], "tried current"),
        (
            [
                ("stopped", {"effect": "good", "stopped_for_side_effects": True}),
                ("current", {"effect": "insufficient"}),
            ],
            "tried current failed",
        ),
        ([("stopped", {"stopped_for_side_effects": True}), ("current", {"effect": "good"})], "tried current"),
        ([("declined", {"effect": "none"})], "unsuitable"),
        ([("contraindicated", {"stopped_for_side_effects": True})], "unsuitable"),
        ([("contraindicated", {"effect": "none"}), ("stopped", {})], "tried failed? unsuitable"),
        ([("declined", {"effect": "good"}), ("stopped", {"effect": "none"})], "tried failed unsuitable"),
    ],
)
def test_what_the_rows_of_a_kind_say(rows: list[tuple[str, dict[str, Any]]], expected: str) -> None:
    """Tried: a row that was declined with an effect counted as failed; not assessed counted as no."""
    known = facts(treatments=tuple(row("tca", status, **fields) for status, fields in rows))
    assert aspects(known, "tca") == expected.split()
    assert aspects(known, "ssri") == []
    failed = None if "failed?" in expected else "failed" in expected
    assert known.values.get("treatment.any.failed") is failed
    assert known.missing("treatment.tca.failed") == ({"treatments"} if failed is None else {"treatment.tca.failed"})
    assert known.values["treatment.drug.tried"] is ("tried" in expected)
    assert known.values["treatment.drug.current"] is ("current" in expected)
    assert known.values["treatment.non_drug.tried"] is known.values["treatment.non_drug.current"] is False


def test_of_a_kind_that_an_incomplete_list_does_not_hold_nothing_is_known() -> None:
    """A condition over kinds is true as soon as a row makes it so, and false only where every kind is known.

    Tried: the list taken as complete.
    """
    known = facts(treatments=(row("tca", "stopped", effect="none"),), complete=False)
    assert aspects(known, "tca") == ["tried", "failed"]
    assert aspects(known, "ssri") == ["tried?", "current?", "failed?", "unsuitable?"]
    assert known.missing("treatment.ssri.tried") == {"treatments"}
    assert known.values["treatment.drug.tried"] is known.values["treatment.any.failed"] is True
    for key in ("treatment.drug.current", "treatment.non_drug.tried", "treatment.opioid.current"):
        assert known.values.get(key) is None
        assert known.missing(key) == {"treatments"}
    every = tuple(row(kind, "declined") for kind in VOCABULARY.treatment_kinds)
    # But for what medicine it is: one of a kind says nothing of the others of it.
    whole = {key: value for key, value in facts(treatments=every).values.items() if key != "treatment.substances"}
    assert facts(treatments=every, complete=False).values == whole


def test_an_incomplete_list_without_a_row_says_nothing() -> None:
    known, unasked = facts(treatments=(), complete=False), facts(treatments=None)
    assert (known.values, known.lacking) == (unasked.values, unasked.lacking)


@pytest.mark.parametrize(
    ("flags", "cleared", "is_open"),
    [
        (None, None, None),
        (None, True, None),
        ((), None, False),
        ((), False, False),
        (("trauma",), None, True),
        (("trauma",), False, True),
        (("trauma",), True, False),
    ],
)
def test_a_red_flag_is_open_until_somebody_has_cleared_it(
    flags: tuple[str, ...] | None, cleared: bool | None, is_open: bool | None
) -> None:
    answers: dict[str, Value] = {} if flags is None else {"workup.red_flags": flags}
    answers |= {} if cleared is None else {"workup.red_flags_cleared": cleared}
    known = facts(answers)
    assert known.values.get("workup.red_flag_open") is is_open
    if is_open is None:
        assert known.missing("workup.red_flag_open") == {"workup.red_flags"}


def test_a_good_effect_of_one_kind_does_not_excuse_another() -> None:
    known = facts(treatments=(row("tca", "stopped", effect="none"), row("massage", "current", effect="good")))
    assert aspects(known, "tca") == ["tried", "failed"]
    assert aspects(known, "massage") == ["tried", "current"]
    assert known.values["treatment.any.failed"] is True
    assert known.values["treatment.any.current_good_effect"] is True
    assert known.values["treatment.non_drug.current"] is True
    assert known.values["treatment.drug.current"] is False


@pytest.mark.parametrize(
    ("status", "effect", "expected"),
    [
        ("current", "good", True),
        ("stopped", "good", False),
        ("current", "insufficient", False),
        ("current", "not_assessed", None),
    ],
)
def test_only_what_is_used_now_can_work_well_now(status: str, effect: str, expected: bool | None) -> None:
    known = facts(treatments=(row("ssri", status, effect=effect),))
    assert known.values.get("treatment.any.current_good_effect") is expected


FAST, LONG, UNREVIEWED = "opioid.current_fast_acting", "opioid.current_long_term", "opioid.long_term_unreviewed"
OPIOID, THREE, SIX = "treatment.opioid.current", "dependency.current_three_months", "dependency.current_six_months"
UNSURE = row("strong_opioid", "current")
OLD = row("codeine", "current", started=date(2025, 11, 20))


@pytest.mark.parametrize(
    ("key", "rows", "expected"),
    [
        (FAST, [row("tramadol", "current", fast_acting=True)], True),
        (FAST, [row("tramadol", "current", fast_acting=False)], False),
        (FAST, [UNSURE], None),
        (FAST, [UNSURE, row("tramadol", "current", fast_acting=True)], True),
        (FAST, [UNSURE, row("tramadol", "current", fast_acting=False)], None),
        (FAST, [row("strong_opioid", "stopped", fast_acting=True), row("tramadol", "stopped")], False),
        (FAST, [row("paracetamol", "current", fast_acting=True)], False),
        (LONG, [row("tramadol", "current", started=date(2025, 11, 20))], True),
        (LONG, [row("tramadol", "current", started=date(2025, 11, 21))], False),
        (LONG, [UNSURE], None),
        (LONG, [UNSURE, row("tramadol", "current", started=date(2025, 11, 20))], True),
        (LONG, [UNSURE, row("tramadol", "current", started=date(2025, 11, 21))], None),
        (LONG, [row("tramadol", "stopped", started=date(2010, 1, 1)), row("tramadol", "declined")], False),
        (LONG, [row("gabapentinoid", "current", started=date(2010, 1, 1))], False),
        (FAST, [row("codeine", "current", fast_acting=True)], True),
        (OPIOID, [row("codeine", "current")], True),
        (OPIOID, [row("tramadol", "stopped"), row("benzodiazepine", "current")], False),
        (UNREVIEWED, [OLD], True),
        (UNREVIEWED, [replace(OLD, last_specialist_review=date(2025, 11, 20))], False),
        (UNREVIEWED, [replace(OLD, last_specialist_review=date(2025, 11, 19))], True),
        (UNREVIEWED, [replace(OLD, last_specialist_review=AS_OF)], False),
        (UNREVIEWED, [replace(OLD, last_specialist_review=date(2026, 11, 21))], True),
        (UNREVIEWED, [OLD, row("tramadol", "current", last_specialist_review=AS_OF)], True),
        (UNREVIEWED, [UNSURE], None),
        (UNREVIEWED, [replace(UNSURE, last_specialist_review=AS_OF)], False),
        (UNREVIEWED, [row("tramadol", "current", started=date(2025, 11, 21))], False),
        (THREE, [row("benzodiazepine", "current", started=date(2026, 8, 20))], True),
        (THREE, [row("benzodiazepine", "current", started=date(2026, 8, 21))], False),
        (THREE, [row("gabapentinoid", "current", started=date(2010, 1, 1))], False),
        (SIX, [row("codeine", "current", started=date(2026, 5, 20))], True),
        (SIX, [row("codeine", "current", started=date(2026, 5, 21))], False),
        (SIX, [row("codeine", "stopped", started=date(2010, 1, 1))], False),
        (SIX, [UNSURE], None),
    ],
)
def test_what_is_known_of_the_opioids_used_now(key: str, rows: list[TreatmentRow], expected: bool | None) -> None:
    known = facts(treatments=tuple(rows))
    assert known.values.get(key) is expected
    if expected is None:
        assert known.missing(key) == {"treatments"}


@pytest.mark.parametrize("key", [FAST, LONG, UNREVIEWED, OPIOID, THREE, SIX])
def test_another_opioid_may_be_in_use_while_the_list_is_not_complete(key: str) -> None:
    """Tried: the kinds without a row left out of the condition."""
    known = facts(treatments=(row("tramadol", "stopped"),), complete=False)
    assert known.values.get(key) is None
    assert known.missing(key) == {"treatments"}


def test_a_kind_that_an_older_vocabulary_does_not_know_stops_nothing() -> None:
    """A release that is rolled back meets rows of what came later. Tried: the kind looked up for every row (KeyError),
    and the opioids unknown of a complete list, because one kind of them is not in the vocabulary.
    """
    kinds = {key: kind for key, kind in VOCABULARY.treatment_kinds.items() if key != "codeine"}
    older = replace(VOCABULARY, treatment_kinds=kinds)

    def known(*rows: TreatmentRow) -> Facts:
        return facts_of(Case(date(2026, 11, 29), date(1980, 1, 1), {}, rows), older)

    assert known().values["treatment.opioid.current"] is False
    assert known(row("codeine", "current")).values["treatment.opioid.current"] is True
    assert "treatment.codeine.tried" not in known(row("codeine", "current")).values


@pytest.mark.parametrize("seed", range(60))
def test_a_fact_is_decided_by_the_answers_behind_it(seed: int) -> None:
    """Tried: the frequency alone behind the grade, the flags alone behind the open one."""
    case = parse_case(random_case(seed), VOCABULARY)
    whole = facts_of(case, VOCABULARY)
    for fact in [*ANSWERS_BEHIND, *case.answers]:
        behind = {key: case.answers[key] for key in answers_behind([fact]) if key in case.answers}
        assert facts_of(replace(case, answers=behind), VOCABULARY).values.get(fact) == whole.values.get(fact)
