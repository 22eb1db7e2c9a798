"""Months as the clinical rules count them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidelines.vocabulary.dates import add_months, completed_months, duration_in_months

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(-1200, 1200)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 20), 1, date(2026, 12, 20)),
        (date(2026, 11, 20), 2, date(2027, 1, 20)),
        (date(2026, 11, 20), 12, date(2027, 11, 20)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2100, 1, 31), 1, date(2100, 2, 28)),
        (date(2000, 1, 31), 1, date(2000, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 5, 31), 6, date(2026, 11, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2027, 2, 28), 12, date(2028, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 1, 20), -1, date(2025, 12, 20)),
        (date(2026, 12, 20), -12, date(2025, 12, 20)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2028, 3, 31), -1, date(2028, 2, 29)),
        (date(2028, 2, 29), -12, date(2027, 2, 28)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 1, 1), -13, date(2024, 12, 1)),
    ],
)
def test_adding_months_keeps_the_day_or_takes_the_last_of_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(DAYS, MONTHS)
def test_the_day_shrinks_only_where_the_month_is_too_short(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, MONTHS)
def test_adding_months_keeps_the_order_of_days(first: date, second: date, months: int) -> None:
    earlier, later = sorted((first, second))
    assert add_months(earlier, months) <= add_months(later, months)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 8, 20), date(2026, 8, 20), 0),
        (date(2026, 8, 20), date(2026, 9, 19), 0),
        (date(2026, 8, 20), date(2026, 9, 20), 1),
        (date(2026, 8, 20), date(2026, 11, 19), 2),
        (date(2026, 8, 20), date(2026, 11, 20), 3),
        (date(2026, 8, 20), date(2026, 11, 21), 3),
        (date(2026, 5, 31), date(2026, 11, 29), 5),
        (date(2026, 5, 31), date(2026, 11, 30), 6),
        (date(2026, 12, 31), date(2027, 2, 27), 1),
        (date(2026, 12, 31), date(2027, 2, 28), 2),
        (date(2028, 2, 29), date(2029, 2, 27), 11),
        (date(2028, 2, 29), date(2029, 2, 28), 12),
        (date(2025, 12, 15), date(2026, 1, 14), 0),
    ],
)
def test_completed_months(start: date, end: date, expected: int) -> None:
    assert completed_months(start, end) == expected


@given(DAYS, st.integers(0, 40_000))
def test_completed_months_is_the_largest_that_fits(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    months = completed_months(start, end)
    assert add_months(start, months) <= end < add_months(start, months + 1)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 11, 20), date(2026, 11, 20), 0),
        (date(2026, 11, 19), date(2026, 11, 20), 0.5),
        (date(2026, 8, 21), date(2026, 11, 20), 2.5),
        (date(2026, 8, 20), date(2026, 11, 20), 3),
        (date(2026, 8, 19), date(2026, 11, 20), 3.5),
        (date(2026, 5, 21), date(2026, 11, 20), 5.5),
        (date(2026, 5, 20), date(2026, 11, 20), 6),
        (date(2026, 5, 19), date(2026, 11, 20), 6.5),
        (date(2026, 8, 31), date(2026, 11, 29), 2.5),
        (date(2026, 8, 31), date(2026, 11, 30), 3),
        (date(2026, 8, 31), date(2026, 12, 1), 3.5),
        (date(2028, 2, 29), date(2028, 5, 29), 3),
        (date(2028, 2, 29), date(2029, 2, 28), 12),
        (date(2028, 2, 29), date(2029, 3, 1), 12.5),
        (date(2027, 11, 29), date(2028, 2, 29), 3),
        (date(2027, 11, 30), date(2028, 2, 29), 3),
        (date(2026, 11, 30), date(2027, 2, 28), 3),
        (date(2026, 11, 28), date(2027, 2, 28), 3),
    ],
)
def test_a_half_says_that_days_remain(start: date, end: date, expected: float) -> None:
    assert duration_in_months(start, end) == expected


@given(DAYS, st.integers(0, 20_000), st.sampled_from([3, 6, 12]))
def test_the_half_tells_more_than_from_at_least(start: date, days: int, limit: int) -> None:
    end = start + timedelta(days=days)
    assert (duration_in_months(start, end) >= limit) is (end >= add_months(start, limit))
    assert (duration_in_months(start, end) > limit) is (end > add_months(start, limit))
