"""What has changed since the consultation before: which scores were asked for again, and what they were."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.episode.score_changes import score_changes
from assessment.models import Answer, Consultation, Episode
from assessment.record.answers import record_answers
from assessment.record.consultations import begin_consultation
from assessment.record.form_changes import DataAbsent, OpenPage
from assessment.record.previsit_sheet import record_sheet
from assessment.rules.score_words import ScoreChange
from guidelines.in_force.content import Content
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.consultations import TODAY, WHOLE, consult, look
from tests.support.records.patients import answer, make_episode, make_patient

pytestmark = pytest.mark.usefixtures("in_a")

FREQUENT: dict[str, Any] = {"gcps.pain_frequency": "every_day", "gcps.limiting_frequency": "every_day"}
AVERAGE = "pain.intensity_average"


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def changes(episode: Episode) -> dict[str, ScoreChange]:
    return score_changes(look(episode))


@pytest.mark.parametrize(
    ("again", "now", "direction", "difference"),
    [
        ({"peg.pain": 9}, 7.3, "higher", "0,6"),
        ({"peg.pain": 10}, 7.7, "higher", "1"),
        ({"peg.pain": 3, "peg.activity": 0}, 3.0, "lower", "3,7"),
        ({"peg.pain": 6, "peg.enjoyment": 7}, 6.7, "same", "0"),
    ],
)
def test_a_score_is_higher_lower_or_the_same_since_the_consultation_before(
    again: dict[str, Any], now: float, direction: str, difference: str, cast: Cast, episode: Episode
) -> None:
    consult(cast.gp, episode, 30, WHOLE)
    consult(cast.nurse, episode, 3, WHOLE | again)
    (change,) = changes(episode).values()
    assert changes(episode) == {"peg.score": ScoreChange(6.7, now, ago(30))}
    assert (change.direction, change.difference) == (direction, difference)


def test_the_same_answer_given_again_is_asked_again(cast: Cast, episode: Episode, content: Content) -> None:
    consult(cast.gp, episode, 30, {AVERAGE: 7})
    consultation = begin_consultation(by=cast.gp, episode=look(episode).episode, form="in_person")
    record_answers(
        by=cast.gp,
        consultation=consultation,
        section="pain",
        values={AVERAGE: 7},
        seen_version=1,
        content=content,
        reaffirmed=[AVERAGE],
    )
    assert changes(episode) == {AVERAGE: ScoreChange(7, 7, ago(30))}


@pytest.mark.parametrize("part", [{"peg.pain": 9}, {"peg.pain": 7}, {"peg.pain": 9, "peg.enjoyment": 1}])
def test_a_score_that_was_given_in_part_has_no_change_then_or_now(
    part: dict[str, Any], gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """It had been compared, with what stood of the rest. Tried: the wholeness of now alone; of before alone."""
    consult(cast.gp, episode, 30, WHOLE)
    consult(cast.nurse, episode, 3, part)
    assert changes(episode) == {}
    page = gp_client.get(reverse("episode", args=[episode.pk])).content.decode()
    said = f"(delvis, {ago(30):%d.%m.%Y}–{ago(3):%d.%m.%Y})"
    assert (page.count(said), "↑" in page, "↓" in page) == (2, False, False)
    consult(cast.nurse, episode, 1, WHOLE)
    assert changes(episode) == {}
    assert "delvis" not in gp_client.get(reverse("episode", args=[episode.pk])).content.decode()


def test_each_score_is_compared_with_its_own_last_answer(cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 90, WHOLE | FREQUENT | {AVERAGE: 8})
    consult(cast.gp, episode, 30, {"work.status": "retired"})
    consult(cast.gp, episode, 3, WHOLE | FREQUENT | {"gcps.limiting_frequency": "never", AVERAGE: 5})
    assert changes(episode) == {
        "gcps.grade": ScoreChange(3, 2, ago(90)),
        "peg.score": ScoreChange(6.7, 6.7, ago(90)),
        AVERAGE: ScoreChange(8, 5, ago(90)),
    }


def test_what_the_newest_consultation_has_not_asked_for_is_absent(cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 30, WHOLE | {AVERAGE: 7})
    consult(cast.gp, episode, 20, {"peg.pain": 1, AVERAGE: 2})
    consult(cast.gp, episode, 3, {"pain.intensity_worst": 9})
    assert changes(episode) == {}


def test_the_first_consultation_and_none_have_nothing_before_them(cast: Cast, episode: Episode) -> None:
    assert changes(episode) == {}
    answer(cast.gp, episode, peg__pain=7, peg__enjoyment=6, peg__activity=7)
    answer(cast.gp, episode, peg__pain=3)
    space = look(episode)
    with CaptureQueriesContext(connection) as captured:
        assert score_changes(space) == {}
    assert len(captured) == 0


def test_a_score_that_was_asked_for_the_first_time_has_no_change(cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 30, {AVERAGE: 7, "peg.pain": 5})
    consult(cast.gp, episode, 3, WHOLE | {AVERAGE: 6})
    assert changes(episode).keys() == {AVERAGE}


@pytest.mark.parametrize("gone", [None, DataAbsent("asked-declined")])
def test_what_was_withdrawn_or_not_answered_before_is_not_compared(gone: Any, cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 30, WHOLE | {AVERAGE: 7})
    consult(cast.gp, episode, 20, {"peg.pain": gone, AVERAGE: 6})
    consult(cast.gp, episode, 3, {"peg.pain": 5, AVERAGE: 5})
    assert changes(episode) == {AVERAGE: ScoreChange(6, 5, ago(20))}


@pytest.mark.parametrize("gone", [None, DataAbsent("asked-unknown")])
def test_a_part_that_is_only_withdrawn_now_is_not_a_score_taken_again(gone: Any, cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 30, WHOLE | FREQUENT | {AVERAGE: 7})
    consult(cast.gp, episode, 3, {"peg.pain": gone, AVERAGE: gone})
    assert look(episode).facts.values["gcps.grade"] == 3
    assert changes(episode) == {}


def test_several_answers_in_one_consultation_count_as_its_last(cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 30, {AVERAGE: 7})
    answer(cast.gp, episode, **{AVERAGE: 9})
    answer(cast.nurse, episode, **{AVERAGE: 4})
    assert changes(episode) == {AVERAGE: ScoreChange(7, 4, ago(30))}
    Consultation.objects.filter(number=2).update(ended_at=timezone.now(), ended_by=cast.gp)
    assert changes(episode) == {AVERAGE: ScoreChange(7, 4, ago(30))}


def test_a_sheet_that_was_filled_in_before_the_visit_is_asked_again_in_it(
    cast: Cast, episode: Episode, content: Content
) -> None:
    consult(cast.gp, episode, 30, WHOLE)
    record_sheet(
        by=cast.nurse,
        episode=look(episode).episode,
        values=WHOLE | {"peg.pain": 4},
        day=ago(2),
        page=OpenPage(1),
        content=content,
    )
    assert changes(episode) == {"peg.score": ScoreChange(6.7, 5.7, ago(30))}


def test_an_earlier_answer_that_the_vocabulary_no_longer_allows_is_not_compared(cast: Cast, episode: Episode) -> None:
    consult(cast.gp, episode, 30, {AVERAGE: 99} | WHOLE)
    consult(cast.gp, episode, 3, WHOLE | {AVERAGE: 4, "peg.pain": 8})
    assert changes(episode).keys() == {"peg.score"}


def test_another_episode_s_answers_are_not_read(cast: Cast, episode: Episode) -> None:
    other = make_episode(cast.gp, make_patient(cast.gp, CPR_A2))
    consult(cast.gp, other, 20, {AVERAGE: 1})
    consult(cast.gp, episode, 30, {"work.status": "retired"})
    consult(cast.gp, episode, 3, {AVERAGE: 4})
    assert changes(episode) == {}


def test_it_asks_the_database_for_nothing_whatever_the_length_of_the_episode(cast: Cast, episode: Episode) -> None:
    for number in range(12):
        consult(cast.gp, episode, 100 - number, WHOLE | FREQUENT | {AVERAGE: number % 10, "peg.pain": number % 10})
    assert Answer.objects.count() > 20
    space = look(episode)
    with CaptureQueriesContext(connection) as captured:
        assert score_changes(space).keys() == {"gcps.grade", "peg.score", AVERAGE}
    assert len(captured) == 0


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (9, f"↑ 2 højere (værre) end {ago(30):%d.%m.%Y}"),
        (4, f"↓ 3 lavere (bedre) end {ago(30):%d.%m.%Y}"),
        (7, ""),
    ],
)
def test_the_overview_says_the_change_beside_the_score(
    now: int, words: str, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    consult(cast.gp, episode, 30, {AVERAGE: 7})
    consult(cast.gp, episode, 3, {AVERAGE: now})
    page = gp_client.get(reverse("episode", args=[episode.pk])).content.decode()
    assert words in page
    assert ("↑" in page, "↓" in page) == (words.startswith("↑"), words.startswith("↓"))
