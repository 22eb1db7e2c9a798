"""The list of the day leads to a page that offers the kind of contact for which it was opened."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessment.episode.frame import OPENED_FOR
from assessment.models import Episode
from assessment.record.clock import today
from assessment.rules.keys import NEXT_FOLLOW_UP
from referrals.duties.reasons import REASONS
from tests.support.records.cast import Cast
from tests.support.records.consultations import consult

pytestmark = pytest.mark.usefixtures("in_a")
CHOSEN = re.compile(r'<option value="(\w+)" selected>')


def test_a_contact_of_the_list_opens_for_what_it_is(cast: Cast, episode: Episode, gp_client: Client) -> None:
    """A follow-up on its own page, a taper's contact as one; a page that was opened for nothing offers an assessment,
    and what nobody knows is none. Tried: the address without it.
    """
    consult(cast.gp, episode, 7, {NEXT_FOLLOW_UP: today()})
    assert f'href="{reverse("follow_up", args=[episode.pk])}"' in gp_client.get(reverse("home")).content.decode()
    overview = reverse("episode", args=[episode.pk])
    asked = (f"{overview}?{OPENED_FOR}={REASONS['taper_contact'].contact}", overview, f"{overview}?{OPENED_FOR}=x")
    chosen = [CHOSEN.findall(gp_client.get(page).content.decode())[:1] for page in asked]
    assert chosen == [["taper"], ["assessment"], ["assessment"]]
