"""What changed since last time, as a fact that rules read."""

from datetime import date

import pytest
from django.conf import settings

from assessment.rules.contacts.changes import SinceLast
from assessment.rules.facts import Case, facts_of
from assessment.rules.keys import CHANGE_FUNCTION, CHANGE_MOOD
from guidelines.content_files.loading import read_yaml
from guidelines.vocabulary.facts import Facts, Value
from guidelines.vocabulary.parsing import parse_vocabulary

FUNCTION, MOOD = "peg.activity", "own.mood"
BODY = read_yaml(settings.FIXTURES_DIR / "vocabulary.yaml")
VOCABULARY = parse_vocabulary(BODY)
NOW: dict[str, Value] = {FUNCTION: 8, MOOD: "affected"}


def told(since: SinceLast | None, now: dict[str, Value] | None = None) -> Facts:
    case = Case(date(2026, 11, 29), date(1980, 1, 1), NOW if now is None else now, since=since)
    return facts_of(case, VOCABULARY)


def before(function: Value, mood: Value, answered: tuple[str, ...] = (FUNCTION, MOOD)) -> SinceLast:
    return SinceLast({FUNCTION: function, MOOD: mood}, frozenset(answered))


@pytest.mark.parametrize(
    ("function", "mood", "expected"),
    [
        (7, "affected", ("worse", "same")),
        (8, "good", ("same", "worse")),
        (9, "severely_affected", ("better", "better")),
        (0, "good", ("worse", "worse")),
    ],
)
def test_one_point_or_one_step_is_a_change(function: int, mood: str, expected: tuple[str, str]) -> None:
    """Tried: `>=` for `>`, and an earlier answer of the list taken for the worse one."""
    values = told(before(function, mood)).values
    assert (values[CHANGE_FUNCTION], values[CHANGE_MOOD]) == expected


def test_what_is_not_answered_now_is_unknown_and_is_what_is_missing() -> None:
    """Tried: an answer from before taken for one of now."""
    facts = told(before(7, "good", (MOOD,)))
    assert CHANGE_FUNCTION not in facts.values
    assert facts.missing(CHANGE_FUNCTION) == {FUNCTION}
    assert facts.values[CHANGE_MOOD] == "worse"


def test_without_a_last_time_no_answer_can_tell() -> None:
    facts = told(SinceLast({}, frozenset({FUNCTION, MOOD})))
    assert not {CHANGE_FUNCTION, CHANGE_MOOD} & facts.values.keys()
    assert facts.missing(CHANGE_FUNCTION) == facts.missing(CHANGE_MOOD) == frozenset()


def test_a_case_without_a_history_names_the_question() -> None:
    """As `manage.py evaluate` reads one, also where the question is answered."""
    facts = told(None)
    assert not {CHANGE_FUNCTION, CHANGE_MOOD} & facts.values.keys()
    assert (facts.missing(CHANGE_FUNCTION), facts.missing(CHANGE_MOOD)) == ({FUNCTION}, {MOOD})


@pytest.mark.parametrize("inputs", [[], ["peg.activity", "peg.pain"], ["pain.onset_date"], ["workup.red_flags"]])
def test_a_change_is_measured_by_one_scale_or_list(inputs: list[str]) -> None:
    rows = [{**row, "inputs": inputs} if row["key"] == CHANGE_FUNCTION else row for row in BODY["derived"]]
    with pytest.raises(ValueError, match="en ændring regnes ud fra ét spørgsmål"):
        parse_vocabulary({**BODY, "derived": rows})
