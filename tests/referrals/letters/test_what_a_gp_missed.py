"""What a GP would otherwise send or lose unseen: a taper under way, a score of two days, a letter never sent."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from pytest_django.asserts import assertContains, assertNotContains

from assessment.record.clock import today
from assessment.record.consultations import begin_consultation
from assessment.rules.medication.taper_schedule import StepRow
from assessment.tapering.plan_changes import add_taper_plan, set_taper_status
from guidelines.in_force.content import Content
from referrals.follow_up.worklist import referrals_to_follow
from referrals.letters.prefill import prefilled_sections
from referrals.letters.signing import new_version, withdraw_letter
from referrals.models import Letter
from referrals.rules.pathway import Pathway
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, Sign, edit, kept, look
from tests.support.records.patients import answer
from tests.support.records.sent_letters import send

pytestmark = pytest.mark.usefixtures("in_a", "no_rendering")


def test_a_taper_under_way_stands_with_the_medicines(
    cast: Cast, letter: Letter, content: Content, pathway: Pathway
) -> None:
    episode = letter.referral.episode
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    plan = add_taper_plan(
        by=cast.gp,
        consultation=consultation,
        identifier=uuid4(),
        rows=[StepRow(today(), "15 mg morgen")],
        approve=True,
        medicine="oxycodon",
        start_dose="20 mg morgen og aften",
    )
    texts = prefilled_sections(pathway, look(episode, content), CENTRE)
    (line,) = [line for line in texts["medication"].split("\n") if line.startswith("Nedtrapning, oxycodon: ")]
    assert "fra 20 mg morgen og aften" in line
    assert "næste trin 1 (15 mg morgen)" in line
    assert "Nedtrapning" not in texts["non_drug"]
    set_taper_status(
        by=cast.gp, consultation=consultation, plan=plan, status="stopped", reason="Uro", seen_version=plan.version
    )
    assert "Nedtrapning" not in prefilled_sections(pathway, look(episode, content), CENTRE)["medication"]


def test_a_score_whose_parts_are_of_two_days_names_both(cast: Cast, letter: Letter, content: Content) -> None:
    episode = letter.referral.episode
    answer(cast.gp, episode, peg__pain=7, peg__enjoyment=8, peg__activity=8)
    same = look(episode, content).display.one("peg.score")
    assert (same.recorded, same.newest, same.day) == (today(), None, f"({today():%d.%m.%Y})")
    earlier = today() - timedelta(days=14)
    workspace = look(episode, content)
    workspace.episode.answers["peg.pain"]["at"] = f"{earlier}T12:00:00+00:00"
    both = workspace.display.one("peg.score")
    assert both.day == f"({earlier:%d.%m.%Y}–{today():%d.%m.%Y})"


def test_a_letter_that_is_signed_and_not_sent_stands_on_the_first_page(
    cast: Cast, letter: Letter, sign: Sign, gp_client: Client
) -> None:
    assert referrals_to_follow(as_of=today()).rows == []
    signed = sign(letter)
    (row,) = referrals_to_follow(as_of=today()).rows
    assert row.state_in_words == _("signed, not sent")
    assertContains(gp_client.get(reverse("patients")), escape(_("signed, not sent")))
    withdraw_letter(by=cast.gp, letter=signed, reason="Fejl")
    assert referrals_to_follow(as_of=today()).rows == []


def test_what_is_not_sent_comes_before_what_only_waits(
    cast: Cast, letter: Letter, sign: Sign, gp_client: Client
) -> None:
    send(cast.nurse, letter, sign, 20)
    (waiting,) = referrals_to_follow(as_of=today()).rows
    assert waiting.order > (True, False, 0, 0)


def test_an_earlier_version_says_by_which_it_is_replaced(
    cast: Cast, signed: Letter, sign: Sign, gp_client: Client
) -> None:
    page, words = reverse("letter", args=[signed.pk]), escape(_("Replaced by version %(number)s") % {"number": 2})
    assertNotContains(gp_client.get(page), words)
    second = new_version(by=cast.gp, letter=signed)
    assertNotContains(gp_client.get(page), words)
    second = sign(second)
    assertContains(gp_client.get(page), words)
    assertNotContains(gp_client.get(reverse("letter", args=[second.pk])), words)


def test_nothing_is_fetched_from_the_answers_where_they_give_nothing(
    cast: Cast, letter: Letter, gp_client: Client
) -> None:
    sections = kept(letter).sections
    edit(cast, letter, **dict.fromkeys(sections, "Skrevet i hånden."))
    answer(cast.gp, letter.referral.episode, practical__told_to_patient=None)
    shown = gp_client.get(reverse("letter", args=[letter.pk])).content.decode()
    offered = {key for key in sections if f'name="from_answers" value="{key}"' in shown}
    assert offered == set(sections) - {"told_to_patient"}


def test_what_is_urgent_stands_above_the_letter_that_is_written(cast: Cast, letter: Letter, gp_client: Client) -> None:
    answer(cast.gp, letter.referral.episode, wellbeing__suicidal_thoughts=True)
    response = gp_client.get(reverse("letter", args=[letter.pk]))
    assertContains(response, "alert-error")
    assertContains(response, "Selvmordstanker")
