"""The letter's pages: from the referral to the signed PDF, and everything that must not happen on the way."""

import hashlib
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import AccessLogEntry
from assessment.models import Episode
from guidelines.in_force.content import Content
from referrals.models import Letter
from tests.support.http.letters import SignIn, at, filled, seen_version, sign_form
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, Sign, edit, kept, row
from tests.support.records.patients import answer

PAGES = ["letter", "letter_check", "letter_pdf"]
ACTIONS = ["letter", "letter_refresh", "letter_sign", "letter_replace"]


def test_from_the_referral_to_the_signed_pdf(cast: Cast, complete: Episode, sign_in: SignIn, gp_client: Client) -> None:
    nurse = sign_in(cast.nurse)
    begun = nurse.post(reverse("letter_start", args=[complete.pk, CENTRE]))
    letter = Letter.objects.get()
    assertRedirects(begun, at("letter", letter))
    assertContains(nurse.get(at("letter", letter)), "Forhøjet blodtryk.")

    typed = filled(kept(letter), allergies="Penicillin.\r\nLatex.", check="1")
    assertRedirects(nurse.post(at("letter", letter), typed), at("letter_check", letter))

    page = gp_client.get(at("letter_check", letter))
    assertContains(page, "Penicillin.\nLatex.")
    assertContains(page, "5790000188604")
    assertRedirects(gp_client.post(at("letter_sign", letter), sign_form(page)), at("letter", letter))

    signed = kept(letter)
    assert (signed.signed_by, signed.created_by) == (cast.gp, cast.nurse)
    assertContains(nurse.get(at("letter", letter)), signed.pdf_sha256)
    pdf = nurse.get(at("letter_pdf", letter))
    assert pdf.content.startswith(b"%PDF-")
    assert hashlib.sha256(pdf.content).hexdigest() == signed.pdf_sha256


def test_the_pdf_is_sent_under_a_name_without_the_cpr_number_and_is_kept_by_nobody(
    cast: Cast, signed: Letter, gp_client: Client
) -> None:
    response = gp_client.get(at("letter_pdf", signed))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="henvisning-{str(signed.pk)[:8]}-v1.pdf"'
    assert "no-store" in response["Cache-Control"]
    cpr = signed.referral.episode.patient.cpr
    assert not [value for value in response.headers.values() if cpr in value or cpr[6:] in value]
    entry = AccessLogEntry.objects.filter(patient_id=signed.referral.episode.patient_id).latest("at")
    assert (entry.staff, entry.action) == (cast.gp, "export")


@pytest.mark.parametrize("name", PAGES)
def test_another_practice_finds_no_letter_and_cannot_tell_it_from_one_that_does_not_exist(
    cast: Cast, signed: Letter, sign_in: SignIn, name: str
) -> None:
    client = sign_in(cast.gp_b)
    foreign, missing = client.get(at(name, signed)), client.get(reverse(name, args=[uuid4()]))
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert "Kanin" not in foreign.content.decode()


@pytest.mark.parametrize("name", ACTIONS)
def test_another_practice_can_do_nothing_with_a_letter(cast: Cast, letter: Letter, sign_in: SignIn, name: str) -> None:
    before = row(letter)
    response = sign_in(cast.gp_b).post(at(name, letter), filled(letter, allergies="Fra B.", checked="on", consent="on"))
    assert response.status_code == 404
    assert row(letter) == before
    assert Letter.objects.count() == 1


def test_an_unsigned_letter_has_no_pdf(letter: Letter, gp_client: Client) -> None:
    assert gp_client.get(at("letter_pdf", letter)).status_code == 404


def test_a_destination_that_does_not_exist_has_no_letter(complete: Episode, gp_client: Client) -> None:
    assert gp_client.post(reverse("letter_start", args=[complete.pk, "no-such"])).status_code == 404
    assert not Letter.objects.exists()


def test_a_nurse_prepares_but_does_not_sign(cast: Cast, letter: Letter, sign_in: SignIn) -> None:
    nurse, before = sign_in(cast.nurse), row(letter)
    page = nurse.get(at("letter_check", letter))
    assertNotContains(page, at("letter_sign", letter))
    refused = nurse.post(at("letter_sign", letter), {"seen_version": "1", "checked": "on", "consent": "on"})
    assert refused.status_code == 403
    assert row(letter) == before


def test_an_editor_of_content_sees_no_letter(cast: Cast, signed: Letter, sign_in: SignIn) -> None:
    editor = sign_in(cast.editor)
    assert [editor.get(at(name, signed)).status_code for name in PAGES] == [403] * 3


