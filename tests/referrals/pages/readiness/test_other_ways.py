"""Why not, what would make it so, and what else there is: on the referral page and in the panel."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertNumQueries

from assessment.models import Episode, Patient
from assessment.record.patients import update_patient
from guidelines.content_files.loading import load_publication
from guidelines.in_force.content import Content, current_content
from referrals.pathways.readiness import other_ways, readiness_of
from referrals.templatetags.referrals import referral_panel
from tests.support.content.pathways import body
from tests.support.http.flat_pages import flat
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, look
from tests.support.records.patients import answer

Page = Callable[[Episode], str]


@pytest.fixture
def page(gp_client: Client) -> Page:
    def get(episode: Episode) -> str:
        return gp_client.get(reverse("readiness", args=[episode.pk])).content.decode()

    return get


def panel(episode: Episode, content: Content) -> str:
    return flat(render_to_string("referrals/readiness/_panel.html", referral_panel(look(episode, content))))


def ways(episode: Episode, content: Content) -> dict[str, list[str]]:
    workspace = look(episode, content)
    found = other_ways(readiness_of(workspace), workspace)
    return {way.alternative.key: [question.key for question in way.missing] for way in found}


def is_open(page: str) -> bool:
    tag = re.search(r'<details id="other-ways"[^>]*>', page)
    assert tag
    return " open" in tag[0]


def test_other_ways_are_open_only_while_no_destination_is_eligible(
    cast: Cast, complete: Episode, content: Content, page: Page
) -> None:
    assert not is_open(page(complete))
    answer(cast.gp, complete, understanding__motivated=None)
    assert is_open(page(complete)), "unclear"
    answer(cast.gp, complete, understanding__motivated=False)
    assert is_open(page(complete)), "refused"


def test_what_can_be_done_comes_before_the_criteria_and_these_before_the_description(
    complete: Episode, gp_client: Client
) -> None:
    """Tried: the list of criteria open where all are met; the description's note on top."""
    page = gp_client.get(reverse("readiness", args=[complete.pk])).content.decode()
    box = page[page.index('id="multidisciplinary_centre"') :]
    assert box.index("Skriv brevet") < box.index('<details id="criteria-multidisciplinary_centre">')
    assert page.index("Beskrivelsen er fra september 2014") > page.index('id="other-ways"')
    assert page.index("Hvor gammel beskrivelsen er") < page.index('id="multidisciplinary_centre"')


def test_each_way_says_who_may_refer_what_it_costs_and_where_that_is_from(
    in_a: None, episode: Episode, content: Content, gp_client: Client
) -> None:
    response = gp_client.get(reverse("readiness", args=[episode.pk]))
    for way in response.context["other_ways"]:
        for text in (way.alternative.title, way.alternative.who_refers, way.alternative.cost):
            assertContains(response, text, html=False)
        assertContains(response, f"{way.sources[0].title} ({way.alternative.source.section})")
    assertContains(response, "resten er tilskud")
    assertContains(response, "Anbefalinger for tværsektorielle forløb")


def test_a_letter_can_be_begun_from_each_way_that_has_one(
    in_a: None, episode: Episode, content: Content, page: Page
) -> None:
    shown = page(episode).partition('id="alternatives"')[2].partition('class="side"')[0]
    letters = [entry.letter for entry in readiness_of(look(episode, content)).pathway.alternatives if entry.letter]
    assert {"municipality", "physiotherapy", "medication_review"} <= set(letters)
    for letter in letters:
        assert f'action="{reverse("letter_start", args=[episode.pk, letter])}"' in shown
    assert shown.count("<form") == len(letters)


def test_what_is_known_not_to_fit_is_left_out_and_what_is_not_known_asks(
    cast: Cast, in_a: None, episode: Episode, content: Content, page: Page
) -> None:
    before = ways(episode, content)
    assert before["occupational_medicine"] == ["work.suspected_work_related"]
    assert before["physiotherapy"] == []
    assert f'href="{reverse("section", args=[episode.pk, "work"])}#field_work.suspected_work_related"' in page(episode)
    answer(
        cast.gp,
        episode,
        work__suspected_work_related=False,
        workup__red_flags=("trauma",),
        workup__differentials_excluded=False,
        diagnosis__complexity="complex",
    )
    after = ways(episode, content)
    assert after.keys() == before.keys() - {
        "occupational_medicine",
        "municipality",
        "early_municipal_offer",
        "single_specialty_clinic",
        "medication_review",
    }
    assert "Arbejdsmedicinsk klinik" not in page(episode)


def test_a_destination_that_is_not_eligible_gives_the_advice_phone_with_its_hours(
    cast: Cast, complete: Episode, page: Page
) -> None:
    answer(cast.gp, complete, understanding__motivated=False)
    centre = page(complete).partition(f'id="{CENTRE}"')[2].partition("</section>")[0]
    assert "Patienten er ikke motiveret for et tværfagligt forløb." in centre
    assert "Tal om, hvad et forløb kræver og kan give" in centre, "what would make it so"
    assert "Tværfagligt Smertecenter, RH, 3545 7612, kl. 9-12, onsdag 11-13." in centre
    assert 'href="#alternatives"' in centre
    answer(cast.gp, complete, understanding__motivated=True)
    centre = page(complete).partition(f'id="{CENTRE}"')[2].partition("</section>")[0]
    assert "3545 7612" not in centre


