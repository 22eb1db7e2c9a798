"""The evidence page: how a grade is read, what else is on the question, and an address that lasts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains

from guidelines.in_force.content import Content, current_content
from guidelines.in_force.evidence import (
    CERTAINTIES,
    STRENGTHS,
    checked_against,
    explain_grades,
    facts_asked,
    on_the_same_question,
)
from guidelines.models import RatingLevel, Release
from guidelines.publishing.life_cycle import approve, publish_approved, submit, withdraw
from tests.support.content.publishing import new_text, publish_change, without
from tests.support.records.cast import Cast, make_user

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
TCA = ["generalised-pain", "tca"]


def read(key: str, content: Content) -> list[str]:
    return [str(words) for words in explain_grades(content.recommendations[key].version)]


def test_a_grade_is_read_in_words(content: Content) -> None:
    assert read("generalised-pain/tca", content) == [str(STRENGTHS["weak"]), str(CERTAINTIES["moderate"])]
    assert read("generalised-pain/patient-education", content)[0] == str(STRENGTHS["strong"])
    assert read("opioid-care/taper", content) == [str(STRENGTHS["not_graded"]), str(CERTAINTIES["not_stated"])]
    assert all(len(explain_grades(entry.version)) == 2 for entry in content.recommendations.values())


def test_a_letter_tells_itself_and_a_class_is_read_by_its_code(content: Content) -> None:
    version = content.recommendations["generalised-pain/tca"].version
    levels = RatingLevel.objects.filter(scheme="class-and-letter")
    version.strength, version.certainty = levels.get(key="class_iii"), levels.get(key="level_a")
    try:
        assert explain_grades(version) == [STRENGTHS["strong"]]
    finally:
        version.refresh_from_db()


def test_what_else_is_on_the_question_shares_topic_and_facts(content: Content) -> None:
    taper = content.recommendations["opioid-care/taper"].version
    found = on_the_same_question(content, taper)
    assert "dependency-medicines/treatment-plan" in [entry.key for entry in found]
    assert "opioid-care/taper" not in [entry.key for entry in found]
    for entry in found:
        assert entry.version.topic == taper.topic
        assert facts_asked(entry.version, content) & facts_asked(taper, content)
    system = next(entry for entry in content.recommendations.values() if entry.version.level == "system")
    assert on_the_same_question(content, system.version) == []


def test_the_page_has_the_permanent_address_the_guideline_and_its_neighbours(
    gp_client: Client, content: Content
) -> None:
    page = gp_client.get(reverse("recommendation", args=["opioid-care", "taper"]))
    permanent = reverse("recommendation_version", args=["opioid-care", "taper", 1])
    assertContains(page, f"http://testserver{permanent}</a>")
    release = content.releases["opioid-care"]
    for text in (release.programme, release.note, str(STRENGTHS["not_graded"])):
        assertContains(page, escape(text))
    assertContains(page, reverse("recommendation", args=["dependency-medicines", "treatment-plan"]))
    assertNotContains(page, reverse("compare_releases", args=["opioid-care"]))


def test_an_earlier_version_links_to_what_has_changed_since(gp_client: Client, content: Content) -> None:
    old = content.recommendations["generalised-pain/tca"].version
    publish_change("generalised-pain", new_text("tca", "Helt ny tekst."))
    page = gp_client.get(reverse("recommendation", args=TCA))
    changes = f"{reverse('recommendation_changes', args=TCA)}?since={old.pk}"
    assertContains(page, changes, count=1)
    assertContains(page, reverse("compare_releases", args=TCA[:1]))
    assert gp_client.get(changes).status_code == 200


def permanent_page(client: Client) -> Any:
    return client.get(reverse("recommendation_version", args=[*TCA, 1]))


def test_the_permanent_address_lasts_when_it_is_retired_and_says_so(gp_client: Client) -> None:
    publish_change("generalised-pain", without("tca"))
    page = permanent_page(gp_client)
    assertContains(page, "trukket tilbage")
    assertNotContains(page, "?since=")


def test_the_permanent_address_lasts_when_the_guideline_is_withdrawn(
    gp_client: Client, cast: Cast, content: Content
) -> None:
    text = content.recommendations["generalised-pain/tca"].version.text
    withdraw(by=cast.editor, release=content.releases["generalised-pain"], note="Fejl")
    for page in (permanent_page(gp_client), gp_client.get(reverse("recommendation", args=TCA))):
        assertContains(page, escape(text))
        assertContains(page, "trukket tilbage")
        assertContains(page, " til ")


def test_what_was_unverified_tells_what_it_was_checked_against(
    cast: Cast, sign_in: Callable[..., Client], gp_client: Client
) -> None:
    draft = Release.objects.get(publication__key="medicine-cautions")
    submit(by=cast.editor, release=draft)
    reviewer = make_user("reviewer", is_content_administrator=True)
    approve(by=reviewer, release=draft, seen_hash=draft.content_hash, note="Produktresumé, afsnit 4.3")
    publish_approved(by=cast.editor, release=draft)
    release = current_content().releases["medicine-cautions"]
    assert checked_against(release) == "Produktresumé, afsnit 4.3"
    page = gp_client.get(reverse("recommendation", args=["medicine-cautions", "tca-long-qt"]))
    assertContains(page, "Produktresumé, afsnit 4.3")
    assertContains(page, escape(release.unverified))
    assertContains(gp_client.get(reverse("guideline", args=["medicine-cautions"])), "Produktresumé, afsnit 4.3")
    assert checked_against(current_content().releases["generalised-pain"]) == ""
