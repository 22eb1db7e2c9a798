"""A guideline's release as a FHIR R4 PlanDefinition: one action per recommendation. Pure Python.

Strength, certainty and direction are coded as CPG-on-FHIR does, where the level has a code. A condition stands as its
Danish sentence, and as the tree that the program evaluates, in a language of the program's own: R4 binds the language
of an expression to a list that may be extended, and none on it (CQL, FHIRPath) is what these trees are.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from guidelines.exchange.fhir_elements import Resource, drop_empty_elements
from guidelines.recommendations.direction import headline_of, list_of
from guidelines.recommendations.model import GuidelineBody, RecommendationContent
from guidelines.vocabulary.shapes import Json
from guidelines.vocabulary.sourcing import GradeRow, SourceRow

HL7, CPG = "http://hl7.org/fhir/StructureDefinition", "http://hl7.org/fhir/uv/cpg"
STRENGTH, CERTAINTY = f"{HL7}/cqf-strengthOfRecommendation", f"{HL7}/cqf-qualityOfEvidence"
DIRECTION = f"{CPG}/StructureDefinition/cpg-directionOfRecommendation"
DIRECTIONS = f"{CPG}/CodeSystem/cpg-recommendation-direction-cs"
CERTAINTY_RATING = "http://terminology.hl7.org/CodeSystem/certainty-rating"
# The older system, which has the same four levels under the same codes.
EVIDENCE_QUALITY = "http://terminology.hl7.org/CodeSystem/evidence-quality"
BOTH_HAVE = frozenset({"high", "moderate", "low", "very-low"})
GOOD_PRACTICE = "good-practice"
OWN = "urn:smertekompas"
CONDITION_LANGUAGE = "application/vnd.smertekompas.condition+json"
DIRECTION_WORDS = {"for": "For", "against": "Imod"}

Level = GradeRow


@dataclass(frozen=True)
class Edition:
    """Which edition it is. Times are ISO texts; empty if there is none. `url` is the guideline's own address."""

    url: str
    number: int
    status: str
    published_at: str = ""
    effective_from: str = ""
    effective_until: str = ""
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Words:
    """What the content names by key: levels of grading, sources, topics; and how a condition reads in Danish."""

    strengths: Mapping[str, Level]
    certainties: Mapping[str, Level]
    sources: Mapping[str, SourceRow]
    topics: Mapping[str, str]
    sentence: Callable[[Json], str]


def plan_definition(content: GuidelineBody, edition: Edition, words: Words) -> Resource:
    """The resource of a guideline's content file. The same content gives the same resource."""
    key, source = content.key, content.source
    return {
        "resourceType": "PlanDefinition",
        "id": f"{key}-{edition.number}".replace("_", "-")[:64],
    } | drop_empty_elements(
        {
            "language": "da",
            "url": edition.url,
            "identifier": [{"system": f"{OWN}:guideline", "value": key}],
            "version": str(edition.number),
            "name": "".join(part.capitalize() for part in key.replace("_", "-").split("-")),
            "title": content.title,
            "subtitle": content.programme,
            "type": {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/plan-definition-type",
                        "code": "clinical-protocol",
                    }
                ]
            },
            "status": edition.status,
            # The program is not approved for clinical use.
            "experimental": True,
            "date": edition.published_at,
            "publisher": content.publisher,
            "description": _description(content),
            "jurisdiction": [{"coding": [{"system": "urn:iso:std:iso:3166", "code": "DK"}]}],
            "lastReviewDate": content.last_assessed,
            "effectivePeriod": {"start": edition.effective_from, "end": edition.effective_until},
            "relatedArtifact": [_citation(source, "", words), *_neighbours(edition)],
            "action": [_action(row, content, words) for row in content.recommendations],
        }
    )


def _description(content: GuidelineBody) -> str:
    unverified = content.unverified
    retired = [f"Udgået: {row.key}. {row.reason}".strip() for row in content.retired]
    said = [content.currency_note, f"Ikke efterprøvet: {unverified}" if unverified else "", *retired]
    note = content.release.note
    return "\n\n".join(text for text in (*said, f"Om udgaven: {note}" if note else "") if text)


