"""How an episode has developed: its scores over time and its treatments, as charts and tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.tenancy.statements import Prepared
from assessment.episode.workspace import Workspace
from assessment.models import Answer, QuestionnaireResponse
from assessment.questionnaires.responses import KeptScore
from assessment.record.answer_words import value_in_words
from assessment.rules.charts import NARROW, Picture, score_chart
from assessment.rules.facts import TRIED
from assessment.rules.keys import DRAWING, GCPS_GRADE, INTENSITY_AVERAGE, INTENSITY_WORST, PEG_SCORE
from assessment.rules.score_words import (
    DIRECTIONS,
    NO_ANSWER,
    NOT_ASKED,
    better_as_sentence,
    better_in_brackets,
    full_title,
    scale,
)
from assessment.rules.series import (
    KeptFigure,
    KeptMark,
    Mark,
    Point,
    RecordedAnswer,
    Series,
    changes_of,
    fact_series,
    from_json,
    inputs_of,
    series_as_json,
    states_of,
)
from assessment.treatments.display import display_treatment
from guidelines.in_force.content import Content
from guidelines.vocabulary.model import Vocabulary

FEWEST_POINTS = 2
# Of one scale, 0 to 10: drawn together.
SCORES = (PEG_SCORE, INTENSITY_AVERAGE, INTENSITY_WORST)
Scores = Mapping[str, KeptScore]


@dataclass(frozen=True)
class Drawing:
    """The pain drawing as one contact has left it."""

    day: date
    regions: frozenset[str]
    words: str


@dataclass(frozen=True)
class TwoDrawings:
    """The drawing of now and that of the contact before; what came and what went between them, in words."""

    now: Drawing
    before: Drawing
    came: str
    gone: str

    @property
    def both(self) -> tuple[Drawing, Drawing]:
        return self.before, self.now


@dataclass(frozen=True)
class Cell:
    """One series on one day: no point where it was not asked, an empty value where there is a gap."""

    title: str
    point: Point | None
    value: str

    @property
    def words(self) -> str:
        """The value, or why there is none."""
        return (self.value or self.point.words or NO_ANSWER) if self.point else NOT_ASKED


@dataclass(frozen=True)
class Row:
    """A day of the table beside a chart, with a cell for each series."""

    day: date
    cells: list[Cell]


@dataclass(frozen=True)
class Figure:
    """Series of one scale, as chart and as table."""

    series: list[Series]
    marks: list[Mark]
    as_of: date

    @property
    def picture(self) -> Picture | None:
        return score_chart(self.series, self.marks, self.as_of)

    @property
    def small_picture(self) -> Picture | None:
        """The same chart for a sheet with little room."""
        return score_chart(self.series, self.marks, self.as_of, NARROW)

    @property
    def rows(self) -> list[Row]:
        """The newest day first; of several on one day, the last."""
        days = sorted({point.day for one in self.series for point in one.points}, reverse=True)
        return [Row(day, [_cell(one, day) for one in self.series]) for day in days]

    @property
    def better(self) -> str:
        """The direction in which the scores get better, one for all of them, as a sentence."""
        return better_as_sentence(self.series[0].better)

    @property
    def scale(self) -> str:
        """How far the scale goes, one for all of them."""
        return scale(self.series[0].least, self.series[0].most)

    @property
    def scale_with_better(self) -> str:
        """Both, as they stand in a heading."""
        return f"{self.scale} {better_in_brackets(self.series[0].better)}".rstrip()

    @property
    def changes(self) -> list[str]:
        """What changed, in words."""
        return [change for one in self.series for change in changes_of(one)]


def _cell(series: Series, day: date) -> Cell:
    point = next((point for point in reversed(series.points) if point.day == day), None)
    return Cell(series.title, point, "" if point is None or point.value is None else series.display(point.value))


@dataclass(frozen=True)
class Progress:
    """Everything that is drawn: the scores of 0 to 10 together, and each other score by itself."""

    scores: Figure
    others: list[Figure]


def figure_json(figure: Figure) -> KeptFigure:
    """The figure as numbers and days that can be kept; `figure_from` reads it back."""
    marks: list[KeptMark] = [
        {
            "title": mark.title,
            "started": mark.started.isoformat() if mark.started else None,
            "stopped": mark.stopped.isoformat() if mark.stopped else None,
            "in_use": mark.in_use,
        }
        for mark in figure.marks
    ]
    return {"series": [series_as_json(one) for one in figure.series], "marks": marks, "as_of": figure.as_of.isoformat()}


def figure_from(data: KeptFigure) -> Figure:
    """A figure as `figure_json` has kept it."""
    marks = [Mark(row["title"], _day(row["started"]), _day(row["stopped"]), row["in_use"]) for row in data["marks"]]
    return Figure([from_json(row) for row in data["series"]], marks, date.fromisoformat(data["as_of"]))


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def read_progress(workspace: Workspace) -> Progress:
    """The scores of the workspace's episode that were asked about at least once, and its treatments."""
    vocabulary, as_of = workspace.content.vocabulary, workspace.case.as_of
    states = list(states_of(_iterate_given_answers(workspace), vocabulary))
    marks = marks_of(workspace)
    series = {key: fact_series(key, states, vocabulary) for key in (*SCORES, GCPS_GRADE)}
    scores = [series[key] for key in SCORES if series[key].known]
    others = [series[GCPS_GRADE], *instrument_series(workspace.responses, workspace.content)]
    return Progress(Figure(scores, marks, as_of), [Figure([one], marks, as_of) for one in others if one.known])


