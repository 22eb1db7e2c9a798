"""Dates as precise as they are remembered: a day, a month or a year. Pure Python."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

Precision = Literal["day", "month", "year"]
FORMATS: dict[str, str] = {"day": "%d.%m.%Y", "month": "%m.%Y", "year": "%Y"}
YEAR = re.compile(r"\d{4}", re.ASCII)
MONTH = re.compile(r"(\d{1,2})[./-](\d{4})", re.ASCII)
EARLIEST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, or the first day of a month or year of which no more is known."""

    day: date
    precision: Precision = "day"

    def __str__(self) -> str:
        """As it was told: 05.03.2024, 03.2024 or 2024, never a day that nobody named."""
        return self.day.strftime(FORMATS[self.precision])

    @property
    def latest(self) -> date:
        """The last day that it can have been."""
        if self.precision == "year":
            return date(self.day.year, 12, 31)
        if self.precision == "month":
            return self.day.replace(day=monthrange(self.day.year, self.day.month)[1])
        return self.day


def parse_month_or_year(text: str) -> PartialDate | None:
    """What `2024`, `03.2024`, `3/2024` or `03-2024` says; None for anything else, also a month that is none."""
    stripped = text.strip()
    if YEAR.fullmatch(stripped) and int(stripped) >= EARLIEST_YEAR:
        return PartialDate(date(int(stripped), 1, 1), "year")
    match = MONTH.fullmatch(stripped)
    if match and 1 <= int(match[1]) <= 12 and int(match[2]) >= EARLIEST_YEAR:
        return PartialDate(date(int(match[2]), int(match[1]), 1), "month")
    return None
