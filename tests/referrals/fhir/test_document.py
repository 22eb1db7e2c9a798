"""The letter as a FHIR document: valid by the standard's own models, whole in itself, and the same every time."""

import base64
import hashlib
from typing import Any
from xml.etree import ElementTree

import pytest

from assessment.models import Episode
from guidelines.in_force.content import Content
from referrals.letters.plain_text import text_parts
from referrals.letters.signing import new_version
from referrals.letters.writing import start_letter
from referrals.models import Letter
from referrals.rules.pathway import Pathway
from referrals.rules.reservations import SignReasons
from tests.support.records.cast import Cast
from tests.support.records.fhir_documents import ID, OTHER, PDF, assert_whole, document, of_type, one
from tests.support.records.letter_pdf import DRAWING, FROZEN, PROGRESS, frozen
from tests.support.records.letters import CENTRE, REVIEW, Sign, edit, kept, look
from tests.support.records.patients import answer
from tests.support.records.told_episode import Told


def fact(key: str, value: Any, **more: Any) -> dict[str, Any]:
    """A fact that the letter states, as it is frozen."""
    return {"key": key, "short": key, "value": value, "is_day": False, "words": str(value).strip(), "labels": {}} | more


LETTERS: dict[str, dict[str, Any]] = {
    "as before names and answers were frozen": FROZEN,
    "almost nothing": frozen(
        " ",
        patient={"address": "", "postal_code": "", "city": "", "phone": ""},
        practice={"address": "", "postal_code": "", "city": "", "phone": "", "provider_number": "", "gln": ""},
        receiver={"gln": "", "centre": ""},
        signed={"authorisation_id": ""},
        sections=[{"key": "problem", "title": "Problemformulering", "text": "Smerter."}],
    ),
    "a receiver written by hand": FROZEN | {"receiver": {"name": "Kommunen"}},
    "emoji": frozen("🙂🙃 smerter 👩‍⚕️", patient={"name": "Zoë 🙂 Æbleø"}),
    "right to left": frozen("ألم مزمن في الظهر", patient={"name": "محمد الأحمد", "family_name": "الأحمد"}),
    "markup and control characters": frozen("<script>&\u0001\u000b]]></script>\u2028ny", patient={"name": "A & <B>"}),
    "everything": FROZEN
    | {
        "is_trial": True,
        "drawing": DRAWING,
        "progress": PROGRESS,
        "patient": FROZEN["patient"] | {"given_name": "Testperson", "family_name": "Kanin"},
        "signed": FROZEN["signed"] | {"authorisation_id": "B1234"},
        "stated": [
            fact("a.yes", True),
            fact("a.no", False),
            fact("a.zero", 0),
            fact("a.decimal", 7.7),
            fact("a.day", "2022-03-01", is_day=True),
            fact("a.text", "Fri."),
            fact("a.many", ["one", "two"], labels={"one": "En", "two": "To"}),
            fact("diagnosis.icpc2", "l03 "),
        ],
        "instruments": [
            {
                "key": "phq4",
                "title": "PHQ-4",
                "answered_on": "2026-11-19",
                "scores": [
                    {"key": "total", "title": "Sum", "value": 5, "band": "Let"},
                    {"key": "level", "title": "Grad", "value": "mild", "band": "Mild"},
                ],
                "result": "",
            },
            {"key": "free", "title": "Frit", "answered_on": "2026-11-18", "scores": [], "result": "12 point"},
        ],
    },
}


@pytest.mark.parametrize("letter", LETTERS.values(), ids=list(LETTERS))
def test_every_kind_of_letter_gives_a_valid_document_that_is_whole_in_itself(letter: dict[str, Any]) -> None:
    made = document(letter)
    assert made["type"] == "document"
    assert_whole(made)