def test_what_was_checked_must_be_what_is_signed(cast: Cast, letter: Letter, gp_client: Client) -> None:
    page = gp_client.get(at("letter_check", letter))
    edit(cast, letter, allergies="Skrevet efter kontrollen.")
    before = row(letter)
    stale = gp_client.post(at("letter_sign", letter), sign_form(page))
    assert stale.status_code == 409
    assert row(letter) == before
    assert before["signed_at"] is None
    assertContains(stale, "Skrevet efter kontrollen.", status_code=409)
    assertRedirects(gp_client.post(at("letter_sign", letter), sign_form(stale)), at("letter", letter))
    assert kept(letter).signed_by == cast.gp


@pytest.mark.parametrize(
    "data",
    [
        {"seen_version": "1"},
        {"seen_version": "1", "checked": "on"},
        {"seen_version": "1", "consent": "on"},
        {"checked": "on", "consent": "on"},
        {"seen_version": "x", "checked": "on", "consent": "on"},
    ],
)
def test_signing_takes_a_confirmation_and_the_version_that_was_read(
    letter: Letter, gp_client: Client, data: dict[str, str]
) -> None:
    before = row(letter)
    assert gp_client.post(at("letter_sign", letter), data).status_code == 422
    assert row(letter) == before


@pytest.mark.parametrize("key", ["problem_statement", "practical"])
def test_an_empty_required_section_is_linked_from_the_check_page_and_nothing_can_be_signed(
    cast: Cast, letter: Letter, gp_client: Client, key: str
) -> None:
    edit(cast, letter, **{key: "  "})
    before = row(letter)
    page = gp_client.get(at("letter_check", letter))
    links = re.findall(rf'<li><a href="{at("letter", letter)}#(field_\w+)">', page.content.decode())
    assert links == [f"field_{key}"]
    assertContains(gp_client.get(at("letter", letter)), f'id="{links[0]}"')
    assertNotContains(page, at("letter_sign", letter))
    refused = gp_client.post(at("letter_sign", letter), {"seen_version": "2", "checked": "on", "consent": "on"})
    assert refused.status_code == 422
    assert row(letter) == before


def test_a_missing_receiver_is_linked_from_the_check_page(cast: Cast, letter: Letter, gp_client: Client) -> None:
    edit(cast, letter, planning_area="")
    assertContains(gp_client.get(at("letter_check", letter)), f'href="{at("letter", letter)}#field_planning_area"')
    assertContains(gp_client.get(at("letter", letter)), 'id="field_planning_area"')
    assert (
        gp_client.post(at("letter_sign", letter), {"seen_version": "2", "checked": "on", "consent": "on"}).status_code
        == 422
    )


@pytest.mark.usefixtures("broken_pdf")
def test_without_a_pdf_the_page_says_so_and_nothing_is_signed(letter: Letter, gp_client: Client) -> None:
    before = row(letter)
    page = gp_client.get(at("letter_check", letter))
    response = gp_client.post(at("letter_sign", letter), sign_form(page))
    assert response.status_code == 422
    assertContains(response, 'role="alert"', status_code=422)
    assert response.context["problem"]
    assert row(letter) == before


def test_a_stale_edit_keeps_both_texts_in_sight_and_saves_neither(
    cast: Cast, letter: Letter, gp_client: Client
) -> None:
    mine = filled(letter, allergies="Min tekst.")
    edit(cast, letter, allergies="Deres <b>tekst</b>.")
    before = row(letter)
    response = gp_client.post(at("letter", letter), mine)
    assert response.status_code == 409
    assertContains(response, "Min tekst.", status_code=409)
    assertContains(response, escape("Deres <b>tekst</b>."), status_code=409)
    assert row(letter) == before
    again = mine | {"seen_version": seen_version(response)}
    assertRedirects(gp_client.post(at("letter", letter), again), at("letter", letter))
    assert kept(letter).sections["allergies"]["text"] == "Min tekst."


@pytest.mark.parametrize(
    "change",
    [
        {"planning_area": "vest"},
        {"seen_version": ""},
        {"seen_version": "-1"},
        {"allergies": "x" * 20_001},
        {"allergies": "Nul\x00tegn"},
    ],
)
def test_a_form_that_cannot_be_right_saves_nothing_and_keeps_what_was_typed(
    letter: Letter, gp_client: Client, change: dict[str, str]
) -> None:
    before = row(letter)
    response = gp_client.post(at("letter", letter), filled(letter, practical="Skrevet af mig.") | change)
    assertContains(response, "Skrevet af mig.", status_code=422)
    assert row(letter) == before


