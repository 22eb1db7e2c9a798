"""A signed letter that is not sent says what has changed in the record since."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Treatment
from assessment.record.consultations import begin_consultation
from assessment.safety.gone_prompts import safety_questions
from assessment.treatments.ledger import change_treatment
from guidelines.in_force.content import Content
from referrals.letters.handing_out import record_sent
from referrals.letters.signing import withdraw_letter
from referrals.models import Letter
from referrals.pages.sending.since_signing import changes_since_signing
from tests.support.records.cast import Cast
from tests.support.records.letters import kept
from tests.support.records.patients import answer, current, treat

pytestmark = pytest.mark.usefixtures("no_rendering")
HEADING = 'id="changed-since"'


def since(letter: Letter) -> list[str]:
    return changes_since_signing(kept(letter))


def pages(letter: Letter) -> list[str]:
    return [reverse(name, args=[letter.pk]) for name in ("letter", "letter_send")]


def test_a_letter_that_says_what_the_record_says_says_nothing(signed: Letter, gp_client: Client) -> None:
    assert since(signed) == []
    for page in pages(signed):
        assertNotContains(gp_client.get(page), HEADING)


def test_a_safety_fact_that_has_changed_is_told_with_what_it_was(cast: Cast, signed: Letter, gp_client: Client) -> None:
    """Tried: facts compared by what is known now alone, so that a first answer was no change."""
    answer(cast.gp, signed.referral.episode, wellbeing__suicidal_thoughts="active", health__heart_disease=True)
    assert since(signed) == [
        "Selvmordstanker: Ingen → Aktive tanker",
        "Hjertesygdom: ikke oplyst → Ja",
    ]
    for page in pages(signed):
        assertContains(gp_client.get(page), "Ingen → Aktive")


def test_an_answer_that_no_safety_prompt_rests_on_is_not_told(cast: Cast, signed: Letter) -> None:
    answer(cast.gp, signed.referral.episode, work__description="Ny chef.")
    assert since(signed) == []


def test_a_criterion_that_is_no_longer_met_is_told_with_the_red_flag_behind_it(cast: Cast, signed: Letter) -> None:
    answer(cast.gp, signed.referral.episode, workup__red_flags=("trauma",))
    assert since(signed) == [
        "Faresignaler: Ingen af disse → Fald, ulykke eller anden skade",
        "Kriterium: Diagnostisk afklaret (ændret)",
    ]


def test_treatments_that_came_changed_or_went_are_told_by_name(cast: Cast, signed: Letter) -> None:
    """Tried: the rows compared with fields that were added after the letter was signed."""
    episode = signed.referral.episode
    treat(cast.gp, episode, "paracetamol", "current", name="Panodil")
    assert since(signed) == ["Panodil: ny"]
    row = Treatment.objects.get(name="amitriptylin")
    consultation = begin_consultation(by=cast.gp, episode=current(episode), form="phone")
    change_treatment(by=cast.gp, consultation=consultation, treatment=row, seen_version=row.version, effect="none")
    assert since(signed) == ["Panodil: ny", "amitriptylin: ændret"]


def test_an_older_letter_is_not_told_of_fields_that_it_never_had(signed: Letter, monkeypatch: Any) -> None:
    letter = kept(signed)
    assert letter.frozen
    for treatment in letter.frozen["treatments"]:
        del treatment["as_needed"], treatment["twin_confirmed"]
    assert changes_since_signing(letter) == []


def test_what_is_sent_or_taken_back_says_nothing_more(cast: Cast, signed: Letter, letter: Letter) -> None:
    answer(cast.gp, signed.referral.episode, wellbeing__suicidal_thoughts="active")
    assert since(signed)
    record_sent(by=cast.gp, letter=signed, on=timezone.localdate())
    assert since(signed) == []


def test_a_letter_that_was_taken_back_says_nothing(cast: Cast, signed: Letter, gp_client: Client) -> None:
    answer(cast.gp, signed.referral.episode, wellbeing__suicidal_thoughts="active")
    withdraw_letter(by=cast.gp, letter=signed, reason="Fejl")
    for page in pages(signed):
        assertNotContains(gp_client.get(page), HEADING)


def test_the_safety_questions_are_those_behind_the_prompts(content: Content) -> None:
    asked = safety_questions(content)
    assert {"workup.red_flags", "workup.red_flags_cleared", "wellbeing.suicidal_thoughts"} <= set(asked)
    assert not [key for key in asked if key.startswith(("treatment", "peg", "patient"))]


def test_the_worklist_names_what_was_noted_since_the_letter_was_signed(
    cast: Cast, signed: Letter, gp_client: Client
) -> None:
    """On the first page, without a letter being opened. Tried: answers that no safety prompt rests on; what stood
    before the signing."""
    assertNotContains(gp_client.get(reverse("patients")), "Noteret, efter at brevet blev underskrevet")
    episode = signed.referral.episode
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="active", work__description="Ny chef.")
    treat(cast.gp, episode, "tramadol", "current", name="Mandolgin")
    page = gp_client.get(reverse("patients"))
    assertContains(page, "Noteret, efter at brevet blev underskrevet: Selvmordstanker, Mandolgin")