def repeated_scores(workspace: Workspace) -> Figure | None:
    """The scores of 0 to 10 for a document; None if no score was taken twice."""
    figure = read_progress(workspace).scores
    return figure if any(len(one.known) >= FEWEST_POINTS for one in figure.series) else None


def frozen_scores(workspace: Workspace) -> KeptFigure | None:
    """The same as numbers and days, to be kept with a document."""
    figure = repeated_scores(workspace)
    return figure_json(figure) if figure else None


def kept_scores(kept: KeptFigure | None) -> Figure | None:
    """What a frozen document shows of the scores; None if the document keeps none."""
    return figure_from(kept) if kept else None


def _iterate_given_answers(workspace: Workspace) -> Iterable[RecordedAnswer]:
    """Every answer ever given to what the scores are made of, in the order they were recorded in."""
    vocabulary = workspace.content.vocabulary
    questions = {item for key in (*SCORES, GCPS_GRADE) for item in inputs_of(key, vocabulary)}
    return (
        RecordedAnswer(number, timezone.localdate(opened or recorded), question, value)
        for number, opened, recorded, question, value in _given(episode=workspace.episode.pk, questions=[*questions])
    )


_given = Prepared(
    lambda episode, questions: (
        Answer.objects.filter(episode=episode, question__in=[questions])
        .order_by("version")
        .values_list("consultation__number", "consultation__opened_at", "recorded_at", "question", "value")
    ),
    *("episode", "questions"),
)


def marks_of(workspace: Workspace) -> list[Mark]:
    """The treatments that were tried, by when they started; those without a known start come last."""
    rows = [row for row in workspace.treatments if row.status in TRIED]
    rows.sort(key=lambda row: (row.started is None, row.started or date.min))
    vocabulary = workspace.content.vocabulary
    return [
        Mark(row.name or display_treatment(row, vocabulary).title, row.started, row.stopped, row.status == "current")
        for row in rows
    ]


def instrument_series(responses: Iterable[QuestionnaireResponse], content: Content) -> list[Series]:
    """Every score of every instrument that was filled in. A filling-in that lacks the score is a gap."""
    by_instrument: dict[str, list[tuple[date, Scores]]] = {}
    for response in responses:
        by_instrument.setdefault(response.instrument, []).append((response.answered_on, response.scores))
    return [
        _instrument_series(instrument, score, filled_in, content)
        for instrument, filled_in in by_instrument.items()
        for score in sorted({key for _, scores in filled_in for key in scores if _is_number(scores[key])})
    ]


def _instrument_series(instrument: str, score: str, filled_in: list[tuple[date, Scores]], content: Content) -> Series:
    points = tuple(_response_point(day, scores.get(score)) for day, scores in filled_in)
    key = f"{instrument}.{score}"
    # An instrument that the content does not hold (any more) goes by its key.
    described = content.instruments.get(instrument)
    about = next((entry for entry in described.scores if entry.key == score), None) if described else None
    if described is None or about is None or about.expression is None:
        highest = max(point.value or 0 for point in points)
        return Series(key, described.title if described else key, 0, max(highest, 1), "", points)
    title = described.title if len(described.scores) == 1 else full_title(described.title, about.title)
    least, most = about.expression.least, about.expression.most
    return Series(key, title, least, most, DIRECTIONS.get(about.direction, ""), points)


def _is_number(score: KeptScore) -> bool:
    """Whether the score is one that can be drawn: some are a level in words."""
    return isinstance(score["value"], int | float)


def _response_point(day: date, score: KeptScore | None) -> Point:
    if score is None or isinstance(score["value"], str):
        return Point(day, None)
    return Point(day, float(score["value"]), words=score["band"] or "")


def two_drawings(answers: Iterable[Answer], vocabulary: Vocabulary) -> TwoDrawings | None:
    """Of the answers to the drawing, the newest first; None where fewer than two contacts have left one."""
    of_contacts: dict[object, Answer] = {}
    for answer in answers:
        of_contacts.setdefault(answer.consultation_id or timezone.localdate(answer.recorded_at), answer)
    drawn = [answer for answer in of_contacts.values() if answer.value]
    if len(drawn) < 2:
        return None
    now, before = (_drawing(answer, vocabulary) for answer in drawn[:2])
    came, gone = now.regions - before.regions, before.regions - now.regions
    return TwoDrawings(now, before, _regions_in_words(came, vocabulary), _regions_in_words(gone, vocabulary))


def _drawing(answer: Answer, vocabulary: Vocabulary) -> Drawing:
    regions = frozenset(map(str, answer.value or ()))
    return Drawing(timezone.localdate(answer.recorded_at), regions, _regions_in_words(regions, vocabulary))


def _regions_in_words(regions: frozenset[str], vocabulary: Vocabulary) -> str:
    """In the order of the drawing; empty for none."""
    ordered = [key for key in vocabulary.questions[DRAWING].values if key in regions]
    return value_in_words(DRAWING, [*ordered, *sorted(regions - {*ordered})], vocabulary) if regions else ""
