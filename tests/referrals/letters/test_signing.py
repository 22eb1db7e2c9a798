"""What a signature freezes, and what can never be changed after it."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import AccessLogEntry
from accounts.tenancy.context import practice_context
from assessment.documents.render import NotRendered
from assessment.models import Episode, Patient
from assessment.record.patients import update_patient
from guidelines.in_force.content import Content
from referrals.letters.signing import new_version, sign_letter
from referrals.letters.writing import AlreadySigned, StaleLetter, take_new_answers
from referrals.models import Letter
from referrals.rules.pathway import Pathway
from referrals.rules.reservations import SignReasons
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, COMPLETE, Sign, as_keywords, edit, kept, look, row
from tests.support.records.patients import answer, treat


def test_a_signature_freezes_who_signed_to_whom_about_whom(cast: Cast, signed: Letter, content: Content) -> None:
    assert (signed.signed_by, signed.number) == (cast.gp, 1)
    assert signed.signed_at is not None
    assert abs(timezone.now() - signed.signed_at) < timedelta(minutes=2)
    frozen = signed.frozen
    assert frozen["signed"] == {"by": "Test gp", "authorisation_id": "TEST1", "at": signed.signed_at.isoformat()}
    assert frozen["receiver"] == {
        "name": "CVI Byen",
        "gln": "5790000188604",
        "centre": "Tværfagligt Smertecenter, RH",
    }
    assert frozen["patient"] == {
        "name": "Testperson Kanin",
        "given_name": "Testperson",
        "family_name": "Kanin",
        "cpr": "150981-9996",
        "address": "Testvej 1",
        "postal_code": "2400",
        "city": "København NV",
        "phone": "",
    }
    assert {key: frozen["practice"][key] for key in ("name", "provider_number", "phone")} == {
        "name": "Klinik A",
        "provider_number": "000001",
        "phone": "00000001",
    }
    assert frozen["destination"] == {"key": CENTRE, "title": "Tværfagligt smertecenter"}


def test_a_signature_freezes_text_facts_treatments_criteria_and_editions(
    signed: Letter, content: Content, pathway: Pathway
) -> None:
    frozen = signed.frozen
    assert [{key: part[key] for key in ("key", "title", "text")} for part in frozen["sections"]] == [
        {"key": section.key, "title": section.title, "text": signed.sections[section.key]["text"]}
        for section in pathway.letter_sections
    ]
    assert (frozen["heading"], frozen["is_referral"]) == ("Henvisning til tværfagligt smertecenter", True)
    assert frozen["consent"] == {"given": True, "confirmed_by": "Test gp", "at": frozen["signed"]["at"]}
    answers: dict[str, Any] = COMPLETE | {"pain.onset_date": "2022-03-01", "workup.red_flags": []}
    assert {key: frozen["facts"][key] for key in answers} == answers
    assert (frozen["facts"]["treatment.tca.failed"], frozen["facts"]["patient.age_years"] >= 18) == (True, True)
    (treatment,) = frozen["treatments"]
    assert (treatment["kind"], treatment["name"], treatment["effect"]) == ("tca", "amitriptylin", "insufficient")
    assert frozen["criteria"]["outcome"] == "eligible"
    destination = pathway.destinations[CENTRE]
    assert frozen["criteria"]["states"] == dict.fromkeys(destination.requires, "met") | dict.fromkeys(
        destination.excludes, "unmet"
    )
    assert frozen["releases"] == {key: release.number for key, release in content.releases.items()}
    assert frozen["pathway"] == {"title": pathway.title, "as_of": "2014-09", "release": 1}
    assert frozen["as_of"] == timezone.localdate().isoformat()
    assert frozen == json.loads(json.dumps(frozen))


def test_the_edited_text_is_what_is_frozen(cast: Cast, letter: Letter, sign: Sign) -> None:
    edit(cast, letter, planning_area="nord", allergies="Penicillin.")
    frozen = sign(letter).frozen
    assert {"key": "allergies", "title": "Allergi", "text": "Penicillin."} in frozen["sections"]
    assert frozen["receiver"]["gln"] == "5790000203628"


def test_the_hash_is_that_of_the_kept_pdf(signed: Letter) -> None:
    assert signed.pdf is not None
    assert bytes(signed.pdf).startswith(b"%PDF-")
    assert signed.pdf_sha256 == hashlib.sha256(bytes(signed.pdf)).hexdigest()


def test_what_was_checked_is_what_is_signed(cast: Cast, letter: Letter, sign: Sign) -> None:
    edit(cast, letter, allergies="Skrevet efter kontrollen.")
    before = row(letter)
    with pytest.raises(StaleLetter):
        sign(letter, seen_version=1)
    assert row(letter) == before


def test_a_signed_letter_refuses_to_be_edited_brought_up_to_date_or_signed_again(
    cast: Cast, signed: Letter, content: Content, pathway: Pathway, sign: Sign
) -> None:
    before = row(signed)
    with pytest.raises(AlreadySigned):
        edit(cast, signed, allergies="Andet.")
    workspace = look(signed.referral.episode, content)
    with pytest.raises(AlreadySigned):
        take_new_answers(by=cast.gp, letter=signed, workspace=workspace, pathway=pathway)
    with pytest.raises(AlreadySigned):
        sign(signed, by=cast.gp2)
    assert row(signed) == before


def test_what_is_recorded_later_changes_nothing_in_a_signed_letter(
    cast: Cast, signed: Letter, patient: Patient, complete: Episode
) -> None:
    before = row(signed)
    answer(cast.gp, complete, health__allergies="Latex.", understanding__motivated=False)
    treat(cast.gp, complete, "tramadol", "current")
    update_patient(by=cast.gp, patient=patient, family_name="Hare", planning_area="nord")
    cast.practice_a.name = "Et andet navn"
    cast.practice_a.save()
    assert row(signed) == before


@pytest.mark.usefixtures("no_rendering")
def test_a_new_version_begins_with_the_signed_text_and_the_old_one_stays(
    cast: Cast, letter: Letter, sign: Sign, complete: Episode
) -> None:
    edit(cast, letter, planning_area="syd", allergies="Penicillin.")
    first = sign(letter)
    before = row(first)
    answer(cast.gp, complete, health__allergies="Latex.")
    second = new_version(by=cast.nurse, letter=first)
    assert (second.number, second.version, second.planning_area) == (2, 1, "syd")
    assert (second.sections, second.created_by, second.signed_at) == (first.sections, cast.nurse, None)
    assert second.referral == first.referral
    assert new_version(by=cast.gp, letter=first) == second
    edit(cast, second, allergies="Penicillin og latex.")
    assert sign(second).frozen["number"] == 2
    assert row(first) == before
    third = new_version(by=cast.gp, letter=first)
    assert (third.number, third.sections["allergies"]["text"]) == (3, "Penicillin og latex.")


STATEMENTS = {
    "text": "UPDATE referrals_letter SET sections = '{}' WHERE id = %s",
    "pdf": "UPDATE referrals_letter SET pdf = '\\x00', pdf_sha256 = 'x' WHERE id = %s",
    "unsign": "UPDATE referrals_letter SET signed_at = NULL, signed_by_id = NULL WHERE id = %s",
    "delete": "DELETE FROM referrals_letter WHERE id = %s",
}


@pytest.mark.usefixtures("no_rendering")
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_itself_refuses_to_touch_a_signed_letter(signed: Letter, statement: str) -> None:
    before = row(signed)
    with (
        pytest.raises(DatabaseError, match=r"Cannot (update|delete) rows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(STATEMENTS[statement], [signed.pk])
    assert row(signed) == before


def test_the_database_refuses_to_delete_a_letter_in_preparation_and_to_empty_the_table(letter: Letter) -> None:
    for sql in (f"DELETE FROM referrals_letter WHERE id = '{letter.pk}'", "TRUNCATE referrals_letter CASCADE"):
        with pytest.raises(DatabaseError, match=r"Cannot delete|never emptied|permission denied"), transaction.atomic():
            connection.cursor().execute(sql)
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("values", [{"signed_at": timezone.now()}, {"pdf_sha256": "x"}, {"frozen": {}}])
def test_a_half_signed_letter_cannot_be_kept(letter: Letter, values: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match="letter_signed_whole"), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(**values)


@pytest.mark.usefixtures("broken_pdf")
def test_without_a_pdf_nothing_is_signed_and_the_letter_can_be_signed_later(
    letter: Letter, sign: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = row(letter)
    with pytest.raises(NotRendered):
        sign(letter)
    assert row(letter) == before
    monkeypatch.undo()
    assert sign(letter).signed_at is not None


@pytest.mark.usefixtures("no_rendering")
def test_every_step_is_in_the_access_log(
    cast: Cast, letter: Letter, complete: Episode, content: Content, pathway: Pathway, sign: Sign
) -> None:
    before = [*AccessLogEntry.objects.values_list("pk", flat=True)]
    edit(cast, letter, allergies="Penicillin.")
    take_new_answers(by=cast.gp, letter=letter, workspace=look(complete, content), pathway=pathway)
    sign(letter)
    new_version(by=cast.gp2, letter=letter)
    log = AccessLogEntry.objects.filter(patient_id=complete.patient_id).exclude(pk__in=before).order_by("at")
    assert [(entry.staff, entry.action, entry.detail[-1]) for entry in log] == [
        (cast.nurse, "change", "1"),
        (cast.gp, "change", "1"),
        (cast.gp, "sign", "1"),
        (cast.gp2, "create", "2"),
    ]


@pytest.mark.usefixtures("no_rendering")
def test_a_letter_may_be_signed_where_the_criteria_are_not_met_and_says_which(
    cast: Cast, letter: Letter, complete: Episode, sign: Sign
) -> None:
    answer(cast.gp, complete, **as_keywords({"understanding.motivated": False, "pain.acute": None}))
    criteria = sign(letter, reasons=SignReasons("centret har sagt ja")).frozen["criteria"]
    assert criteria["outcome"] == "not_eligible"
    assert (criteria["states"]["motivated"], criteria["states"]["excluded_acute"]) == ("unmet", "unknown")


def test_signing_needs_the_letter_of_the_practice_in_force(cast: Cast, letter: Letter, sign: Sign) -> None:
    with practice_context(cast.practice_b.pk), pytest.raises(Letter.DoesNotExist):
        sign_letter(by=cast.gp_b, letter=letter, workspace=None, pathway=None, seen_version=1)  # type: ignore[arg-type]
    assert kept(letter).signed_at is None
