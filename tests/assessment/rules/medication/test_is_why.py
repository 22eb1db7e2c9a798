"""Which treatment in use an advice against is about: over all that is shipped, in each of its worked cases."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings

from assessment.rules.facts import TreatmentRow
from assessment.rules.medication.hypothesis import is_why
from assessment.rules.safety.basis import kinds_behind
from guidelines.conditions.tree import compile_populations
from guidelines.recommendations.evaluation import CompiledRecommendation, compile_recommendation, evaluate_all
from guidelines.vocabulary.facts import Facts
from tests.support.content.files import VOCABULARY, read

POPULATIONS = compile_populations(VOCABULARY)
AS_OF = date(2026, 11, 25)
LONG_AGO = date(2020, 1, 1)
OF_THE_PAST = (".tried", ".failed", ".unsuitable")


def rule_of(row: dict[str, Any]) -> CompiledRecommendation:
    return compile_recommendation(row["key"], row["applies_when"], row["attention_when"], VOCABULARY, POPULATIONS)


def against() -> Iterator[Any]:
    """Every advice against, with each case in which something in use is why it needs attention."""
    for path in sorted((settings.FIXTURES_DIR / "guidelines").glob("*.yaml")):
        for row in read(path)["recommendations"]:
            if row.get("direction") != "against" or "applies_when" not in row:
                continue
            for number, case in enumerate(row.get("cases", [])):
                told = case.get("facts", {})
                of_use = {key for key in told if told[key] is True and key in VOCABULARY.treatment_facts_lacking}
                of_use -= {key for key in of_use if key.endswith(OF_THE_PAST)}
                if of_use and case.get("attention"):
                    yield pytest.param(row, told, of_use, id=f"{path.stem}-{row['key']}-{number}")


@pytest.mark.parametrize(("row", "told", "of_use"), list(against()))
def test_every_advice_against_knows_the_treatment_in_use_that_it_is_about(
    row: dict[str, Any], told: dict[str, Any], of_use: set[str]
) -> None:
    """Tried: only the facts that end with ".current", so that a fast-acting opioid was not asked about."""
    rule = rule_of(row)
    facts = Facts(AS_OF, told, {})
    (result,) = evaluate_all([rule], facts)
    assert of_use & result.deciding
    for fact in of_use & result.deciding:
        kinds = kinds_behind(fact, VOCABULARY)
        rows = [TreatmentRow(kind=kind, status="current", fast_acting=True, started=LONG_AGO) for kind in kinds]
        assert [one for one in rows if is_why(one, result, rule, facts, VOCABULARY)] == rows
        stopped = TreatmentRow(kind=next(iter(kinds)), status="stopped", fast_acting=True, started=LONG_AGO)
        assert not is_why(stopped, result, rule, facts, VOCABULARY)


def test_a_slow_opioid_is_not_why_a_fast_one_is_to_be_avoided() -> None:
    """Tried: every row of the kinds that the fact is about."""
    fast = {"fact": "opioid.current_fast_acting", "is": True}
    rule = rule_of({"key": "a", "applies_when": fast, "attention_when": {"always": True}})
    facts = Facts(AS_OF, {"opioid.current_fast_acting": True}, {})
    (result,) = evaluate_all([rule], facts)
    rows = [TreatmentRow(kind="strong_opioid", status="current", fast_acting=acts) for acts in (True, False, None)]
    assert [is_why(row, result, rule, facts, VOCABULARY) for row in rows] == [True, False, False]


def test_only_the_substance_that_is_asked_for_is_why() -> None:
    """Tried: every row with a code."""
    rule = rule_of(
        {
            "key": "a",
            "applies_when": {"fact": "treatment.substances", "has": "N03AX11"},
            "attention_when": {"always": True},
        }
    )
    facts = Facts(AS_OF, {"treatment.substances": ("N03AX11", "J01MA02")}, {})
    (result,) = evaluate_all([rule], facts)
    rows = [TreatmentRow(kind="other_drug", status="current", atc=code) for code in ("N03AX11", "J01MA02")]
    assert [is_why(row, result, rule, facts, VOCABULARY) for row in rows] == [True, False]