@pytest.mark.parametrize("letter", LETTERS.values(), ids=list(LETTERS))
def test_the_sections_say_what_the_letter_says(letter: dict[str, Any]) -> None:
    sections = [section for section in one(document(letter), "Composition")["section"] if "text" in section]
    parts = text_parts(letter)
    assert [section["title"] for section in sections] == [part.title for part in parts]
    for section, part in zip(sections, parts, strict=True):
        paragraphs = [node.text or "" for node in ElementTree.fromstring(section["text"]["div"])]
        allowed = "".join(sign for sign in part.text if sign not in "\u0001\u000b")
        assert "".join(" ".join(paragraphs).split()) == "".join(allowed.split())


def test_the_same_letter_gives_the_same_document_and_another_letter_other_ids() -> None:
    everything = LETTERS["everything"]
    assert document(everything) == document(everything)
    ids = [{entry["fullUrl"] for entry in document(everything, letter_id=number)["entry"]} for number in (ID, OTHER)]
    assert not ids[0] & ids[1]


def test_the_identifiers_are_the_national_ones() -> None:
    made = document(LETTERS["everything"])
    person = one(made, "Patient")
    assert person["identifier"] == [{"use": "official", "system": "urn:oid:1.2.208.176.1.2", "value": "1509819996"}]
    assert person["birthDate"] == "1981-09-15"
    assert person["meta"]["profile"] == ["http://hl7.dk/fhir/core/StructureDefinition/dk-core-patient"]
    assert person["name"] == [
        {"use": "official", "text": "Testperson Kanin", "family": "Kanin", "given": ["Testperson"]}
    ]
    sender, receiver = of_type(made, "Organization")
    assert {row["system"]: row["value"] for row in sender["identifier"]} == {
        "urn:oid:1.2.208.176.1.4": "000001",
        "https://www.gs1.org/gln": "5790000000005",
    }
    assert receiver["identifier"][0]["value"] == "5790000188604"
    qualification = one(made, "Practitioner")["qualification"][0]
    assert qualification["identifier"][0] | {"use": ""} == {
        "use": "",
        "system": "https://autregweb.sst.dk",
        "value": "B1234",
    }


def test_no_profile_is_named_that_could_not_be_checked() -> None:
    named = [
        (entry["resource"]["resourceType"], entry["resource"]["meta"])
        for entry in document(LETTERS["everything"])["entry"]
        if "meta" in entry["resource"]
    ]
    assert [kind for kind, _ in named] == ["Patient"]


def test_what_is_no_authorisation_number_is_not_passed_on_as_one() -> None:
    assert "identifier" not in one(document(FROZEN), "Practitioner")["qualification"][0]


def test_a_name_that_was_frozen_whole_is_a_text_and_not_taken_apart() -> None:
    assert one(document(FROZEN), "Patient")["name"] == [{"text": "Testperson Kanin"}]


def test_the_pdf_lies_in_it_with_the_hash_that_the_standard_means() -> None:
    attachment = one(document(FROZEN), "DocumentReference")["content"][0]["attachment"]
    assert base64.b64decode(attachment["data"]) == PDF
    assert base64.b64decode(attachment["hash"]) == hashlib.sha1(PDF).digest()
    assert (attachment["size"], attachment["contentType"]) == (len(PDF), "application/pdf")
    assert one(document(FROZEN), "DocumentReference")["description"] == f"SHA-256 {hashlib.sha256(PDF).hexdigest()}"


def test_the_request_says_who_asks_whom_for_what_and_why() -> None:
    made = document(LETTERS["everything"])
    request = one(made, "ServiceRequest")
    _, receiver = of_type(made, "Organization")
    assert request["code"] == {"text": "Tværfagligt smertecenter"}
    assert request["performer"][0]["reference"] == f"urn:uuid:{receiver['id']}"
    assert request["reasonCode"] == [{"coding": [{"system": "urn:oid:1.2.208.176.2.31", "code": "L03"}]}]
    assert request["authoredOn"] == FROZEN["signed"]["at"]


@pytest.mark.parametrize("code", ["", "lænd", "L3", "L033", "L03 lænd", "C01"])
def test_what_is_no_icpc_code_is_no_reason_code(code: str) -> None:
    assert "reasonCode" not in one(document(FROZEN | {"stated": [fact("diagnosis.icpc2", code)]}), "ServiceRequest")


