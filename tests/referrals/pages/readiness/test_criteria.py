"""What is still open for the nearest destination stands on one page, and is answered there without JavaScript."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from assessment.episode.workspace import build_workspace
from assessment.models import Episode
from assessment.record.clock import today
from guidelines.in_force.content import current_content
from referrals.pathways.readiness import Readiness, readiness_of
from tests.support.http.forms import form_of
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, current

pytestmark = pytest.mark.usefixtures("in_a")


def readiness(episode: Episode) -> Readiness:
    return readiness_of(build_workspace(current(episode), current_content(), today()))


def page_of(episode: Episode) -> str:
    return reverse("criteria", args=[episode.pk])


def test_the_nearest_destination_is_the_undecided_one_that_fewest_answers_are_needed_for(
    cast: Cast, episode: Episode
) -> None:
    """A simple condition rules the centre out. Tried: the first destination, decided or not."""
    assert readiness(episode).nearest is not None
    answer(cast.gp, episode, diagnosis__complexity="simple")
    nearest = readiness(episode).nearest
    assert nearest is not None
    assert nearest.result.destination.key == "single_specialty_clinic"
    everyone = [entry for entry in readiness(episode).destinations if not entry.in_the_way]
    assert len(nearest.to_ask) == min(len(entry.to_ask) for entry in everyone)


def test_all_that_is_open_is_answered_on_one_page_and_then_it_leads_to_the_referral(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: what was answered a moment ago refused, since it is open no more."""
    answer(cast.gp, episode, diagnosis__complexity="simple")
    at_first = reverse("readiness", args=[episode.pk])
    assertContains(gp_client.get(at_first), page_of(episode))
    page = gp_client.get(page_of(episode))
    asked = [field.name for field in page.context["fields"]]
    assert "workup.active_cancer" in asked
    assert "diagnosis.complexity" not in asked
    assertContains(page, "Tilføj en behandling")
    cancer = form_of(page) | {"workup.active_cancer": ["false"], "pain.acute": ["false"]}
    assertRedirects(gp_client.post(page_of(episode), cancer | {"next": "1"}), at_first)
    # The same page, sent once more by Back and the button: nothing on it is refused.
    assert gp_client.post(page_of(episode), cancer | {"step": ["1"], "next": "1"}).status_code == 302
    left = [field.name for field in gp_client.get(page_of(episode)).context["fields"]]
    assert set(left) == set(asked) - {"workup.active_cancer", "pain.acute"}


def test_where_nothing_is_open_the_page_gives_way_to_the_referral(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, workup__active_cancer=True)
    assert readiness(episode).nearest is None
    at_first = reverse("readiness", args=[episode.pk])
    assertRedirects(gp_client.get(page_of(episode)), at_first)
    assertNotContains(gp_client.get(at_first), page_of(episode))
