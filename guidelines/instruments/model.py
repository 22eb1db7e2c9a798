"""Instruments: questionnaires as content, with items, scores, bands and alerts. Pure Python.

A score is worked out only when every item behind it is answered: nothing is averaged over a missing item, or guessed.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, TypeGuard

from guidelines.conditions.tree import Node
from guidelines.conditions.verdicts import verdict_of
from guidelines.instruments.scores import Expression, ItemValue
from guidelines.vocabulary.facts import Facts
from guidelines.vocabulary.shapes import About, Json, Rows, shape, stored_as
from guidelines.vocabulary.shapes import msgid as _
from guidelines.vocabulary.sourcing import PublicationBody, Verifiable

logger = logging.getLogger(__name__)

Kind = Literal["scored", "vocabulary", "result_only"]
ItemType = Literal["choice", "ticks", "number", "text"]
Direction = Literal["lower_is_better", "higher_is_better", ""]
RESULT = "result"


def _is_number(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One question of an instrument. A choice stands for a number of points; a list of ticks for those ticked."""

    key: str
    text: str
    type: ItemType
    options: Mapping[int | str, str] = field(default_factory=dict)
    group: str = ""
    min: int | None = None
    max: int | None = None

    @property
    def points(self) -> tuple[int, ...]:
        if self.type == "number":
            return (self.min or 0, self.max or 0)
        return tuple(value for value in self.options if isinstance(value, int)) if self.type == "choice" else ()

    @property
    def ticks(self) -> tuple[str, ...]:
        return tuple(value for value in self.options if isinstance(value, str)) if self.type == "ticks" else ()

    def allows(self, value: object) -> TypeGuard[ItemValue]:
        """Whether this is an answer to the item."""
        match self.type:
            case "choice":
                return _is_number(value) and value in self.options
            case "ticks":
                return isinstance(value, list | tuple) and set(value) <= self.options.keys()
            case "number":
                return _is_number(value) and self.points[0] <= value <= self.points[1]
        return isinstance(value, str) and bool(value)

    def display(self, value: ItemValue | float | list[str]) -> str:
        """An answer in words."""
        if isinstance(value, list | tuple):
            return ", ".join(self.options[ticked] for ticked in self.options if ticked in value) or "Ingen af disse"
        return str(value) if isinstance(value, float) else self.options.get(value, str(value))


@shape("Grænsen")
class Band:
    """A range of a score, both ends within it, in words."""

    least: Annotated[int, stored_as("from")]
    most: Annotated[int, stored_as("to")]
    label: str


@dataclass(frozen=True, kw_only=True)
class Level:
    """A result in words, for when a condition over items and scores holds."""

    key: str
    label: str
    when: Node


@dataclass(frozen=True, kw_only=True)
class Score:
    """A number with its bands, or the first of several levels that holds."""

    key: str
    title: str
    expression: Expression | None = None
    levels: tuple[Level, ...] = ()
    direction: Direction = ""
    bands: tuple[Band, ...] = ()
    bands_source: str = ""
    items: frozenset[str]

    def band_of(self, value: int) -> str:
        return next((band.label for band in self.bands if band.least <= value <= band.most), "")


@shape("Svaret")
class ItemOption:
    value: int | str
    label: str


@shape("Spørgsmålet")
class ItemRow:
    """An item as it is stored: its options are its own, shared by name, or those of the whole instrument."""

    key: str
    text: str
    ticks: bool = False
    options: str | tuple[ItemOption, ...] | None = None
    group: str = ""


@shape("Niveauet")
class LevelRow:
    key: str
    label: str
    when: Json


@shape("Scoren")
class ScoreRow:
    """A score as it is stored: `of` is what a number is worked out from; without it, there are `levels`."""

    key: str
    title: str
    of: Json = None
    min: int | None = None
    max: int | None = None
    direction: Direction = ""
    bands: tuple[Band, ...] = ()
    bands_source: str = ""
    levels: tuple[LevelRow, ...] = ()


@shape("Resultatet")
class ResultRow:
    """What is noted of an instrument whose items are not shown: a number with its bands, or a text."""

    type: Literal["number", "text"]
    title: str
    min: int | None = None
    max: int | None = None
    direction: Direction = ""
    bands: tuple[Band, ...] = ()
    bands_source: str = ""


@shape()
class Alert:
    """An answer from which on a question of the vocabulary must be asked at once."""

    item: str
    least: Annotated[int, stored_as("from")]
    question: str


@shape()
class InstrumentSuggestion:
    """Other instruments that a score points to."""

    score: str
    least: Annotated[int, stored_as("from")]
    instruments: tuple[str, ...]
    text: str


