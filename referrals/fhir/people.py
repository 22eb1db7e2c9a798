"""The patient, sender and receiver of a letter as FHIR resources. Pure Python.

DK Core's profile is named for the patient alone. Its organisation must have a SOR, CVR or KOMBIT number, and no letter
holds one; a practitioner's and a request's conformance could not be checked to the end.
"""

import re
from uuid import UUID

from stdnum.dk import cpr as cpr_number

from guidelines.exchange.fhir_elements import Resource
from referrals.fhir.parts import (
    AUTHORISATION,
    CPR,
    DK_CORE_PATIENT,
    GLN,
    PROVIDER_NUMBER,
    identifier,
    reference,
    resource,
)
from referrals.rules.frozen_letter import FrozenLetter, FrozenPerson, FrozenPractice

# DK Core, invariants of its CPR and authorisation identifiers.
CPR_FORMAT = re.compile(r"(0[1-9]|[12]\d|3[01])(0[1-9]|1[0-2])\d{6}")
AUTHORISATION_FORMAT = re.compile(r"[b-df-hj-np-tv-z0-9]{5}", re.IGNORECASE)
DOCTOR = {
    "system": "http://hl7.dk/fhir/core/CodeSystem/DkCoreProfessionGroupCodes",
    "code": "7170",
    "display": "Læge",
}


def patient(letter: UUID, frozen: FrozenLetter) -> Resource:
    """The person referred. A letter from before names were frozen in parts gives the whole name as text."""
    person = frozen["patient"]
    number = person["cpr"].replace("-", "")
    family, given = person.get("family_name"), person.get("given_name")
    return resource(
        letter,
        "patient",
        "Patient",
        meta={"profile": [DK_CORE_PATIENT] if CPR_FORMAT.fullmatch(number) else []},
        identifier=identifier(CPR, number),
        name=[{"use": "official" if family else "", "text": person["name"], "family": family, "given": [given]}],
        telecom=phone(person["phone"]),
        birthDate=cpr_number.get_birth_date(number).isoformat(),
        address=address(person),
    )


def practitioner(letter: UUID, frozen: FrozenLetter) -> Resource:
    """The GP who signed; a number that is no authorisation number is not passed on as one."""
    signed = frozen["signed"]
    authorisation = signed["authorisation_id"] if AUTHORISATION_FORMAT.fullmatch(signed["authorisation_id"]) else ""
    return resource(
        letter,
        "practitioner",
        "Practitioner",
        name=[{"text": signed["by"]}],
        qualification=[{"identifier": identifier(AUTHORISATION, authorisation), "code": {"coding": [DOCTOR]}}],
    )


def practitioner_role(letter: UUID, doctor: Resource, sender: Resource) -> Resource:
    """The GP in their practice."""
    return resource(
        letter,
        "practitioner-role",
        "PractitionerRole",
        practitioner=reference(doctor),
        organization=reference(sender),
        code=[{"text": "Praktiserende læge"}],
    )


def sender(letter: UUID, frozen: FrozenLetter) -> Resource:
    """The practice."""
    practice = frozen["practice"]
    return resource(
        letter,
        "sender",
        "Organization",
        identifier=identifier(PROVIDER_NUMBER, practice["provider_number"]) + identifier(GLN, practice["gln"]),
        name=practice["name"],
        telecom=phone(practice["phone"]),
        address=address(practice),
    )


def receiver(letter: UUID, frozen: FrozenLetter) -> Resource:
    """Where the letter goes; a receiver that was written by hand has a name alone."""
    to = frozen["receiver"]
    return resource(
        letter, "receiver", "Organization", identifier=identifier(GLN, to.get("gln") or ""), name=to["name"]
    )


def phone(number: str) -> list[Resource]:
    return [{"system": "phone", "value": number}] if number else []


def address(of: FrozenPerson | FrozenPractice) -> list[Resource]:
    """A Danish address; empty if none is known."""
    if not (of["address"] or of["city"] or of["postal_code"]):
        return []
    return [{"line": [of["address"]], "postalCode": of["postal_code"], "city": of["city"], "country": "DK"}]
