"""The letter as a page for the browser's print: signed from what was frozen, or a draft that says so."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessAction, AccessLogEntry
from assessment.models import Episode, Patient
from referrals.models import Letter
from tests.support.records.letters import edit

pytestmark = pytest.mark.usefixtures("in_a")
DRAFT = "KLADDE. Brevet er ikke underskrevet og må ikke sendes."


def page(client: Client, letter: Letter) -> str:
    response = client.get(reverse("letter_print", args=[letter.pk]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("no_rendering")
def test_a_signed_letter_is_shown_as_it_was_frozen(signed: Letter, gp_client: Client) -> None:
    renamed = Patient.objects.get(pk=signed.referral.episode.patient_id)
    renamed.family_name = "Omdøbt"
    renamed.save()
    shown = page(gp_client, signed)
    assert signed.frozen is not None
    for section in signed.frozen["sections"]:
        for line in section["text"].splitlines():
            assert line in shown
    assert signed.frozen["medicines"]
    for medicine in signed.frozen["medicines"]:
        assert all(cell in shown for cell in medicine.values())
    assert "Testperson Kanin, CPR 150981-9996" in shown
    assert "Omdøbt" not in shown
    assert "KLADDE" not in shown
    assert "Underskrevet elektronisk" in shown


def test_a_letter_in_preparation_is_a_draft_on_every_page_and_has_no_signature(
    cast: Any, letter: Letter, gp_client: Client
) -> None:
    edit(cast, letter, allergies="Penicillin & mælk.")
    shown = page(gp_client, letter)
    assert DRAFT in shown
    assert re.search(r'class="running"[^>]*>KLADDE, ikke underskrevet. Testperson Kanin, CPR 150981-9996', shown)
    assert "Penicillin &amp; mælk." in shown
    assert "Underskrevet elektronisk" not in shown
    letter.refresh_from_db()
    assert letter.signed_at is None


def test_a_draft_without_a_receiver_leads_to_what_it_lacks(cast: Any, letter: Letter, gp_client: Client) -> None:
    edit(cast, letter, planning_area="")
    response = gp_client.get(reverse("letter_print", args=[letter.pk]))
    assert response.headers["Location"] == reverse("letter_check", args=[letter.pk])


def test_nothing_in_the_page_runs_or_comes_from_elsewhere(letter: Letter, gp_client: Client) -> None:
    shown = page(gp_client, letter)
    assert "<script" not in shown
    assert not re.search(r"<[^>]+ (style|on\w+)=", shown)
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', shown)[0].startswith("/static/css/letter_screen")


def test_it_is_logged_as_handed_out(letter: Letter, complete: Episode, gp_client: Client) -> None:
    page(gp_client, letter)
    last = AccessLogEntry.objects.latest("pk")
    assert (last.action, last.patient_id) == (AccessAction.EXPORT, complete.patient_id)


@pytest.mark.usefixtures("broken_pdf")
def test_where_the_pdf_cannot_be_made_the_message_leads_to_the_page(letter: Letter, gp_client: Client) -> None:
    form = {"seen_version": letter.version, "seen_drawing": "", "checked": "on", "consent": "on"}
    response = gp_client.post(reverse("letter_sign", args=[letter.pk]), form)
    assert response.status_code == 422
    assert reverse("letter_print", args=[letter.pk]) in response.content.decode()
    assert DRAFT in page(gp_client, letter)
