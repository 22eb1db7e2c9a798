"""A decision on a safety prompt holds as long as the facts are those that it was given on."""

from datetime import date, timedelta
from typing import Any

import pytest

from assessment.rules.safety.basis import RowInUse, basis_of, holds, is_due
from guidelines.vocabulary.facts import Facts
from tests.support.content.files import VOCABULARY

DAY = date(2026, 11, 29)
THOUGHTS, FLAGS, CLEARED = "wellbeing.suicidal_thoughts", "workup.red_flags", "workup.red_flags_cleared"
TRAMADOL = "treatment.tramadol.current"


def entry(value: Any, version: int = 1) -> dict[str, Any]:
    return {"value": value, "version": version, "at": "2026-11-29T10:00:00+00:00", "by": "x"}


def basis(deciding: set[str], entries: dict[str, Any], *rows: RowInUse, **values: Any) -> Any:
    facts = Facts(DAY, {key.replace("__", "."): value for key, value in values.items()})
    return basis_of(deciding, facts, entries, rows, VOCABULARY)


@pytest.mark.parametrize(
    ("then", "now", "stands"),
    [
        (entry("passive"), entry("passive"), True),
        (entry("passive"), entry("active", 2), False),
        (entry("passive"), entry("passive", 2), False),  # asked anew, with the same answer
        (entry("passive"), None, False),
        (None, None, True),
        (None, entry("passive"), False),
    ],
)
def test_an_answer_that_changes_or_is_given_anew_opens_the_prompt(then: Any, now: Any, stands: bool) -> None:
    """Tried: the values compared without their versions."""
    before, after = (basis({THOUGHTS}, {THOUGHTS: said} if said else {}) for said in (then, now))
    assert holds(before, after) is stands


def test_another_fact_that_decides_opens_the_prompt() -> None:
    before = basis({TRAMADOL}, {}, treatment__tramadol__current=True)
    after = basis({TRAMADOL, "treatment.ssri.current"}, {}, treatment__tramadol__current=True)
    assert not holds(before, after)


def test_a_computed_fact_rests_on_its_answers() -> None:
    """Tried: the value of the computed fact alone, so that a second red flag changed nothing."""
    one = basis({"workup.red_flag_open"}, {FLAGS: entry(["trauma"])}, workup__red_flag_open=True)
    two = basis({"workup.red_flag_open"}, {FLAGS: entry(["trauma", "night_pain"], 2)}, workup__red_flag_open=True)
    assert one.keys() == {FLAGS, CLEARED}
    assert holds(one, one)
    assert not holds(one, two)


def test_what_only_time_changes_opens_nothing() -> None:
    """Tried: the age as a fact of its own, so that a birthday opened the prompt."""
    before, after = (basis({"patient.age_years"}, {}, patient__age_years=age) for age in (70, 71))
    assert before == {"patient.age_years": None}
    assert holds(before, after)


@pytest.mark.parametrize(
    ("then", "now", "stands"),
    [
        (RowInUse("a", "tramadol", 100), RowInUse("a", "tramadol", 100), True),
        (RowInUse("a", "tramadol", 100), RowInUse("a", "tramadol", 50), True),
        (RowInUse("a", "tramadol", 100), RowInUse("a", "tramadol", 200), False),
        (RowInUse("a", "tramadol", 100), RowInUse("a", "tramadol", None), False),
        (RowInUse("a", "tramadol", None), RowInUse("a", "tramadol", None), True),
        (RowInUse("a", "tramadol", 100), RowInUse("b", "tramadol", 100), False),
    ],
)
def test_more_of_a_medicine_or_another_row_opens_the_prompt(then: RowInUse, now: RowInUse, stands: bool) -> None:
    """Tried: the rows left out, and every change of a dose opening it."""
    before, after = (basis({TRAMADOL}, {}, row, treatment__tramadol__current=True) for row in (then, now))
    assert holds(before, after) is stands


def test_a_medicine_that_the_prompt_is_not_about_opens_nothing() -> None:
    tramadol, other = RowInUse("a", "tramadol", 100), RowInUse("b", "paracetamol", 1000)
    before = basis({TRAMADOL}, {}, tramadol, treatment__tramadol__current=True)
    assert holds(before, basis({TRAMADOL}, {}, tramadol, other, treatment__tramadol__current=True))
    opioid = "treatment.opioid.current"
    before = basis({opioid}, {}, tramadol, treatment__opioid__current=True)
    morphine = RowInUse("b", "strong_opioid", 30)
    assert not holds(before, basis({opioid}, {}, tramadol, morphine, treatment__opioid__current=True))


def test_a_day_opens_the_prompt_when_it_comes_but_never_the_day_of_the_decision() -> None:
    assert not is_due(None, DAY, DAY + timedelta(days=900))
    later = DAY + timedelta(days=3)
    assert [is_due(later, DAY, later + timedelta(days=days)) for days in (-1, 0, 1)] == [False, True, True]
    assert [is_due(DAY, DAY, DAY + timedelta(days=days)) for days in (0, 1)] == [False, True]
