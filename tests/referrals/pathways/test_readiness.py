"""How far an episode is from each destination, what stands behind that, and what to ask next."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from accounts.models import AccessLogEntry
from assessment.models import Episode, Patient
from assessment.record.known_facts import KnownFact
from assessment.record.patients import update_patient
from assessment.treatments.statements import record_no_treatments
from guidelines.in_force.content import Content
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.facts import TREATMENTS, Facts, Value
from referrals.pathways.readiness import CriterionRow, DestinationReadiness, open_destinations, readiness_of
from referrals.rules.criteria import CriterionState, Eligibility
from referrals.rules.pathway import Pathway
from tests.support.records.cast import Cast
from tests.support.records.letters import CENTRE, CLINIC, COMPLETE, REVIEW, as_keywords, look
from tests.support.records.patients import answer, treat


def of(episode: Episode, content: Content, destination: str = CENTRE) -> DestinationReadiness:
    readiness = readiness_of(look(episode, content))
    return next(entry for entry in readiness.destinations if entry.result.destination.key == destination)


def row_of(entry: DestinationReadiness, criterion: str) -> CriterionRow:
    return next(row for row in entry.rows if row.result.criterion.key == criterion)


def keys(rows: list[CriterionRow]) -> list[str]:
    return [row.result.criterion.key for row in rows]


def facts(row: CriterionRow) -> list[tuple[str, str]]:
    return [(fact.short, fact.value) for fact in row.known]


def test_an_episode_with_every_answer_meets_every_criterion_of_its_destination(
    complete: Episode, content: Content
) -> None:
    centre = of(complete, content)
    assert centre.result.outcome == Eligibility.ELIGIBLE
    assert (centre.satisfied, len(centre.rows)) == (15, 15)
    assert (centre.unknown, centre.in_the_way) == ([], [])
    assert keys(of(complete, content, CLINIC).in_the_way) == ["simple"]
    assert keys(of(complete, content, REVIEW).unknown) == ["review_requested"]


def test_an_episode_without_answers_satisfies_only_what_the_birth_date_says(
    in_a: None, episode: Episode, content: Content, pathway: Pathway
) -> None:
    readiness = readiness_of(look(episode, content))
    assert [entry.result.destination.key for entry in readiness.destinations] == [CENTRE, CLINIC, REVIEW]
    for entry in readiness.destinations:
        assert entry.result.outcome == Eligibility.UNDETERMINED
        assert (entry.satisfied, entry.in_the_way) == (1, [])
        assert keys(entry.unknown) == list(pathway.destinations[entry.result.destination.key].criteria[1:])


@pytest.mark.parametrize(
    ("key", "value", "criterion"),
    [
        ("health.substance_abuse", "alcohol", "excluded_substance"),
        ("pain.acute", True, "excluded_acute"),
        ("understanding.motivated", False, "motivated"),
        ("diagnosis.complexity", "simple", "complex"),
    ],
)
def test_a_present_exclusion_and_an_unmet_requirement_stand_in_the_way(
    cast: Cast, complete: Episode, content: Content, key: str, value: Value, criterion: str
) -> None:
    answer(cast.gp, complete, **as_keywords({key: value}))
    centre = of(complete, content)
    assert (centre.result.outcome, keys(centre.in_the_way), centre.unknown) == (
        Eligibility.NOT_ELIGIBLE,
        [criterion],
        [],
    )
    assert centre.satisfied == 14
    assert not row_of(centre, criterion).satisfied


def test_an_absent_exclusion_is_satisfied_though_its_condition_is_not_met(complete: Episode, content: Content) -> None:
    row = row_of(of(complete, content), "excluded_cancer")
    assert row.result.state == CriterionState.UNMET
    assert row.satisfied
    assert facts(row) == [("Aktiv kræftsygdom", "Nej")]


def test_what_is_unknown_is_neither_satisfied_nor_in_the_way_and_names_its_questions(
    cast: Cast, complete: Episode, content: Content
) -> None:
    answer(cast.gp, complete, pain__acute=None, work__impact=None)
    centre = of(complete, content)
    assert centre.result.outcome == Eligibility.UNDETERMINED
    assert (keys(centre.unknown), centre.in_the_way, centre.satisfied) == (["serious_impact", "excluded_acute"], [], 13)
    (question,) = row_of(centre, "serious_impact").missing
    assert (question.key, question.section, question.short) == ("work.impact", "work", "Konsekvens for arbejdslivet")
    assert question.label == content.vocabulary.label("work.impact")


def test_an_unanswered_list_of_treatments_is_asked_for_and_an_empty_one_stands_in_the_way(
    cast: Cast, in_a: None, episode: Episode, content: Content
) -> None:
    row = row_of(of(episode, content), "medication_tried")
    assert [(question.key, question.section) for question in row.missing] == [(TREATMENTS, "treatment")]
    answer(cast.gp, episode, pain__acute=False)
    record_no_treatments(by=cast.gp, consultation=episode.consultations.get(), none_tried=True)
    row = row_of(of(episode, content), "medication_tried")
    assert (row.result.in_the_way, row.missing) == (True, [])
    assert facts(row) == [("Afprøvet medicin", "Nej")]


def test_the_facts_behind_a_criterion_come_with_value_and_day(
    cast: Cast, in_a: None, episode: Episode, content: Content
) -> None:
    today = timezone.localdate()
    treat(cast.gp, episode, "tca", "stopped", at=timezone.now() - timedelta(days=9))
    answer(
        cast.gp,
        episode,
        pain__onset_date=add_months(today, -33),
        work__impact="serious",
        everyday__impact="serious",
        diagnosis__complexity="complex",
    )
    centre = of(episode, content)
    assert row_of(centre, "over_six_months").known == [KnownFact("Smerternes varighed", "2 år 9 mdr.", today)]
    assert row_of(centre, "serious_impact").known == [
        KnownFact("Konsekvens for hverdagen", "Alvorlig", today),
        KnownFact("Konsekvens for arbejdslivet", "Alvorlig", today),
    ]
    assert row_of(centre, "medication_tried").known == [
        KnownFact("Afprøvet medicin", "Ja", timezone.localdate(timezone.now() - timedelta(days=9)))
    ]
    assert row_of(centre, "complex").known == [KnownFact("Kompleksitet", "Kompleks", today)]
    (adult,) = row_of(centre, "adult").known
    assert (adult.short, adult.recorded) == ("Alder", None)


@pytest.mark.parametrize(
    ("area", "receiver", "gln"),
    [("nord", "CVI Midt", "5790000203628"), ("syd", "CVI Byen", "5790000188604"), ("", None, None)],
)
def test_the_patients_planning_area_decides_the_route(
    cast: Cast, in_a: None, patient: Patient, episode: Episode, content: Content, area: str, receiver: Any, gln: Any
) -> None:
    update_patient(by=cast.gp, patient=patient, planning_area=area)
    route = readiness_of(look(episode, content)).route
    assert (route and route.receiver, route and route.gln) == (receiver, gln)


@pytest.mark.parametrize(("value", "expected"), [(None, False), ("none", False), ("crps", True)])
def test_the_highly_specialised_hint_needs_a_candidate(
    cast: Cast, in_a: None, episode: Episode, content: Content, value: str | None, expected: bool
) -> None:
    answer(cast.gp, episode, diagnosis__neurostimulation_candidate=value)
    assert readiness_of(look(episode, content)).is_highly_specialised_candidate is expected


def lacking(content: Content, facts: Facts) -> dict[str, frozenset[str]]:
    """What each undecided criterion of an undecided destination lacks."""
    found = open_destinations(content, facts, "byen")
    return {criterion: missing for criteria in found.values() for criterion, missing in criteria.items()}


def test_undecided_criteria_name_what_each_of_them_lacks(content: Content) -> None:
    nothing_known = Facts(date(2026, 11, 20), {"patient.age_years": 45}, {"pain.duration_months": frozenset({"x"})})
    missing = lacking(content, nothing_known)
    assert missing["over_six_months"] == {"x"}
    assert missing["motivated"] == {"understanding.motivated"}
    decided = Facts(date(2026, 11, 20), {**nothing_known.values, "understanding.motivated": False}, {})
    assert "motivated" not in lacking(content, decided)


def test_nothing_hangs_on_the_criteria_of_a_destination_that_is_decided(content: Content) -> None:
    """Tried: every undecided criterion of the pathway."""
    refused = Facts(date(2026, 11, 20), {"patient.age_years": 45, "workup.active_cancer": True}, {})
    assert open_destinations(content, refused, "byen") == {}


def test_the_next_question_counts_the_criteria_that_hang_on_it(
    cast: Cast, in_a: None, episode: Episode, content: Content
) -> None:
    def criteria() -> dict[str, int]:
        return {question.key: question.criteria for question in look(episode, content).next_questions}

    before = criteria()
    assert (before["diagnosis.complexity"], before["practical.medication_review_requested"]) == (2, 1)
    missing = lacking(content, look(episode, content).facts).values()
    assert {key: count for key, count in before.items() if count} == Counter(key for keys in missing for key in keys)
    answer(cast.gp, episode, practical__medication_review_requested=False, diagnosis__complexity="simple")
    assert criteria().keys() & {"practical.medication_review_requested", "diagnosis.complexity"} == set()


def test_a_question_is_asked_for_the_criteria_that_hang_on_it(
    in_a: None, episode: Episode, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_criteria = look(episode, content).next_questions
    monkeypatch.setattr("assessment.episode.next_questions.open_decisions", [])
    without = {question.key for question in look(episode, content).next_questions}
    assert "practical.medication_review_requested" in {question.key for question in with_criteria} - without


def test_the_page_shows_each_criterions_facts_and_links_to_what_is_missing(
    cast: Cast, complete: Episode, gp_client: Client
) -> None:
    answer(cast.gp, complete, work__impact=None)
    response = gp_client.get(reverse("readiness", args=[complete.pk]))
    question = reverse("section", args=[complete.pk, "work"])
    assertContains(response, f'href="{question}#field_work.impact"')
    assertContains(response, f'Aktiv kræftsygdom: Nej <span class="quiet">({timezone.localdate():%d.%m.%Y})</span>')
    for destination in (CENTRE, CLINIC, REVIEW):
        assertContains(response, f'id="{destination}"')
        assertContains(response, f'action="{reverse("letter_start", args=[complete.pk, destination])}"')
    assertContains(response, "5790000188604")
    assertContains(response, "3545 7612")
    entry = AccessLogEntry.objects.filter(patient_id=complete.patient_id).latest("at")
    assert (entry.staff_id, entry.action, bool(entry.detail)) == (cast.gp.pk, "read", True)


def test_the_page_without_a_planning_area_says_where_to_choose_it_and_gives_no_receiver(
    cast: Cast, in_a: None, patient: Patient, episode: Episode, gp_client: Client
) -> None:
    update_patient(by=cast.gp, patient=patient, planning_area="")
    response = gp_client.get(reverse("readiness", args=[episode.pk]))
    assertContains(response, f'href="{reverse("patient_edit", args=[patient.pk])}"')
    assertNotContains(response, "57900001")
    assertNotContains(response, "57900002")


def test_the_page_lists_the_units_only_for_a_candidate_and_waiting_steps_as_they_apply(
    cast: Cast, in_a: None, episode: Episode, gp_client: Client
) -> None:
    url = reverse("readiness", args=[episode.pk])
    answer(cast.gp, episode, risk__drives=False)
    before = gp_client.get(url)
    assertNotContains(before, "Aarhus Universitetshospital")
    assertNotContains(before, "Kørsel og medicin")
    answer(cast.gp, episode, diagnosis__neurostimulation_candidate="crps", risk__drives=True)
    after = gp_client.get(url)
    assertContains(after, "Aarhus Universitetshospital")
    assertContains(after, "Kørsel og medicin")


def test_another_practice_finds_no_readiness_page(
    cast: Cast, complete: Episode, sign_in: Callable[..., Client]
) -> None:
    client = sign_in(cast.gp_b)
    assert client.get(reverse("readiness", args=[complete.pk])).status_code == 404
    assert client.post(reverse("letter_start", args=[complete.pk, CENTRE])).status_code == 404


def test_the_complete_answers_are_answers_that_the_vocabulary_knows(content: Content) -> None:
    assert COMPLETE.keys() <= content.vocabulary.questions.keys()
