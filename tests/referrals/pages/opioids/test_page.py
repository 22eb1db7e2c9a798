"""The practice's opioids: everyone with one in use, how much, and where the review stands."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Episode
from assessment.record.clock import today
from assessment.rules.medication.opioid_course import OpioidReview
from referrals.duties.opioids import opioids_of_practice
from tests.support.http.queries import queries_of
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.patients import answer, make_episode, make_patient, treat

pytestmark = pytest.mark.usefixtures("in_a")
PAGE = reverse("opioids")
DAY = timedelta(days=1)


def states(cast: Cast, content: Any) -> list[OpioidReview]:
    return [one.course.due.state for one in opioids_of_practice(by=cast.gp, content=content, as_of=today())]


def test_the_page_says_how_much_since_when_and_that_a_nurse_s_contact_is_no_review(
    cast: Cast, episode: Episode, gp_client: Client, content: Any
) -> None:
    """Tried: what a nurse has said of the day itself taken for a review."""
    treat(cast.gp, episode, "tramadol", "current", name="Tramadol", daily_dose_mg=200, started=today() - 200 * DAY)
    answer(cast.nurse, episode, opioid__last_review=today(), opioid__treatment_plan_recorded=False)
    assert states(cast, content) == [OpioidReview.NEVER]
    page = gp_client.get(PAGE)
    for words in (
        "Testperson Kanin",
        "Tramadol",
        "peroral morfin",
        "ingen vurdering noteret",
        "noteret af sygeplejerske (fremmøde), afventer læge",
        "tæller aldrig som en vurdering",
    ):
        assertContains(page, words)
    answer(cast.gp, episode, opioid__last_review=today() - DAY)
    assert states(cast, content) == [OpioidReview.FINE]
    assertContains(gp_client.get(PAGE), f"{today() - DAY:%d.%m.%Y} (oplyst af læge)")


def test_who_takes_none_and_whose_episode_is_ended_is_not_on_it_nor_another_practice_s(
    cast: Cast, episode: Episode, episode_b: Episode, gp_client: Client, content: Any
) -> None:
    treat(cast.gp, episode, "tramadol", "stopped", name="Tramadol")
    ended = make_episode(cast.gp, make_patient(cast.gp, CPR_A2))
    treat(cast.gp, ended, "tramadol", "current", name="Tramadol")
    Episode.objects.filter(pk=ended.pk).update(ended_at=timezone.now())
    treat(cast.gp_b, episode_b, "tramadol", "current", name="Tramadol")
    assert states(cast, content) == []
    assertNotContains(gp_client.get(PAGE), "Tramadol")


def test_the_text_for_the_journal_has_what_is_known_and_dots_for_the_rest(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    treat(cast.gp, episode, "tramadol", "current", name="Tramadol", started=today() - 10 * DAY)
    page = gp_client.get(f"{PAGE}?notat={episode.pk}")
    for words in ("Opioidbehandling: Tramadol", "Samlet: kan ikke beregnes", "Indikation: …", "Samtykke", "Næste"):
        assertContains(page, words)
    assertNotContains(gp_client.get(f"{PAGE}?notat=x"), "Indikation")


def test_the_page_asks_as_often_however_many_there_are(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """Tried: the treatments of each episode by themselves."""
    treat(cast.gp, episode, "tramadol", "current", name="Tramadol")
    gp_client.get(PAGE)
    asked = len(queries_of(lambda: gp_client.get(PAGE)))
    for _ in range(3):
        treat(cast.gp, make_episode(cast.gp, episode.patient), "strong_opioid", "current", name="Morfin")
    assert len(queries_of(lambda: gp_client.get(PAGE))) == asked
