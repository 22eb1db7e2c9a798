"""The building blocks of a FHIR document's resources: references, addresses and identifiers. Pure Python.

The identifier systems are those of DK Core 3.4 (hl7.dk/fhir/core): its CPR, GLN, SOR and authorisation identifiers, and
the slice Ydernummer of its organisation. Later builds of DK Core write the system of a GLN with http.
"""

from uuid import UUID, uuid5

from guidelines.exchange.fhir_elements import Resource, drop_empty_elements

CPR = "urn:oid:1.2.208.176.1.2"
PROVIDER_NUMBER = "urn:oid:1.2.208.176.1.4"
GLN = "https://www.gs1.org/gln"
AUTHORISATION = "https://autregweb.sst.dk"
ICPC2 = "urn:oid:1.2.208.176.2.31"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
URI = "urn:ietf:rfc:3986"
DK_CORE_PATIENT = "http://hl7.dk/fhir/core/StructureDefinition/dk-core-patient"

REFERRAL_NOTE = {"coding": [{"system": LOINC, "code": "57133-1", "display": "Referral note"}]}


def resource(letter: UUID, role: str, kind: str, **elements: object) -> Resource:
    """A resource under an id that follows from the letter and the resource's role in it; without empty elements."""
    return {"resourceType": kind, "id": str(uuid5(letter, role))} | drop_empty_elements(elements)


def reference(target: Resource, display: str = "") -> Resource:
    """A reference that resolves within the document."""
    return drop_empty_elements({"reference": full_url(target), "type": target["resourceType"], "display": display})


def full_url(target: Resource) -> str:
    return f"urn:uuid:{target['id']}"


def identifier(system: str, value: str) -> list[Resource]:
    """A list with the identifier; empty if there is no value."""
    return [{"use": "official", "system": system, "value": value}] if value else []
