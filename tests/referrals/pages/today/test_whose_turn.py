"""The overview says whose turn it is: who has the duty that calls first."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Staff
from assessment.models import Episode
from assessment.record.clock import today
from assessment.rules.keys import NEXT_FOLLOW_UP
from guidelines.in_force.content import current_content
from referrals.duties.reckoning import keep_duties
from referrals.duties.turn import turn_of
from tests.support.http.html import tree_of
from tests.support.records.cast import Cast
from tests.support.records.consultations import consult
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")
DAY = timedelta(days=1)


def said_on_overview(client: Client, episode: Episode) -> list[str]:
    keep_duties(episode.pk, current_content(), today())
    page = tree_of(client.get(reverse("episode", args=[episode.pk])).content.decode())
    lines = (" ".join(" ".join(line.itertext()).split()) for line in page.iter("p"))
    return [line for line in lines if line.startswith("Hvem: ")]


def turn_on(episode: Episode, day: date) -> str:
    duty = turn_of(episode, day)
    return duty.reason if duty else ""


def test_whose_turn_it_is_follows_what_calls_first(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """A planned follow-up is its owner's; on its day it calls before a date that is missing; what is open under Safety
    is a doctor's."""
    consult(cast.nurse, episode, 7, {NEXT_FOLLOW_UP: today() - DAY})
    assert said_on_overview(gp_client, episode) == [f"Hvem: {cast.nurse.user.name}"]
    assert turn_on(episode, today()) == "follow_up"
    consult(cast.gp, episode, 6, {"wellbeing.suicidal_thoughts": "passive"})
    assert said_on_overview(gp_client, episode) == ["Hvem: en læge"]
    assert turn_on(episode, today()) == "prompt"


def test_what_no_other_line_of_the_overview_says_is_named_with_its_page(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    """What is open under Safety comes before what is older. Tried: the owner alone; the oldest day first."""
    treat(cast.gp, episode, "tramadol", "current", started=date(2024, 1, 1), started_precision="month")
    (said,) = said_on_overview(gp_client, episode)
    assert said.startswith("Hvem: en læge · Opioid")
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="passive")
    assert said_on_overview(gp_client, episode) == ["Hvem: en læge"]


def test_of_an_account_that_was_closed_it_is_nobodys(cast: Cast, episode: Episode, gp_client: Client) -> None:
    consult(cast.nurse, episode, 7, {NEXT_FOLLOW_UP: today() + DAY})
    assert said_on_overview(gp_client, episode) == [f"Hvem: {cast.nurse.user.name}"]
    Staff.objects.filter(pk=cast.nurse.pk).update(is_active=False)
    (said,) = said_on_overview(gp_client, episode)
    assert said.startswith("Hvem: uden ejer (")
