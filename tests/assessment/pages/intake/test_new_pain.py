"""New pain: how long is asked at the opening, there is one short agenda, and it grows into the long course."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Episode, Patient
from assessment.record.clock import today
from guidelines.in_force.content import current_content
from guidelines.vocabulary.facts import TREATMENTS
from tests.support.http.forms import form_of, form_with, text_at
from tests.support.records.cast import Cast
from tests.support.records.notes import end, now
from tests.support.records.patients import answer, current

pytestmark = pytest.mark.usefixtures("in_a")
ANSWERS = {
    "workup.red_flags": ["none"],
    "pain.primary_site": ["neck"],
    "workup.specific_structure_found": ["false"],
    "own.hopes_for": ["scan"],
    "everyday.impact": ["some"],
    "wellbeing.suicidal_thoughts": ["none"],
    "understanding.shared_understanding": ["false"],
}


def space_of(episode: Episode, days: int = 0) -> Workspace:
    return build_workspace(current(episode), current_content(), today() + timedelta(days=days))


def begun(client: Client, patient: Patient, onset: str) -> Episode:
    start = reverse("episode_start", args=[patient.pk])
    page = client.get(reverse("patient", args=[patient.pk]))
    sent = client.post(start, form_with(page, "onset") | {"onset": [onset]})
    episode = Episode.objects.get(patient=patient)
    assertRedirects(sent, reverse("first_nine", args=[episode.pk]), fetch_redirect_response=False)
    return episode


def test_how_long_is_asked_at_the_opening_and_the_first_nine_give_way(gp_client: Client, patient: Patient) -> None:
    """Tried: the first nine opened all the same."""
    episode = begun(gp_client, patient, "3 uger")
    agenda = reverse("agenda", args=[episode.pk])
    assertRedirects(gp_client.get(reverse("first_nine", args=[episode.pk])), agenda)
    assertNotContains(gp_client.get(reverse("episode", args=[episode.pk])), reverse("first_nine", args=[episode.pk]))
    assert current(episode).answers["pain.onset_date"]["value"] == (today() - timedelta(days=21)).isoformat()


@pytest.mark.parametrize("onset", ["", "2 år"])
def test_without_new_pain_the_episode_begins_with_the_first_nine(
    gp_client: Client, patient: Patient, onset: str
) -> None:
    episode = begun(gp_client, patient, onset)
    assert gp_client.get(reverse("first_nine", args=[episode.pk])).status_code == 200
    assert not space_of(episode).is_short


def test_an_onset_that_cannot_be_read_is_asked_again_and_nothing_is_begun(gp_client: Client, patient: Patient) -> None:
    """Tried: the episode begun without it."""
    page = gp_client.get(reverse("patient", args=[patient.pk]))
    wrong = form_with(page, "onset") | {"onset": ["i går måske"]}
    sent = gp_client.post(reverse("episode_start", args=[patient.pk]), wrong)
    assertContains(sent, "i går måske", status_code=422)
    assert not Episode.objects.filter(patient=patient).exists()


def test_one_agenda_of_ten_with_red_flags_first_and_advice_that_begins_with_reassurance(
    gp_client: Client, patient: Patient
) -> None:
    """She hopes for a scan, and sees it otherwise. Tried: imaging before reassurance; the pain centre in the panel."""
    episode = begun(gp_client, patient, "3 uger")
    agenda = reverse("agenda", args=[episode.pk])
    page = gp_client.get(agenda)
    asked = [*page.context["workspace"].agenda.asked, *page.context["workspace"].agenda.carried_over]
    assert (asked[0], TREATMENTS in asked) == ("workup.red_flags", True)
    assert len(asked) <= 10
    gp_client.post(agenda, form_of(page) | ANSWERS)
    gp_client.post(reverse("treatments_none", args=[episode.pk]))
    space = space_of(episode)
    assert [row.recommendation.key for row in space.advice.do_now] == [
        "new-neck-pain/reassurance",
        "new-pain/no-imaging-without-reason",
    ]
    shown = gp_client.get(reverse("episode", args=[episode.pk]))
    assertNotContains(shown, "smertecenter")
    assertContains(shown, "At blive scannet")
    assert all(question.criteria == 0 for question in space.next_questions)


def test_where_nothing_calls_for_attention_reassurance_still_comes_first(gp_client: Client, patient: Patient) -> None:
    """Tried: only what needs attention in the panel."""
    episode = begun(gp_client, patient, "3 uger")
    agenda = reverse("agenda", args=[episode.pk])
    agreed = ANSWERS | {"own.hopes_for": ["relief"], "understanding.shared_understanding": ["true"]}
    gp_client.post(agenda, form_of(gp_client.get(agenda)) | agreed)
    panel = text_at(gp_client.get(reverse("episode", args=[episode.pk])), "panel")
    assert panel.index("Begynd med") < panel.index("Information, der gør tryg") < panel.index("Gør nu")


def test_a_sign_in_the_neck_turns_the_advice_on_imaging_round(cast: Cast, gp_client: Client, patient: Patient) -> None:
    episode = begun(gp_client, patient, "5 dage")
    answer(cast.gp, episode, pain__primary_site="neck", workup__red_flags=("trauma",), own__hopes_for=("scan",))
    applies = {row.recommendation.key for row in space_of(episode).advice.consider}
    assert "new-pain/neck-imaging-may-help" in applies
    assert "new-pain/no-imaging-without-reason" not in applies


def test_the_course_grows_long_after_twelve_weeks_and_then_begins_with_its_own_first_agenda(
    cast: Cast, gp_client: Client, patient: Patient
) -> None:
    """Tried: one day earlier; the second agenda, since it is the second contact."""
    episode = begun(gp_client, patient, "3 uger")
    end(cast.gp, episode)
    assert space_of(episode, 63).is_short
    again = space_of(episode, 63).agenda
    assert again is not None
    assert (again.part.title, again.number, again.open) == ("Nye smerter", 2, again.asked)
    grown = space_of(episode, 64)
    assert not grown.is_short
    assert grown.agenda is not None
    assert (grown.agenda.part.key, grown.agenda.number) == ("relation", 1)


def test_the_gp_can_broaden_the_course_and_take_it_back(cast: Cast, gp_client: Client, patient: Patient) -> None:
    """Tried: the contact in which it was said counted as one of new pain."""
    episode = begun(gp_client, patient, "3 uger")
    assertContains(gp_client.get(reverse("episode", args=[episode.pk])), "#field_own.broad_course")
    now(cast.gp, episode)
    answer(cast.gp, episode, own__broad_course=True)
    broad = space_of(episode)
    assert broad.agenda is not None
    assert (broad.is_short, broad.agenda.part.key) == (False, "relation")
    assertContains(gp_client.get(reverse("episode", args=[episode.pk])), "smertecenter")
    answer(cast.gp, episode, own__broad_course=False)
    assert space_of(episode).is_short
