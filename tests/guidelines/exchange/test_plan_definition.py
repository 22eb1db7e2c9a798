"""A guideline as a FHIR PlanDefinition: valid R4B, with the standard codings, and nothing of the content lost."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from fhir.resources.R4B.plandefinition import PlanDefinition
from pytest_django.asserts import assertContains

from guidelines.comparison.releases import compare
from guidelines.comparison.words import condition_in_words
from guidelines.content_files.release import content_of_release
from guidelines.exchange.bundles import ImportStatus, bundle_of, import_bundle
from guidelines.exchange.plan_definition import CERTAINTY, CERTAINTY_RATING, DIRECTION, EVIDENCE_QUALITY, STRENGTH
from guidelines.in_force.content import Content, current_content
from guidelines.models import Publication, Release
from guidelines.pages.read.fhir_views import plan_definition_of
from guidelines.publishing.drafts import create_draft
from guidelines.publishing.life_cycle import withdraw
from guidelines.recommendations.evaluation import Status, evaluate_recommendation
from guidelines.vocabulary.facts import Facts
from tests.support.content.publishing import new_text, publish_change
from tests.support.records.cast import Cast

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
HL7_STRENGTH = "http://terminology.hl7.org/CodeSystem/recommendation-strength"
GUIDELINES = (Publication.Kind.GUIDELINE, Publication.Kind.SAFETY_PROMPTS)
URL = "https://smertekompas.example/retningslinjer/x/"


def exported(release: Release, content: Content) -> dict[str, Any]:
    """The resource, after HL7's own models have read it and found nothing wrong."""
    resource = plan_definition_of(release, content.vocabulary, URL)
    read = json.loads(PlanDefinition.model_validate_json(json.dumps(resource)).model_dump_json())
    assert read.keys() == resource.keys()
    return resource


def action(resource: dict[str, Any], key: str) -> dict[str, Any]:
    return next(found for found in resource["action"] if found["id"] == key)


def graded(found: dict[str, Any], url: str) -> list[tuple[str, str]]:
    concepts = [extension["valueCodeableConcept"] for extension in found["extension"] if extension["url"] == url]
    return [(coding["system"], coding["code"]) for concept in concepts for coding in concept.get("coding", ())]


def test_every_guideline_in_force_is_a_valid_resource_that_loses_nothing(content: Content) -> None:
    releases = [release for kind in GUIDELINES for release in content.releases_of(kind)]
    assert len(releases) == 11
    for release in releases:
        resource, said = exported(release, content), content_of_release(release)
        assert (resource["status"], resource["version"], resource["title"]) == ("active", "1", said["title"])
        assert [found["id"] for found in resource["action"]] == [row["key"] for row in said["recommendations"]]
        for found, row in zip(resource["action"], said["recommendations"], strict=True):
            headline = content.recommendations[f"{release.publication.key}/{row['key']}"].version.headline
            assert (found["title"], found["description"]) == (headline.text, row["text"])
            assert row["source_section"] in found["documentation"][0]["citation"]
            for part in ("text", "rationale", "practical", "in_clinic"):
                assert row[part] in found["textEquivalent"]
            assert len(graded(found, STRENGTH)) <= 1


def test_a_condition_is_its_sentence_and_its_tree(content: Content) -> None:
    release = content.releases["generalised-pain"]
    found, row = action(exported(release, content), "tca"), content_of_release(release)["recommendations"]
    tca = next(entry for entry in row if entry["key"] == "tca")
    (condition,) = found["condition"]
    assert condition["kind"] == "applicability"
    expression = condition["expression"]
    assert json.loads(expression["expression"]) == tca["applies_when"]
    assert expression["description"] == condition_in_words(tca["applies_when"], content.vocabulary)
    assert expression["language"] == "application/vnd.smertekompas.condition+json"
    (attention,) = [entry["valueExpression"] for entry in found["extension"] if "valueExpression" in entry]
    assert json.loads(attention["expression"]) == tca["attention_when"]
    system = next(entry for entry in content.recommendations.values() if entry.version.level == "system")
    of_system = action(exported(system.release, content), system.version.recommendation.key)
    assert "condition" not in of_system


CODED = [
    ("generalised-pain", "patient-education", ["strong"], ["moderate"], "for"),
    ("generalised-pain", "tramadol", ["weak"], ["low"], "against"),
    ("generalised-pain", "supervised-exercise", ["weak"], ["very-low"], "for"),
    ("generalised-pain", "strong-opioids", ["good-practice"], [], "against"),
    ("new-neck-pain", "massage", ["weak"], [], "against"),
    ("opioid-care", "taper", [], [], "for"),
]


@pytest.mark.parametrize(("key", "name", "strength", "certainty", "direction"), CODED, ids=[row[1] for row in CODED])
def test_grades_have_the_standard_codings(
    key: str, name: str, strength: list[str], certainty: list[str], direction: str, content: Content
) -> None:
    found = action(exported(content.releases[key], content), name)
    own = "urn:smertekompas:recommendation-strength" if strength == ["good-practice"] else HL7_STRENGTH
    assert graded(found, STRENGTH) == [(own, code) for code in strength]
    both = [(system, code) for code in certainty for system in (CERTAINTY_RATING, EVIDENCE_QUALITY)]
    assert graded(found, CERTAINTY) == both
    assert [code for _system, code in graded(found, DIRECTION)] == [direction]
    has_certainty = any(entry["url"] == CERTAINTY for entry in found["extension"])
    assert has_certainty is (strength != ["good-practice"])