def test_new_answers_are_offered_and_taken_into_what_nobody_edited(
    cast: Cast, letter: Letter, complete: Episode, gp_client: Client
) -> None:
    assertNotContains(gp_client.get(at("letter", letter)), at("letter_refresh", letter))
    edit(cast, letter, allergies="Rettet i hånden.")
    answer(cast.gp, complete, health__allergies="Latex.", health__comorbidity="Astma.")
    page = gp_client.get(at("letter", letter))
    assertContains(page, at("letter_refresh", letter))
    assertContains(page, 'id="generated-allergies"')
    assertNotContains(page, 'id="generated-practical"')
    writing = filled(kept(letter), told_to_patient="Skrevet imens.")
    assertRedirects(gp_client.post(at("letter_refresh", letter), writing), at("letter", letter))
    assert kept(letter).sections["told_to_patient"]["text"] == "Skrevet imens."
    sections = kept(letter).sections
    assert sections["allergies"]["text"] == "Rettet i hånden."
    assert "Om andre sygdomme: »Astma.«" in sections["comorbidity"]["text"]


def test_each_section_links_to_the_questions_that_are_not_answered(
    letter: Letter, content: Content, gp_client: Client
) -> None:
    page = gp_client.get(at("letter", letter))
    section = content.vocabulary.section_of("wellbeing.sleep")
    url = reverse("section", args=[letter.referral.episode_id, section])
    assertContains(page, f'href="{url}#field_wellbeing.sleep"')
    assertNotContains(page, "#field_understanding.motivated")


def test_text_of_people_is_text_and_nothing_else(cast: Cast, letter: Letter, gp_client: Client, sign: Sign) -> None:
    edit(cast, letter, allergies="<script>alert(1)</script>{{ csrf_token }}")
    shown = "&lt;script&gt;alert(1)&lt;/script&gt;{{ csrf_token }}"
    for name in ("letter", "letter_check"):
        assertContains(gp_client.get(at(name, letter)), shown)
    sign(letter)
    assertContains(gp_client.get(at("letter", letter)), shown)


def test_a_signed_letter_is_only_read_and_its_check_page_is_gone(signed: Letter, gp_client: Client) -> None:
    page = gp_client.get(at("letter", signed))
    assertContains(page, at("letter_pdf", signed))
    assertNotContains(page, "seen_version")
    assertRedirects(gp_client.get(at("letter_check", signed)), at("letter", signed))


def test_an_edit_that_meets_a_signed_letter_is_refused_and_not_lost(signed: Letter, gp_client: Client) -> None:
    before = row(signed)
    response = gp_client.post(at("letter", signed), filled(signed, allergies="Skrevet imens."))
    assert row(signed) == before
    assertContains(response, "Skrevet imens.", status_code=409)


def test_an_edit_that_meets_the_signature_halfway_is_refused_too(
    letter: Letter, gp_client: Client, sign: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsigned = kept(letter)
    sign(letter)
    before = row(letter)
    monkeypatch.setattr("referrals.pages.letter.views.get_letter", lambda **asked: unsigned)
    response = gp_client.post(at("letter", letter), filled(letter, allergies="Skrevet imens."))
    assert row(letter) == before
    assertContains(response, "Skrevet imens.", status_code=409)


def test_a_signed_letter_can_be_neither_brought_up_to_date_nor_signed_again(
    cast: Cast, signed: Letter, complete: Episode, gp_client: Client, sign_in: SignIn
) -> None:
    answer(cast.gp, complete, health__allergies="Latex.")
    before = row(signed)
    assert gp_client.post(at("letter_refresh", signed)).status_code == 409
    again = sign_in(cast.gp2).post(at("letter_sign", signed), {"seen_version": "1", "checked": "on", "consent": "on"})
    assertRedirects(again, at("letter", signed))
    assert row(signed) == before


def test_a_new_version_is_edited_while_the_old_one_stays_readable(
    cast: Cast, signed: Letter, sign_in: SignIn, gp_client: Client
) -> None:
    old = gp_client.get(at("letter_pdf", signed)).content
    begun = sign_in(cast.nurse).post(at("letter_replace", signed))
    second = Letter.objects.get(number=2)
    assertRedirects(begun, at("letter", second))
    assert second.sections == signed.sections
    page = gp_client.get(at("letter", signed))
    assertContains(page, f'href="{at("letter", second)}"')
    assert gp_client.get(at("letter_pdf", second)).status_code == 404
    assert gp_client.get(at("letter_pdf", signed)).content == old
