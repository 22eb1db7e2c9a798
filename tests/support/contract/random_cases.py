"""Random cases of the contract, by their seeds: half with incomplete lists, rows at the days where rules begin or end.

It imports nothing from the program. The values are those of the contract's facts.yaml that a rule looks at.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.support.contract.interpreter import DEPENDENCY, DRUGS, OTHERS, shift

Json = dict[str, Any]
BOOLEANS = (
    *("everyday.function_reduced", "everyday.goal_improve_function", "understanding.motivated"),
    *("workup.other_disease_explains", "workup.active_cancer", "workup.differentials_excluded"),
    *("workup.specific_structure_found", "workup.red_flags_cleared", "pain.acute", "pain.headache_only"),
    *("health.heart_disease", "health.renal_impairment", "health.anticoagulated_or_gi_bleed", "health.pregnant"),
    *("health.unstable_psychiatric_disorder", "risk.drives", "work.conditions_explored"),
    *("understanding.shared_understanding", "understanding.written_advice_only", "understanding.education_given"),
    *("opioid.treatment_plan_recorded", "surgery.planned", "surgery.preoperative_history_done"),
    *("surgery.opioid_started", "surgery.taper_plan_received", "surgery.complication_suspected"),
    "practical.medication_review_requested",
)
CHOICES = {
    "pain.distribution": ["localised", "regional", "generalised", "generalised", "generalised"],
    "pain.primary_site": ["neck", "neck", "head", "lower_back", "generalised"],
    "diagnosis.complexity": ["simple", "complex"],
    "diagnosis.pain_class": ["primary", "secondary", "not_diagnosed"],
    "workup.specialties_completed": ["yes", "no", "not_relevant"],
    "wellbeing.suicidal_thoughts": ["none", "passive", "active"],
    "wellbeing.psychological_problems": ["none", "some", "substantial"],
    "economy.social_problems": ["none", "some", "substantial"],
    "everyday.impact": ["none", "some", "serious", "serious"],
    "everyday.participation": ["kept", "reduced", "isolated"],
    "work.status": ["working", "sick_leave", "retired", "other"],
    "work.impact": ["none", "some", "serious", "not_relevant"],
    "health.substance_abuse": ["none", "none", "alcohol", "drugs", "both"],
    "gcps.pain_frequency": ["never", "some_days", "most_days", "every_day"],
    "gcps.limiting_frequency": ["never", "some_days", "most_days", "every_day"],
}
FLAGS: list[list[str]] = [[], [], [], ["trauma"], ["night_pain", "other"]]
# Somebody about whom most rules have something to say.
TYPICAL: list[Json] = [
    {"workup.active_cancer": False, "workup.red_flags": []},
    *[
        {
            "pain.distribution": "generalised",
            "everyday.function_reduced": True,
            "workup.other_disease_explains": False,
            "workup.red_flags": [],
            "workup.active_cancer": False,
        }
    ]
    * 2,
    *[{"pain.primary_site": "neck", "workup.specific_structure_found": False, "workup.red_flags": []}] * 2,
    {},
    {
        **dict.fromkeys(("workup.active_cancer", "pain.acute", "pain.headache_only"), False),
        **dict.fromkeys(("workup.differentials_excluded", "understanding.motivated"), True),
        "health.unstable_psychiatric_disorder": False,
        "health.substance_abuse": "none",
        "workup.red_flags": [],
        "workup.specialties_completed": "yes",
        "wellbeing.psychological_problems": "substantial",
        "economy.social_problems": "some",
        "work.impact": "serious",
        "everyday.impact": "serious",
    },
]
# The kinds that a rule names.
NAMED = (
    *("tca", "tca", "gabapentinoid", "duloxetine", "ssri", "nsaid_oral", "nsaid_topical", "paracetamol"),
    *DEPENDENCY * 2,
    *("supervised_exercise", "joint_mobilisation", "cbt_act", "patient_education", "multidisciplinary", "massage"),
)


def random_case(seed: int) -> Json:
    """The case of this seed; every other one has a list that is not complete."""
    chance = Random(seed)
    today = date(chance.choice([2024, 2026, 2027, 2028]), 1, 1) + timedelta(days=chance.randrange(366))
    if chance.random() < 0.4:
        today = chance.choice([date(2024, 2, 29), date(2026, 2, 28), date(2026, 11, 30), date(2027, 5, 31)])
    case: Json = {"as_of": str(today), "patient": {"birth_date": str(_birth(chance, today))}, "answers": {}}
    case["answers"] = _answers(chance, today)
    if seed % 2:
        case |= {"treatments": _rows(chance, today), "treatments_complete": False}
    elif chance.random() < 0.8:
        case["treatments"] = _rows(chance, today)
        if chance.random() < 0.5:
            case["treatments_complete"] = True
    elif chance.random() < 0.3:
        case["treatments_complete"] = False  # without a list it means nothing
    return case


def _birth(chance: Random, today: date) -> date:
    around = shift(today, -12 * chance.choice([18, 60, 65, 66, 40, 47, 55, 32, 71]))
    return max(around + timedelta(days=chance.choice([-1, 0, 1, 200])), date(1920, 1, 1))


def _around(chance: Random, today: date, *months: int) -> date:
    """A day at the edge of that many months before, or a day beside it; never after today."""
    day = shift(today, -chance.choice(months)) + timedelta(days=chance.choice([-1, 0, 0, 1]))
    return min(day, today)


def _answers(chance: Random, today: date) -> Json:
    answers: Json = dict(chance.choice(TYPICAL))
    known = chance.choice([0.2, 0.6, 0.9, 1.0])

    def perhaps(key: str, value: Callable[[], Any], share: float = known) -> None:
        if key not in answers and chance.random() < share:
            answers[key] = value()

    onsets = [_around(chance, today, 0, 3, 6, 12, 40, 60), today - timedelta(days=chance.choice([83, 84, 85, 21]))]
    is_neck = answers.get("pain.primary_site") == "neck"
    perhaps("pain.onset_date", lambda: str(onsets[is_neck or chance.random() < 0.3]), 0.95)
    for key in BOOLEANS:
        perhaps(key, lambda: chance.random() < 0.5)
    for key, values in CHOICES.items():
        perhaps(key, lambda values=values: chance.choice(values))  # type: ignore[misc]
    perhaps("workup.red_flags", lambda: list(chance.choice(FLAGS)))
    perhaps("workup.ecg_date", lambda: str(_around(chance, today, 12)), 0.5)
    perhaps("opioid.last_review", lambda: str(_around(chance, today, 6)), 0.5)
    ahead = today + timedelta(days=chance.choice([-1, 0, 1]))
    perhaps("practical.next_follow_up", lambda: str(ahead), 0.6)
    for item in ("pain", "enjoyment", "activity"):
        perhaps(f"peg.{item}", lambda: chance.randrange(11))
    return answers


def _rows(chance: Random, today: date) -> list[Json]:
    return [_row(chance, today) for _ in range(chance.choice([0, 1, 3, 5, 8, 12]))]


def _row(chance: Random, today: date) -> Json:
    kind = chance.choice(NAMED) if chance.random() < 0.8 else chance.choice([*DRUGS, *OTHERS])
    row: Json = {"kind": kind}
    row["status"] = chance.choice(["current", "current", "current", "stopped", "contraindicated", "declined"])
    optional: dict[str, Callable[[], Any]] = {
        "effect": lambda: chance.choice(["none", "insufficient", "good", "not_assessed"]),
        "stopped_for_side_effects": lambda: chance.random() < 0.3,
        "fast_acting": lambda: chance.random() < 0.4,
        "started": lambda: str(_around(chance, today, 3, 6, 12)),
        "last_specialist_review": lambda: str(_around(chance, today, 0, 12)),
        "name": lambda: "x",
    }
    for key, value in optional.items():
        if chance.random() < 0.6:
            row[key] = value()
    return row