def test_the_second_scheme_goes_out_with_its_own_letters(cast: Cast, content: Content) -> None:
    bundle = bundle_of(content.releases["generalised-pain"])
    (said,) = bundle.publications
    said.update(key="letters", rating_scheme="class-and-letter")
    grades = [("class_i", "level_a"), ("class_iia", "level_b"), ("class_iib", "level_c"), ("class_iii", "level_a")]
    said["recommendations"] = said["recommendations"][:4]
    for row, (strength, evidence) in zip(said["recommendations"], grades, strict=True):
        row.update(strength=strength, evidence=evidence, direction="against" if strength == "class_iii" else "for")
    (found,) = import_bundle(by=cast.editor, bundle=bundle).publications
    assert (found.status, found.draft is None) == (ImportStatus.NEW, False)
    assert found.draft
    actions = exported(found.draft, content)["action"]
    assert [graded(entry, STRENGTH)[0][1] for entry in actions] == ["strong", "weak", "weak", "strong"]
    letters = [graded(entry, CERTAINTY) for entry in actions]
    assert letters == [[("urn:smertekompas:evidence-letter", letter)] for letter in ("a", "b", "c", "a")]
    assert [graded(entry, DIRECTION)[0][1] for entry in actions] == ["for", "for", "for", "against"]


def test_the_status_follows_the_release(cast: Cast, content: Content) -> None:
    draft = create_draft(by=cast.editor, publication=content.releases["gp-assessment"].publication)
    assert exported(draft, content)["status"] == "draft"
    assert "effectivePeriod" not in exported(draft, content)
    old = Release.objects.get(pk=content.releases["generalised-pain"].pk)
    publish_change("generalised-pain", new_text("tca", "Ny tekst."))
    old.refresh_from_db()
    new = Release.objects.effective().get(publication=old.publication)
    first, second = exported(old, content), exported(new, content)
    assert (first["status"], second["status"]) == ("retired", "active")
    assert first["effectivePeriod"]["end"] == second["effectivePeriod"]["start"]
    assert {"type": "successor", "resource": f"{URL}|2"} in first["relatedArtifact"]
    assert {"type": "predecessor", "resource": f"{URL}|1"} in second["relatedArtifact"]
    withdraw(by=cast.editor, release=new, note="Fejl")
    new.refresh_from_db()
    assert exported(new, content)["status"] == "retired"


def test_a_condition_between_two_numbers_is_published_read_compared_and_sent_on(
    cast: Cast, gp_client: Client, sign_in: Callable[..., Client]
) -> None:
    """The newest operator on the whole way: from a content file to the reader, the comparison, a case and FHIR."""
    tree = {
        "all": [{"fact": "patient.age_years", "between": [18, 65]}, {"fact": "opioid.last_review", "between": [3, 12]}]
    }
    publish_change("generalised-pain", lambda rows: rows[0].update(applies_when=tree, attention_when=None, cases=[]))
    content = current_content()
    release = content.releases["generalised-pain"]
    key = content_of_release(release)["recommendations"][0]["key"]

    (condition,) = action(exported(release, content), key)["condition"]
    assert json.loads(condition["expression"]["expression"]) == tree
    before = Release.objects.get(publication=release.publication, number=1)
    fields = (field for entry in compare(before, release, content.vocabulary).changed for field in entry.fields)
    changes = ["".join(part.text for part in field.parts if part.kind != "removed") for field in fields]
    sentences = (
        "Alder er fra 18 til og med 65 år",
        "Seneste vurdering af opioid er fra 3 til og med 12 måneder siden",
    )
    pages = (
        gp_client.get(reverse("recommendation", args=["generalised-pain", key])),
        sign_in(cast.editor).get(reverse("editing_fhir", args=[release.pk])),
    )
    for sentence in sentences:
        assert sentence in condition["expression"]["description"]
        assert any(sentence in change for change in changes)
        for page in pages:
            assert sentence in re.sub(r"<[^>]+>", "", page.content.decode())

    (rule,) = (rule for rule in content.rules if rule.key == f"generalised-pain/{key}")
    known = {"patient.age_years": 65, "opioid.last_review": date(2025, 11, 20)}
    assert evaluate_recommendation(rule, Facts(date(2026, 11, 20), known)).status == Status.APPLIES
    assert evaluate_recommendation(rule, Facts(date(2026, 11, 21), known)).status == Status.DOES_NOT_APPLY


def test_what_is_unverified_says_so_outside_as_well(content: Content) -> None:
    draft = Release.objects.get(publication__key="medicine-cautions")
    resource = exported(draft, content)
    assert (resource["status"], resource["experimental"]) == ("draft", True)
    assert f"Ikke efterprøvet: {draft.unverified}" in resource["description"]


def test_readers_fetch_what_is_in_force_and_editors_any_release(
    cast: Cast, content: Content, gp_client: Client, sign_in: Callable[..., Client]
) -> None:
    address = reverse("guideline_fhir", args=["gp-assessment"])
    assertContains(gp_client.get(reverse("guideline", args=["gp-assessment"])), address)
    response = gp_client.get(address)
    assert response["Content-Type"].startswith("application/fhir+json")
    read = PlanDefinition.model_validate_json(response.content)
    assert str(read.url).endswith(reverse("guideline", args=["gp-assessment"]))
    assert read.effectivePeriod.start <= timezone.now() + timedelta(seconds=1)
    for key in ("vocabulary", "nowhere", "medicine-cautions"):
        assert gp_client.get(reverse("guideline_fhir", args=[key])).status_code == 404
    draft = Release.objects.get(publication__key="medicine-cautions")
    editor = sign_in(cast.editor)
    page = reverse("editing_fhir", args=[draft.pk])
    assertContains(editor.get(reverse("editing_release", args=[draft.pk])), page)
    assert json.loads(editor.get(page).content)["status"] == "draft"
    pathway = content.releases["region-h-2014"]
    assert editor.get(reverse("editing_fhir", args=[pathway.pk])).status_code == 404
    assert gp_client.get(page).status_code == 403
