"""A month or a year is no day: what hangs on the day is known only where every day of it says the same."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import example, given
from hypothesis import strategies as st

from assessment.episode.workspace import build_workspace
from assessment.models import Episode
from assessment.record.clock import today
from assessment.record.known_facts import fact_in_words
from assessment.rules.facts import Case, TreatmentRow, facts_of
from assessment.rules.keys import DURATION_DAYS, DURATION_MONTHS, ONSET
from guidelines.conditions.tree import compile_condition
from guidelines.in_force.content import Content
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.facts import Facts
from guidelines.vocabulary.told_dates import ToldDate, told_date
from tests.support.content.files import VOCABULARY
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, current, treat

DAY = date(2026, 11, 20)
BORN = date(1980, 1, 1)
COMPARED = [
    *({"fact": DURATION_MONTHS, operator: limit} for operator in ("gt", "gte", "lt", "lte") for limit in (3, 6, 12)),
    {"fact": DURATION_MONTHS, "between": [2, 3]},
    {"fact": DURATION_DAYS, "lte": 84},
    *({"fact": ONSET, operator: 3} for operator in ("older_than_months", "within_months")),
    {"fact": ONSET, "between": [1, 2]},
]


def facts(onset: date) -> Facts:
    return facts_of(Case(DAY, BORN, {ONSET: onset}), VOCABULARY)


def days_of(told: ToldDate) -> list[date]:
    """Every day that it can have been, on the day of the case: counted one by one."""
    day, days = date(told.year, told.month, 1), []
    while day.year == told.year and (told.precision == "year" or day.month == told.month) and day <= DAY:
        days.append(day)
        day += timedelta(days=1)
    return days


@example(2026, 0, {"fact": DURATION_MONTHS, "between": [2, 3]})
@given(st.integers(2024, 2026), st.integers(0, 11), st.sampled_from(COMPARED))
def test_a_comparison_is_known_where_every_day_agrees(year: int, month: int, comparison: dict[str, object]) -> None:
    """Any told month and year, with every comparison: the answer of all of its days, or none, and then the question is
    what is missing. Tried: reckoning from the first day; from the two ends alone (`between` holds within a year)."""
    told = told_date(year, month or None)
    node = compile_condition(comparison, VOCABULARY)
    answers = {node.value(facts(day)) for day in days_of(told)}
    known = facts(told)
    expected = answers.pop() if len(answers) == 1 else None
    assert node.value(known) is expected
    assert node.missing(known) == (frozenset({ONSET}) if expected is None else frozenset())
    assert bool(node.deciding(known)) is (expected is not None)


@pytest.mark.parametrize(
    ("told", "months", "days"),
    [
        (told_date(2026, 9), "1 md. – 2 mdr.", "51–80 dage"),
        (told_date(2026, 8), "2 mdr. – 3 mdr.", "81–111 dage"),
        (told_date(2026, 11), "under 1 md.", "0–19 dage"),
        (told_date(2024), "1 år 10 mdr. – 2 år 10 mdr.", "689–1054 dage"),
        (date(2026, 8, 31), "2 mdr.", "81 dage"),
    ],
)
def test_a_duration_says_how_long_it_may_be(told: date, months: str, days: str) -> None:
    """Tried: the first day's duration alone."""
    known, words = facts(told), partial(fact_in_words, vocabulary=VOCABULARY)
    assert words(DURATION_MONTHS, known.values[DURATION_MONTHS]) == months
    assert words(DURATION_DAYS, known.values[DURATION_DAYS]) == days


@pytest.mark.parametrize(
    ("started", "started_by", "begun"),
    [
        (date(2026, 8, 1), date(2026, 8, 31), None),
        (date(2026, 7, 1), date(2026, 7, 31), True),
        (date(2026, 9, 1), date(2026, 9, 30), False),
        (date(2026, 1, 1), date(2026, 12, 31), None),
        (date(2026, 8, 20), None, True),
        (date(2026, 8, 21), None, False),
    ],
)
def test_a_treatment_begun_in_a_month_was_begun_by_a_day_where_all_of_it_was(
    started: date, started_by: date | None, begun: bool | None
) -> None:
    """Three months before is 20 August. Tried: the first of the month counted as the start."""
    row = TreatmentRow("strong_opioid", "current", started=started, started_by=started_by)
    known = facts_of(Case(DAY, BORN, {}, (row,)), VOCABULARY)
    assert known.values.get("dependency.current_three_months") is begun


@pytest.mark.usefixtures("in_a")
def test_the_page_asks_for_the_rest_that_a_rule_lacks(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    """The onset is answered, and what nobody has said of it is asked for where a rule waits for it; a start in
    the list likewise.
    Tried: the words of the rest left out; a start that counts as filled in by its month."""
    # Of a year the days differ on whatever day this is tried; of a month they need not.
    year = add_months(today(), -6).year
    answer(cast.gp, episode, pain__onset_date=told_date(year))
    begun = date(year, 1, 1)
    treat(cast.gp, episode, "strong_opioid", "current", name="Morfin", started=begun, started_precision="year")
    asked = {
        question.key: question.label for question in build_workspace(current(episode), content, today()).next_questions
    }
    page = gp_client.get(reverse("advice", args=[episode.pk])).text
    assert asked[ONSET].endswith("Hvilken måned?")
    assert "Smertedebut: hvilken måned?" in page
    assert "startet, hvilken måned?" in page
