"""Scores over the contacts of an episode, with their gaps. Pure Python.

A point stands on the day of a contact (a consultation, or a day without one) that gives the score by itself. Where
only a part was asked, where it could not be answered, or was withdrawn, there is a gap: a point without a value, which
breaks the line. A contact in which nobody touched it is nothing: the line goes on.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from assessment.rules.facts import as_number, scores_of
from assessment.rules.keys import GCPS_GRADE, PEG_SCORE
from assessment.rules.reading import CaseFault, parse_answer
from assessment.rules.score_words import PARTIAL, Direction, ScoreChange, change_of_series, number
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Vocabulary

HIGHEST = 10
COMPUTED = (PEG_SCORE, GCPS_GRADE)
# Where an answer was given: in the consultation of this number (None: without contact), and on which day.
Given = tuple[int | None, date]


@dataclass(frozen=True, slots=True)
class RecordedAnswer:
    """One answer as it was recorded, in the consultation of this number (None: without contact, on its day).

    A value of None withdraws it, or says that there is none."""

    consultation: int | None
    day: date
    question: str
    value: object


@dataclass(frozen=True, slots=True)
class Point:
    """A score on a day, or a gap (None). `missing` is what a gap lacks.

    `since` is the day of its oldest part, in documents from before a point had to be of one contact.
    """

    day: date
    value: float | None
    words: str = ""
    since: date | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One score over time. `better` says in which direction it gets better; empty if the content does not say."""

    key: str
    title: str
    least: float
    most: float
    better: Direction
    points: tuple[Point, ...]
    labels: Mapping[int, str] = field(default_factory=dict)

    @property
    def known(self) -> list[Point]:
        """The points that have a value."""
        return [point for point in self.points if point.value is not None]

    def display(self, value: float) -> str:
        """A value as it is written beside the chart: its label, or the number in Danish."""
        return self.labels.get(int(value), number(value, self.decimals))

    @property
    def decimals(self) -> int:
        """One where any value needs it, so that all are written alike."""
        return int(any(point.value % 1 for point in self.known if point.value is not None))


@dataclass(frozen=True, slots=True)
class Mark:
    """A treatment in time; it is drawn only from a known start."""

    title: str
    started: date | None
    stopped: date | None
    in_use: bool


class KeptPoint(TypedDict):
    day: str
    value: float | None
    words: str
    since: str | None
    missing: list[str]


class KeptSeries(TypedDict):
    key: str
    title: str
    least: float
    most: float
    better: Direction
    points: list[KeptPoint]
    labels: dict[str, str]


class KeptMark(TypedDict):
    title: str
    started: str | None
    stopped: str | None
    in_use: bool


class KeptFigure(TypedDict):
    """Series and treatments as numbers and days, as a document keeps them in JSON."""

    series: list[KeptSeries]
    marks: list[KeptMark]
    as_of: str


@dataclass(slots=True)
class KnownState:
    """What was known at the end of one contact, and what was touched in it."""

    day: date
    answers: dict[str, Value]
    given: dict[str, Given]
    touched: set[str]


def states_of(given: Iterable[RecordedAnswer], vocabulary: Vocabulary) -> Iterator[KnownState]:
    """The answers as they stood at the end of each contact. `given` comes in the order it was recorded in.

    A value that the vocabulary in force no longer allows counts as unanswered, like everywhere else.
    """
    by_contact: dict[int | date, list[RecordedAnswer]] = {}
    for row in given:
        by_contact.setdefault(row.day if row.consultation is None else row.consultation, []).append(row)
    answers: dict[str, Value] = {}
    given_in: dict[str, Given] = {}
    for rows in by_contact.values():
        for row in rows:
            value = _parse_row(row, vocabulary)
            if value is None:
                answers.pop(row.question, None)
                given_in.pop(row.question, None)
            else:
                answers[row.question], given_in[row.question] = value, (row.consultation, row.day)
        yield KnownState(rows[0].day, dict(answers), dict(given_in), {row.question for row in rows})


def _parse_row(row: RecordedAnswer, vocabulary: Vocabulary) -> Value | None:
    question = vocabulary.questions.get(row.question)
    if question is None or row.value is None:
        return None
    try:
        return parse_answer(question, row.value)
    except CaseFault:
        return None


