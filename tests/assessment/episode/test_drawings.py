"""Two pain drawings laid side by side: that of now, and that of the contact before."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Episode
from tests.support.records.cast import Cast
from tests.support.records.notes import end
from tests.support.records.patients import answer

pytestmark = pytest.mark.usefixtures("in_a")
BACK, BUTTOCK, KNEE = "back_lower_back", "back_buttock_right", "front_knee_left"
COMPARE = "sammenlign med den forrige tegning"


def test_the_drawing_of_now_lies_beside_that_of_the_contact_before(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: two answers of one contact beside each other; what came and what went exchanged."""
    overview = reverse("episode", args=[episode.pk])
    history = reverse("history", args=[episode.pk, "pain.drawing"])
    answer(cast.gp, episode, pain__drawing=(BACK, BUTTOCK))
    answer(cast.gp, episode, pain__drawing=(BACK,))
    assert gp_client.get(history).context["drawings"] is None
    assertNotContains(gp_client.get(overview), COMPARE)
    end(cast.gp, episode)
    answer(cast.gp, episode, pain__drawing=(KNEE,))
    assertContains(gp_client.get(overview), COMPARE)
    page = gp_client.get(history)
    drawings = page.context["drawings"]
    assert [drawing.regions for drawing in drawings.both] == [{BACK}, {KNEE}]
    assertContains(page, f"Nyt siden da: <strong>{drawings.now.words}</strong>")
    assertContains(page, f"Ikke længere markeret: <strong>{drawings.before.words}</strong>")
    assertContains(page, 'role="img"', count=2)
