"""Calendar arithmetic for the clinical rules: adding months, and durations in months. Pure Python."""

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date


def add_months(day: date, months: int) -> date:
    """The same day that many months on (negative: back), or that month's last day if there is no such day.

    Before the first or after the last day that a date can hold: that day.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if year < MINYEAR:
        return date.min
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def completed_months(start: date, end: date) -> int:
    """The largest whole n for which start + n months lies on or before end (start on or before end)."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def duration_in_months(start: date, end: date) -> float:
    """Completed months, plus a half when days remain: so `> 3` means more than three months."""
    months = completed_months(start, end)
    return months + 0.5 if add_months(start, months) < end else months
