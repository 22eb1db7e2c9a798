"""Beside a list nobody is asked what was tried: what the list, or a row of it, lacks is named, and one press away."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Episode, Treatment
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")
WHICH, LACKS = "Hvilke behandlinger er prøvet?", "Hvad mangler på listen over behandlinger?"


def test_the_question_of_what_was_tried_does_not_stand_open_beside_a_list(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: the label of the vocabulary."""
    page = reverse("episode", args=[episode.pk])
    assertContains(gp_client.get(page), WHICH)
    treat(cast.gp, episode, "paracetamol", "current", effect="good")
    shown = gp_client.get(page)
    assertContains(shown, LACKS)
    assertNotContains(shown, WHICH)


def test_what_a_row_lacks_is_named_and_its_link_leads_into_the_field(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Nobody said whether it acts fast. Tried: the link to the top of the form."""
    answer(cast.gp, episode, pain__onset_date="2020-03-01", workup__active_cancer=False)
    treat(cast.gp, episode, "strong_opioid", "current", name="morfin", effect="good")
    row = Treatment.objects.get()
    change = reverse("treatment_change", args=[episode.pk, row.pk])
    shown = gp_client.get(reverse("advice", args=[episode.pk]))
    assertContains(shown, f"{change}#field_fast_acting")
    assertContains(gp_client.get(change), 'id="field_fast_acting"')


def test_one_of_something_is_said_as_one(content: Content) -> None:
    """Tried: the unit of many."""
    display = content.vocabulary.display
    assert (display("health.drug_count", 1), display("health.drug_count", 2)) == ("1 lægemiddel", "2 lægemidler")
    assert (display("pain.duration_days", 1), display("risk.alcohol_units_week", 1)) == ("1 dag", "1 genstand om ugen")
    assert display("health.substance_abuse", "none") == "Nej"