def test_a_receiver_that_is_not_looked_up_says_so(
    cast: Cast, in_a: None, patient: Patient, episode: Episode, page: Page
) -> None:
    load_publication(body("region-syddanmark-draft") | {"unverified": "", "release": {"note": ""}})
    update_patient(by=cast.gp, patient=patient, planning_area="syddanmark-odense")
    shown = page(episode)
    assert "GLN skal slås op" in shown
    assert "Smertecenter Syd, Odense Universitetshospital, skal slås op." in shown
    assert "None" not in shown
    assert "Mens patienten venter" not in shown


def test_the_panel_says_why_not_and_what_to_ask_first(cast: Cast, complete: Episode, content: Content) -> None:
    assert "I tvivl" not in panel(complete, content)
    assert "Andre muligheder" not in panel(complete, content)
    answer(cast.gp, complete, understanding__motivated=False, everyday__impact="some", pain__acute=True)
    shown = panel(complete, content)
    assert "Patienten er ikke motiveret for et tværfagligt forløb. Og 2 mere." in " ".join(shown.split())
    assert "3545 7612, kl. 9-12, onsdag 11-13." in shown
    assert f'href="{reverse("readiness", args=[complete.pk])}#alternatives"' in shown


def test_the_panel_asks_for_what_would_decide_an_open_destination(
    cast: Cast, complete: Episode, content: Content
) -> None:
    answer(cast.gp, complete, understanding__motivated=None)
    shown = panel(complete, content)
    assert f'href="{reverse("section", args=[complete.pk, "understanding"])}#field_understanding.motivated"' in shown
    assert "Spørg først:" in shown


@pytest.mark.parametrize("area", ["byen", ""])
def test_the_panel_gives_a_phone_only_where_the_area_is_known(
    cast: Cast, in_a: None, patient: Patient, episode: Episode, content: Content, area: str
) -> None:
    update_patient(by=cast.gp, patient=patient, planning_area=area)
    shown = panel(episode, content)
    assert ("3545 7612" in shown) is (area == "byen")
    assert "#alternatives" in shown


def test_the_panel_names_the_units_for_a_candidate(cast: Cast, in_a: None, episode: Episode, content: Content) -> None:
    assert "Rigshospitalet" not in panel(episode, content)
    answer(cast.gp, episode, diagnosis__neurostimulation_candidate="crps")
    shown = panel(episode, content)
    assert "Rigshospitalet, Odense Universitetshospital, Aarhus Universitetshospital" in shown
    assert "#highly-specialised" in shown


def test_the_panel_costs_no_query(in_a: None, episode: Episode, content: Content) -> None:
    workspace = look(episode, content)
    with assertNumQueries(0):
        render_to_string("referrals/readiness/_panel.html", referral_panel(workspace))


def test_nobody_starts_a_letter_that_the_pathway_does_not_have(complete: Episode, gp_client: Client) -> None:
    assert gp_client.post(reverse("letter_start", args=[complete.pk, "no-such-letter"])).status_code == 404


@pytest.mark.parametrize("who", ["gp", "nurse", "editor"])
def test_whoever_reads_guidelines_reads_the_pathway(
    cast: Cast, sign_in: Callable[..., Client], who: str, db: None
) -> None:
    member: Any = getattr(cast, who)
    client = sign_in(member)
    response = client.get(reverse("pathway", args=["region-h-2014"]))
    pathway = response.context["pathway"]
    for text in (
        "Region Hovedstaden",
        "Gælder til og med 31.12.2026.",
        "Planområde Byen",
        "Konsekvens for hverdagen er »Alvorlig«",
        "afvisningsgrund",
        "GLN 5790000188604",
        "3868 4623, kl. 9-14",
        "Mistanke om arbejdsbetinget lidelse: ja",
        "må være tomt",
    ):
        assertContains(response, text)
    for part in (*pathway.criteria.values(), *pathway.alternatives, *pathway.waiting_time, *pathway.letter_sections):
        assertContains(response, part.title)
    assertNotContains(response, "None")
    assertNotContains(response, "work.impact")
    assertContains(client.get(reverse("guidelines")), f'href="{reverse("pathway", args=["region-h-2014"])}"')


@pytest.mark.parametrize("key", ["region-syddanmark", "generalised-pain", "vocabulary", "nowhere"])
def test_a_draft_and_what_is_no_pathway_have_no_page(key: str, gp_client: Client, db: None) -> None:
    assert gp_client.get(reverse("pathway", args=[key])).status_code == 404


def test_every_published_pathway_can_be_read(gp_client: Client, db: None) -> None:
    load_publication(body("region-syddanmark-draft") | {"unverified": "", "release": {"note": ""}})
    assert "region-syddanmark" in current_content().releases
    page = gp_client.get(reverse("pathway", args=["region-syddanmark"]))
    assertContains(page, "Aldrig tjekket mod regionens egne sider.")
    assertContains(page, "skal slås op")
    assertNotContains(page, "Gælder til")
