"""Which pathway a referral follows: by planning area and day, over a reorganisation, and for a letter that exists."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Episode, Patient
from assessment.record.patients import update_patient
from guidelines.content_files.loading import load_publication
from guidelines.in_force.content import Content, current_content
from guidelines.vocabulary.facts import Facts
from referrals.follow_up.note import letters_in_the_note
from referrals.letters.writing import start_letter
from referrals.models import Letter, Referral
from referrals.pathways.in_force import (
    PathwaysCollide,
    check_pathways,
    pathway_for,
    pathway_named,
    pathway_of,
    pathways_of,
    template_in_force,
)
from referrals.pathways.readiness import open_destinations
from referrals.rules.parsing import parse_pathway
from tests.support.content.pathways import body
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, kept, look

OLD, NEW, OTHER = "region-h-2014", "region-oestdanmark", "region-syddanmark"
LAST, FIRST = date(2026, 12, 31), date(2027, 1, 1)
Move = Callable[[date], None]


def successor(**values: Any) -> dict[str, Any]:
    """The same planning areas in a new region, from the day after the old one's last; it takes no one under 21."""
    criteria = [
        {**row, "when": {"fact": "patient.age_years", "gte": 21}} if row["key"] == "adult" else row
        for row in body(OLD)["criteria"]
    ]
    new = {"key": NEW, "region": "Region Østdanmark", "title": "Smerter, Region Østdanmark", "criteria": criteria}
    return body(OLD) | new | {"valid_from": "2027-01-01", "valid_until": "", "successor": ""} | values


@pytest.fixture
def reorganised(db: None) -> Content:
    load_publication(successor())
    content = current_content()
    check_pathways(content)
    return content


@pytest.fixture
def two_regions(db: None) -> Content:
    load_publication(body("region-syddanmark-draft") | {"unverified": "", "release": {"note": "Til prøven."}})
    content = current_content()
    check_pathways(content)
    return content


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Iterator[Move]:
    """Let the pages believe in another day."""

    def to(day: date) -> None:
        for page in ("letter", "readiness", "pathway"):
            monkeypatch.setattr(f"referrals.pages.{page}.views.today", lambda: day)

    return to  # type: ignore[return-value]


@pytest.mark.parametrize("area", ["nord", "midt", "byen", "syd", "", "no-such-area"])
def test_a_reorganisation_changes_the_pathway_overnight(area: str, reorganised: Content) -> None:
    assert pathway_for(reorganised, area, LAST).key == OLD
    assert pathway_for(reorganised, area, FIRST).key == NEW


def test_each_planning_area_follows_its_own_region(two_regions: Content) -> None:
    day = date(2026, 11, 20)
    found = {area: pathway_for(two_regions, area, day).key for area in ("byen", "syddanmark-odense", "")}
    assert found == {"byen": OLD, "syddanmark-odense": OTHER, "": OLD}
    assert pathway_for(two_regions, "", FIRST).key == OLD, "no area is no reason to follow another region"


def test_after_the_last_day_the_old_one_is_followed_while_there_is_no_other(content: Content) -> None:
    (old,) = pathways_of(content)
    assert [old.has_run_out(day) for day in (LAST, FIRST)] == [False, True]
    assert pathway_for(content, "byen", date(2030, 1, 1)) is old


def test_in_a_gap_the_one_that_ran_out_is_followed_and_not_the_one_to_come(db: None) -> None:
    load_publication(successor(valid_from="2027-03-01"))
    content = current_content()
    found = [pathway_for(content, "byen", day).key for day in (LAST, FIRST, date(2027, 2, 28), date(2027, 3, 1))]
    assert found == [OLD, OLD, OLD, NEW]


def test_two_pathways_may_not_claim_one_planning_area_on_the_same_day(db: None) -> None:
    load_publication(successor(valid_from="2026-12-31"))
    with pytest.raises(
        PathwaysCollide, match=r"Region Hovedstaden« og ».* gælder på samme dag for .*Byen.*Midt.*Nord.*Syd"
    ):
        check_pathways(current_content())


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"valid_from": "2027-02-01", "valid_until": "2027-01-31"}, "sidste dag 31.01.2027 ligger før"),
        ({"planning_areas": []}, "intet planområde"),
        ({"valid_from": "2027-02-30"}, "»2027-02-30« er ikke en dag"),
    ],
)
def test_a_pathway_with_impossible_days_or_no_area_is_refused(
    values: dict[str, Any], match: str, content: Content
) -> None:
    with pytest.raises(ValueError, match=match):
        parse_pathway(NEW, successor(**values), content.vocabulary)


def test_a_planning_area_is_offered_once_in_the_region_it_belongs_to_on_the_day(reorganised: Content) -> None:
    areas = list(pathway_of(reorganised).planning_areas)
    for day, region in ((LAST, "Region Hovedstaden"), (FIRST, "Region Østdanmark")):
        offered = reorganised.planning_areas(day)
        assert {name: [*found] for name, found in offered.items()} == {region: areas}


