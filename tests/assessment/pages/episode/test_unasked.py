"""What safety asks and nobody has asked: the overview and the end of the first nine name it."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Episode
from assessment.record.contacts import contact_now
from assessment.record.form_changes import DataAbsent
from assessment.treatments.statements import COMPLETE, record_statement
from tests.support.records.cast import Cast
from tests.support.records.letters import COMPLETE as COMPLETE_ANSWERS
from tests.support.records.letters import as_keywords
from tests.support.records.patients import answer, current, treat

pytestmark = pytest.mark.usefixtures("in_a")
NOTHING = "Der er intet åbent under Sikkerhed."
FIRST = {"workup__red_flags": (), "workup__active_cancer": False}


def test_nothing_is_open_is_said_only_where_everything_was_asked(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    """What was asked in vain is told as such."""
    page = reverse("episode", args=[episode.pk])
    answer(cast.gp, episode, **FIRST)
    treat(cast.gp, episode, "paracetamol", "current", name="Paracetamol")
    shown = gp_client.get(page)
    assertNotContains(shown, NOTHING)
    assertContains(shown, "sikkerhedsspørgsmål er ikke stillet")
    assert shown.context["advice"].safety_unasked()[0].key == "wellbeing.suicidal_thoughts"
    answer(cast.gp, episode, wellbeing__suicidal_thoughts=DataAbsent("asked-declined"))
    record_statement(by=cast.gp, consultation=contact_now(current(episode)), word=COMPLETE, stands=True)
    in_vain = gp_client.get(page)
    assertNotContains(in_vain, NOTHING)
    assertContains(in_vain, "Et sikkerhedsspørgsmål er stillet og ikke besvaret:")
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="none")
    assertContains(gp_client.get(page), NOTHING)


def test_the_page_after_the_first_nine_names_what_a_rule_of_safety_waits_for(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    answer(cast.gp, episode, **as_keywords(COMPLETE_ANSWERS))
    treat(cast.gp, episode, "nsaid_oral", "current", name="Ibuprofen")
    page = gp_client.get(reverse("first_nine", args=[episode.pk]))
    assertContains(page, "Sikkerheden er ikke afklaret.")
    assertContains(page, "#field_health.renal_impairment")
