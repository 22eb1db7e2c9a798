"""The sending page: text to copy, files to fetch, who handed out what, and that it was sent."""

import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import AccessLogEntry, Staff
from referrals.letters.handing_out import WrongDay, record_hand_out, record_sent
from referrals.letters.plain_text import whole_text
from referrals.letters.signing import NotSigned
from referrals.models import Letter, LetterHandOut, ReferralEvent
from tests.support.records.cast import Cast
from tests.support.records.letters import Sign, edit, kept, row

pytestmark = pytest.mark.usefixtures("no_rendering")
SignIn = Callable[[Staff], Client]
FORM = LetterHandOut.Form


def at(name: str, letter: Letter) -> str:
    return reverse(name, args=[letter.pk])


def today() -> date:
    return timezone.localdate()


def written(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def mark(client: Client, letter: Letter, **values: Any) -> HttpResponse:
    return client.post(at("letter_send", letter), {"on": written(today()), "how": "system"} | values)


def log(letter: Letter) -> AccessLogEntry:
    return AccessLogEntry.objects.filter(patient_id=letter.referral.episode.patient_id).latest("at", "id")


def test_a_hand_out_is_noted_with_who_and_stands_in_the_access_log(cast: Cast, signed: Letter) -> None:
    record_hand_out(by=cast.nurse, letter=signed, form=FORM.SECTION, section="allergies")
    found = signed.hand_outs.get()
    assert (found.form, found.section, found.handed_out_by) == ("section", "allergies", cast.nurse)
    assert (log(signed).staff, log(signed).action) == (cast.nurse, "export")


def test_a_letter_in_preparation_is_neither_handed_out_nor_sent(cast: Cast, letter: Letter) -> None:
    with pytest.raises(NotSigned):
        record_hand_out(by=cast.gp, letter=letter, form=FORM.TEXT)
    with pytest.raises(NotSigned):
        record_sent(by=cast.gp, letter=letter, on=today())


def test_sent_is_an_event_of_the_referral_with_the_letter_the_day_and_the_way(cast: Cast, signed: Letter) -> None:
    event = record_sent(by=cast.nurse, letter=signed, on=today(), how="Med post")
    assert (event.kind, event.letter, event.referral) == ("sent", signed, signed.referral)
    assert (event.on, event.text, event.recorded_by) == (today(), "Med post", cast.nurse)
    assert log(signed).action == "change"


def test_the_same_noted_twice_is_one_event_and_another_way_a_second_one(cast: Cast, signed: Letter) -> None:
    first = record_sent(by=cast.nurse, letter=signed, on=today(), how="Med post")
    assert record_sent(by=cast.gp, letter=signed, on=today(), how="Med post") == first
    record_sent(by=cast.gp, letter=signed, on=today(), how="I henvisningssystemet")
    assert ReferralEvent.objects.count() == 2


@pytest.mark.parametrize("days", [-1, 1])
def test_it_is_sent_between_the_signature_and_today(cast: Cast, signed: Letter, days: int) -> None:
    with pytest.raises(WrongDay):
        record_sent(by=cast.gp, letter=signed, on=today() + timedelta(days=days))
    assert not ReferralEvent.objects.exists()


def test_the_page_offers_the_whole_text_and_each_section(signed: Letter, gp_client: Client) -> None:
    page = unescape(gp_client.get(at("letter_send", signed)).content.decode())
    assert whole_text(signed.frozen) in page
    for section in signed.frozen["sections"]:
        if section["text"].strip():
            assert f'id="text-{section["key"]}"' in page
            assert section["text"].strip() in page
    assert 'id="text-referrals"' not in page
    assert f"{len(whole_text(signed.frozen))} tegn" in page
    assert "Det vides ikke her, hvor mange tegn henvisningssystemet tager." in page
    assert signed.referral.episode.patient.cpr not in page.partition("<main")[2]


def test_a_text_longer_than_the_limit_says_how_much_and_what_is_cut(
    cast: Cast, letter: Letter, sign: Sign, gp_client: Client, settings: Any
) -> None:
    edit(cast, letter, allergies="x" * 60 + "SLUTNINGEN")
    signed = sign(letter)
    settings.REFERRAL_TEXT_LIMIT = 60
    page = gp_client.get(at("letter_send", signed))
    assertContains(page, "70 af 60 tegn")
    assertContains(page, "Teksten er 10 tegn for lang.")
    assertContains(page, '<p class="letter-text">SLUTNINGEN</p>')
    whole = whole_text(kept(signed).frozen)
    assertContains(page, f"Teksten er {len(whole) - 60} tegn for lang.")
    settings.REFERRAL_TEXT_LIMIT = len(whole)
    assertNotContains(gp_client.get(at("letter_send", signed)), "for lang")


def test_a_copied_text_is_listed_at_once(cast: Cast, signed: Letter, sign_in: SignIn) -> None:
    nurse, copied = sign_in(cast.nurse), {"copied": "section", "section": "allergies"}
    response = nurse.post(at("letter_hand_out", signed), copied, headers={"HX-Request": "true"})
    assertContains(response, "ét afsnit: Allergi")
    assertContains(response, "Test nurse")
    assertNotContains(response, "<html")
    assert log(signed).action == "export"


def test_without_javascript_a_button_notes_the_copy(signed: Letter, gp_client: Client) -> None:
    assertContains(gp_client.get(at("letter_send", signed)), "Jeg har kopieret teksten")
    response = gp_client.post(at("letter_hand_out", signed), {"copied": "text", "section": ""})
    assertRedirects(response, at("letter_send", signed) + "#hand-outs", fetch_redirect_response=False)
    assertContains(gp_client.get(at("letter_send", signed)), "hele teksten")
    assert signed.hand_outs.get().form == "text"


@pytest.mark.parametrize("sent", [{}, {"copied": "pdf"}, {"copied": "section", "section": "no-such"}])
def test_what_the_page_does_not_offer_is_not_noted(signed: Letter, gp_client: Client, sent: dict[str, str]) -> None:
    assert gp_client.post(at("letter_hand_out", signed), sent).status_code == 404
    assert not LetterHandOut.objects.exists()


def test_reading_the_pdf_is_no_hand_out_and_fetching_it_is_one(cast: Cast, signed: Letter, gp_client: Client) -> None:
    assert gp_client.get(at("letter_pdf", signed))["Content-Disposition"].startswith("inline")
    assert not LetterHandOut.objects.exists()
    response = gp_client.get(at("letter_pdf", signed), {"download": ""})
    name = f"henvisning-{str(signed.pk)[:8]}-v1.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert hashlib.sha256(response.content).hexdigest() == signed.pdf_sha256
    assert (signed.hand_outs.get().form, signed.hand_outs.get().handed_out_by) == ("pdf", cast.gp)
    assert log(signed).action == "export"


def test_the_structured_data_are_a_file_without_the_cpr_number_in_its_name(
    cast: Cast, signed: Letter, gp_client: Client
) -> None:
    response = gp_client.get(at("letter_fhir", signed))
    assert response["Content-Type"] == "application/fhir+json"
    assert response["Content-Disposition"] == f'attachment; filename="henvisning-{str(signed.pk)[:8]}-v1.json"'
    assert json.loads(response.content)["type"] == "document"
    assert signed.hand_outs.get().form == "fhir"
    assert "no-store" in response["Cache-Control"]
    assert gp_client.get(at("letter_fhir", signed)).content == response.content


def test_marked_as_sent_it_says_so_wherever_the_letter_is_listed(cast: Cast, signed: Letter, sign_in: SignIn) -> None:
    nurse = sign_in(cast.nurse)
    assertContains(nurse.get(at("letter_send", signed)), f'value="{written(today())}"')
    response = mark(nurse, signed, how="other", other="Afleveret <personligt>")
    assertRedirects(response, at("letter_send", signed))
    event = ReferralEvent.objects.get()
    assert (event.on, event.text) == (today(), "Afleveret <personligt>")
    readiness = reverse("readiness", args=[signed.referral.episode_id])
    for url in (at("letter_send", signed), at("letter", signed), readiness):
        assertContains(nurse.get(url), f"sendt {written(today())} (Test nurse): Afleveret &lt;personligt&gt;")


@pytest.mark.parametrize(
    ("sent", "fault"),
    [
        ({"on": written(date.today() + timedelta(days=1))}, "Datoen ligger i fremtiden"),
        ({"on": written(date.today() - timedelta(days=1))}, "Brevet var ikke underskrevet endnu den dag."),
        ({"on": "31.02.2026"}, "Skriv en dato, der findes"),
        ({"on": ""}, "error-summary"),
        ({"how": ""}, "Vælg, hvordan brevet er sendt."),
        ({"how": "other", "other": " "}, "Skriv, hvordan brevet er sendt."),
    ],
)
def test_a_wrong_day_or_no_way_is_said_at_its_field(
    signed: Letter, gp_client: Client, sent: dict[str, str], fault: str
) -> None:
    response = mark(gp_client, signed, **sent)
    assertContains(response, fault, status_code=422)
    if sent.get("on"):
        assertContains(response, f'value="{sent["on"]}"', status_code=422)
    assert not ReferralEvent.objects.exists()


def test_another_practice_finds_nothing_to_send(cast: Cast, signed: Letter, sign_in: SignIn) -> None:
    client = sign_in(cast.gp_b)
    assert [client.get(at(name, signed)).status_code for name in ("letter_send", "letter_fhir", "letter_pdf")] == [
        404,
        404,
        404,
    ]
    assert mark(client, signed).status_code == 404
    assert client.post(at("letter_hand_out", signed), {"copied": "text"}).status_code == 404
    assert not LetterHandOut.objects.exists()


def test_the_signed_page_says_whether_the_kept_pdf_is_the_signed_one(
    signed: Letter, gp_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assertContains(gp_client.get(at("letter", signed)), "PDF'en er uændret siden underskriften ✓")
    before, other = row(signed), b"%PDF other"
    monkeypatch.setattr(Letter, "pdf", other)
    page = gp_client.get(at("letter", signed))
    assertContains(page, "Den gemte PDF er ikke den, der blev underskrevet.")
    assertNotContains(page, "er uændret siden underskriften")
    monkeypatch.undo()
    assert row(signed) == before
