"""What filled-in instruments say: the alert about life, the newest results, and releases that have changed since."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils.translation import gettext as _

from assessment.episode.questionnaire_results import ShownScore, instrument_rows, result_of, results_of
from assessment.models import Episode
from assessment.questionnaires.responses import AnswerAlert, instrument_of, remove_response, responses_of
from assessment.record.answers import record_answers
from assessment.record.consultations import begin_consultation
from guidelines.content_files.loading import publish
from guidelines.in_force.content import Content, current_content
from guidelines.instruments.model import score
from guidelines.models import Release
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, make_episode
from tests.support.records.questionnaires import DAY, ITEMS, fresh, save, saved, workspace

pytestmark = pytest.mark.usefixtures("in_a")


def alerts(episode: Episode) -> list[AnswerAlert]:
    return workspace(episode).alerts


def answer_on(cast: Cast, episode: Episode, day: date) -> None:
    record_answers(
        by=cast.gp,
        consultation=begin_consultation(by=cast.gp, episode=episode, form="in_person"),
        section="wellbeing",
        values={"wellbeing.suicidal_thoughts": "none"},
        seen_version=0,
        content=current_content(),
        at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
    )


def test_a_hint_at_suicide_raises_the_question_until_it_is_answered(cast: Cast, episode: Episode) -> None:
    assert alerts(episode) == []
    row = saved(cast.nurse, episode, death=0)
    assert alerts(episode) == []
    save(cast.nurse, episode, identifier=row.pk, seen_version=1, death=1)
    (alert,) = alerts(episode)
    assert (alert.title, alert.answer, alert.response.pk) == ("PHQ-9", "Nogle dage", row.pk)
    assert (alert.question.key, alert.question.section) == ("wellbeing.suicidal_thoughts", "wellbeing")
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="none")
    assert alerts(episode) == []
    answer(cast.gp, episode, wellbeing__suicidal_thoughts=None)
    assert len(alerts(episode)) == 1


@pytest.mark.parametrize(("days", "stands"), [(-1, True), (0, False), (1, False)])
def test_an_answer_to_the_question_counts_from_the_day_of_the_filling_in(
    days: int, stands: bool, cast: Cast, episode: Episode
) -> None:
    saved(cast.gp, episode, death=2, answered_on=DAY)
    answer_on(cast, episode, DAY + timedelta(days=days))
    assert bool(alerts(episode)) is stands


def test_an_alert_goes_with_its_filling_in_and_the_newest_stands_first(cast: Cast, episode: Episode) -> None:
    older = saved(cast.gp, episode, death=1, answered_on=DAY)
    newer = saved(cast.gp, episode, "mdi", life=5, answered_on=DAY + timedelta(days=1))
    saved(cast.gp, episode, "phq-4", mood=3)
    assert [alert.response for alert in alerts(episode)] == [newer, older]
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    remove_response(by=cast.gp, consultation=consultation, response=newer, title="MDI")
    assert [alert.response for alert in alerts(episode)] == [older]


def test_another_episode_s_answers_raise_nothing_here(cast: Cast, episode: Episode) -> None:
    saved(cast.gp, make_episode(cast.gp, episode.patient), death=3)
    assert (alerts(episode), responses_of(episode)) == ([], [])


def test_the_newest_result_of_each_instrument_speaks_for_it(cast: Cast, episode: Episode) -> None:
    for day, points in ((DAY, 0), (DAY + timedelta(days=7), 2)):
        saved(cast.gp, episode, **dict.fromkeys(ITEMS, points), answered_on=day)
    saved(cast.gp, episode, mood=3, answered_on=DAY + timedelta(days=9))
    saved(cast.gp, episode, "dolotest", result="Høj belastning, især søvn.", answered_on=DAY)
    saved(cast.gp, episode, "tsk-11", result=30, answered_on=DAY)
    newest = [row.latest for row in instrument_rows(workspace(episode)) if row.latest]
    assert [(latest.instrument.short, latest.response.answered_on, latest.main) for latest in newest] == [
        (
            "PHQ-9",
            DAY + timedelta(days=7),
            ShownScore("Sum", "18 af 27", "Moderate til svære tegn på depression", "lower_is_better"),
        ),
        ("DoloTest", DAY, ShownScore("Resultat", "Høj belastning, især søvn.", "", "")),
        ("TSK-11", DAY, ShownScore("Sum", "30 på skalaen 11 til 44", "", "lower_is_better")),
    ]


def test_a_row_of_the_list_knows_its_latest_its_begun_and_its_earlier(cast: Cast, episode: Episode) -> None:
    first = saved(cast.gp, episode, **dict.fromkeys(ITEMS, 0), answered_on=DAY)
    second = saved(cast.gp, episode, **dict.fromkeys(ITEMS, 1), answered_on=DAY + timedelta(days=1))
    begun = saved(cast.gp, episode, mood=1, answered_on=DAY + timedelta(days=2))
    (row,) = [row for row in instrument_rows(workspace(episode)) if row.instrument.key == "phq-9"]
    assert row.latest
    assert row.begun
    assert (row.latest.response, row.begun.response) == (second, begun)
    assert [result.response for result in row.earlier] == [first]
    assert (row.begun.answered, row.begun.total, row.begun.is_complete) == (1, 9, False)


def republished(content: Content, key: str, change: Callable[[dict[str, Any]], Any]) -> Release:
    """The next release of the instruments, in force, with one of them changed."""
    old = content.releases["instruments"]
    body = {**old.body, "instruments": [dict(row) for row in old.body["instruments"]]}
    change(next(row for row in body["instruments"] if row["key"] == key))
    draft = Release.objects.create(
        publication=old.publication, number=old.number + 1, title="Ny", body=body, content_hash="new"
    )
    publish(draft)
    return draft


def test_an_old_filling_in_is_read_and_corrected_by_the_release_it_was_made_with(
    cast: Cast, episode: Episode, content: Content
) -> None:
    row = saved(cast.gp, episode, **dict.fromkeys(ITEMS, 1))
    new = republished(content, "phq-9", lambda phq: phq.update(short="PHQ-9 ny"))
    now = current_content()
    shown = instrument_of(fresh(row), now)
    assert shown
    assert (now.instruments["phq-9"].short, shown.short) == ("PHQ-9 ny", "PHQ-9")
    save(cast.gp, episode, identifier=row.pk, seen_version=1, mood=2)
    assert fresh(row).instruments_release == content.releases["instruments"]
    assert saved(cast.gp, episode, mood=0).instruments_release == new


def test_an_instrument_that_was_withdrawn_still_shows_what_was_filled_in(
    cast: Cast, episode: Episode, content: Content
) -> None:
    row = saved(cast.gp, episode, "mdi", life=1)
    republished(content, "mdi", lambda mdi: mdi.update(key="mdi-ny"))
    assert "mdi" not in current_content().instruments
    assert [result.response for result in results_of(workspace(episode))] == [row]
    last = instrument_rows(workspace(episode))[-1]
    assert (last.instrument.key, last.in_force) == ("mdi", False)
    assert len(alerts(episode)) == 1


def test_a_score_that_fails_says_so_and_the_others_stand(cast: Cast, episode: Episode) -> None:
    """Tried: a score that fails left out, and a failure that takes the others along."""
    phq4 = current_content().instruments["phq-4"]
    first, *others = phq4.scores
    assert first.expression
    assert others

    def fail(*operands: Any) -> int:
        raise ZeroDivisionError

    broken = replace(phq4, scores=(replace(first, expression=replace(first.expression, compute=fail)), *others))
    given = {item.key: 1 for item in phq4.items}
    found = {result.score.key: result.value for result in score(broken, given)}
    assert found.pop(first.key) is None
    assert None not in found.values()
    row = saved(cast.gp, episode, death=0)
    row.instrument, row.items = phq4.key, given
    row.scores = {key: {"value": value, "band": ""} for key, value in found.items()}
    result = result_of(row, current_content())
    assert result
    assert result.scores[0].band == _("could not be worked out; judge it yourself")
    assert len(result.scores) == len(phq4.scores)
