"""The scores over time, read from the database: which points, treatments and rows they make."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from assessment.episode.progress import Figure, Progress, figure_from, figure_json, instrument_series, read_progress
from assessment.models import Consultation, Episode
from assessment.questionnaires.responses import responses_of
from assessment.record.consultations import open_consultation_of
from assessment.rules.series import Series
from assessment.treatments.ledger import remove_treatment, treatments_of
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.consultations import TODAY, WHOLE, consult, look, respond
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")


def progress_of(episode: Episode) -> Progress:
    return read_progress(look(episode))


def values(series: Series) -> list[tuple[int, float | None]]:
    """How many days ago, and the value."""
    return [((TODAY - point.day).days, point.value) for point in series.points]


def test_answers_of_several_consultations_and_people_become_one_series(cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 30, WHOLE)
    consult(cast.nurse, episode, 20, {"pain.intensity_average": 6})
    consult(cast.gp2, episode, 10, WHOLE | {"peg.activity": 10})
    consult(cast.gp2, episode, 5, {"peg.activity": 1})
    peg, average = progress_of(episode).scores.series
    assert values(peg) == [(30, 6.7), (10, 7.7), (5, None)]
    assert values(average) == [(20, 6)]


def test_two_clinicians_in_one_consultation_make_one_point(cast: Cast, episode: Episode) -> None:
    answer(cast.nurse, episode, peg__pain=7, peg__enjoyment=6)
    answer(cast.gp, episode, peg__activity=7, peg__pain=4)
    assert [values(one) for one in progress_of(episode).scores.series] == [[(0, 5.7)]]


def test_a_withdrawal_is_a_gap_and_what_was_never_answered_is_no_series(cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 30, {"pain.intensity_average": 7})
    consult(cast.gp, episode, 20, {"pain.intensity_average": None})
    consult(cast.gp, episode, 10, {"pain.intensity_average": 5, "peg.pain": 5})
    found = progress_of(episode)
    assert [values(one) for one in found.scores.series] == [[(30, 7), (20, None), (10, 5)]]
    assert found.others == []


def test_a_consultation_is_dated_by_the_danish_day_that_it_was_opened_on(cast: Cast, episode: Episode) -> None:
    consultation = consult(cast.gp, episode, 5, {"pain.intensity_worst": 9})
    late = timezone.make_aware(datetime.combine(TODAY - timedelta(days=5), time(0, 30)))
    Consultation.objects.filter(pk=consultation.pk).update(opened_at=late)
    assert values(progress_of(episode).scores.series[0]) == [(5, 9)]


def test_the_last_point_is_the_score_that_stands_beside_the_name(cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 10, WHOLE | {"gcps.pain_frequency": "every_day", "gcps.limiting_frequency": "never"})
    consult(cast.gp, episode, 3, WHOLE | {"gcps.pain_frequency": "most_days", "gcps.limiting_frequency": "never"})
    found, facts = progress_of(episode), look(episode).facts.values
    assert found.scores.series[0].known[-1].value == facts["peg.score"]
    assert found.others[0].series[0].known[-1].value == facts["gcps.grade"]


def test_treatments_that_were_tried_are_marked_with_their_time(cast: Cast, episode: Episode) -> None:
    start, stop = TODAY - timedelta(days=40), TODAY - timedelta(days=20)
    treat(cast.gp, episode, "tca", "stopped", name="amitriptylin", started=start, stopped=stop)
    treat(cast.gp, episode, "paracetamol", "current")
    treat(cast.gp, episode, "duloxetine", "current", started=stop)
    treat(cast.gp, episode, "ssri", "declined", started=start)
    treat(cast.gp, episode, "tens", "current", name="fejl", started=start)
    wrong = next(row for row in treatments_of(episode) if row.name == "fejl")
    consultation = open_consultation_of(episode)
    assert consultation
    remove_treatment(by=cast.gp, consultation=consultation, treatment=wrong)
    marks = progress_of(episode).scores.marks
    assert [(mark.title, mark.started, mark.stopped, mark.in_use) for mark in marks] == [
        ("amitriptylin", start, stop, False),
        ("Duloxetin", stop, None, True),
        ("Paracetamol", None, None, True),
    ]


def test_an_instrument_that_the_content_does_not_describe_goes_by_its_key(cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, peg__pain=5)
    retired = {"instrument": "retired"}
    respond(cast, episode, 30, {"total": {"value": 20, "band": "svær"}}, **retired)
    respond(cast, episode, 20, {}, **retired)
    respond(cast, episode, 10, {"total": {"value": 12, "band": ""}}, **retired)
    respond(cast, episode, 5, {"total": {"value": 1, "band": ""}}, **retired, removed_at=timezone.now())
    (figure,) = progress_of(episode).others
    (found,) = figure.series
    assert (found.title, found.least, found.most, found.better) == ("retired.total", 0, 20, "")
    assert values(found) == [(30, 20), (20, None), (10, 12)]
    assert [point.words for point in found.points] == ["svær", "", ""]


def described(content: Content, *scores: Any) -> Content:
    """The content with an instrument that it describes."""
    return replace(content, instruments={"phq-9": SimpleNamespace(title="PHQ-9", scores=scores)})


def score(key: str, title: str, most: int, direction: str) -> Any:
    expression = SimpleNamespace(least=0, most=most)
    return SimpleNamespace(key=key, title=title, direction=direction, expression=expression)


def test_an_instrument_of_the_content_has_its_title_scale_and_direction(
    cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, peg__pain=5)
    respond(cast, episode, 10, {"sum": {"value": 12, "band": "moderat"}, "level": {"value": "high", "band": "Høj"}})
    one = described(content, score("sum", "Sum", 27, "lower_is_better"))
    (found,) = instrument_series(responses_of(episode), one)
    assert (found.title, found.least, found.most, found.better) == ("PHQ-9", 0, 27, "lower")
    two = described(content, score("sum", "Sum", 27, "higher_is_better"), score("part", "Del", 6, ""))
    (found,) = instrument_series(responses_of(episode), two)
    assert (found.title, found.better) == ("PHQ-9: Sum", "higher")


def test_a_figure_has_a_row_for_each_day_and_says_what_was_not_asked(cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 30, WHOLE | {"pain.intensity_average": 7})
    consult(cast.gp, episode, 20, {"pain.intensity_average": None})
    consult(cast.gp, episode, 10, WHOLE | {"peg.activity": 10})
    consult(cast.gp, episode, 5, {"peg.activity": 1})
    rows = progress_of(episode).scores.rows
    assert [(TODAY - row.day).days for row in rows] == [5, 10, 20, 30]
    assert [[cell.value for cell in row.cells] for row in rows] == [["", ""], ["7,7", ""], ["", ""], ["6,7", "7"]]
    assert [cell.words for cell in rows[0].cells] == ["delvis", "ikke spurgt"]
    not_asked, gap = rows[2].cells
    assert (not_asked.point, gap.point is None) == (None, False)


def test_of_two_points_on_a_day_the_table_shows_the_last(cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 10, {"pain.intensity_average": 9})
    consult(cast.gp, episode, 10, {"pain.intensity_average": 4})
    (row,) = progress_of(episode).scores.rows
    assert row.cells[0].value == "4"


def test_a_figure_is_kept_as_json_and_read_back_as_it_was(cast: Cast, episode: Episode) -> None:
    treat(cast.gp, episode, "tca", "stopped", started=date(2026, 1, 1), stopped=date(2026, 2, 1))
    treat(cast.gp, episode, "tens", "current")
    consult(cast.gp, episode, 10, WHOLE)
    figure = progress_of(episode).scores
    again: Figure = figure_from(figure_json(figure))
    assert again == figure
    assert again.picture == figure.picture


def test_scores_of_another_episode_are_not_read(
    cast: Cast, episode: Episode, make_second: Callable[[], Episode]
) -> None:
    consult(cast.gp, episode, 10, WHOLE)
    answer(cast.gp, episode, peg__pain=5)
    respond(cast, episode, 10, {"total": {"value": 3, "band": ""}})
    other = make_second()
    found = progress_of(other)
    assert (found.scores.series, found.others) == ([], [])


@pytest.fixture
def make_second(cast: Cast, episode: Episode) -> Callable[[], Episode]:
    """Another episode of the same patient."""

    def make() -> Episode:
        second = Episode.in_practice(patient=episode.patient, number=2, started_by=cast.gp)
        second.save(force_insert=True)
        return second

    return make
