"""Each safety prompt is set off by each of its grounds, and by nothing less: from the contract, not from its file."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings

from guidelines.conditions.tree import compile_populations
from guidelines.recommendations.evaluation import CompiledRecommendation, Status, compile_recommendation, outcome_of
from guidelines.vocabulary.facts import Facts
from tests.support.content.files import VOCABULARY, read

POPULATIONS = compile_populations(VOCABULARY)
RULES: dict[str, CompiledRecommendation] = {
    row["key"]: compile_recommendation(row["key"], row["applies_when"], row["attention_when"], VOCABULARY, POPULATIONS)
    for name in ("safety-prompts", "own-prompts")
    for row in read(settings.FIXTURES_DIR / "guidelines" / f"{name}.yaml")["recommendations"]
}
AS_OF = date(2026, 11, 25)
MISUSE = ("alcohol", "drugs", "both")
SEDATIVE = ("opioid", "gabapentinoid", "benzodiazepine")
HEART_CONDITIONS = ("recent_infarct", "heart_block", "rhythm_disorder", "coronary_insufficiency")
# Fluvoxamine, ciprofloxacin, enoxacin, isocarboxazid (clinical facts, J: product summary of duloxetine, 4.3 and 4.5).
NEVER_WITH_DULOXETINE = ("N06AB08", "J01MA02", "J01MA04", "N06AF01")
EXPECTING = {"health.pregnant": True, "patient.age_years": 31}


def now(*kinds: str) -> dict[str, Any]:
    """These kinds of treatment are in use."""
    return {f"treatment.{kind}.current": True for kind in kinds}


# Of each prompt every set of facts that is enough.
GROUNDS: dict[str, list[dict[str, Any]]] = {
    "red-flags": [{"workup.red_flag_open": True}],
    "suicidal-thoughts": [{"wellbeing.suicidal_thoughts": thoughts} for thoughts in ("passive", "active")],
    "tramadol-serotonergic": [now("tramadol", other) for other in ("ssri", "duloxetine", "tca", "other_serotonergic")],
    "nsaid-risk": [
        now("nsaid_oral") | risk
        for risk in (
            {"patient.age_years": 66},
            {"health.heart_disease": True},
            {"health.renal_impairment": True},
            {"health.anticoagulated_or_gi_bleed": True},
        )
    ],
    "tca-ecg": [
        now("tca") | {"health.heart_disease": True},
        now("tca") | {"health.heart_disease": True, "workup.ecg_date": date(2025, 11, 24)},
    ],
    "opioid-sedatives": [now("opioid", other) for other in ("benzodiazepine", "gabapentinoid")],
    "sedatives-misuse": [now(kind) | {"health.substance_abuse": abuse} for kind in SEDATIVE for abuse in MISUSE],
    "tca-heart": [now("tca") | {"own.heart_conditions": (one,)} for one in HEART_CONDITIONS],
    "duloxetine-contraindications": [
        now("duloxetine") | ground
        for ground in (
            {"own.liver_impairment": "impaired"},
            {"own.liver_impairment": "severe"},
            {"health.renal_impairment": True, "own.creatinine_clearance": 29},
            {"own.uncontrolled_hypertension": True},
            *({"treatment.substances": (code,)} for code in NEVER_WITH_DULOXETINE),
        )
    ],
    "topiramate-pregnancy": [EXPECTING | {"treatment.substances": ("N03AX11",)}],
    "nsaid-pregnancy": [now(kind) | EXPECTING for kind in ("nsaid_oral", "nsaid_topical")],
}
PAIRS = [
    pytest.param(key, facts, id=f"{key}-{place}") for key, sets in GROUNDS.items() for place, facts in enumerate(sets)
]
BESIDE = frozenset({"workup.ecg_date"})


@pytest.mark.parametrize(("key", "facts"), PAIRS)
def test_each_ground_sets_its_prompt_off(key: str, facts: dict[str, Any]) -> None:
    """Tried: of each prompt, one of its grounds taken out of its file."""
    assert outcome_of(RULES[key], Facts(AS_OF, facts)) == (Status.APPLIES, True)


@pytest.mark.parametrize(("key", "facts"), PAIRS)
def test_without_one_of_its_facts_it_is_not_ruled_out_but_unknown(key: str, facts: dict[str, Any]) -> None:
    """Tried: a prompt that takes what was not asked for no."""
    for fact in facts.keys() - BESIDE:
        fewer = {name: value for name, value in facts.items() if name != fact}
        assert outcome_of(RULES[key], Facts(AS_OF, fewer))[0] == Status.UNKNOWN, fact


def test_every_prompt_has_its_grounds_here() -> None:
    assert RULES.keys() == GROUNDS.keys()
