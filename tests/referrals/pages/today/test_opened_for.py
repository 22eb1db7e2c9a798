"""The list of the day leads to a page that offers the kind of contact for which it was opened."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import Episode
from assessment.record.clock import today
from assessment.rules.keys import NEXT_FOLLOW_UP
from tests.support.records.cast import Cast
from tests.support.records.consultations import consult

pytestmark = pytest.mark.usefixtures("in_a")
CHOSEN = re.compile(r'<option value="(\w+)" selected>')


def test_a_follow_up_of_the_list_opens_as_a_follow_up(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """Also before the assessments are over; a page that was opened for nothing offers an assessment, and what nobody
    knows is none. Tried: the address without it."""
    consult(cast.gp, episode, 7, {NEXT_FOLLOW_UP: today()})
    overview = reverse("episode", args=[episode.pk])
    (address,) = re.findall(rf'href="({overview}\?[^"]+)"', gp_client.get(reverse("home")).content.decode())
    chosen = {
        page: CHOSEN.findall(gp_client.get(page).content.decode())[:1]
        for page in (address, overview, f"{overview}?kontakt=x")
    }
    assert chosen == {address: ["follow_up"], overview: ["assessment"], f"{overview}?kontakt=x": ["assessment"]}
