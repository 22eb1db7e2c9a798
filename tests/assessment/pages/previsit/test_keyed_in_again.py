"""A sheet that is keyed in again: sent twice, corrected on the page that is still open, and said before."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessment.models import Answer, Consultation, Episode
from assessment.record.form_changes import OpenPage
from assessment.record.previsit_sheet import record_sheet
from guidelines.in_force.content import Content
from tests.support.http.previsit import KEPT, day_ago, key_in, keying, typed_on
from tests.support.records.cast import Cast
from tests.support.records.consultations import consult
from tests.support.records.patients import answer, current, known

pytestmark = pytest.mark.usefixtures("in_a")

EARLIER: dict[str, Any] = {"peg.pain": 7, "peg.enjoyment": 4}


def open_page(client: Client, episode: Episode) -> dict[str, Any]:
    """What the page that was fetched sends along unseen."""
    kept = typed_on(client.get(keying(episode)))
    (version,), (page,), (step,) = (kept[name] for name in ("seen_version", "page", "step"))
    return {"seen": int(version), "page": page, "step": step}


def rows(question: str) -> list[tuple[Any, int, int | None]]:
    """Each answer: its value, how many days ago it was given, and in which consultation it was recorded, if in any."""
    return [
        (
            row.value,
            (timezone.localdate() - timezone.localdate(row.recorded_at)).days,
            row.consultation and row.consultation.number,
        )
        for row in Answer.objects.filter(question=question).select_related("consultation").order_by("version")
    ]


def messages(client: Client, response: Any) -> list[str]:
    return [str(message) for message in client.get(response["Location"]).context["messages"]]


@pytest.mark.parametrize("with_page", [True, False])
def test_the_same_sheet_twice_changes_nothing_and_is_answered_alike(
    with_page: bool, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    consult(cast.nurse, episode, 30, EARLIER)
    page = open_page(gp_client, episode) if with_page else {"seen": 1}
    told = []
    for _ in range(2):
        response = key_in(gp_client, episode, **page)
        assert response.status_code == 302
        told.append(messages(gp_client, response))
        assert (Answer.objects.count(), current(episode).version, Consultation.objects.count()) == (8, 2, 1)
    assert told[0] == told[1] == [f"Skemaet fra {timezone.localdate():%d.%m.%Y} er gemt: 6 svar."]


def test_each_page_has_a_key_of_its_own(gp_client: Client, episode: Episode) -> None:
    one, other = open_page(gp_client, episode), open_page(gp_client, episode)
    assert one["page"] != other["page"]
    assert (one["step"], one["seen"]) == ("0", 0)


def test_a_sheet_that_is_sent_twice_at_once_is_recorded_once(cast: Cast, episode: Episode, content: Content) -> None:
    consult(cast.nurse, episode, 30, EARLIER)
    page = OpenPage(seen_version=1, key="the page's own")
    values: dict[str, Any] = {"peg.pain": 7, "peg.enjoyment": 2}
    # Both have read the episode before either of them writes.
    for same in (current(episode), current(episode)):
        record_sheet(by=cast.gp, episode=same, values=values, day=day_ago(0), page=page, content=content)
    assert (rows("peg.pain"), rows("peg.enjoyment")) == ([(7, 30, 1), (7, 0, None)], [(4, 30, 1), (2, 0, None)])


def test_what_is_corrected_on_a_page_that_was_sent_before_is_kept(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    """Back in the browser: the page, with its key, its step and the version that it has seen, is as it was sent."""
    page = open_page(gp_client, episode)
    key_in(gp_client, episode, **page)
    for pain in (8, 9):
        assert key_in(gp_client, episode, **page, peg__pain=str(pain)).status_code == 302
        assert known(episode, content) == KEPT | {"peg.pain": pain}
    assert Answer.objects.count() == 8


def test_a_page_that_was_sent_before_does_not_overwrite_another_s_answer(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    page = open_page(gp_client, episode)
    key_in(gp_client, episode, **page)
    answer(cast.nurse, episode, peg__pain=3)
    assert key_in(gp_client, episode, **page, peg__pain="8").status_code == 409
    assert known(episode, content) == KEPT | {"peg.pain": 3}


@pytest.mark.parametrize("status", [422, 409])
def test_a_page_that_is_shown_again_goes_on_with_its_key_and_counts(
    status: int, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    page = open_page(gp_client, episode)
    if status == 409:
        answer(cast.nurse, episode, peg__pain=3)
    shown = key_in(gp_client, episode, **page, places="99" if status == 422 else "3")
    assert shown.status_code == status
    kept = typed_on(shown)
    assert (kept["page"], kept["step"]) == ([page["page"]], ["1"])
    assert kept["seen_version"] == ["1" if status == 409 else "0"]


def test_the_same_answer_on_a_later_day_is_a_measurement_of_its_own(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    consult(cast.nurse, episode, 30, EARLIER)
    key_in(gp_client, episode, day=f"{day_ago(2):%d.%m.%Y}")
    assert (rows("peg.pain"), rows("peg.enjoyment")) == ([(7, 30, 1), (7, 2, None)], [(4, 30, 1), (0, 2, None)])


@pytest.mark.parametrize("days", [0, 1])
def test_the_same_answer_of_the_sheet_s_day_or_later_stands_with_its_own_day(
    days: int, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.nurse, episode, peg__pain=7)
    Consultation.objects.update(opened_at=timezone.now() - timedelta(days=1))
    response = key_in(gp_client, episode, day=f"{day_ago(days):%d.%m.%Y}")
    assert messages(gp_client, response) == [f"Skemaet fra {day_ago(days):%d.%m.%Y} er gemt: 6 svar."]
    assert rows("peg.pain") == [(7, 0, 1)]
    assert rows("peg.activity") == [(10, days, None)]
