"""A signed letter is taken back: kept and readable, and handed out no more."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import AccessLogEntry, Staff
from referrals.letters.handing_out import record_hand_out, record_sent
from referrals.letters.signing import NotSigned, Withdrawn, new_version, withdraw_letter
from referrals.models import Letter, LetterHandOut, LetterWithdrawal, ReferralEvent
from tests.support.records.cast import Cast
from tests.support.records.letters import Sign, kept, row

pytestmark = pytest.mark.usefixtures("no_rendering")
SignIn = Callable[[Staff], Client]
REASON = "Forkert modtager."


def at(name: str, letter: Letter) -> str:
    return reverse(name, args=[letter.pk])


@pytest.fixture
def withdrawn(cast: Cast, signed: Letter) -> Letter:
    withdraw_letter(by=cast.gp, letter=signed, reason=REASON)
    return kept(signed)


def test_the_letter_stays_as_it_was_signed_with_who_withdrew_it_and_why(cast: Cast, signed: Letter) -> None:
    before = row(signed)
    withdraw_letter(by=cast.gp2, letter=signed, reason=REASON)
    assert row(signed) == before
    withdrawal = kept(signed).withdrawal
    assert (withdrawal.reason, withdrawal.withdrawn_by) == (REASON, cast.gp2)
    entry = AccessLogEntry.objects.filter(patient_id=signed.referral.episode.patient_id).latest("at")
    assert (entry.staff, entry.action) == (cast.gp2, "change")


def test_only_a_signed_letter_is_withdrawn_and_only_once(cast: Cast, letter: Letter, sign: Sign) -> None:
    with pytest.raises(NotSigned):
        withdraw_letter(by=cast.gp, letter=letter, reason=REASON)
    signed = sign(letter)
    withdraw_letter(by=cast.gp, letter=signed, reason=REASON)
    with pytest.raises(Withdrawn) as refused:
        withdraw_letter(by=cast.gp2, letter=signed, reason="Igen.")
    assert refused.value.withdrawal.reason == REASON
    assert LetterWithdrawal.objects.count() == 1


@pytest.mark.parametrize("form", LetterHandOut.Form)
def test_a_withdrawn_letter_is_neither_handed_out_nor_sent(cast: Cast, withdrawn: Letter, form: str) -> None:
    with pytest.raises(Withdrawn):
        record_hand_out(by=cast.gp, letter=withdrawn, form=LetterHandOut.Form(form))
    with pytest.raises(Withdrawn):
        record_sent(by=cast.gp, letter=withdrawn, on=timezone.localdate())
    assert not LetterHandOut.objects.exists()
    assert not ReferralEvent.objects.exists()


def test_a_gp_withdraws_on_the_page_and_the_page_says_so(cast: Cast, signed: Letter, gp_client: Client) -> None:
    assertContains(gp_client.get(at("letter", signed)), at("letter_withdraw", signed))
    response = gp_client.post(at("letter_withdraw", signed), {"reason": REASON}, follow=True)
    assertRedirects(response, at("letter", signed))
    for part in ("Brevet er tilbagekaldt", REASON, "Test gp", "den siger ikke selv, at brevet er tilbagekaldt"):
        assertContains(response, part)
    assertNotContains(response, at("letter_withdraw", signed))
    assertNotContains(response, at("letter_send", signed))
    assertNotContains(response, "Ring til modtageren")
    again = gp_client.post(at("letter_withdraw", signed), {"reason": "Igen."}, follow=True)
    assertContains(again, "Brevet er allerede tilbagekaldt.")


def test_of_a_letter_that_was_sent_the_page_says_to_ring(cast: Cast, signed: Letter, gp_client: Client) -> None:
    record_sent(by=cast.nurse, letter=signed, on=timezone.localdate())
    assertContains(gp_client.get(at("letter", signed)), "Brevet er sendt: ring også til modtageren.")
    response = gp_client.post(at("letter_withdraw", signed), {"reason": REASON}, follow=True)
    assertContains(response, "Ring til modtageren, og sig, at det er tilbagekaldt.")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 301])
def test_without_a_reason_nothing_is_withdrawn(signed: Letter, gp_client: Client, reason: str) -> None:
    response = gp_client.post(at("letter_withdraw", signed), {"reason": reason})
    assertContains(response, 'id="error-summary"', status_code=422)
    assertNotContains(response, "Det, du skrev, er ikke gemt", status_code=422)
    assert not LetterWithdrawal.objects.exists()


def test_a_nurse_does_not_withdraw_and_neither_does_another_practice(
    cast: Cast, signed: Letter, sign_in: SignIn
) -> None:
    assertNotContains(sign_in(cast.nurse).get(at("letter", signed)), at("letter_withdraw", signed))
    assert sign_in(cast.nurse).post(at("letter_withdraw", signed), {"reason": REASON}).status_code == 403
    assert sign_in(cast.gp_b).post(at("letter_withdraw", signed), {"reason": REASON}).status_code == 404
    assert not LetterWithdrawal.objects.exists()


def test_every_list_says_withdrawn(cast: Cast, withdrawn: Letter, sign_in: SignIn) -> None:
    nurse = sign_in(cast.nurse)
    episode = withdrawn.referral.episode_id
    for url in (reverse("readiness", args=[episode]), reverse("episode", args=[episode]), at("letter", withdrawn)):
        assertContains(nurse.get(url), '<span class="state state-unmet">tilbagekaldt')


def test_the_pdf_can_be_read_under_a_name_that_says_withdrawn(withdrawn: Letter, gp_client: Client) -> None:
    response = gp_client.get(at("letter_pdf", withdrawn))
    assert response.content == bytes(withdrawn.pdf or b"")
    name = f"henvisning-{str(withdrawn.pk)[:8]}-v1-tilbagekaldt.pdf"
    assert response["Content-Disposition"] == f'inline; filename="{name}"'


@pytest.mark.parametrize("address", ["letter_pdf", "letter_fhir"])
def test_no_file_of_it_is_fetched_and_the_page_explains(withdrawn: Letter, gp_client: Client, address: str) -> None:
    response = gp_client.get(at(address, withdrawn), {"download": ""})
    assertContains(response, "Brevet er tilbagekaldt og udleveres ikke", status_code=409)
    assertContains(response, "Intet er kopieret, hentet eller markeret som sendt.", status_code=409)
    assertContains(response, REASON, status_code=409)
    assert "Content-Disposition" not in response


def test_no_text_of_it_is_copied_or_marked_as_sent(withdrawn: Letter, gp_client: Client) -> None:
    page = gp_client.get(at("letter_send", withdrawn))
    assertContains(page, "Brevet er tilbagekaldt og udleveres ikke")
    assertNotContains(page, "data-copy")
    copied = gp_client.post(at("letter_hand_out", withdrawn), {"copied": "text"})
    assertContains(copied, "udleveres ikke", status_code=409)
    open_page = gp_client.post(at("letter_hand_out", withdrawn), {"copied": "text"}, headers={"HX-Request": "true"})
    assert open_page["HX-Refresh"] == "true"
    sent = {"on": f"{timezone.localdate():%d.%m.%Y}", "how": "post"}
    assertContains(gp_client.post(at("letter_send", withdrawn), sent), "udleveres ikke", status_code=409)


def test_a_new_version_of_a_withdrawn_letter_can_be_signed_and_sent(cast: Cast, withdrawn: Letter, sign: Sign) -> None:
    second = sign(new_version(by=cast.nurse, letter=withdrawn))
    assert (second.number, hasattr(second, "withdrawal")) == (2, False)
    event = record_sent(by=cast.nurse, letter=second, on=timezone.localdate())
    assert (event.letter, event.on) == (second, date.today())