def inputs_of(key: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The questions that a fact is computed from; a question is its own."""
    derived = vocabulary.derived.get(key)
    return derived.inputs if derived else (key,)


def answers_of_one_contact(key: str, answers: Mapping[str, Value], given: Mapping[str, Given]) -> frozenset[str]:
    """The answers that give the score by themselves and in one contact, the newest; empty where it is so only in part.

    The one place that decides whether a score belongs to a day. What was recorded without a contact on the day of a
    consultation, such as a sheet that was filled in before it, counts with it. A question is whole by itself.
    """
    if key not in COMPUTED:
        return frozenset({key} & answers.keys())
    for contact in sorted(set(given.values()), key=lambda one: (one[1], one[0] or 0), reverse=True):
        own = {question: answers[question] for question, at in given.items() if are_of_one(at, contact)}
        if key in scores_of(own)[0]:
            return frozenset(own)
    return frozenset()


def are_of_one(one: Given, other: Given) -> bool:
    """Whether two answers are of one contact."""
    if one[0] is not None and other[0] is not None:
        return one[0] == other[0]
    return one[1] == other[1]


def points_of(key: str, states: Iterable[KnownState], vocabulary: Vocabulary) -> tuple[Point, ...]:
    """A question or a computed score at each contact that touched it."""
    inputs = frozenset(inputs_of(key, vocabulary))
    points = (_point(key, inputs, state) for state in states if inputs & state.touched)
    return tuple(point for point in points if point)


def _point(key: str, inputs: frozenset[str], state: KnownState) -> Point | None:
    scores, lacking = scores_of(state.answers)
    value = scores.get(key, state.answers.get(key))
    answered = inputs & state.touched & state.answers.keys()
    if value is None:
        missing = tuple(sorted(lacking.get(key, {key})))
        return Point(state.day, None, words=PARTIAL if answered else "", missing=missing)
    # A score that still stands although a part was only withdrawn was not taken here.
    if not answered:
        return None
    known = {item: state.answers[item] for item in inputs & state.answers.keys()}
    own = answers_of_one_contact(key, known, {item: state.given[item] for item in known})
    return Point(state.day, float(as_number(value))) if own & state.touched else Point(state.day, None, words=PARTIAL)


def fact_series(key: str, states: Iterable[KnownState], vocabulary: Vocabulary) -> Series:
    """The series of a scale or score of the vocabulary: 0 to 10, or the grades it has. In all a lower one is better."""
    derived = vocabulary.derived.get(key)
    labels = derived.values if derived else {}
    most = max(labels, default=HIGHEST)
    return Series(key, vocabulary.short(key), 0, most, "lower", points_of(key, states, vocabulary), labels)


def changes_of(series: Series) -> list[str]:
    """What changed since the point before, and since the first one: numbers and days, never a verdict."""
    known = series.known
    if len(known) < 2:
        return []
    earlier = [known[-2]] if len(known) == 2 else [known[-2], known[0]]
    decimals = None if series.labels else series.decimals
    changes = (ScoreChange(point.value or 0, known[-1].value or 0, point.day) for point in earlier)
    return [change_of_series(series.title, change, series.display, decimals) for change in changes]


def series_as_json(series: Series) -> KeptSeries:
    """The series as numbers that can be kept; `from_json` reads it back."""
    return {
        "key": series.key,
        "title": series.title,
        "least": series.least,
        "most": series.most,
        "better": series.better,
        "points": [
            {
                "day": point.day.isoformat(),
                "value": point.value,
                "words": point.words,
                "since": point.since.isoformat() if point.since else None,
                "missing": list(point.missing),
            }
            for point in series.points
        ],
        "labels": {str(value): label for value, label in series.labels.items()},
    }


def from_json(data: KeptSeries) -> Series:
    """A series as `series_as_json` has kept it."""
    points = tuple(
        Point(
            date.fromisoformat(row["day"]),
            row["value"],
            row["words"],
            date.fromisoformat(row["since"]) if row["since"] else None,
            tuple(row["missing"]),
        )
        for row in data["points"]
    )
    labels = {int(value): label for value, label in data["labels"].items()}
    return Series(data["key"], data["title"], data["least"], data["most"], data["better"], points, labels)
