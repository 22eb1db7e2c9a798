"""The content files hold what the contract fixes: every key, type, value, strength and grade, and no stray text."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from guidelines.conditions.tree import compile_condition, compile_populations
from referrals.rules.parsing import parse_pathway
from tests.support.content.files import VOCABULARY, VOCABULARY_FILE, read

# level strength evidence: guideline recommendation ...
RECOMMENDATIONS = """
patient good_practice none: generalised-pain
    diagnostic-clarification functional-assessment activity-participation work-ability strong-opioids
patient good_practice none: new-neck-pain reassurance oral-nsaid tramadol
patient weak_for very_low: generalised-pain supervised-exercise
patient weak_for low: generalised-pain cbt-act multidisciplinary
patient strong_for moderate: generalised-pain patient-education
patient weak_against low: generalised-pain tramadol ssri
patient weak_for moderate: generalised-pain tca duloxetine gabapentinoids
patient weak_against not_stated: new-neck-pain written-advice-alone massage
patient weak_for not_stated: new-neck-pain
    supervised-exercise joint-mobilisation exercise-with-mobilisation mobilisation-with-exercise acupuncture
    topical-nsaid active-before-oral-drugs
patient not_graded not_stated: cross-sector
    biopsychosocial-approach differential-workup structured-follow-up conclude-workup early-intervention
    refer-in-primary-care seek-advice coordinator non-drug-first referrer-knows-situation
    preoperative-pain-history preoperative-information surgeon-taper-plan pharmacology-advice centre-sparring-taper
    suspected-complication
patient not_graded not_stated: gp-assessment initial-assessment biopsychosocial-burden inform-and-plan
patient not_graded not_stated: opioid-care restraint inform-and-record taper yearly-review fast-acting driving
patient not_graded not_stated: dependency-medicines treatment-plan half-yearly-review
patient not_graded not_stated: safety-prompts
    red-flags suicidal-thoughts tramadol-serotonergic nsaid-risk tca-ecg
    opioid-sedatives sedatives-misuse nsaid-pregnancy
patient not_graded not_stated: medicine-choice pain-mechanism medication-overuse-headache
patient not_graded not_stated: new-pain no-imaging-without-reason neck-imaging-may-help
patient not_graded not_stated: new-back-pain-draft stay-active paracetamol nsaid opioid
patient not_graded not_stated: own-follow-up function-or-mood-worse
patient not_graded not_stated: own-prompts tca-heart duloxetine-contraindications topiramate-pregnancy
patient not_graded not_stated: medicine-cautions-draft
    gabapentinoid-kidneys tca-long-qt
patient not_graded not_stated: medicine-cautions-read gabapentinoid-breathing tca-ecg-first
system not_graded not_stated: cross-sector
    icf-framework centres-support-knowledge early-multidisciplinary local-collaboration local-implementation
    needs-based-centre-care centre-follow-up-and-plan centre-collaboration collaboration-framework
    functional-disorders leadership evaluation
"""
AGAINST = {
    "generalised-pain/tramadol",
    "generalised-pain/strong-opioids",
    "generalised-pain/ssri",
    "new-neck-pain/written-advice-alone",
    "new-neck-pain/massage",
    "new-neck-pain/oral-nsaid",
    "new-neck-pain/tramadol",
}
SECTIONS = (
    "pain:bio workup:bio wellbeing:psycho everyday:social relations:social work:social economy:social"
    " understanding:psycho health:bio risk:bio resources:psycho treatment:bio surgery:bio practical:social"
)
# What the project asks beyond the contract.
OWN_QUESTIONS = {
    "pain.drawing",
    *("own.headache_medicine_days", "own.side_effects"),
    *("own.hopes_for", "own.broad_course", "own.operation"),
    *("own.agreed_kept", "own.mood", "own.goal_reached", "own.worry", "own.next_form", "own.next_with"),
    *("own.heart_conditions", "own.liver_impairment", "own.creatinine_clearance", "own.uncontrolled_hypertension"),
}
# type: keys, or `key values ...` where the answers are a list
QUESTIONS = {
    "date": "pain.onset_date workup.ecg_date opioid.last_review practical.next_follow_up",
    "scale": "pain.intensity_average pain.intensity_worst pain.intensity_rest wellbeing.stress"
    " peg.pain peg.enjoyment peg.activity",
    "number": "health.drug_count risk.alcohol_units_week risk.bmi",
    "text": "pain.description pain.aggravated_by pain.relieved_by workup.objective_findings workup.paraclinical"
    " workup.ecg_result diagnosis.icpc2 everyday.leisure relations.partner_sexuality work.description economy.housing"
    " understanding.illness_beliefs understanding.earlier_experience understanding.expectations health.comorbidity"
    " health.allergies risk.diet resources.manages resources.most_important practical.interpreter"
    " practical.told_to_patient practical.problem_statement",
    "bool": "pain.headache_only pain.acute workup.red_flags_cleared workup.differentials_excluded"
    " workup.other_disease_explains"
    " workup.specific_structure_found workup.active_cancer everyday.function_reduced everyday.goal_improve_function"
    " work.conditions_explored work.suspected_work_related understanding.shared_understanding understanding.motivated"
    " understanding.written_advice_only understanding.education_given health.heart_disease health.renal_impairment"
    " health.anticoagulated_or_gi_bleed health.unstable_psychiatric_disorder health.pregnant risk.drives"
    " opioid.treatment_plan_recorded surgery.planned surgery.preoperative_history_done surgery.opioid_started"
    " surgery.taper_plan_received surgery.complication_suspected practical.interpreter_needed"
    " practical.transport_needed practical.medication_review_requested",
}
LISTS = """
multi pain.sites head face neck shoulder_left shoulder_right arm_left arm_right hand_left hand_right chest abdomen
    upper_back lower_back pelvis hip_left hip_right leg_left leg_right foot_left foot_right
