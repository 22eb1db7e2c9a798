"""A pathway of the tests' own making, in force: the shipped one with other letters and contradictions."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from guidelines.content_files.loading import load_publication
from guidelines.in_force.content import Content, current_content
from tests.support.content.files import read

BODY = read(settings.FIXTURES_DIR / "pathways" / "region-h-2014.yaml")
MUNICIPALITY, PHYSIOTHERAPY = "test_municipality", "test_physiotherapy"
LETTERS: tuple[Mapping[str, Any], ...] = (
    {
        "key": MUNICIPALITY,
        "title": "Brev til kommunen",
        "heading": "Anmodning om en afklarende samtale",
        "description": "Beder kommunen om en samtale.",
        "receiver": "written",
        "first_line": "Der ønskes en afklarende samtale.",
        "sections": [
            {
                "key": "purpose",
                "title": "Formål",
                "required": True,
                "holds": "Hvad samtalen skal afklare.",
                "facts": ["work.status", "work.impact"],
                "treatments": "none",
            },
            "practical",
        ],
    },
    {
        "key": PHYSIOTHERAPY,
        "title": "Brev til fysioterapeut",
        "heading": "Henvisning til fysioterapi",
        "description": "Med formålet.",
        "receiver": "route",
        "sections": ["problem_statement", "medication", "psychological"],
    },
)
ALLERGY = {
    "key": "allergy",
    "text": "Allergi benægtes, og en reaktion er nævnt.",
    "says": "health.allergies",
    "denials": ["ingen"],
    "mentions": ["allergi", "udslæt"],
}


def publish(letters: Iterable[Mapping[str, Any]] = LETTERS, **changes: Any) -> Content:
    """Publish the shipped pathway with these letters, and what else is changed in it."""
    load_publication(BODY | {"alternatives": [], "contradictions": [ALLERGY], "letters": [*letters]} | changes)
    return current_content()


def body(name: str) -> dict[str, Any]:
    path = settings.FIXTURES_DIR / "pathways" / f"{name}.yaml"
    found: dict[str, Any] = read(path)
    return found
