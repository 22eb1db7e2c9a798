"""The practice's list of plans to look at, and what the database itself refuses."""

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.tenancy.context import practice_context
from assessment.models import Episode, TaperPlan, TaperStep
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation
from tests.support.http.queries import MOST, queries_of
from tests.support.records.cast import Cast
from tests.support.records.duties import called
from tests.support.records.patients import make_episode
from tests.support.records.tapers import DAY, made

pytestmark = pytest.mark.usefixtures("in_a")


def listed() -> list[str]:
    return list(dict.fromkeys(called("taper_step", "taper_contact", "taper_approval", "taper_worry")))


@pytest.mark.parametrize(("away", "is_listed"), [(-1, True), (0, True), (1, False)])
def test_a_step_is_listed_from_its_day_on(away: int, is_listed: bool, cast: Cast, episode: Episode) -> None:
    made(cast.gp, episode, away, 30)
    assert bool(listed()) is is_listed


@pytest.mark.parametrize(("away", "is_listed"), [(-1, True), (0, True), (1, False)])
def test_a_contact_is_listed_from_its_day_on(away: int, is_listed: bool, cast: Cast, episode: Episode) -> None:
    made(cast.gp, episode, 30, next_contact_on=today() + away * DAY)
    assert bool(listed()) is is_listed


def test_what_waits_for_the_doctor_is_listed_and_what_is_over_is_not(cast: Cast, episode: Episode) -> None:
    waiting = made(cast.nurse, episode, 30, approve=False)
    over = made(cast.gp, episode, -1)
    TaperPlan.objects.filter(pk=over.pk).update(status="completed")
    assert {*listed()} == {str(waiting.pk)}


def test_the_longest_overdue_comes_first_and_an_ended_episode_is_left_out(cast: Cast, episode: Episode) -> None:
    late, later = made(cast.gp, episode, -2), made(cast.gp, episode, -9)
    assert listed() == [str(later.pk), str(late.pk)]
    ended = make_episode(cast.gp, episode.patient)
    made(cast.gp, ended, -20)
    Episode.objects.filter(pk=ended.pk).update(ended_at=timezone.now())
    assert listed() == [str(later.pk), str(late.pk)]


def test_the_first_page_shows_reason_owner_and_day_and_no_other_practices(
    gp_client: Client, cast: Cast, episode: Episode, episode_b: Episode
) -> None:
    with practice_context(cast.practice_b.pk):
        made(cast.gp_b, episode_b, -1)
    plan = made(cast.gp, episode, -1, follows_up=cast.nurse, follows_up_text="hjemmesygeplejen")
    page = gp_client.get(reverse("home")).content.decode()
    assert reverse("taper_plan", args=[episode.pk, plan.pk]) in page
    assert f"{cast.nurse}, hjemmesygeplejen" in page
    assert "overskredet med 1 dag" in page
    assert "Hemmelig" not in page


def test_the_first_page_asks_as_often_however_many_plans_there_are(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    asked = []
    for _ in range(2):
        for _ in range(3):
            made(cast.gp, episode, -1, 7, 14, follows_up=cast.nurse)
        with CaptureQueriesContext(connection) as captured:
            gp_client.get(reverse("home"))
        asked.append(len(captured))
    assert asked[0] == asked[1]


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        (TaperPlan, {"status": "stopped", "status_reason": ""}),
        (TaperPlan, {"status": "unheard"}),
        (TaperPlan, {"approved_at": None}),
        (TaperStep, {"state": "taken"}),
        (TaperStep, {"state": "held", "done_on": today()}),
        (TaperStep, {"held_since": today()}),
        (TaperStep, {"done_on": today()}),
        (TaperStep, {"state": "unheard"}),
    ],
)
def test_the_database_refuses_what_no_plan_can_say(
    model: Any, changes: dict[str, Any], cast: Cast, episode: Episode
) -> None:
    made(cast.gp, episode, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**changes)


def test_the_database_keeps_every_plan_and_step(cast: Cast, episode: Episode) -> None:
    made(cast.gp, episode, 0)
    for model in (TaperPlan, TaperStep):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete("default")
        assert model.objects.count() == 1


def test_a_plan_is_reached_through_its_own_episode_and_practice_only(
    gp_client: Client, cast: Cast, episode: Episode, episode_b: Episode
) -> None:
    with practice_context(cast.practice_b.pk):
        foreign = made(cast.gp_b, episode_b, 0)
    own, other = made(cast.gp, episode, 0), make_episode(cast.gp, episode.patient)
    wrong: list[tuple[Any, Any]] = [(episode_b, foreign), (episode, foreign), (other, own), (episode_b, own)]
    for through, plan in wrong:
        for name in ("taper_plan", "taper_change", "taper_pdf"):
            assert gp_client.get(reverse(name, args=[through.pk, plan.pk])).status_code == 404


def test_a_plan_is_one_line_among_the_treatments(gp_client: Client, cast: Cast, episode: Episode) -> None:
    plan = made(cast.gp, episode, 0)
    for address, is_there in (("treatment", True), ("pain", False)):
        page = gp_client.get(reverse("section", args=[episode.pk, address])).content.decode()
        assert (reverse("taper_plan", args=[episode.pk, plan.pk]) in page) is is_there
    assert begin_consultation(by=cast.gp, episode=episode, form="in_person").pk == plan.consultation_id


@pytest.mark.parametrize("address", ["treatment", "operation"])
def test_a_page_asks_as_often_however_many_plans_there_are(
    address: str, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    made(cast.gp, episode, 0)
    url = reverse("surgery", args=[episode.pk])
    if address == "treatment":
        url = reverse("section", args=[episode.pk, "treatment"])
    asked = []
    for _ in range(2):
        gp_client.get(url)
        asked.append(queries_of(lambda: gp_client.get(url)))
        for _ in range(3):
            made(cast.gp, episode, -1, 7, 14, follows_up=cast.nurse)
    assert len(asked[0]) <= MOST, "\n".join(asked[0])
    assert len(asked[1]) == len(asked[0]), "\n".join(asked[1])
