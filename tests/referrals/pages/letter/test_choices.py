"""A section's own text, the one from the answers and the one before it: seen, chosen, and never lost."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import AccessLogEntry
from assessment.models import Episode
from referrals.letters.signing import new_version
from referrals.letters.writing import missing_parts
from referrals.models import Letter
from referrals.rules.pathway import Pathway
from tests.support.http.letters import SignIn, at, filled
from tests.support.records.cast import Cast
from tests.support.records.letter_pdf import read, text_of
from tests.support.records.letters import Sign, edit, kept, row
from tests.support.records.patients import answer

ALLERGY_BUTTON = 'name="{}" value="allergies"'


def post(client: Client, letter: Letter, **values: Any) -> Any:
    return client.post(at("letter", letter), filled(kept(letter)) | values)


def field(letter: Letter, key: str) -> str:
    return f"{at('letter', letter)}#field_{key}"


def latex() -> str:
    return "Latex."


def test_an_edited_section_shows_what_differs_and_offers_the_text_from_the_answers(
    cast: Cast, letter: Letter, gp_client: Client
) -> None:
    page = gp_client.get(at("letter", letter))
    for part in ('id="edited-', 'name="from_answers"', 'name="keep"', 'name="replaced"', "<ins>", "<del>"):
        assertNotContains(page, part)
    edit(cast, letter, allergies="Ingen kendte allergier.")
    page = gp_client.get(at("letter", letter))
    assertContains(page, 'id="edited-allergies"', count=1)
    assertContains(page, ALLERGY_BUTTON.format("from_answers"))
    assertNotContains(page, 'name="keep"')
    shown = page.content.decode().partition('id="edited-allergies"')[2].partition("</details>")[0]
    assert "Ingen<del>" in shown
    assert "</span> kendte.<" in shown
    assert "</span> kendte allergier.<" in shown


def test_the_text_from_the_answers_is_taken_back_and_what_else_is_written_is_saved(
    cast: Cast, letter: Letter, gp_client: Client
) -> None:
    edit(cast, letter, allergies="Rettet i hånden.")
    before = AccessLogEntry.objects.filter(action="change").count()
    chosen = post(
        gp_client, letter, from_answers="allergies", allergies="Skrevet til sidst.", practical="Skrevet imens."
    )
    assertRedirects(chosen, field(letter, "allergies"))
    generated = letter.sections["allergies"]["generated"]
    after = kept(letter)
    assert after.sections["allergies"] == {"generated": generated, "text": generated, "replaced": "Skrevet til sidst."}
    assert after.sections["practical"]["text"] == "Skrevet imens."
    assert after.version == 4
    assert AccessLogEntry.objects.filter(action="change").count() == before + 2
    page = gp_client.get(at("letter", letter))
    assertContains(page, 'id="replaced-allergies"')
    assertContains(page, "Skrevet")
    assertRedirects(post(gp_client, letter, replaced="allergies"), field(letter, "allergies"))
    assert kept(letter).section_text("allergies") == "Skrevet til sidst."


def test_what_new_answers_change_is_shown_and_each_edited_section_is_decided_by_itself(
    cast: Cast, letter: Letter, complete: Episode, gp_client: Client
) -> None:
    edit(cast, letter, allergies="Mit.", comorbidity="Også mit.")
    answer(
        cast.gp, complete, health__allergies="Latex.", health__comorbidity="Astma.", workup__objective_findings="Fri."
    )
    page = gp_client.get(at("letter", letter))
    for key in ("allergies", "comorbidity", "objective"):
        assertContains(page, f'id="generated-{key}"')
        assertContains(page, f'href="#field_{key}"')
    assertContains(page, "</span>Latex.<")
    assertContains(page, 'name="keep"', count=2)
    assertContains(page, at("letter_refresh", letter))

    assertRedirects(gp_client.post(at("letter_refresh", letter), filled(kept(letter))), at("letter", letter))
    after = kept(letter).sections
    assert (after["allergies"]["text"], after["comorbidity"]["text"]) == ("Mit.", "Også mit.")
    assert after["objective"]["text"].startswith("Fri.")
    page = gp_client.get(at("letter", letter))
    assertContains(page, 'id="replaced-objective"')
    assertContains(page, 'name="keep"', count=2)
    assertNotContains(page, at("letter_refresh", letter))

    post(gp_client, letter, keep="allergies")
    post(gp_client, letter, from_answers="comorbidity")
    after = kept(letter).sections
    assert after["allergies"] == {"generated": latex(), "text": "Mit."}
    assert "Astma." in after["comorbidity"]["text"]
    assert after["comorbidity"]["replaced"] == "Også mit."
    page = gp_client.get(at("letter", letter))
    assertNotContains(page, 'id="generated-')
    assertContains(page, 'id="edited-allergies"')


@pytest.mark.parametrize("name", ["from_answers", "keep", "replaced"])
def test_a_section_that_the_letter_does_not_have_is_not_found_and_changes_nothing(
    letter: Letter, gp_client: Client, name: str
) -> None:
    before = row(letter)
    assert post(gp_client, letter, **{name: "no-such"}).status_code == 404
    assert row(letter) == before


def test_a_choice_on_a_letter_that_somebody_else_changed_is_refused(
    cast: Cast, letter: Letter, gp_client: Client
) -> None:
    mine = filled(letter, allergies="Mit.", from_answers="allergies")
    edit(cast, letter, allergies="Deres.")
    before = row(letter)
    assertContains(gp_client.post(at("letter", letter), mine), "Mit.", status_code=409)
    assert row(letter) == before


def test_a_choice_on_a_signed_letter_is_refused(cast: Cast, signed: Letter, gp_client: Client) -> None:
    before = row(signed)
    sent = filled(signed, from_answers="allergies") | {"allergies-not_relevant": "En grund, der ellers gik tabt."}
    assertContains(gp_client.post(at("letter", signed), sent), "En grund, der ellers gik tabt.", status_code=409)
    assert row(signed) == before


def test_a_reason_satisfies_a_required_section_and_stands_in_the_letter(
    cast: Cast, letter: Letter, pathway: Pathway, gp_client: Client, sign: Sign
) -> None:
    edit(cast, letter, objective="", paraclinical="Beholdes.")
    assert [section.key for section in missing_parts(kept(letter), pathway).sections] == ["objective"]
    reasons = {"objective-not_relevant": " undersøgt \r\n på sygehuset ", "paraclinical-not_relevant": "se epikrisen"}
    assertRedirects(post(gp_client, letter, check="1", **reasons), at("letter_check", letter))
    assert not missing_parts(kept(letter), pathway)
    page = gp_client.get(at("letter_check", letter))
    assertContains(page, "Ikke relevant: undersøgt på sygehuset")
    assertNotContains(page, "Beholdes.")
    page = gp_client.get(at("letter", letter))
    assertContains(page, "undersøgt på sygehuset</textarea>")
    assertContains(page, "Beholdes.")
    signed = sign(letter)
    said = text_of(read(signed.frozen))
    assert "Ikke relevant: undersøgt på sygehuset" in said
    assert "Ikke relevant: se epikrisen" in said
    assert "Beholdes." not in said
    # The next version begins with both, and the text is there again once the reason is taken away.
    again = new_version(by=cast.gp, letter=signed)
    edit(cast, again, reasons={"paraclinical": ""})
    assert kept(again).sections["paraclinical"]["not_relevant"] == ""
    assert kept(again).section_text("paraclinical") == "Beholdes."


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_reason_of_nothing_is_none(
    cast: Cast, letter: Letter, pathway: Pathway, gp_client: Client, reason: str
) -> None:
    edit(cast, letter, objective="")
    before = row(letter)
    post(gp_client, letter, **{"objective-not_relevant": reason})
    assert row(letter) == before
    assert [section.key for section in missing_parts(kept(letter), pathway).sections] == ["objective"]


def test_a_reason_that_is_too_long_is_refused_and_kept_on_the_page(letter: Letter, gp_client: Client) -> None:
    before = row(letter)
    refused = post(gp_client, letter, **{"objective-not_relevant": "x" * 301})
    assertContains(refused, "x" * 301, status_code=422)
    assert row(letter) == before


def test_a_reason_is_part_of_the_text_that_was_read(cast: Cast, letter: Letter, gp_client: Client) -> None:
    page = gp_client.get(at("letter_check", letter))
    edit(cast, letter, reasons={"allergies": "ved ikke"})
    form = {"seen_version": str(page.context["letter"].version), "checked": "on", "consent": "on"}
    assert gp_client.post(at("letter_sign", letter), form).status_code == 409


def test_no_button_of_a_section_is_pressed_by_enter_in_a_field(letter: Letter, gp_client: Client) -> None:
    """A single-line input would send the form with the first button on the page."""
    page = gp_client.get(at("letter", letter)).content.decode()
    form = page.partition('id="letter-form"')[2].partition("</form>")[0]
    assert "<textarea" in form
    assert 'type="text"' not in form


def test_the_nurse_chooses_as_the_gp_does(cast: Cast, letter: Letter, sign_in: SignIn) -> None:
    edit(cast, letter, allergies="Mit.")
    assertRedirects(post(sign_in(cast.nurse), letter, from_answers="allergies"), field(letter, "allergies"))
