"""Dates as precise as they are remembered: a day, a month or a year. Pure Python."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from assessment.rules.medication.dosage.numerals import NUMBERS
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.numbers import read_number
from guidelines.vocabulary.told_dates import FORMATS, Precision, last_day_of

YEAR = re.compile(r"\d{4}", re.ASCII)
MONTH = re.compile(r"(\d{1,2})[./-](\d{4})", re.ASCII)
EARLIEST_YEAR = 1900
# "3 år", "ca. 1½ år siden", "for 8 måneder siden", "6 uger".
AGO = re.compile(
    r"(?:for\s+)?(?:ca\.?\s*|omkring\s+)?(?P<number>[\d.,]*\s*½?|et|en|to|tre|fire|fem|seks|syv|otte|ni|ti|halvandet)"
    r"\s*(?P<unit>år|månede?r?|mdr?\.?|uger?|dage?)(?:\s+siden)?"
)
# "om 2 uger", "2 uger", "om 3 mdr.", "om et halvt år", "14 dage".
AHEAD = re.compile(
    r"(?:om\s+)?(?:ca\.?\s*)?"
    r"(?P<number>[\d.,]*\s*½?|et halvt|et|en|to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|halvandet)\s*"
    r"(?P<unit>år|månede?r?|mdr?\.?|uger?|dage?)"
)
IN_WORDS = NUMBERS | {"halvandet": Decimal("1.5"), "et halvt": Decimal("0.5")}
MOST_YEARS = 120


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
        return last_day_of(self.day, self.precision)


def parse_month_or_year(text: str) -> PartialDate | None:
    """What `2024`, `03.2024`, `3/2024` or `03-2024` says; None for anything else, as for month 13."""
    stripped = text.strip()
    if YEAR.fullmatch(stripped) and int(stripped) >= EARLIEST_YEAR:
        return PartialDate(date(int(stripped), 1, 1), "year")
    match = MONTH.fullmatch(stripped)
    if match and 1 <= int(match[1]) <= 12 and int(match[2]) >= EARLIEST_YEAR:
        return PartialDate(date(int(match[2]), int(match[1]), 1), "month")
    return None


def parse_ago(text: str, as_of: date) -> PartialDate | None:
    """When `3 år`, `ca. 1½ år`, `8 måneder siden` or `6 uger` before a day was; None for anything else.

    Years and months give a month, weeks and days a day.
    """
    match = AGO.fullmatch(" ".join(text.lower().split()))
    number = _number_of(match["number"].strip()) if match else None
    if match is None or number is None or number < 0:
        return None
    unit = match["unit"]
    if unit.startswith(("u", "d")):
        days = int(number * (7 if unit.startswith("u") else 1))
        return PartialDate(as_of - timedelta(days=days)) if days <= MOST_YEARS * 366 else None
    months = int(number * (12 if unit == "år" else 1))
    if months > MOST_YEARS * 12:
        return None
    then = add_months(as_of, -months)
    # A year alone would be counted from its January: three years ago would become three years and ten months.
    return PartialDate(then.replace(day=1), "month")


NAMED_DAYS = {"i dag": 0, "idag": 0, "i morgen": 1, "imorgen": 1, "i overmorgen": 2}


def parse_ahead(text: str, as_of: date) -> date | None:
    """The day that `i morgen`, `om 2 uger`, `3 mdr.` or `om et halvt år` is, said on a day; None for anything else.

    Only whole days and months are counted: half a month is no day that everybody means.
    """
    said = " ".join(text.lower().split())
    if said in NAMED_DAYS:
        return as_of + timedelta(days=NAMED_DAYS[said])
    match = AHEAD.fullmatch(said)
    number = _number_of(match["number"].strip()) if match else None
    if match is None or number is None or number <= 0:
        return None
    unit = match["unit"]
    in_days = unit.startswith(("u", "d"))
    count = number * (7 if unit.startswith("u") else 12 if unit == "år" else 1)
    if count % 1 or count > MOST_YEARS * (366 if in_days else 12):
        return None
    return as_of + timedelta(days=int(count)) if in_days else add_months(as_of, int(count))


def _number_of(text: str) -> Decimal | None:
    """The number of a time ago: digits, with a half after them, or a word."""
    half = Decimal("0.5") if text.endswith("½") else Decimal(0)
    whole = text.removesuffix("½").strip()
    if whole in IN_WORDS or (half and not whole):
        return IN_WORDS.get(whole, Decimal(0)) + half
    try:
        return read_number(whole) + half
    except ValueError:
        return None
