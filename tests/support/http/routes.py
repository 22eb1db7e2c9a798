"""Every address that the program has, and values for its parameters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guidelines.in_force.content import Content
from tests.support.records.furnished import Record

OBJECTS = (
    *("patient_id", "episode_id", "treatment_id", "response_id", "letter_id", "printed_id", "taper_id", "snippet_id"),
    *("referral_id", "inquiry_id"),
)


@dataclass(frozen=True)
class Route:
    """One pattern of the URL configuration."""

    name: str
    parameters: frozenset[str]

    def url(self, values: dict[str, Any]) -> str:
        return reverse(self.name, kwargs={parameter: values[parameter] for parameter in self.parameters})

    @property
    def shows_an_object(self) -> bool:
        return not self.parameters.isdisjoint(OBJECTS)


def routes(resolver: URLResolver | None = None) -> Iterator[Route]:
    """Every pattern that the resolver knows."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield Route(pattern.name or f"unnamed: {pattern.pattern}", frozenset(pattern.pattern.regex.groupindex))
        else:
            yield from routes(pattern)


ROUTES = sorted(routes(), key=lambda route: route.name)
OBJECT_ROUTES = [route for route in ROUTES if route.shows_an_object]
# A practice's own text belongs to no patient.
PATIENT_ROUTES = [route for route in OBJECT_ROUTES if route.parameters != {"snippet_id"}]


def arguments(record: Record, content: Content) -> dict[str, Any]:
    """A value for each parameter of any address, with this record's ids."""
    entry = next(iter(content.recommendations.values()))
    return {
        "patient_id": record.patient.pk,
        "episode_id": record.episode.pk,
        "treatment_id": record.treatment.pk,
        "response_id": record.response.pk,
        "instrument": record.response.instrument,
        "inquiry_id": record.inquiry.pk,
        "letter_id": record.letter.pk,
        "referral_id": record.letter.referral_id,
        "step": "driving_rules",
        "printed_id": record.printed.pk,
        "taper_id": record.taper.pk,
        "snippet_id": record.snippet.pk,
        "section_key": content.vocabulary.sections[0].key,
        "question": next(iter(content.vocabulary.questions)),
        "guideline": entry.release.publication.key,
        "recommendation": entry.version.recommendation.key,
        "number": entry.version.number,
        "destination": record.letter.referral.destination,
        "pathway": record.letter.referral.pathway_release.publication.key,
        "pk": entry.release.pk,
        "publication": entry.release.publication.key,
        "source": entry.version.source_id,
        "action": "indsend",
        "part": "questions",
        "key": "1",
        "day": "2026-03-02",
        "uidb36": "1",
        "kept_id": UUID(int=0),
    }


def absent(values: dict[str, Any]) -> dict[str, Any]:
    """The same values, with ids that nobody has."""
    return values | {name: uuid4() for name in OBJECTS}
