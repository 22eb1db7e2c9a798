"""A date of which only the month or the year is known, as a value like any other. Pure Python."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Literal, Self

Precision = Literal["day", "month", "year"]
FORMATS: dict[str, str] = {"day": "%d.%m.%Y", "month": "%m.%Y", "year": "%Y"}
ISO_FORMATS: dict[str, str] = {"month": "%Y-%m", "year": "%Y"}
ISO = re.compile(r"(\d{4})(?:-(\d{2}))?")


class ToldDate(date):
    """The first day of a month or a year of which no more is known: it is sorted by it, and nobody is shown it.

    What is asked of it is known only where every day that it may be gives the same answer. It is kept as it was told,
    2024-03 or 2024, as FHIR keeps such dates.
    """

    precision: Precision

    def __new__(cls, year: int, month: int, day: int, precision: Precision) -> Self:
        told = super().__new__(cls, year, month, day)
        told.precision = precision
        return told

    @property
    def latest(self) -> date:
        """The last day that it may be."""
        return last_day_of(self, self.precision)

    def days_until(self, last: date) -> Iterator[date]:
        """Every day that it may be: none of them after `last`, which nobody has seen yet."""
        until = max(min(self.latest, last), date(self.year, self.month, self.day))
        return (until - timedelta(days=back) for back in range((until - self).days, -1, -1))

    def isoformat(self) -> str:
        return self.strftime(ISO_FORMATS[self.precision])

    def __str__(self) -> str:
        return self.isoformat()

    def __reduce__(self) -> tuple[Any, ...]:
        return ToldDate, (self.year, self.month, self.day, self.precision)


def last_day_of(first: date, precision: Precision) -> date:
    """The last day of the month or the year that begins so; a day itself."""
    if precision == "day":
        return first
    month = 12 if precision == "year" else first.month
    return date(first.year, month, monthrange(first.year, month)[1])


def told_date(year: int, month: int | None = None) -> ToldDate:
    """A month, or a year if no month is named. Raises ValueError if it does not exist."""
    return ToldDate(year, month or 1, 1, "month" if month else "year")


def parse_told(text: str) -> ToldDate | None:
    """The month or year that `2024-03` or `2024` says; None for any other text. Raises ValueError for a wrong month."""
    match = ISO.fullmatch(text)
    return told_date(int(match[1]), int(match[2]) if match[2] else None) if match else None


def day_in_danish(day: date) -> str:
    """dd.mm.yyyy, or the month or year alone where no more is known."""
    return day.strftime(FORMATS[day.precision if isinstance(day, ToldDate) else "day"])
