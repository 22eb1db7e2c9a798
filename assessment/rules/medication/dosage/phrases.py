"""The phrases of a dose: an amount, how many at a time, how often, when; and what leaves it open. Pure Python."""

from dataclasses import dataclass
from decimal import Decimal

from assessment.rules.medication.dosage.lexicon import Open
from guidelines.medicines.model import MG


@dataclass(frozen=True)
class Amount:
    """`50 mg`, `25 µg/t`. `readings` are what the number can mean, in `unit`; `written` says them in the line's unit.

    `daily` where the words go straight on with a day: `150 mg/døgn`. `total` where the line calls it the sum, `parts`
    where it is one of several amounts: `20 + 15 mg`.
    """

    readings: tuple[Decimal, ...]
    written: tuple[str, ...]
    unit: str = MG
    daily: bool = False
    total: bool = False
    parts: bool = False


@dataclass(frozen=True)
class Count:
    """How many at a time: `2 tabletter`, `½`. `patch` where patches are counted, `bracketed` right after a bracket."""

    number: Decimal
    patch: bool = False
    bracketed: bool = False


@dataclass(frozen=True)
class Multiplier:
    """`2 x` before an amount: how many at a time, or how many times a day where nothing else says that."""

    number: Decimal


@dataclass(frozen=True)
class Often:
    """How many times a day, by number or by the hours between."""

    times: int


@dataclass(frozen=True)
class When:
    """The times of day, by name or by the clock."""

    times: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """`1+0+2`: how many in the course of a day."""

    total: Decimal


@dataclass(frozen=True)
class Daily:
    """`dagligt`, `i døgnet`."""


@dataclass(frozen=True)
class Interval:
    """Something longer than a day: `hver 3. dag`, `om ugen`, `mandag og torsdag`."""

    hours: int


@dataclass(frozen=True)
class Left:
    """What is understood, and leaves the dose open."""

    reason: Open


@dataclass(frozen=True)
class Unknown:
    """A word that is not understood, as it was written."""

    word: str


Phrase = Amount | Count | Multiplier | Often | When | Grid | Daily | Interval | Left | Unknown