multi workup.red_flags trauma unexplained_weight_loss fever_or_infection cancer_history night_pain
    neurological_deficit cauda_equina steroid_use inflammatory_signs age_over_50_new_onset intravenous_drug_use
    vascular_signs other
choice pain.distribution localised regional generalised
choice pain.primary_site head face neck shoulder arm chest abdomen upper_back lower_back pelvis hip leg generalised
choice pain.mechanism nociceptive neuropathic nociplastic mixed unclear
choice pain.pattern constant fluctuating attacks
choice workup.specialties_completed yes no not_relevant
choice diagnosis.pain_class primary secondary not_diagnosed
choice diagnosis.icd11 MG30.01 MG30.04 MG30.03 MG30.00 MG30.02 MG30.1 MG30.2 MG30.5 MG30.6 MG30.4 MG30.3
choice diagnosis.complexity simple complex
choice diagnosis.neurostimulation_candidate none peripheral_neurogenic crps chronic_pancreatitis refractory_angina
choice wellbeing.sleep good affected severely_affected
choice wellbeing.cognition unaffected affected severely_affected
choice wellbeing.fatigue none some severe
choice wellbeing.anxiety none some significant
choice wellbeing.depression none some significant
choice wellbeing.irritability none some significant
choice wellbeing.catastrophising none some significant
choice wellbeing.fear_of_movement none some significant
choice wellbeing.suicidal_thoughts none passive active
choice wellbeing.coping adequate partly inadequate
choice wellbeing.psychological_problems none some substantial
choice everyday.impact none some serious
choice everyday.physical_activity inactive light recommended
choice everyday.participation kept reduced isolated
choice relations.social good strained isolated
choice relations.relatives_involved yes planned declined not_relevant
choice relations.workplace_involved yes planned declined not_relevant
choice work.status working working_adapted part_time_sick_leave sick_leave unemployed vocational_rehabilitation
    resource_course cash_benefit flex_job early_retirement student retired other