def test_an_area_whose_pathway_ran_out_can_still_be_chosen(content: Content) -> None:
    assert "byen" in content.planning_areas(date(2031, 1, 1))["Region Hovedstaden"]


def test_the_form_groups_the_areas_by_region_when_there_are_two(
    in_a: None, patient: Patient, gp_client: Client, two_regions: Content
) -> None:
    page = gp_client.get(reverse("patient_edit", args=[patient.pk]))
    for region in ("Region Hovedstaden", "Region Syddanmark"):
        assertContains(page, f'<optgroup label="{region}">')
    assertContains(page, '<option value="syddanmark-odense">')


def test_one_region_needs_no_group(in_a: None, patient: Patient, gp_client: Client) -> None:
    assertNotContains(gp_client.get(reverse("patient_edit", args=[patient.pk])), "optgroup")


def test_the_next_question_counts_the_criteria_of_the_patients_own_region(two_regions: Content) -> None:
    nothing = Facts(date(2026, 11, 20), {"patient.age_years": 45}, {})

    def lacking(area: str) -> set[str]:
        found = open_destinations(two_regions, nothing, area).values()
        return {key for criteria in found for keys in criteria.values() for key in keys}

    assert "understanding.expectations" in lacking("syddanmark-middelfart") - lacking("byen")
    assert {"diagnosis.complexity", "workup.active_cancer"} <= lacking("byen") - lacking("syddanmark-middelfart")


def test_the_episode_asks_by_the_region_of_the_patient(
    cast: Cast, in_a: None, patient: Patient, episode: Episode, two_regions: Content
) -> None:
    def counted(area: str) -> int:
        update_patient(by=cast.gp, patient=patient, planning_area=area)
        return sum(q.criteria for q in look(episode, two_regions).next_questions if q.key == "workup.active_cancer")

    assert (counted("byen"), counted("syddanmark-odense")) == (1, 0)


def test_a_letter_begun_on_the_old_pathway_stays_on_it_and_a_new_one_follows_the_new(
    cast: Cast, complete: Episode, reorganised: Content, move: Move, gp_client: Client
) -> None:
    workspace = look(complete, reorganised)
    begun = kept(
        start_letter(
            by=cast.nurse,
            workspace=workspace,
            pathway=pathway_for(reorganised, "byen", LAST),
            destination=CENTRE,
        )
    )
    move(FIRST)
    assertContains(gp_client.get(reverse("letter_check", args=[begun.pk])), "september 2014")
    page = gp_client.get(reverse("readiness", args=[complete.pk]))
    assert page.context["readiness"].pathway.key == NEW
    assertContains(page, "Smerter, Region Østdanmark")
    assertContains(page, "Gælder fra 01.01.2027.")
    assert Referral.objects.get().pathway_release.publication.key == OLD
    gp_client.post(reverse("letter_start", args=[complete.pk, "single_specialty_clinic"]))
    newest = Letter.objects.exclude(pk=begun.pk).get()
    assert newest.referral.pathway_release.publication.key == NEW
    assert pathway_named(reorganised, begun.referral.pathway_release).key == OLD


def test_a_letter_whose_pathway_is_gone_keeps_its_name(
    cast: Cast, complete: Episode, reorganised: Content, letter: Letter
) -> None:
    """The pathway of the letter is no longer among those in force: it is read from the release it was begun on."""
    gone = Content(
        {key: release for key, release in reorganised.releases.items() if key != OLD},
        *(getattr(reorganised, name) for name in list(Content.__dataclass_fields__)[1:]),
    )
    template = template_in_force(gone, letter.referral)
    assert template is not None
    assert template.heading == "Henvisning til tværfagligt smertecenter"
    assert any(
        template.heading in line for _, lines in letters_in_the_note(complete, None, gone, True) for line in lines
    )


def test_a_pathway_that_ran_out_says_so_and_who_took_over_and_still_shows_its_criteria(
    complete: Episode, move: Move, gp_client: Client
) -> None:
    for url in (reverse("readiness", args=[complete.pk]), reverse("pathway", args=[OLD])):
        move(LAST)
        before = gp_client.get(url)
        assertContains(before, "Gælder til og med 31.12.2026.")
        assertContains(before, "Aldrig tjekket mod regionens egne sider siden 09.2014.")
        assertNotContains(before, "Beskrivelsen udløb")
        assertNotContains(before, "Region Østdanmark overtog")
        move(FIRST)
        after = gp_client.get(url)
        assertContains(after, "Beskrivelsen udløb den 31.12.2026.")
        assertContains(after, "Region Østdanmark overtog opgaven")
        assertContains(after, "Diagnostisk afklaret")
        assertNotContains(after, "Gælder til og med")
    assertContains(
        gp_client.get(reverse("readiness", args=[complete.pk])), "Beskrivelsen af henvisningsvejen er udløbet."
    )


def test_a_check_against_the_region_s_pages_is_dated(move: Move, gp_client: Client, db: None) -> None:
    load_publication(body(OLD) | {"last_checked": "2026-11-01"})
    assertContains(
        gp_client.get(reverse("pathway", args=[OLD])), "Senest tjekket mod regionens egne sider: 01.11.2026."
    )
