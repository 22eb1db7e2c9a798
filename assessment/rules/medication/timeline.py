"""Bars along a line of years that show when treatments were used. Pure Python; what is unknown is drawn as unknown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessment.rules.facts import TRIED
from assessment.rules.medication.partial_dates import PartialDate

WIDTH = 1000
LEAST = 6
MOST_YEARS = 40
MOST_LABELS = 5


@dataclass(frozen=True)
class Period:
    """One treatment on the line: `start` and `stop` are None if not recorded."""

    label: str
    status: str
    start: PartialDate | None
    stop: PartialDate | None


@dataclass(frozen=True)
class Piece:
    """A part of a bar, `x` from the left edge, both of WIDTH; `sure`: known to have been used."""

    x: int
    width: int
    sure: bool

    @property
    def left(self) -> str:
        """Where it begins, as a share of the line's length for an SVG."""
        return share(self.x)

    @property
    def length(self) -> str:
        return share(self.width)


def share(of_width: int) -> str:
    return f"{100 * of_width / WIDTH:.1f}%"


@dataclass(frozen=True)
class Bar:
    period: Period
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Timeline:
    bars: tuple[Bar, ...]
    years: tuple[tuple[int, str], ...]
    first: date
    last: date


def timeline_of(periods: Iterable[Period], as_of: date) -> Timeline | None:
    """The treatments that were used, by start, those of unknown start last; None if no time is known at all.

    The line runs from the first year that is named to `as_of`; of more than 40 years it shows the last 40.
    """
    used = [period for period in periods if period.status in TRIED]
    known = [one.day for period in used for one in (period.start, period.stop) if one]
    if not known:
        return None
    first = date(max(min(*known, as_of).year, as_of.year - MOST_YEARS), 1, 1)
    ordered = sorted(used, key=lambda period: (period.start is None, period.start.day if period.start else first))
    scale = Scale(first, as_of)
    step = 1 + (as_of.year - first.year) // MOST_LABELS
    years = tuple((year, share(scale.place(date(year, 1, 1)))) for year in range(first.year, as_of.year + 1, step))
    return Timeline(tuple(Bar(period, _pieces(period, scale)) for period in ordered), years, first, as_of)


@dataclass(frozen=True)
class Scale:
    first: date
    last: date

    def place(self, day: date) -> int:
        """Where a day lies, from 0 to WIDTH; days beyond the ends lie at the ends."""
        within = min(max(day, self.first), self.last)
        return round(WIDTH * (within - self.first).days / max((self.last - self.first).days, 1))

    def piece(self, start: date, stop: date, sure: bool) -> Piece:
        """A piece between two days, wide enough to be seen and within the ends."""
        x = min(self.place(start), WIDTH - LEAST)
        return Piece(x, max(self.place(stop) - x, LEAST), sure)


def _pieces(period: Period, scale: Scale) -> tuple[Piece, ...]:
    """The bar: sure from the last day that it can have begun to the first that it can have ended."""
    in_use = period.status == "current"
    if period.start is None and period.stop is None:
        return (scale.piece(scale.last, scale.last, sure=True),) if in_use else ()
    begin = period.start.day if period.start else scale.first
    begun = period.start.latest if period.start else (period.stop.day if period.stop else scale.last)
    ended = scale.last if in_use else period.stop.day if period.stop else begun
    end = scale.last if in_use or period.stop is None else period.stop.latest
    if begun >= ended and (begin, end) != (begun, ended):
        return (scale.piece(begin, end, sure=False),)
    spans = ((begin, begun, False), (begun, ended, True), (ended, end, False))
    return tuple(scale.piece(*span) for span in spans if span[2] or span[0] < span[1])