choice work.impact none some serious not_relevant
choice economy.livelihood clarified not_clarified
choice economy.compensation_case none pending closed
choice economy.social_problems none some substantial
choice understanding.health_literacy good needs_support
choice health.substance_abuse none alcohol drugs both
choice risk.smoking never former current
choice gcps.pain_frequency never some_days most_days every_day
choice gcps.limiting_frequency never some_days most_days every_day
"""
DRUGS = (
    "paracetamol nsaid_oral nsaid_topical tca duloxetine ssri other_serotonergic gabapentinoid benzodiazepine codeine"
    " tramadol strong_opioid other_drug"
)
NON_DRUGS = (
    "supervised_exercise cbt_act patient_education activity_participation multidisciplinary joint_mobilisation"
    " acupuncture massage municipal_course tens other"
)
FIELDS = (
    "kind:choice name:text atc:text daily_dose_mg:number fast_acting:bool status:choice started:date stopped:date"
    " effect:choice side_effects:text stopped_for_side_effects:bool last_specialist_review:date"
)
EXCLUDES = "excluded_acute excluded_cancer excluded_headache excluded_substance excluded_psychiatric"
BASIC = "adult over_six_months clarified specialties_completed medication_tried"
DESTINATIONS = {
    "multidisciplinary_centre": f"{BASIC} motivated single_specialty_failed serious_impact psychosocial_problems"
    " complex",
    "single_specialty_clinic": f"{BASIC} simple",
    "medication_review": f"{BASIC} simple review_requested",
}
REQUIREMENTS = f"{DESTINATIONS['multidisciplinary_centre']} simple review_requested"
LETTER_SECTIONS = (
    "problem_statement pain_history medication allergies physical psychological social objective paraclinical"
    " comorbidity told_to_patient practical"
)
WAITING = "review_medication_list agree_yearly_check fast_acting_opioid driving_rules talk_tapering municipality"
CURRENCY = {
    "generalised-pain": "2018",
    "new-neck-pain": "2020",
    "cross-sector": "2023-12",
    "gp-assessment": "2023-12",
    "opioid-care": "2013",
    "dependency-medicines": "2019-06",
    "own-follow-up": "2023-12",
    "own-prompts": None,
    "safety-prompts": None,
    "medicine-choice": "2014-09",
    "new-pain": "2023-12",
    "new-back-pain-draft": "",
    "medicine-cautions-draft": "",
    "medicine-cautions-read": "",
}
PLACEHOLDER = re.compile(r"\b(todo|tbd|fixme|xxx+|lorem|ipsum|placeholder|gist)\b|\?\?\?|<[a-z_]+>", re.IGNORECASE)


def lines(table: str) -> list[str]:
    return re.sub(r"\n +", " ", table).strip().splitlines()


def texts(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        content = content.values()
    if isinstance(content, str):
        yield content
    elif content is not None and not isinstance(content, bool | int | float):
        for child in content:
            yield from texts(child)


def sources_in(content: Any) -> Iterator[dict[str, str]]:
    """Every `source: {source, section}` of a file, however deep."""
    children = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    if isinstance(content, dict) and isinstance(content.get("source"), dict):
        yield content["source"]
    for child in children:
        yield from sources_in(child)


GUIDELINES = {path.stem: read(path) for path in sorted((settings.FIXTURES_DIR / "guidelines").glob("*.yaml"))}
INSTRUMENTS_FILE = read(settings.FIXTURES_DIR / "instruments.yaml")
PATHWAY_FILE = read(settings.FIXTURES_DIR / "pathways" / "region-h-2014.yaml")
PATHWAY = parse_pathway("region-h-2014", PATHWAY_FILE, VOCABULARY)
PATHWAY_FILES = [read(path) for path in sorted((settings.FIXTURES_DIR / "pathways").glob("*.yaml"))]
ROWS = [(f"{key}/{row['key']}", row) for key, guideline in GUIDELINES.items() for row in guideline["recommendations"]]


def test_every_recommendation_has_its_level_strength_and_evidence() -> None:
    expected: dict[str, tuple[str, ...]] = {}
    for line in lines(RECOMMENDATIONS):
        grades, keys = line.split(":")
        guideline, *names = keys.split()
        expected |= {f"{guideline}/{name}": tuple(grades.split()) for name in names}
    assert len(expected) == len(ROWS) == 89
    assert {key: (row["level"], row["strength"], row["evidence"]) for key, row in ROWS} == expected


def test_a_graded_recommendation_points_where_its_strength_does() -> None:
    graded = {key: row["direction"] for key, row in ROWS if row["strength"] != "not_graded"}
    assert graded == {key: "against" if key in AGAINST else "for" for key in graded}
    assert graded.keys() >= AGAINST


def test_the_yearly_review_names_what_superseded_it() -> None:
    superseded = {key: row["superseded_by"] for key, row in ROWS if row.get("superseded_by")}
    assert superseded == {"opioid-care/yearly-review": "dependency-medicines/half-yearly-review"}


def test_every_guideline_says_when_it_was_last_assessed() -> None:
    assert {key: guideline["last_assessed"] for key, guideline in GUIDELINES.items()} == CURRENCY


def test_every_question_has_its_type_and_values() -> None:
    expected: dict[str, tuple[str, ...]] = {key: (type_,) for type_, keys in QUESTIONS.items() for key in keys.split()}
    for line in lines(LISTS):
        type_, key, *values = line.split()
        expected[key] = (type_, *values)
    assert len(expected) == 104
    asked = {question.key: (question.type, *question.values) for question in VOCABULARY.questions.values()}
    assert {key: asked[key] for key in asked if key not in OWN_QUESTIONS} == expected
    assert asked.keys() - expected.keys() == OWN_QUESTIONS


def test_the_sections_come_in_the_order_of_a_consultation() -> None:
    assert " ".join(f"{section.key}:{section.dimension}" for section in VOCABULARY.sections) == SECTIONS
    assert {question.section for question in VOCABULARY.questions.values()} <= {s.key for s in VOCABULARY.sections}


def test_scales_reach_from_0_to_10_and_only_a_follow_up_may_lie_ahead() -> None:
    scales = {(q.min, q.max) for q in VOCABULARY.questions.values() if q.type == "scale"}
    assert scales == {(0, 10)}
    days = {q.key: q.not_in_future for q in VOCABULARY.questions.values() if q.type == "date"}
    assert [key for key, is_past in days.items() if not is_past] == ["practical.next_follow_up"]


def test_treatments_have_their_kinds_fields_and_values() -> None:
    kinds = VOCABULARY.treatment_kinds.values()
    assert " ".join(kind.key for kind in kinds if kind.group == "drug") == DRUGS
    assert " ".join(kind.key for kind in kinds if kind.group == "non_drug") == NON_DRUGS
    fields = VOCABULARY.treatment_fields
    assert " ".join(f"{field.key}:{field.type}" for field in fields.values()) == FIELDS
    assert [field.key for field in fields.values() if field.required] == ["kind", "status"]
    assert [*fields["status"].values] == ["current", "stopped", "contraindicated", "declined"]
    assert [*fields["effect"].values] == ["none", "insufficient", "good", "not_assessed"]


def test_the_pathway_has_its_criteria_and_destinations() -> None:
    kinds = {criterion.key: criterion.kind for criterion in PATHWAY.criteria.values()}
    requirements, exclusions = dict.fromkeys(REQUIREMENTS.split(), "requirement"), EXCLUDES.split()
    assert kinds == requirements | dict.fromkeys(exclusions, "exclusion")
    assert {key: " ".join(found.requires) for key, found in PATHWAY.destinations.items()} == DESTINATIONS
    assert {" ".join(found.excludes) for found in PATHWAY.destinations.values()} == {EXCLUDES}
    assert [step.key for step in PATHWAY.waiting_time] == WAITING.split()


def test_the_letter_has_its_sections_and_only_one_may_be_empty() -> None:
    sections = PATHWAY.letter_sections
    assert [section.key for section in sections if section.required] == LETTER_SECTIONS.split()
    assert [section.key for section in sections if not section.required] == ["summary", "non_drug"]


def test_every_rule_compiles_and_refers_to_questions_that_are_asked() -> None:
    populations = compile_populations(VOCABULARY)
    patients = ["chronic_pain", "generalised_condition", "new_neck_condition", "dependency_treatment"]
    assert {*populations} == {"adult", *patients, "generalised_pain", "new_pain", "new_neck_pain", "opioid_treatment"}
    for key, row in ROWS:
        assert ("applies_when" in row) is (row["level"] == "patient"), key
        for name in ("applies_when", "attention_when"):
            if name in row:
                node = compile_condition(row[name], VOCABULARY, populations)
                assert node.facts_used() or row[name] == {"always": True}


@pytest.mark.parametrize("row", [pytest.param(row, id=key) for key, row in ROWS])
def test_a_recommendation_is_written_out_and_short(row: dict[str, Any]) -> None:
    for name in ("topic", "source_section", "title", "text", "rationale", "practical", "in_clinic"):
        assert row[name].strip(), name
    assert len(row["text"].strip()) <= 280
    assert len(row["title"]) <= 100


@pytest.mark.parametrize(
    "content", [VOCABULARY_FILE, INSTRUMENTS_FILE, *PATHWAY_FILES, *GUIDELINES.values()], ids=lambda c: c["key"]
)
def test_no_text_is_a_placeholder(content: dict[str, Any]) -> None:
    assert [text for text in texts(content) if PLACEHOLDER.search(text)] == []


def test_every_source_that_is_named_exists() -> None:
    sources = {row["key"] for row in read(settings.FIXTURES_DIR / "sources.yaml")["sources"]}
    named = {guideline["source"] for guideline in [*GUIDELINES.values(), *PATHWAY_FILES]}
    named |= {source["source"] for file in PATHWAY_FILES for source in sources_in(file)}
    named |= {reference.source for question in VOCABULARY.questions.values() for reference in question.sources}
    named |= {criterion.source.source for criterion in PATHWAY.criteria.values()}
    named |= {step.source.source for step in PATHWAY.waiting_time}
    assert named <= sources
