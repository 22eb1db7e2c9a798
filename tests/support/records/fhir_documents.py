"""A letter as a FHIR document, and what holds for every such document."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from fhir.resources.R4B.bundle import Bundle

from referrals.fhir.document import letter_document
from referrals.letters.plain_text import text_parts

ID, OTHER = UUID(int=5), UUID(int=6)
PDF = b"%PDF-1.7 \x00\xff"
Resource = dict[str, Any]


def document(letter: dict[str, Any], pdf: bytes = PDF, letter_id: UUID = ID) -> Resource:
    """The document of a letter as it lies in the database, checked against the models of the standard."""
    kept_letter = json.loads(json.dumps(letter))
    parts = [(part.title, part.text) for part in text_parts(kept_letter)]
    made = letter_document(letter_id, kept_letter, parts, pdf)
    Bundle.model_validate(json.loads(json.dumps(made)))
    return made


def of_type(made: Resource, kind: str) -> list[Resource]:
    return [entry["resource"] for entry in made["entry"] if entry["resource"]["resourceType"] == kind]


def one(made: Resource, kind: str) -> Resource:
    (found,) = of_type(made, kind)
    return found


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{path}.{name}")
        if not value:
            yield path, value
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, f"{path}[]")
        if not value:
            yield path, value
    else:
        yield path, value


def assert_whole(made: Resource) -> None:
    """Every reference resolves, every resource is reached, and nothing is empty."""
    addresses = [entry["fullUrl"] for entry in made["entry"]]
    assert len(set(addresses)) == len(addresses)
    assert all(entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}" for entry in made["entry"])
    references = {value for path, value in leaves(made) if path.endswith(".reference")}
    assert references == set(addresses) - {addresses[0]}
    assert made["entry"][0]["resource"]["resourceType"] == "Composition"
    assert not [path for path, value in leaves(made) if value is None or value in ("", "None", [], {})]
    for path, value in leaves(made):
        if path.endswith((".date", ".timestamp", ".time", ".authoredOn", ".creation")):
            assert datetime.fromisoformat(value).tzinfo, path