@shape("Skemaet")
class InstrumentContent(Verifiable):
    """A questionnaire as it is stored. Of a `scored` one the items are asked here; of `vocabulary`, the `questions` of
    the intake; of `result_only`, the `result` is noted.
    """

    key: str
    kind: Kind
    title: Annotated[str, About(_("Title"))]
    short: Annotated[str, About(_("Short name"))]
    purpose: Annotated[str, About(_("Purpose"), "text")]
    period: Annotated[str, About(_("Period"))] = ""
    intro: Annotated[str, About(_("Introduction"), "text")] = ""
    interpretation: Annotated[str, About(_("How it is read"), "text")]
    item_rows: Annotated[
        tuple[ItemRow, ...],
        stored_as("items"),
        About(_("Questions"), "labelled", required=False, inner=("key", "text"), fixed=True),
    ] = ()
    why_no_items: Annotated[str, About(_("Why the questions are not shown"), "text")] = ""
    source: Annotated[str, About(_("Source"), "text")]
    licence: Annotated[str, About(_("Terms of use"), "text")]
    danish_version: Annotated[str, About(_("Danish version"), "text")]
    unofficial_wording: Annotated[bool, About(_("Unofficial wording"), "tick")] = False
    score_rows: Annotated[tuple[ScoreRow, ...], stored_as("scores"), About(_("Scores"), "shown")] = ()
    result: Annotated[ResultRow | None, About(_("Result"), "shown")] = None
    options: Annotated[str | tuple[ItemOption, ...] | None, About(_("Answers to choose from"), "shown")] = None
    questions: Annotated[tuple[str, ...], About(_("Questions of the intake"), "shown", of="facts")] = ()
    fact: Annotated[str, About(_("Fact that holds the score"), "shown", of="facts")] = ""
    alert: Annotated[Alert | None, About(_("Alert"), "shown")] = None
    suggestion: Annotated[InstrumentSuggestion | None, stored_as("suggests"), About(_("Suggests"), "shown")] = None


@shape("Skemaerne", is_named=False)
class InstrumentsBody(PublicationBody):
    """A release of the questionnaires as it is stored."""

    instruments: Annotated[tuple[InstrumentContent, ...], Rows(_("Questionnaires"), _("Questionnaire"), can_add=False)]
    options: Annotated[
        dict[str, tuple[ItemOption, ...]], About(_("Answers that questionnaires share"), "shown", required=False)
    ] = field(default_factory=dict)


@shape()
class Instrument(InstrumentContent):
    """A questionnaire, ready to be filled in."""

    items: tuple[Item, ...] = ()
    scores: tuple[Score, ...] = ()

    @cached_property
    def by_key(self) -> Mapping[str, Item]:
        return {item.key: item for item in self.items}

    def answered(self, items: Mapping[str, object]) -> dict[str, ItemValue]:
        """The answers that are answers to this instrument's items; anything else counts as unanswered."""
        found = ((item, items[item.key]) for item in self.items if item.key in items)
        return {item.key: value for item, value in found if item.allows(value)}


@dataclass(frozen=True)
class ScoreResult:
    """A score of one filling-in. Without a value it says which items are missing, in the instrument's order; where none
    is, it could not be worked out.
    """

    score: Score
    value: int | str | None
    band: str
    missing: tuple[str, ...]


def score(instrument: Instrument, items: Mapping[str, object]) -> list[ScoreResult]:
    """Every score of the instrument, by its published rule (the instrument's `source` and each score's `bands_source`).

    `items` holds the answers by item; a score that lacks an item has no value.
    """
    given = instrument.answered(items)
    numbers = dict(_numbers_of(instrument, given))
    return [_result(entry, instrument, given, numbers) for entry in instrument.scores]


def _numbers_of(instrument: Instrument, given: Mapping[str, ItemValue]) -> Iterator[tuple[str, int]]:
    """Each score that is a number, where its items are answered and it can be worked out."""
    for entry in instrument.scores:
        if entry.expression and entry.items <= given.keys():
            try:
                yield entry.key, entry.expression.compute(given)
            except Exception:
                logger.exception("The score %s of %s failed", entry.key, instrument.key)


def _result(
    entry: Score, instrument: Instrument, given: Mapping[str, ItemValue], numbers: Mapping[str, int]
) -> ScoreResult:
    missing = tuple(item.key for item in instrument.items if item.key in entry.items and item.key not in given)
    if missing:
        return ScoreResult(entry, None, "", missing)
    if entry.expression:
        number = numbers.get(entry.key)
        return ScoreResult(entry, number, "" if number is None else entry.band_of(number), ())
    facts, name = Facts(date.min, {**given, **numbers}), f"the score {entry.key} of {instrument.key}"
    level = next((level for level in entry.levels if verdict_of(level.when, facts, name=name).value), None)
    return ScoreResult(entry, level.key, level.label, ()) if level else ScoreResult(entry, None, "", ())


def alerts(instrument: Instrument, items: Mapping[str, object]) -> Alert | None:
    """The instrument's alert, when the answer to its item reaches the limit. An unanswered item raises nothing."""
    alert = instrument.alert
    value = instrument.answered(items).get(alert.item) if alert else None
    return alert if alert and isinstance(value, int) and value >= alert.least else None


def awaits_the_question(answered_on: date, asked_on: date | None) -> bool:
    """Whether an alert still stands: its question has not been answered on the day of the filling-in or later."""
    return asked_on is None or asked_on < answered_on


def find_suggestion(instrument: Instrument, scores: Mapping[str, object]) -> InstrumentSuggestion | None:
    """What a score of this height points to. `scores` holds the values by score."""
    found = instrument.suggestion
    value = scores.get(found.score) if found else None
    return found if found and isinstance(value, int) and value >= found.least else None
