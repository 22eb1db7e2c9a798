"""Dates as precise as they are remembered, and the bars that are drawn from them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from assessment.pages.day_fields import PartialDayField
from assessment.rules.medication.partial_dates import PartialDate, Precision, parse_month_or_year
from assessment.rules.medication.timeline import LEAST, WIDTH, Period, timeline_of

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("typed", "day", "precision", "shown", "latest"),
    [
        ("2024", date(2024, 1, 1), "year", "2024", date(2024, 12, 31)),
        ("03.2024", date(2024, 3, 1), "month", "03.2024", date(2024, 3, 31)),
        ("2/2024", date(2024, 2, 1), "month", "02.2024", date(2024, 2, 29)),
        ("12-2023", date(2023, 12, 1), "month", "12.2023", date(2023, 12, 31)),
        ("05.03.2024", date(2024, 3, 5), "day", "05.03.2024", date(2024, 3, 5)),
        ("050324", date(2024, 3, 5), "day", "05.03.2024", date(2024, 3, 5)),
        ("2026", date(2026, 1, 1), "year", "2026", date(2026, 12, 31)),
        ("11.2026", date(2026, 11, 1), "month", "11.2026", date(2026, 11, 30)),
        ("20.11.2026", TODAY, "day", "20.11.2026", TODAY),
        ("1900", date(1900, 1, 1), "year", "1900", date(1900, 12, 31)),
        ("01.1900", date(1900, 1, 1), "month", "01.1900", date(1900, 1, 31)),
    ],
)
def test_a_date_is_kept_as_precisely_as_it_is_told(
    typed: str, day: date, precision: Precision, shown: str, latest: date
) -> None:
    told = PartialDayField(latest=TODAY).clean(typed)
    assert told == PartialDate(day, precision)
    assert (str(told), told.latest) == (shown, latest)


@pytest.mark.parametrize(
    "typed", ["13.2024", "00.2024", "1899", "12.1899", "24", "i fjor", "30.02.2024", "2027", "12.2026", "21.11.2026"]
)
def test_what_is_no_date_or_lies_ahead_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PartialDayField(latest=TODAY).clean(typed)


def test_nothing_typed_is_unknown_and_a_day_is_no_month() -> None:
    assert PartialDayField(latest=TODAY, required=False).clean(" ") is None
    assert parse_month_or_year("05.03.2024") is None


def told(text: str) -> PartialDate:
    return parse_month_or_year(text) or PartialDate(date.fromisoformat(text))


def pieces(start: str | None, stop: str | None, status: str = "stopped") -> list[tuple[int, int, bool]]:
    """The bar beside another one that fills the line from 2025-01-01."""
    periods = [
        Period("first", "current", PartialDate(date(2025, 1, 1)), None),
        Period("second", status, told(start) if start else None, told(stop) if stop else None),
    ]
    line = timeline_of(periods, date(2026, 1, 1))
    assert line
    (bar,) = [bar for bar in line.bars if bar.period.label == "second"]
    return [(piece.x, piece.width, piece.sure) for piece in bar.pieces]


def test_a_bar_runs_from_start_to_stop() -> None:
    assert pieces("2025-01-01", None, "current") == [(0, WIDTH, True)]
    assert pieces("2025-07-02", "2025-09-12") == [(499, 197, True)]


def test_what_is_known_to_the_month_only_is_unsure_at_its_end() -> None:
    assert [sure for _x, _width, sure in pieces("03.2025", "06.2025")] == [False, True, False]
    assert [sure for _x, _width, sure in pieces("2025-03-01", "06.2025")] == [True, False]
    assert pieces("03.2025", "03.2025") == [(162, 82, False)]


def test_an_unknown_start_or_stop_is_drawn_as_unknown() -> None:
    assert [piece[2] for piece in pieces(None, "2025-07-02")] == [False]
    assert pieces("2025-07-02", None)[-1] == (499, 501, False)
    assert pieces(None, None) == []
    assert pieces(None, None, "current") == [(WIDTH - LEAST, LEAST, True)]


def test_the_line_has_only_what_was_used_those_of_unknown_start_last() -> None:
    periods = [
        Period("a", "stopped", None, told("2024")),
        Period("b", "declined", told("2019"), None),
        Period("c", "current", told("2025"), None),
        Period("d", "stopped", told("2023"), told("2024")),
    ]
    line = timeline_of(periods, TODAY)
    assert line
    assert [bar.period.label for bar in line.bars] == ["d", "c", "a"]
    assert (line.first, line.last) == (date(2023, 1, 1), TODAY)
    assert [year for year, _left in line.years] == [2023, 2024, 2025, 2026]
    assert line.years[0][1] == "0.0%"


def test_without_any_time_there_is_no_line_and_a_very_long_one_is_cut() -> None:
    assert timeline_of([Period("a", "current", None, None), Period("b", "declined", told("2019"), None)], TODAY) is None
    old = timeline_of([Period("a", "current", told("1910"), None)], TODAY)
    assert old
    assert old.first == date(1986, 1, 1)
    assert len(old.years) <= 6
    ahead = timeline_of([Period("a", "current", PartialDate(date(9999, 12, 31)), None)], TODAY)
    assert ahead
    assert ahead.first == date(2026, 1, 1)
