"""Instruments: questionnaires as content, with items, scores, bands and alerts. Pure Python.

A score is worked out only when every item behind it is answered: nothing is averaged over a missing item, or guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

from guidelines.conditions.tree import Node
from guidelines.instruments.scores import Expression, ItemValue
from guidelines.vocabulary.facts import Facts

Kind = Literal["scored", "vocabulary", "result_only"]
ItemType = Literal["choice", "ticks", "number", "text"]
Direction = Literal["lower_is_better", "higher_is_better", ""]
RESULT = "result"


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(frozen=True)
class Item:
    """One question of an instrument. A choice stands for a number of points; a list of ticks for those ticked."""

    key: str
    text: str
    type: ItemType
    options: Mapping[Any, str]
    group: str = ""
    min: int | None = None
    max: int | None = None

    @property
    def points(self) -> tuple[int, ...]:
        if self.type == "number":
            return (self.min or 0, self.max or 0)
        return tuple(self.options) if self.type == "choice" else ()

    @property
    def ticks(self) -> tuple[str, ...]:
        return tuple(self.options) if self.type == "ticks" else ()

    def allows(self, value: Any) -> bool:
        """Whether this is an answer to the item."""
        match self.type:
            case "choice":
                return _is_number(value) and value in self.options
            case "ticks":
                return isinstance(value, list | tuple) and set(value) <= self.options.keys()
            case "number":
                return _is_number(value) and self.points[0] <= value <= self.points[1]
        return isinstance(value, str) and bool(value)

    def display(self, value: Any) -> str:
        """An answer in words."""
        if self.type == "ticks":
            return ", ".join(self.options[ticked] for ticked in self.options if ticked in value) or "Ingen af disse"
        return str(self.options.get(value, value))


@dataclass(frozen=True)
class Band:
    """A range of a score, both ends within it, in words."""

    least: int
    most: int
    label: str


@dataclass(frozen=True)
class Level:
    """A result in words, for when a condition over items and scores holds."""

    key: str
    label: str
    when: Node


@dataclass(frozen=True)
class Score:
    """A number with its bands, or the first of several levels that holds."""

    key: str
    title: str
    expression: Expression | None
    levels: tuple[Level, ...]
    direction: Direction
    bands: tuple[Band, ...]
    bands_source: str
    items: frozenset[str]

    def band_of(self, value: int) -> str:
        return next((band.label for band in self.bands if band.least <= value <= band.most), "")


@dataclass(frozen=True)
class Alert:
    """An answer from which on a question of the vocabulary must be asked at once."""

    item: str
    least: int
    question: str


@dataclass(frozen=True)
class InstrumentSuggestion:
    """Other instruments that a score points to."""

    score: str
    least: int
    instruments: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Instrument:
    key: str
    kind: Kind
    title: str
    short: str
    purpose: str
    period: str
    intro: str
    source: str
    licence: str
    danish_version: str
    interpretation: str
    unofficial_wording: bool
    why_no_items: str
    items: tuple[Item, ...]
    scores: tuple[Score, ...]
    alert: Alert | None
    suggestion: InstrumentSuggestion | None
    questions: tuple[str, ...]
    fact: str

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        return {item.key: item for item in self.items}

    def answered(self, items: Mapping[str, Any]) -> dict[str, ItemValue]:
        """The answers that are answers to this instrument's items; anything else counts as unanswered."""
        return {item.key: items[item.key] for item in self.items if item.key in items and item.allows(items[item.key])}


@dataclass(frozen=True)
class ScoreResult:
    """A score of one filling-in. Without a value it says which items are missing, in the instrument's order."""

    score: Score
    value: int | str | None
    band: str
    missing: tuple[str, ...]


def score(instrument: Instrument, items: Mapping[str, Any]) -> list[ScoreResult]:
    """Every score of the instrument, by its published rule (the instrument's `source` and each score's `bands_source`).

    `items` holds the answers by item; a score that lacks an item has no value.
    """
    given = instrument.answered(items)
    numbers = {
        entry.key: entry.expression.compute(given)
        for entry in instrument.scores
        if entry.expression and entry.items <= given.keys()
    }
    return [_result(entry, instrument, given, numbers) for entry in instrument.scores]


def _result(
    entry: Score, instrument: Instrument, given: Mapping[str, ItemValue], numbers: Mapping[str, int]
) -> ScoreResult:
    missing = tuple(item.key for item in instrument.items if item.key in entry.items and item.key not in given)
    if missing:
        return ScoreResult(entry, None, "", missing)
    if entry.expression:
        return ScoreResult(entry, numbers[entry.key], entry.band_of(numbers[entry.key]), ())
    facts = Facts(date.min, {**given, **numbers})
    level = next(level for level in entry.levels if level.when.value(facts))
    return ScoreResult(entry, level.key, level.label, ())


def alerts(instrument: Instrument, items: Mapping[str, Any]) -> Alert | None:
    """The instrument's alert, when the answer to its item reaches the limit. An unanswered item raises nothing."""
    alert = instrument.alert
    value = instrument.answered(items).get(alert.item) if alert else None
    return alert if alert and isinstance(value, int) and value >= alert.least else None


def awaits_the_question(answered_on: date, asked_on: date | None) -> bool:
    """Whether an alert still stands: its question has not been answered on the day of the filling-in or later."""
    return asked_on is None or asked_on < answered_on


def suggested(instrument: Instrument, scores: Mapping[str, Any]) -> InstrumentSuggestion | None:
    """What a score of this height points to. `scores` holds the values by score."""
    found = instrument.suggestion
    value = scores.get(found.score) if found else None
    return found if found and isinstance(value, int) and value >= found.least else None
