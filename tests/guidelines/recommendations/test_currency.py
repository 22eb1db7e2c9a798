"""Current, not current, or no date to tell by."""

from datetime import date

import pytest

from guidelines.recommendations.currency import is_current, last_day_of


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2018", date(2018, 12, 31)),
        ("2023-12", date(2023, 12, 31)),
        ("2023-02", date(2023, 2, 28)),
        ("2024-02", date(2024, 2, 29)),
        ("2019-06-19", date(2019, 6, 19)),
    ],
)
def test_a_partial_date_reaches_to_its_last_day(stated: str, expected: date) -> None:
    assert last_day_of(stated) == expected


@pytest.mark.parametrize(
    ("last_assessed", "literature_search", "as_of", "expected"),
    [
        ("2023-12", None, date(2026, 12, 31), True),
        ("2023-12", None, date(2027, 1, 1), False),
        ("2023", None, date(2026, 12, 31), True),
        ("2023", None, date(2027, 1, 1), False),
        ("2019-06-19", None, date(2022, 6, 19), True),
        ("2019-06-19", None, date(2022, 6, 20), False),
        ("2024-02-29", None, date(2027, 2, 28), True),
        ("2024-02-29", None, date(2027, 3, 1), False),
        (None, "2023-03", date(2026, 3, 31), True),
        (None, "2023-03", date(2026, 4, 1), False),
        ("2026-01", "2020-01", date(2026, 11, 20), False),
        ("2020-01", "2026-01", date(2026, 11, 20), False),
        ("2026-01", "2025-01", date(2026, 11, 20), True),
        ("2013", None, date(2026, 11, 20), False),
    ],
)
def test_either_date_being_over_three_years_old_is_enough(
    last_assessed: str | None, literature_search: str | None, as_of: date, expected: bool
) -> None:
    assert is_current(as_of=as_of, last_assessed=last_assessed, literature_search=literature_search) is expected


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_any_date_nothing_is_claimed(nothing: str | None) -> None:
    assert is_current(as_of=date(2026, 11, 20), last_assessed=nothing, literature_search=nothing) is None
