"""Scores and their changes in Danish words, for screens, notes, letters, sheets and what is handed over as data.

Pure Python. A change is told with numbers and days, never with a verdict beyond which direction is the better one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from guidelines.vocabulary.model import display_value

Direction = Literal["lower", "higher", ""]
# What the content says of an instrument's score, as a direction; empty where it does not say.
DIRECTIONS: dict[str, Direction] = {"lower_is_better": "lower", "higher_is_better": "higher"}
IS_BETTER: dict[Direction, str] = {"lower": "lavere er bedre", "higher": "højere er bedre", "": ""}
MOVED = {"higher": "højere", "lower": "lavere"}
NOT_ASKED, NO_ANSWER = "ikke spurgt", "intet svar"
# Of a score whose items were not all given in one contact: it belongs to no day, and is compared with nothing.
PARTIAL = "delvis"
# A score whose instrument is no longer known.
NAMELESS = "Score"


def number(value: float, decimals: int) -> str:
    """A score in Danish, with this many decimals."""
    return f"{value:.{decimals}f}".replace(".", ",")


def better_in_brackets(better: Direction) -> str:
    """Which direction is the better one, as it stands behind something; empty if the content does not say."""
    return f"({IS_BETTER[better]})" if better else ""


def better_as_sentence(better: Direction) -> str:
    """The same as a sentence of its own."""
    return f"{IS_BETTER[better].capitalize()}." if better else ""


def scale(least: float, most: float) -> str:
    """How far a scale goes."""
    return f"fra {least:g} til {most:g}"


def on_its_scale(value: float | str, least: float, most: float) -> str:
    """A score's number together with its scale: 12 af 27, or 30 på skalaen 11 til 44."""
    return f"{value} af {most}" if least == 0 else f"{value} på skalaen {least} til {most}"


def full_title(instrument: str, score: str) -> str:
    """A score's title where its instrument is not named beside it."""
    return f"{instrument}: {score}"


def score_in_list(title: str, value: str, band: str) -> str:
    """A score in a list: its number on its scale, and what the number means."""
    return f"{title}: {', '.join(part for part in (value, band) if part)}"


def score_in_note(title: str, value: float | str, band: str) -> str:
    """A score in a note: a number with its band; a level is named by its band alone."""
    if isinstance(value, str):
        return band or title
    return f"{title} {display_value(value, {})} ({band})" if band else f"{title} {display_value(value, {})}"


@dataclass(frozen=True)
class ScoreChange:
    """A score as it is now, and as it was on an earlier day."""

    before: float
    now: float
    since: date

    @property
    def direction(self) -> str:
        return "same" if self.now == self.before else "higher" if self.now > self.before else "lower"

    @property
    def difference(self) -> str:
        return display_value(round(abs(self.now - self.before), 1), {})

    @property
    def in_words(self) -> str:
        """The change beside the score, of which a lower one is better."""
        return self.told("lower")

    def told(self, better: Direction) -> str:
        """The change beside the score, and whether it is for the better."""
        day, direction = f"{self.since:%d.%m.%Y}", self.direction
        if direction == "same":
            return f"= som {day}"
        sign, verdict = "↑" if direction == "higher" else "↓", "bedre" if direction == better else "værre"
        return f"{sign} {self.difference} {MOVED[direction]} ({verdict}) end {day}"


def change_of_series(title: str, change: ScoreChange, shown: Callable[[float], str], decimals: int | None) -> str:
    """A change beside a chart: from what to what, by how much, since when. `decimals` is None for grades in words."""
    values = f"{title} {shown(change.before)} → {shown(change.now)}"
    since = f"siden {change.since:%d.%m.%Y}"
    if change.direction == "same":
        return f"{values}, uændret {since}"
    direction = MOVED[change.direction]
    if decimals is None:
        return f"{values}, {direction} {since}"
    difference = abs(change.now - change.before)
    percent = f" ({difference / change.before * 100:.0f} %)" if change.before else ""
    return f"{values}, {number(difference, decimals)} {direction}{percent} {since}"


def in_part(value: str, days: str) -> str:
    """A score whose items are of several contacts: of no day, so that the days of its items stand with the number."""
    return f"{value} ({PARTIAL}, {days})"


def no_longer_computed(label: str, before: str) -> str:
    """What a note says of a score that lacks an answer now; `before` are its words until then."""
    return f"{label} kan ikke længere beregnes (før {before})."
