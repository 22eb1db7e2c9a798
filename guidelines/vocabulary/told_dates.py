"""A date of which only the month or the year is known, as a value like any other. Pure Python."""

import re
from datetime import date
from typing import Any, Literal, Self

Precision = Literal["day", "month", "year"]
FORMATS: dict[str, str] = {"day": "%d.%m.%Y", "month": "%m.%Y", "year": "%Y"}
ISO_FORMATS: dict[str, str] = {"month": "%Y-%m", "year": "%Y"}
ISO = re.compile(r"(\d{4})(?:-(\d{2}))?")


class ToldDate(date):
    """The first day of a month or a year of which no more is known: rules reckon from it, and nobody is shown it.

    It is kept as it was told, 2024-03 or 2024, as FHIR keeps such dates.
    """

    precision: Precision

    def __new__(cls, year: int, month: int, day: int, precision: Precision) -> Self:
        told = super().__new__(cls, year, month, day)
        told.precision = precision
        return told

    def isoformat(self) -> str:
        return self.strftime(ISO_FORMATS[self.precision])

    def __str__(self) -> str:
        return self.isoformat()

    def __reduce__(self) -> tuple[Any, ...]:
        return ToldDate, (self.year, self.month, self.day, self.precision)


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
