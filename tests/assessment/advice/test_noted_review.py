"""A review of opioids that a nurse has noted: the advice stays in its list, and says what it waits for."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import Staff
from assessment.episode.workspace import Workspace, build_workspace
from assessment.models import Answer, Consultation, Episode
from assessment.notes.contact_note import consultation_note
from assessment.notes.summary import episode_summary
from assessment.record.clock import today
from assessment.rules.keys import OPIOID_LAST_REVIEW
from referrals.letters.letter_evidence import _fact
from referrals.letters.prefill import prefilled_sections
from referrals.pathways.in_force import pathway_of
from tests.support.http.queries import queries_of
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE
from tests.support.records.patients import answer, current, treat

pytestmark = pytest.mark.usefixtures("in_a")
DAY = timedelta(days=1)
REVIEW = "dependency-medicines/half-yearly-review"
NOTED = "noteret af sygeplejerske (telefon), afventer læge"


@pytest.fixture
def noted(cast: Cast, episode: Episode) -> Episode:
    """Tramadol for more than half a year; at a call a nurse notes that it was assessed today."""
    treat(cast.gp, episode, "tramadol", "current", name="Tramadol", started=today() - 400 * DAY)
    Episode.objects.get(pk=episode.pk).consultations.update(form="phone")
    answer(cast.nurse, episode, opioid__last_review=today())
    return current(episode)


def workspace_of(episode: Episode, content: Any) -> Workspace:
    return build_workspace(current(episode), content, today())


def test_the_advice_stays_in_its_list_and_says_why(noted: Episode, cast: Cast, content: Any, gp_client: Client) -> None:
    """The rules answer as ever. Tried: the advice in the list that it has without attention."""
    workspace = workspace_of(noted, content)
    (result,) = [one for one in workspace.results if one.key == REVIEW]
    assert result.attention is False
    (row,) = [row for row in workspace.advice.do_now if row.recommendation.key == REVIEW]
    assert row.noted.endswith(NOTED)
    for name in ("episode", "advice"):
        assertContains(gp_client.get(reverse(name, args=[noted.pk])), NOTED)
    assertContains(gp_client.get(reverse("section", args=[noted.pk, "treatment"])), NOTED)
    Episode.objects.get(pk=noted.pk).consultations.update(form="in_person")
    answer(cast.gp, noted, opioid__last_review=today() - DAY)
    assert not [row for row in workspace_of(noted, content).advice.do_now if row.recommendation.key == REVIEW]
    assertNotContains(gp_client.get(reverse("episode", args=[noted.pk])), NOTED)


def test_what_was_said_of_the_review_is_read_once_a_page(noted: Episode, gp_client: Client) -> None:
    """The advice, the list and the question say it, and the overview too. Tried: each of them reads for itself."""
    for page in (reverse("section", args=[noted.pk, "treatment"]), reverse("episode", args=[noted.pk])):
        asked = queries_of(lambda page=page: gp_client.get(page))  # type: ignore[misc]
        assert len([one for one in asked if f"= '{OPIOID_LAST_REVIEW}'" in one]) == 1


def test_a_review_by_a_doctor_that_is_not_half_a_year_old_needs_no_other(
    cast: Cast, episode: Episode, content: Any
) -> None:
    """Tried: everything that is noted brings the advice back."""
    treat(cast.gp, episode, "tramadol", "current", name="Tramadol", started=today() - 400 * DAY)
    answer(cast.gp, episode, opioid__last_review=today() - 30 * DAY)
    answer(cast.nurse, episode, opioid__last_review=today())
    assert not [row for row in workspace_of(episode, content).advice.rows() if row.noted]


def test_a_doctor_is_asked_anew_and_says_the_same_in_one_press(
    noted: Episode, cast: Cast, sign_in: Callable[[Staff], Client]
) -> None:
    """Who noted it is shown it as it is. Tried: the doctor's same answer that changes nothing."""
    page = reverse("section", args=[noted.pk, "treatment"])
    unchanged = f'name="unchanged" value="{OPIOID_LAST_REVIEW}"'
    assertNotContains(sign_in(cast.nurse).get(page), unchanged)
    doctor = sign_in(cast.gp)
    assertContains(doctor.get(page), unchanged)
    version = noted.answers[OPIOID_LAST_REVIEW]["version"]
    sent = {
        "seen_version": current(noted).version,
        "page": "p",
        "step": 1,
        f"anew.{OPIOID_LAST_REVIEW}": version,
        "unchanged": OPIOID_LAST_REVIEW,
    }
    doctor.post(page, sent)
    newest = Answer.objects.filter(episode=noted, question=OPIOID_LAST_REVIEW).latest("version")
    assert (newest.recorded_by, newest.value) == (cast.gp, today().isoformat())


def texts_of(episode: Episode, content: Any) -> tuple[str, ...]:
    """What leaves the program of the review: the contact's note, the summary, the letter, and the name in its data."""
    workspace = workspace_of(episode, content)
    note = consultation_note(Consultation.objects.get(), content).text
    letter = "\n".join(prefilled_sections(pathway_of(content), workspace, CENTRE).values())
    return note, episode_summary(workspace).text, letter, _fact(OPIOID_LAST_REVIEW, workspace)["short"]


def test_texts_that_leave_the_program_say_that_it_waits_until_a_doctor_has_answered(
    noted: Episode, cast: Cast, content: Any
) -> None:
    """Tried: the nurse's day told as any other, in each of the texts; said still when a doctor has answered."""
    waits = "(noteret af sygeplejerske, afventer læge)"
    for text in texts_of(noted, content):
        assert waits in text
    Episode.objects.get(pk=noted.pk).consultations.update(form="in_person")
    answer(cast.gp, noted, opioid__last_review=today() - DAY)
    for text in texts_of(noted, content):
        assert "sygeplejerske, afventer" not in text
