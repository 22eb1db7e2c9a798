"""A signed letter as a FHIR R4 document: a view of what was frozen, and of the kept PDF. Pure Python.

The same letter gives the same document, byte for byte: ids follow from the letter's, and times are its own.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from uuid import UUID
from xml.sax.saxutils import escape

from assessment.rules.diagnosis.codes import codes_in
from assessment.rules.keys import DIAGNOSIS_CODE
from guidelines.exchange.fhir_elements import CONTROL, Resource
from referrals.fhir import people
from referrals.fhir.answers import responses
from referrals.fhir.parts import (
    ICPC2,
    REFERRAL_NOTE,
    SNOMED,
    URI,
    full_url,
    reference,
    resource,
)
from referrals.rules.frozen_letter import FrozenLetter

REFERRAL = {"coding": [{"system": SNOMED, "code": "3457005", "display": "Patient referral"}]}
TRIAL = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "code": "HTEST",
    "display": "test health data",
}


def letter_document(letter: UUID, frozen: FrozenLetter, parts: Sequence[tuple[str, str]], pdf: bytes) -> Resource:
    """The document of a frozen letter; `parts` are its headings with their plain texts."""
    subject, doctor = people.patient(letter, frozen), people.practitioner(letter, frozen)
    sender, receiver = people.sender(letter, frozen), people.receiver(letter, frozen)
    author = people.practitioner_role(letter, doctor, sender)
    answers = responses(letter, frozen, subject, author)
    copy = _pdf(letter, frozen, pdf, subject, author)
    request = _request(letter, frozen, subject, author, receiver, [*answers, copy])
    composition = resource(
        letter,
        "composition",
        "Composition",
        identifier={"system": URI, "value": f"urn:uuid:{letter}"},
        language="da",
        status="final",
        type=REFERRAL_NOTE,
        subject=reference(subject),
        date=frozen["signed"]["at"],
        author=[reference(author)],
        title=_title(frozen),
        attester=[{"mode": "legal", "time": frozen["signed"]["at"], "party": reference(author)}],
        custodian=reference(sender),
        section=[
            *(_section(title, text) for title, text in parts),
            {"title": "Henvisningen", "entry": [reference(request)]},
            *([{"title": "Oplysninger bag brevet", "entry": list(map(reference, answers))}] if answers else []),
            {"title": "Brevet som PDF", "entry": [reference(copy)]},
        ],
    )
    return _bundle(letter, frozen, [composition, request, subject, author, doctor, sender, receiver, *answers, copy])


def _bundle(letter: UUID, frozen: FrozenLetter, resources: Iterable[Resource]) -> Resource:
    return resource(
        letter,
        "bundle",
        "Bundle",
        meta={"tag": [TRIAL] if frozen.get("is_trial") else []},
        identifier={"system": URI, "value": f"urn:uuid:{letter}"},
        type="document",
        timestamp=frozen["signed"]["at"],
        entry=[{"fullUrl": full_url(entry), "resource": entry} for entry in resources],
    )


def _title(frozen: FrozenLetter) -> str:
    return f"Henvisning til {frozen['destination']['title'].lower()}, version {frozen['number']}"


def _section(title: str, text: str) -> Resource:
    return {"title": title, "text": {"status": "additional", "div": _narrative(text)}}


def _narrative(text: str) -> str:
    """The lines of a text as XHTML that holds nothing but paragraphs."""
    lines = (f"<p>{escape(CONTROL.sub('', line))}</p>" for line in text.splitlines() if line.strip())
    return f'<div xmlns="http://www.w3.org/1999/xhtml" xml:lang="da" lang="da">{"".join(lines)}</div>'


def _request(
    letter: UUID,
    frozen: FrozenLetter,
    subject: Resource,
    author: Resource,
    receiver: Resource,
    supporting: Iterable[Resource],
) -> Resource:
    """What is asked for. The destination is told in words: no code system for it was found."""
    return resource(
        letter,
        "request",
        "ServiceRequest",
        identifier=[{"system": URI, "value": f"urn:uuid:{letter}"}],
        status="active",
        intent="order",
        category=[REFERRAL],
        code={"text": frozen["destination"]["title"]},
        subject=reference(subject),
        authoredOn=frozen["signed"]["at"],
        requester=reference(author),
        performer=[reference(receiver, frozen["receiver"].get("centre") or "")],
        reasonCode=_reasons(frozen),
        supportingInfo=list(map(reference, supporting)),
    )


def _reasons(frozen: FrozenLetter) -> list[Resource]:
    """The ICPC-2 codes of the record, where the letter states them and nothing else in their place."""
    stated = next((fact["value"] for fact in frozen.get("stated", ()) if fact["key"] == DIAGNOSIS_CODE), "")
    return [{"coding": [{"system": ICPC2, "code": code}]} for code in codes_in(str(stated))]


def _pdf(letter: UUID, frozen: FrozenLetter, pdf: bytes, subject: Resource, author: Resource) -> Resource:
    """The kept PDF. FHIR R4 defines Attachment.hash as the SHA-1 of the bytes, in base64; it protects nothing here."""
    sha1 = hashlib.sha1(pdf, usedforsecurity=False).digest()
    attachment = {
        "contentType": "application/pdf",
        "language": "da",
        "data": base64.b64encode(pdf).decode(),
        "size": len(pdf),
        "hash": base64.b64encode(sha1).decode(),
        "title": _title(frozen),
        "creation": frozen["signed"]["at"],
    }
    return resource(
        letter,
        "pdf",
        "DocumentReference",
        status="current",
        docStatus="final",
        type=REFERRAL_NOTE,
        subject=reference(subject),
        date=frozen["signed"]["at"],
        author=[reference(author)],
        description=f"SHA-256 {hashlib.sha256(pdf).hexdigest()}",
        content=[{"attachment": attachment}],
    )