def _neighbours(edition: Edition) -> list[Resource]:
    numbers = (("predecessor", edition.before), ("successor", edition.after))
    return [{"type": kind, "resource": f"{edition.url}|{number}"} for kind, number in numbers if number]


def _citation(source: str, section: str, words: Words) -> Resource:
    told = words.sources.get(source)
    parts = (told.title, told.publisher, told.published) if told else ()
    text = ", ".join(part for part in parts if part)
    return {
        "type": "citation",
        "label": section,
        "display": told.title if told else None,
        "citation": f"{text}. {section}".strip(),
    }


def _action(row: RecommendationContent, content: GuidelineBody, words: Words) -> Resource:
    strength, certainty = words.strengths[row.strength], words.certainties[row.evidence]
    documentation = [_citation(row.source or content.source, row.source_section, words)]
    if row.superseded_by:
        documentation.append({"type": "successor", "display": row.superseded_by})
    panel_list = list_of(
        row.list_name,
        strength=strength.code,
        is_promoted=bool(row.lifted_because),
        is_safety=content.kind == "safety_prompts",
    )
    return {
        "id": row.key,
        "extension": [*_grade_elements(row, strength, certainty), *_attention(row, words)],
        "title": headline_of(row.title, row.direction, panel_list).text,
        "description": row.text,
        "textEquivalent": _action_text(row, strength, words),
        "code": [
            _concept([{"system": f"{OWN}:topic", "code": row.topic}], words.topics.get(row.topic, "")),
            _concept([{"system": f"{OWN}:level", "code": row.level}], ""),
        ],
        "documentation": documentation,
        "condition": [{"kind": "applicability", "expression": _expression(row.applies_when, words)}]
        if row.applies_when
        else [],
    }


def _action_text(row: RecommendationContent, strength: Level, words: Words) -> str:
    grade = f"{strength.symbol} {strength.label}".strip()
    applies = words.sentence(row.applies_when) if row.applies_when else ""
    told = {
        "": f"{row.text} ({grade})",
        "Hvem det gælder": applies,
        "Hvorfor": row.rationale,
        "Godt at vide": row.practical,
        "I klinikken": row.in_clinic,
    }
    return "\n\n".join(f"{head}: {text}".removeprefix(": ") for head, text in told.items() if text)


def _grade_elements(row: RecommendationContent, strength: Level, certainty: Level) -> list[Resource]:
    """Strength, certainty and direction. Good practice has no certainty; what has no code is told in words."""
    found = [{"url": STRENGTH, "valueCodeableConcept": _concept(_codings(strength), _label(strength))}]
    if strength.code != GOOD_PRACTICE:
        found.append({"url": CERTAINTY, "valueCodeableConcept": _concept(_certainty(certainty), _label(certainty))})
    if direction := DIRECTION_WORDS.get(row.direction):
        coding = [{"system": DIRECTIONS, "code": row.direction}]
        found.append({"url": DIRECTION, "valueCodeableConcept": _concept(coding, direction)})
    return found


def _certainty(level: Level) -> list[Resource]:
    codings = _codings(level)
    if level.code_system == CERTAINTY_RATING and level.code in BOTH_HAVE:
        codings.append({"system": EVIDENCE_QUALITY, "code": level.code})
    return codings


def _codings(level: Level) -> list[Resource]:
    return [{"system": level.code_system, "code": level.code}] if level.code else []


def _concept(coding: list[Resource], text: str) -> Resource:
    return {"coding": coding, "text": text}


def _label(level: Level) -> str:
    return f"{level.symbol} {level.label}".strip()


def _attention(row: RecommendationContent, words: Words) -> list[Resource]:
    """When it needs attention: more than that it applies, and no condition for it, so it stands beside."""
    tree = row.attention_when
    return [{"url": f"{OWN}:attention-when", "valueExpression": _expression(tree, words)}] if tree else []


def _expression(tree: Json, words: Words) -> Resource:
    written = json.dumps(tree, ensure_ascii=False, sort_keys=True)
    return {"description": words.sentence(tree), "language": CONDITION_LANGUAGE, "expression": written}
