"""Which answers are too old: those that are older than their question's limit, as the content says it."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.episode.workspace import build_workspace, is_stale
from assessment.models import Episode
from assessment.record.answers import record_answers
from assessment.record.consultations import begin_consultation
from assessment.record.form_changes import DataAbsent
from guidelines.in_force.content import Content, current_content
from guidelines.vocabulary.model import Question
from tests.support.records.cast import Cast
from tests.support.records.consultations import TODAY, look

pytestmark = pytest.mark.usefixtures("in_a")

# Questions with a limit of 3 and of 6 months, and one without.
THREE, SIX, NEVER = "peg.pain", "wellbeing.sleep", "pain.description"
VALUES: dict[str, Any] = {THREE: 7, SIX: "good", NEVER: "Trykkende"}


def answer_on(cast: Cast, episode: Episode, day: date, **values: Any) -> None:
    episode = look(episode).episode
    record_answers(
        by=cast.gp,
        consultation=begin_consultation(by=cast.gp, episode=episode, form="in_person"),
        section="test",
        values=values,
        seen_version=episode.version,
        content=current_content(),
        at=timezone.make_aware(datetime.combine(day, time(0, 30))),
    )


def stale_on(episode: Episode, as_of: date) -> list[tuple[str, date]]:
    fresh = look(episode).episode
    space = build_workspace(fresh, current_content(), as_of)
    return [(answer.question.key, answer.recorded) for answer in space.stale()]


@pytest.mark.parametrize(
    ("months", "recorded", "as_of", "expected"),
    [
        (3, date(2026, 1, 15), date(2026, 4, 15), False),
        (3, date(2026, 1, 15), date(2026, 4, 16), True),
        (3, date(2025, 11, 30), date(2026, 2, 28), False),
        (3, date(2025, 11, 30), date(2026, 3, 1), True),
        (1, date(2026, 3, 1), date(2026, 3, 1), False),
        (None, date(1990, 1, 1), date(2026, 3, 1), False),
    ],
)
def test_an_answer_is_too_old_the_day_after_its_limit(
    months: int | None, recorded: date, as_of: date, expected: bool
) -> None:
    question = Question(key="a", section="b", type="text", label="c", short="d", fresh_months=months)
    assert is_stale(question, recorded, as_of) is expected


def test_the_content_limits_these_questions_so(content: Content) -> None:
    questions = content.vocabulary.questions
    assert [questions[key].fresh_months for key in (THREE, SIX, NEVER)] == [3, 6, None]


def test_each_answer_has_the_limit_of_its_question_and_the_oldest_comes_first(cast: Cast, episode: Episode) -> None:
    assert stale_on(episode, date(2026, 8, 1)) == []
    answer_on(cast, episode, date(2026, 1, 10), **{THREE: 7})
    answer_on(cast, episode, date(2026, 1, 9), **{SIX: "good", NEVER: "Trykkende"})
    assert stale_on(episode, date(2026, 4, 10)) == []
    assert stale_on(episode, date(2026, 4, 11)) == [(THREE, date(2026, 1, 10))]
    assert stale_on(episode, date(2026, 7, 9)) == [(THREE, date(2026, 1, 10))]
    assert stale_on(episode, date(2026, 7, 10)) == [(SIX, date(2026, 1, 9)), (THREE, date(2026, 1, 10))]


def test_the_day_is_the_clinic_s_own(cast: Cast, episode: Episode) -> None:
    """Half an hour past midnight in Denmark is the day before in UTC."""
    answer_on(cast, episode, date(2026, 7, 1), **{THREE: 7})
    assert stale_on(episode, date(2026, 10, 1)) == []


@pytest.mark.parametrize("again", [None, DataAbsent("asked-declined"), 3])
def test_what_was_withdrawn_asked_in_vain_or_answered_again_is_not_old(
    again: Any, cast: Cast, episode: Episode
) -> None:
    answer_on(cast, episode, date(2026, 1, 10), **{THREE: 7, SIX: "good"})
    answer_on(cast, episode, date(2026, 6, 1), **{THREE: again})
    assert stale_on(episode, date(2026, 8, 1)) == [(SIX, date(2026, 1, 10))]


def test_the_overview_counts_the_old_answers_and_links_to_two(gp_client: Client, cast: Cast, episode: Episode) -> None:
    def page() -> str:
        return gp_client.get(reverse("episode", args=[episode.pk])).content.decode()

    assert "gamle svar" not in page()
    for days, key in ((400, "peg.pain"), (300, "peg.enjoyment"), (350, "peg.activity")):
        answer_on(cast, episode, TODAY - timedelta(days=days), **{key: 5})
    vocabulary, html = current_content().vocabulary, page()
    assert "3 gamle svar" in html
    line = html[html.index("3 gamle svar") :]
    line = line[: line.index("</p>")]
    links = [
        f'{reverse("section", args=[episode.pk, vocabulary.questions[key].section])}#field_{key}"'
        for key in ("peg.pain", "peg.activity")
    ]
    assert line.count("<a ") == 2
    assert line.index(links[0]) < line.index(links[1])
    assert f"({TODAY - timedelta(days=400):%d.%m.%Y})" in line
