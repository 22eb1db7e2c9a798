"""The shipped pathways: regions that differ, letters that hold no more than needed, contradictions that are."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings

from assessment.rules.facts import Case, TreatmentRow, facts_of
from guidelines.content_files.loading import read_yaml
from guidelines.vocabulary.facts import Facts, Value
from guidelines.vocabulary.parsing import parse_vocabulary
from referrals.rules.criteria import check_destinations
from referrals.rules.parsing import parse_pathway
from referrals.rules.pathway import LetterTemplate, Pathway

AS_OF, CENTRE = date(2026, 11, 20), "multidisciplinary_centre"


def read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(settings.FIXTURES_DIR / f"{name}.yaml")
    return content


VOCABULARY = parse_vocabulary(read("vocabulary"))
DRAFT_FILE = read("pathways/region-syddanmark-draft")
CAPITAL = parse_pathway("region-h-2014", read("pathways/region-h-2014"), VOCABULARY)
SOUTH = parse_pathway("region-syddanmark", DRAFT_FILE, VOCABULARY)
BOTH = [pytest.param(CAPITAL, id="hovedstaden"), pytest.param(SOUTH, id="syddanmark")]
OTHER_LETTERS = ["municipality", "physiotherapy", "advice"]

# Meets everything that Hovedstaden asks for; of Syddanmark's, expectations and tests are not asked about.
CASE: dict[str, Value] = {
    "pain.onset_date": date(2022, 3, 1),
    "pain.acute": False,
    "pain.headache_only": False,
    "workup.differentials_excluded": True,
    "workup.red_flags": (),
    "workup.specialties_completed": "yes",
    "workup.active_cancer": False,
    "health.substance_abuse": "none",
    "health.unstable_psychiatric_disorder": False,
    "diagnosis.complexity": "complex",
    "understanding.motivated": True,
    "work.impact": "serious",
    "everyday.impact": "serious",
    "wellbeing.psychological_problems": "substantial",
    "economy.social_problems": "some",
}
SOUTHERN: dict[str, Value] = {"understanding.expectations": "At kunne arbejde.", "workup.paraclinical": "TSH normal."}


def facts(answers: dict[str, Value], birth_date: date = date(1980, 5, 1), *rows: TreatmentRow) -> Facts:
    return facts_of(
        Case(AS_OF, birth_date, answers, rows or (TreatmentRow("tca", "stopped", effect="none"),)), VOCABULARY
    )


def centre(pathway: Pathway, answers: dict[str, Value], birth_date: date = date(1980, 5, 1)) -> tuple[str, set[str]]:
    (result,) = (r for r in check_destinations(pathway, facts(answers, birth_date)) if r.destination.key == CENTRE)
    return result.outcome.value, set(result.missing)


def required(pathway: Pathway) -> set[str]:
    return {section.key for section in pathway.letter_sections if section.required}


def test_the_same_case_is_answered_differently_in_the_two_regions() -> None:
    assert centre(CAPITAL, CASE) == ("eligible", set())
    assert centre(SOUTH, CASE) == ("undetermined", set(SOUTHERN))
    assert centre(SOUTH, CASE | SOUTHERN) == ("eligible", set())
    # What Hovedstaden refuses, Syddanmark's pages do not mention.
    for refused in ({"diagnosis.complexity": "simple"}, {"health.substance_abuse": "alcohol"}):
        assert centre(CAPITAL, CASE | SOUTHERN | refused)[0] == "not_eligible"
        assert centre(SOUTH, CASE | SOUTHERN | refused)[0] == "eligible"
    child = date(2010, 1, 1)
    assert (centre(CAPITAL, CASE | SOUTHERN, child)[0], centre(SOUTH, CASE | SOUTHERN, child)[0]) == (
        "not_eligible",
        "eligible",
    )


def test_the_required_sections_differ_and_what_no_question_asks_is_written_by_hand() -> None:
    only_south = required(SOUTH) - required(CAPITAL)
    assert {"gp_expectations", "blood_tests", "earlier_courses", "gp_takes_over", "motivation"} <= only_south
    assert {"physical", "problem_statement"} <= required(CAPITAL) - required(SOUTH)
    by_hand = {s.key for s in SOUTH.letter_sections if not s.facts and s.treatments == "none"}
    assert by_hand == {"gp_expectations", "blood_tests", "earlier_courses", "gp_takes_over"}
    tests = next(section for section in SOUTH.letter_sections if section.key == "blood_tests")
    assert all(name in tests.title for name in ("TSH", "B12", "D-vitamin", "magnesium", "calcium"))


def test_the_second_region_is_marked_as_a_draft_with_nothing_to_send_to() -> None:
    assert DRAFT_FILE["release"]["state"] == "draft"
    assert "ikke efterprøvet" in SOUTH.note
    assert (SOUTH.as_of, SOUTH.last_checked) == ("", "")
    assert {(route.gln, route.advice_phone) for route in SOUTH.routing} == {("", "")}
    assert not SOUTH.planning_areas.keys() & CAPITAL.planning_areas.keys()
    assert all(SOUTH.route(area) for area in SOUTH.planning_areas)


def test_the_old_region_s_days_are_stated() -> None:
    assert (CAPITAL.valid_from, CAPITAL.valid_until, CAPITAL.last_checked) == (None, date(2026, 12, 31), "")
    assert "Østdanmark" in CAPITAL.successor


@pytest.mark.parametrize("pathway", BOTH)
def test_the_other_letters_are_there_and_hold_little(pathway: Pathway) -> None:
    letters = {key: letter for key, letter in pathway.letters.items() if not letter.is_referral}
    assert [*letters] == OTHER_LETTERS
    assert {key: letter.receiver for key, letter in letters.items()} == dict(
        zip(OTHER_LETTERS, ("written", "written", "route"), strict=True)
    )
    whole = {fact for section in pathway.letters[CENTRE].sections for fact in section.facts}
    for letter in letters.values():
        assert letter.heading, letter.first_line
        assert len(facts_in(letter)) <= 20 < len(whole)
        assert any(section.required for section in letter.sections)


def facts_in(letter: LetterTemplate) -> set[str]:
    return {fact for section in letter.sections for fact in section.facts}


@pytest.mark.parametrize("pathway", BOTH)
def test_the_municipality_gets_a_consent_and_nothing_of_mind_medicine_or_examination(pathway: Pathway) -> None:
    letter = pathway.letters["municipality"]
    consent = next(section for section in letter.sections if section.key == "municipality_consent")
    assert (consent.required, consent.facts) == (True, ())
    kept_out = ("wellbeing.", "health.", "economy.", "diagnosis.", "understanding.", "opioid.", "relations.")
    assert [fact for fact in facts_in(letter) if fact.startswith(kept_out)] == []
    assert {section.treatments for section in letter.sections} == {"none"}


@pytest.mark.parametrize("pathway", BOTH)
def test_the_physiotherapist_gets_the_purpose_and_the_centre_a_question(pathway: Pathway) -> None:
    physiotherapy, advice = pathway.letters["physiotherapy"], pathway.letters["advice"]
    assert (physiotherapy.sections[0].title, physiotherapy.sections[0].required) == ("Formål med behandlingen", True)
    assert {section.treatments for section in physiotherapy.sections} == {"none", "non_drug"}
    assert not any(fact.startswith(("economy.", "relations.", "opioid.")) for fact in facts_in(physiotherapy))
    assert (advice.sections[0].title, advice.sections[0].required) == ("Spørgsmål", True)
    assert "henvises ikke" in advice.first_line


@pytest.mark.parametrize("pathway", BOTH)
def test_a_return_has_a_reason_and_an_alternative_says_who_and_what_it_costs(pathway: Pathway) -> None:
    assert [*pathway.return_reasons] == [
        "incomplete",
        "not_clarified",
        "not_in_target_group",
        "treat_in_practice",
        "other_unit",
        "patient_declined",
        "capacity",
        "other",
    ]
    for alternative in pathway.alternatives:
        assert alternative.text, alternative.who_refers
        assert "betal" in alternative.cost
        assert alternative.source.section


@pytest.mark.parametrize(
    ("key", "answers", "fits"),
    [
        ("single_specialty_clinic", {"diagnosis.complexity": "simple"}, True),
        ("single_specialty_clinic", {"diagnosis.complexity": "complex"}, False),
        ("single_specialty_clinic", {}, None),
        ("medication_review", {"diagnosis.complexity": "complex"}, False),
        ("municipality", {"workup.red_flags": ()}, True),
        ("municipality", {"workup.differentials_excluded": True}, None),
        ("municipality", {"workup.red_flags": ("trauma",), "workup.differentials_excluded": True}, False),
        ("municipality", {"workup.red_flags": ("trauma",), "workup.red_flags_cleared": True}, True),
        ("early_municipal_offer", {"workup.red_flags": ("trauma",), "workup.differentials_excluded": False}, False),
        ("physiotherapy", {}, True),
        ("lae_165", {"work.impact": "some"}, True),
        ("lae_165", {"work.impact": "not_relevant"}, False),
        ("social_medicine", {"work.impact": "serious", "work.status": "sick_leave"}, True),
        ("social_medicine", {"work.impact": "serious", "work.status": "early_retirement"}, False),
        ("occupational_medicine", {"work.suspected_work_related": True}, True),
        ("occupational_medicine", {"work.suspected_work_related": False}, False),
    ],
)
def test_whom_an_alternative_fits(key: str, answers: dict[str, Value], fits: bool | None) -> None:
    (alternative,) = (entry for entry in CAPITAL.alternatives if entry.key == key)
    assert alternative.condition.value(facts(answers)) is fits


CURRENT = TreatmentRow("tca", "current", effect="insufficient")
CONTRADICTED: list[tuple[str, dict[str, Value], dict[str, Value]]] = [
    ("no_working_life", {"work.impact": "not_relevant", "work.status": "working"}, {"work.status": "retired"}),
    ("no_drugs_counted", {"health.drug_count": 0}, {"health.drug_count": 1}),
    ("headache_elsewhere", {"pain.headache_only": True, "pain.primary_site": "hip"}, {"pain.primary_site": "head"}),
    (
        "one_place_everywhere",
        {"pain.distribution": "localised", "pain.primary_site": "generalised"},
        {"pain.primary_site": "hip"},
    ),
    (
        "excluded_yet_explained",
        {"workup.differentials_excluded": True, "workup.other_disease_explains": True},
        {"workup.other_disease_explains": False},
    ),
    (
        "simple_with_problems",
        {"diagnosis.complexity": "simple", "economy.social_problems": "substantial"},
        {"diagnosis.complexity": "complex"},
    ),
    (
        "interpreter_not_needed",
        {"practical.interpreter_needed": False, "practical.interpreter": "Tamil"},
        {"practical.interpreter_needed": True},
    ),
]


def contradictions(pathway: Pathway, known: Facts) -> set[str]:
    found = {entry.key: entry.condition for entry in pathway.contradictions if entry.condition}
    return {key for key, condition in found.items() if condition.value(known) is True}


@pytest.mark.parametrize("pathway", BOTH)
@pytest.mark.parametrize(("key", "answers", "mended"), CONTRADICTED, ids=[row[0] for row in CONTRADICTED])
def test_two_answers_that_cannot_both_hold_are_named_and_one_alone_is_not(
    key: str, answers: dict[str, Value], mended: dict[str, Value], pathway: Pathway
) -> None:
    born = date(1980, 5, 1)
    assert contradictions(pathway, facts(answers, born, CURRENT)) == {key}
    assert contradictions(pathway, facts(answers | mended, born, CURRENT)) == set()
    for left_out in answers if len(answers) > 1 else ():
        alone = {name: value for name, value in answers.items() if name != left_out}
        assert contradictions(pathway, facts(alone, born, CURRENT)) == set()


@pytest.mark.parametrize("pathway", BOTH)
@pytest.mark.parametrize(("effect", "is_one"), [("good", True), ("insufficient", False), ("not_assessed", False)])
def test_a_treatment_that_helps_is_a_contradiction_and_no_refusal(effect: str, is_one: bool, pathway: Pathway) -> None:
    failed, current = TreatmentRow("tca", "stopped", effect="none"), TreatmentRow("tens", "current", effect=effect)
    known = facts(CASE | SOUTHERN, date(1980, 5, 1), failed, current)
    assert contradictions(pathway, known) == ({"treatment_works"} if is_one else set())
    (result,) = (entry for entry in check_destinations(pathway, known) if entry.destination.key == CENTRE)
    assert result.outcome.value == "eligible"


@pytest.mark.parametrize("worst", range(11))
def test_the_average_may_reach_the_worst_and_not_go_above_it(worst: int) -> None:
    for average in range(11):
        known = facts({"pain.intensity_worst": worst, "pain.intensity_average": average})
        assert ("average_above_worst" in contradictions(CAPITAL, known)) is (average > worst)


def test_a_review_of_no_medicine_and_a_late_pregnancy_are_contradictions() -> None:
    review: dict[str, Value] = {"practical.medication_review_requested": True}
    assert contradictions(CAPITAL, facts(review)) == {"nothing_to_review"}
    assert contradictions(CAPITAL, facts(review, date(1980, 5, 1), CURRENT)) == set()
    pregnant: dict[str, Value] = {"health.pregnant": True}
    assert contradictions(CAPITAL, facts(pregnant, date(1960, 1, 1))) == {"pregnant_at_60"}
    assert contradictions(CAPITAL, facts(pregnant)) == set()


def test_a_whole_case_contradicts_nothing() -> None:
    assert contradictions(CAPITAL, facts(CASE | SOUTHERN)) == contradictions(SOUTH, facts(CASE | SOUTHERN)) == set()


@pytest.mark.parametrize("pathway", BOTH)
def test_no_allergy_is_held_against_a_named_one(pathway: Pathway) -> None:
    (entry,) = (entry for entry in pathway.contradictions if entry.says)
    assert (entry.says, entry.condition) == ("health.allergies", None)
    assert "ingen" in entry.denials
    assert "allergi" in entry.mentions


def test_what_is_said_of_each_contradiction_asks_to_check() -> None:
    assert [entry.key for entry in CAPITAL.contradictions if "Tjek" not in entry.text] == []