def test_each_of_several_icpc_codes_is_a_reason_code() -> None:
    """Tried: the first one only."""
    codes = one(document(FROZEN | {"stated": [fact("diagnosis.icpc2", "A01, L18")]}), "ServiceRequest")["reasonCode"]
    assert [coding["code"] for reason in codes for coding in reason["coding"]] == ["A01", "L18"]


def test_an_answer_has_its_question_as_link_and_its_own_type() -> None:
    answers, *instruments = of_type(document(LETTERS["everything"]), "QuestionnaireResponse")
    assert {item["linkId"]: item["answer"] for item in answers["item"]} == {
        "a.yes": [{"valueBoolean": True}],
        "a.no": [{"valueBoolean": False}],
        "a.zero": [{"valueInteger": 0}],
        "a.decimal": [{"valueDecimal": 7.7}],
        "a.day": [{"valueDate": "2022-03-01"}],
        "a.text": [{"valueString": "Fri."}],
        "a.many": [
            {"valueCoding": {"code": "one", "display": "En"}},
            {"valueCoding": {"code": "two", "display": "To"}},
        ],
        "diagnosis.icpc2": [{"valueString": "l03"}],
    }
    scores = [{item["linkId"]: item["answer"][0] for item in response["item"]} for response in instruments]
    assert scores == [
        {
            "phq4.total": {"valueInteger": 5},
            "phq4.total.band": {"valueString": "Let"},
            "phq4.level.band": {"valueString": "Mild"},
        },
        {"free.result": {"valueString": "12 point"}},
    ]
    assert [response["authored"] for response in instruments] == ["2026-11-19", "2026-11-18"]


def test_a_letter_from_before_answers_were_frozen_has_none() -> None:
    assert of_type(document(FROZEN | {"facts": {"health.allergies": "Latex."}}), "QuestionnaireResponse") == []


def test_what_is_only_a_trial_is_marked_as_test_data() -> None:
    assert document(LETTERS["everything"])["meta"]["tag"][0]["code"] == "HTEST"
    assert "meta" not in document(FROZEN)


@pytest.mark.usefixtures("no_rendering")
def test_a_letter_that_was_signed_here(signed: Letter) -> None:
    made = document(signed.frozen, bytes(signed.pdf or b""), signed.pk)
    assert_whole(made)
    answers = one(made, "QuestionnaireResponse")
    assert {item["linkId"] for item in answers["item"]} == {fact["key"] for fact in signed.frozen["stated"]}
    assert one(made, "DocumentReference")["description"] == f"SHA-256 {signed.pdf_sha256}"


@pytest.mark.usefixtures("no_rendering", "in_a")
@pytest.mark.parametrize("destination", [CENTRE, REVIEW])
def test_a_letter_in_which_every_question_was_dealt_with(
    cast: Cast, told: Told, content: Content, pathway: Pathway, sign: Sign, destination: str
) -> None:
    workspace = look(told.episode, content)
    letter = kept(start_letter(by=cast.nurse, workspace=workspace, pathway=pathway, destination=destination))
    edit(cast, letter, **{key: part["text"] or "Intet." for key, part in letter.sections.items()})
    signed = sign(letter, reasons=SignReasons("centret har sagt ja i telefonen"))
    made = document(signed.frozen, bytes(signed.pdf or b""), signed.pk)
    assert_whole(made)
    assert len(of_type(made, "QuestionnaireResponse")) == 1 + len(signed.frozen["instruments"])


@pytest.mark.usefixtures("no_rendering")
def test_a_later_version_is_another_document_of_its_own(
    cast: Cast, signed: Letter, complete: Episode, sign: Sign
) -> None:
    answer(cast.gp, complete, health__allergies="Latex.")
    second = sign(new_version(by=cast.nurse, letter=signed))
    first_ids, second_ids = (
        {entry["fullUrl"] for entry in document(row.frozen, b"%PDF", row.pk)["entry"]} for row in (signed, second)
    )
    assert not first_ids & second_ids
    assert one(document(second.frozen, b"%PDF", second.pk), "Composition")["title"].endswith("version 2")
