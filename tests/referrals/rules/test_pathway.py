"""Whom each destination takes, what is still missing, and where the letter goes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.conf import settings

from assessment.rules.facts import Case, TreatmentRow, facts_of
from guidelines.conditions.tree import ConditionError
from guidelines.content_files.loading import read_yaml
from guidelines.vocabulary.facts import Facts, Value
from guidelines.vocabulary.parsing import parse_vocabulary
from referrals.rules.criteria import CriterionState, DestinationResult, Eligibility, check_criteria, check_destinations
from referrals.rules.parsing import parse_pathway


def read(name: str) -> Any:
    return read_yaml(settings.FIXTURES_DIR / name)


VOCABULARY = parse_vocabulary(read("vocabulary.yaml"))
BODY = read("pathways/region-h-2014.yaml")
PATHWAY = parse_pathway("region-h-2014", BODY, VOCABULARY)
AS_OF = date(2026, 11, 20)
ADULT, CHILD = date(1980, 5, 1), date(2008, 11, 21)
Answers = Mapping[str, Value]
Rows = tuple[TreatmentRow, ...] | None

FAILED: Rows = (TreatmentRow("tca", "stopped", effect="none"),)
COMMON: dict[str, Value] = {
    "pain.onset_date": date(2026, 5, 19),
    "workup.differentials_excluded": True,
    "workup.red_flags": (),
    "workup.specialties_completed": "yes",
    "pain.acute": False,
    "workup.active_cancer": False,
    "pain.headache_only": False,
    "health.substance_abuse": "none",
    "health.unstable_psychiatric_disorder": False,
}
COMPLEX: dict[str, Value] = COMMON | {
    "diagnosis.complexity": "complex",
    "understanding.motivated": True,
    "work.impact": "serious",
    "everyday.impact": "serious",
    "wellbeing.psychological_problems": "substantial",
    "economy.social_problems": "some",
}
SIMPLE: dict[str, Value] = COMMON | {"diagnosis.complexity": "simple", "practical.medication_review_requested": False}
CENTRE, CLINIC, REVIEW = "multidisciplinary_centre", "single_specialty_clinic", "medication_review"


def facts(answers: Answers, treatments: Rows = None, birth_date: date = ADULT) -> Facts:
    return facts_of(Case(AS_OF, birth_date, answers, treatments), VOCABULARY)


def state(criterion: str, answers: Answers, treatments: Rows = None, birth_date: date = ADULT) -> str:
    return check_criteria(PATHWAY, facts(answers, treatments, birth_date))[criterion].state.value


def destinations(answers: Answers, treatments: Rows = FAILED, birth_date: date = ADULT) -> dict[str, DestinationResult]:
    results = check_destinations(PATHWAY, facts(answers, treatments, birth_date))
    return {result.destination.key: result for result in results}


def outcomes(answers: Answers, treatments: Rows = FAILED, birth_date: date = ADULT) -> list[str]:
    return [result.outcome.value for result in destinations(answers, treatments, birth_date).values()]


def without(answers: Answers, *keys: str) -> dict[str, Value]:
    return {key: value for key, value in answers.items() if key not in keys}


@pytest.mark.parametrize(
    ("criterion", "key", "met", "unmet"),
    [
        ("over_six_months", "pain.onset_date", [date(2026, 5, 19)], [date(2026, 5, 20), AS_OF]),
        ("specialties_completed", "workup.specialties_completed", ["yes", "not_relevant"], ["no"]),
        ("motivated", "understanding.motivated", [True], [False]),
        ("complex", "diagnosis.complexity", ["complex"], ["simple"]),
        ("simple", "diagnosis.complexity", ["simple"], ["complex"]),
        ("review_requested", "practical.medication_review_requested", [True], [False]),
        ("excluded_acute", "pain.acute", [True], [False]),
        ("excluded_cancer", "workup.active_cancer", [True], [False]),
        ("excluded_headache", "pain.headache_only", [True], [False]),
        ("excluded_substance", "health.substance_abuse", ["alcohol", "drugs", "both"], ["none"]),
        ("excluded_psychiatric", "health.unstable_psychiatric_disorder", [True], [False]),
    ],
)
def test_a_criterion_on_one_answer(criterion: str, key: str, met: list[Value], unmet: list[Value]) -> None:
    assert {state(criterion, {key: value}) for value in met} == {"met"}
    assert {state(criterion, {key: value}) for value in unmet} == {"unmet"}
    unknown = check_criteria(PATHWAY, facts({}))[criterion]
    assert (unknown.state, {*unknown.missing}, {*unknown.deciding}) == (CriterionState.UNKNOWN, {key}, set())


@pytest.mark.parametrize(
    ("answers", "expected", "missing"),
    [
        ({}, "unknown", {"workup.differentials_excluded", "workup.red_flags"}),
        ({"workup.red_flags": ()}, "unknown", {"workup.differentials_excluded"}),
        ({"workup.differentials_excluded": True}, "unknown", {"workup.red_flags"}),
        ({"workup.differentials_excluded": False}, "unmet", set()),
        ({"workup.red_flags": ("trauma",)}, "unmet", set()),
        ({"workup.differentials_excluded": True, "workup.red_flags": ()}, "met", set()),
        ({"workup.differentials_excluded": True, "workup.red_flags": ("trauma",)}, "unmet", set()),
        (
            {
                "workup.differentials_excluded": True,
                "workup.red_flags": ("trauma",),
                "workup.red_flags_cleared": True,
            },
            "met",
            set(),
        ),
    ],
)
def test_nobody_is_clarified_whom_nobody_has_asked_for_red_flags(
    answers: Answers, expected: str, missing: set[str]
) -> None:
    result = check_criteria(PATHWAY, facts(answers))["clarified"]
    assert (result.state.value, {*result.missing}) == (expected, missing)


def test_an_adult_is_18_on_the_day() -> None:
    assert state("adult", {}, birth_date=date(2008, 11, 20)) == "met"
    assert state("adult", {}, birth_date=CHILD) == "unmet"


@pytest.mark.parametrize(
    ("work", "everyday", "expected"),
    [
        ("serious", "serious", "met"),
        ("not_relevant", "serious", "met"),
        ("some", "serious", "unmet"),
        ("none", "serious", "unmet"),
        ("serious", "some", "unmet"),
        ("not_relevant", "none", "unmet"),
        (None, "some", "unmet"),
        ("some", None, "unmet"),
        (None, "serious", "unknown"),
        ("serious", None, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_impact_is_serious_in_work_and_everyday_life(work: str | None, everyday: str | None, expected: str) -> None:
    answers = {"work.impact": work, "everyday.impact": everyday}
    assert state("serious_impact", {key: value for key, value in answers.items() if value}) == expected


@pytest.mark.parametrize(
    ("psychological", "social", "expected"),
    [
        ("some", "some", "unmet"),
        ("some", "substantial", "met"),
        ("substantial", "some", "met"),
        ("substantial", "substantial", "met"),
        ("none", "substantial", "unmet"),
        ("substantial", "none", "unmet"),
        ("none", None, "unmet"),
        (None, "none", "unmet"),
        ("substantial", None, "unknown"),
        (None, "some", "unknown"),
        (None, None, "unknown"),
    ],
)
def test_problems_are_psychological_and_social_and_one_is_substantial(
    psychological: str | None, social: str | None, expected: str
) -> None:
    answers = {"wellbeing.psychological_problems": psychological, "economy.social_problems": social}
    assert state("psychosocial_problems", {key: value for key, value in answers.items() if value}) == expected


@pytest.mark.parametrize(
    ("criterion", "rows", "expected"),
    [
        ("medication_tried", None, "unknown"),
        ("medication_tried", [], "unmet"),
        ("medication_tried", [("paracetamol", "current", {})], "met"),
        ("medication_tried", [("paracetamol", "stopped", {})], "met"),
        ("medication_tried", [("paracetamol", "declined", {})], "unmet"),
        ("medication_tried", [("massage", "current", {})], "unmet"),
        ("single_specialty_failed", None, "unknown"),
        ("single_specialty_failed", [], "unmet"),
        ("single_specialty_failed", [("massage", "stopped", {"effect": "none"})], "met"),
        ("single_specialty_failed", [("tca", "stopped", {"effect": "not_assessed"})], "unknown"),
        ("single_specialty_failed", [("tca", "declined", {"effect": "none"})], "unmet"),
        ("single_specialty_failed", [("tca", "stopped", {"stopped_for_side_effects": True})], "met"),
        (
            "single_specialty_failed",
            [("tca", "stopped", {"effect": "none"}), ("ssri", "current", {"effect": "good"})],
            "met",
        ),
        (
            "single_specialty_failed",
            [("tca", "stopped", {"effect": "none"}), ("ssri", "stopped", {"effect": "good"})],
            "met",
        ),
    ],
)
def test_a_criterion_on_treatments(criterion: str, rows: list[Any] | None, expected: str) -> None:
    treatments = None if rows is None else tuple(TreatmentRow(kind, status, **more) for kind, status, more in rows)
    result = check_criteria(PATHWAY, facts({}, treatments))[criterion]
    assert result.state.value == expected
    assert result.missing == ({"treatments"} if expected == "unknown" else set())


def test_every_requirement_met_and_nothing_excluded_is_eligible() -> None:
    assert outcomes(COMPLEX) == ["eligible", "not_eligible", "not_eligible"]
    assert outcomes(SIMPLE) == ["not_eligible", "eligible", "not_eligible"]
    requested = SIMPLE | {"practical.medication_review_requested": True}
    assert outcomes(requested) == ["not_eligible", "eligible", "eligible"]


def test_each_unmet_requirement_alone_refuses() -> None:
    departures: list[dict[str, Value]] = [
        {"pain.onset_date": date(2026, 5, 20)},
        {"workup.differentials_excluded": False},
        {"workup.specialties_completed": "no"},
        {"understanding.motivated": False},
        {"everyday.impact": "some"},
        {"economy.social_problems": "none"},
        {"diagnosis.complexity": "simple"},
    ]
    for departure in departures:
        assert destinations(COMPLEX | departure)[CENTRE].outcome == Eligibility.NOT_ELIGIBLE, departure
    assert destinations(COMPLEX, ())[CENTRE].outcome == Eligibility.NOT_ELIGIBLE
    assert outcomes(COMPLEX, birth_date=CHILD) == ["not_eligible"] * 3


@pytest.mark.parametrize("exclusion", PATHWAY.destinations[CENTRE].excludes)
def test_each_exclusion_alone_refuses_everywhere_and_keeps_open_while_unknown(exclusion: str) -> None:
    (key,) = PATHWAY.criteria[exclusion].condition.facts_used()
    present: Value = "alcohol" if key == "health.substance_abuse" else True
    for answers, destination in ((COMPLEX, CENTRE), (SIMPLE, CLINIC)):
        refused = destinations({**answers, key: present})[destination]
        assert (refused.outcome, refused.missing) == (Eligibility.NOT_ELIGIBLE, ())
        assert [result.criterion.key for result in refused.criteria if result.in_the_way] == [exclusion]
        still_open = destinations(without(answers, key))[destination]
        assert (still_open.outcome, still_open.missing) == (Eligibility.UNDETERMINED, (key,))


def test_what_is_missing_is_listed_only_while_it_is_open() -> None:
    partly = without(COMPLEX, "understanding.motivated", "pain.onset_date")
    centre = destinations(partly, None)[CENTRE]
    assert centre.outcome == Eligibility.UNDETERMINED
    assert centre.missing == ("pain.onset_date", "treatments", "understanding.motivated")
    clinic = destinations(partly, None)[CLINIC]
    assert (clinic.outcome, clinic.missing) == (Eligibility.NOT_ELIGIBLE, ())
    assert destinations(COMPLEX)[CENTRE].missing == ()


def test_every_criterion_of_a_destination_is_answered_in_its_order() -> None:
    for key, result in destinations({}, None).items():
        assert tuple(entry.criterion.key for entry in result.criteria) == PATHWAY.destinations[key].criteria
    assert {entry.state.value for entry in destinations({}, None)[CENTRE].criteria[1:]} == {"unknown"}


@pytest.mark.parametrize(
    ("areas", "receiver", "gln", "phone"),
    [
        (("nord", "midt"), "CVI Midt", "5790000203628", "3868 4623"),
        (("byen", "syd"), "CVI Byen", "5790000188604", "3545 7612"),
    ],
)
def test_the_planning_area_says_where_the_letter_goes(
    areas: tuple[str, ...], receiver: str, gln: str, phone: str
) -> None:
    for area in areas:
        route = PATHWAY.route(area)
        assert route is not None
        assert (route.receiver, route.gln, route.advice_phone) == (receiver, gln, phone)


@pytest.mark.parametrize("area", ["", "vest", "Nord"])
def test_an_unknown_planning_area_has_no_route(area: str) -> None:
    assert PATHWAY.route(area) is None


def test_every_planning_area_has_a_route() -> None:
    assert [*PATHWAY.planning_areas] == ["nord", "midt", "byen", "syd"]
    assert all(PATHWAY.route(area) for area in PATHWAY.planning_areas)


def test_neurostimulation_is_hinted_at_only_for_a_candidate() -> None:
    key, hint = "diagnosis.neurostimulation_candidate", PATHWAY.highly_specialised
    candidates = [value for value in VOCABULARY.questions[key].values if value != "none"]
    assert len(candidates) == 4
    assert all(hint.condition.value(facts({key: value})) is True for value in candidates)
    assert hint.condition.value(facts({key: "none"})) is False
    assert hint.condition.value(facts({})) is None
    assert len(hint.units) == 4


@pytest.mark.parametrize(
    ("answers", "treatments", "expected"),
    [
        ({}, None, set()),
        ({"risk.drives": True}, (), {"driving_rules"}),
        ({"risk.drives": False}, (TreatmentRow("tramadol", "current"),), {"talk_tapering"}),
        ({}, (TreatmentRow("strong_opioid", "current", fast_acting=True),), {"talk_tapering", "fast_acting_opioid"}),
        ({}, (TreatmentRow("strong_opioid", "stopped", fast_acting=True),), set()),
        ({}, (TreatmentRow("codeine", "current", fast_acting=True),), {"talk_tapering", "fast_acting_opioid"}),
    ],
)
def test_what_to_do_in_the_waiting_time(answers: Answers, treatments: Rows, expected: set[str]) -> None:
    always = {"review_medication_list", "agree_yearly_check", "municipality"}
    known = facts(answers, treatments)
    assert {step.key for step in PATHWAY.waiting_time if step.condition.value(known) is True} == always | expected


def test_a_pathway_that_refers_to_nothing_is_refused() -> None:
    letter = {**BODY["letter_sections"][0], "facts": ["no.such"]}
    destination = {**BODY["destinations"][0], "excludes": ["no_such"]}
    for part in ({"letter_sections": [letter]}, {"destinations": [destination]}):
        with pytest.raises(ConditionError, match=r"no.such"):
            parse_pathway("region-h-2014", BODY | part, VOCABULARY)
