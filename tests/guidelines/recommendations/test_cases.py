"""Cases: read strictly, with every fault in Danish, and compared with what the rule answers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from guidelines.conditions.tree import compile_populations
from guidelines.recommendations.case_parsing import CaseError, parse_case
from guidelines.recommendations.cases import MOST_CASES, RuledRow, ruled_rows, run_row
from tests.support.content.files import VOCABULARY

POPULATIONS = compile_populations(VOCABULARY)
ROW = RuledRow(
    part="recommendations",
    key="duloxetine",
    title="Duloxetin",
    applies_when={"all": [{"population": "adult"}, {"fact": "treatment.tca.failed", "is": True}]},
    attention_when={"fact": "treatment.duloxetine.tried", "is": False},
)
GROWN_UP = {"patient.age_years": 47, "treatment.tca.failed": True}


def stored(**changed: Any) -> dict[str, Any]:
    whole = {"name": "TCA prøvet uden effekt", "as_of": "2026-11-25", "facts": GROWN_UP, "expect": "applies"}
    return {name: value for name, value in (whole | changed).items() if value is not ...}


def run(*cases: Any, row: RuledRow = ROW) -> Any:
    return run_row(replace(row, cases=cases), VOCABULARY, POPULATIONS)


def faults(**changed: Any) -> str:
    with pytest.raises(CaseError) as raised:
        parse_case(stored(**changed), VOCABULARY)
    return str(raised.value)


def test_a_case_is_read_with_its_values_as_the_rules_see_them() -> None:
    facts = {"pain.onset_date": "2024-02-29", "workup.red_flags": ["trauma"], "health.drug_count": 4}
    case = parse_case(stored(facts=facts, expect="unknown"), VOCABULARY)
    assert case.facts["pain.onset_date"] == date(2024, 2, 29)
    assert case.facts["workup.red_flags"] == ("trauma",)
    assert case.expected == "kan ikke afgøres"


@pytest.mark.parametrize(
    ("facts", "expect", "passed", "got"),
    [
        (GROWN_UP, "applies", True, "gælder"),
        (GROWN_UP, "does_not_apply", False, "gælder"),
        (GROWN_UP | {"patient.age_years": 17}, "does_not_apply", True, "gælder ikke"),
        ({"patient.age_years": 47}, "unknown", True, "kan ikke afgøres"),
        ({"patient.age_years": 47}, "does_not_apply", False, "kan ikke afgøres"),
    ],
)
def test_what_the_rule_answers_is_compared(facts: Any, expect: str, passed: bool, got: str) -> None:
    (result,) = run(stored(facts=facts, expect=expect)).results
    assert (result.passed, result.got) == (passed, got)


def test_it_says_what_decided_and_what_is_missing() -> None:
    known, unknown = run(stored(), stored(name="To", facts={"patient.age_years": 47}, expect="unknown")).results
    assert known.decided_by == ("Alder: 47 år", "TCA (tricykliske antidepressiva) uden tilstrækkelig effekt: Ja")
    assert unknown.missing == ("TCA (tricykliske antidepressiva) uden tilstrækkelig effekt",)


@pytest.mark.parametrize(
    ("tried", "attention", "passed", "got"),
    [
        (False, True, True, "gælder, under »Gør nu«"),
        (True, True, False, "gælder, ikke under »Gør nu«"),
        (True, False, True, "gælder, ikke under »Gør nu«"),
        (None, True, False, "gælder, »Gør nu« kan ikke afgøres"),
        (None, None, True, "gælder"),
    ],
)
def test_attention_is_looked_at_where_the_case_says_it(tried: Any, attention: Any, passed: bool, got: str) -> None:
    facts = GROWN_UP if tried is None else GROWN_UP | {"treatment.duloxetine.tried": tried}
    (result,) = run(stored(facts=facts, attention=attention)).results
    assert (result.passed, result.got) == (passed, got)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Prøven »uden navn«: giv den et navn."),
        ({"name": ...}, "giv den et navn."),
        ({"name": 7}, "giv den et navn."),
        ({"name": "x" * 101}, "højst 100 tegn"),
        ({"as_of": "2026-02-30"}, "datoen findes ikke"),
        ({"as_of": date(2026, 2, 3)}, "datoen findes ikke"),
        ({"as_of": "20261125"}, "datoen findes ikke"),
        ({"as_of": ...}, "datoen findes ikke"),
        ({"expect": "yes"}, "sig, hvad der ventes"),
        ({"expect": ["applies"]}, "sig, hvad der ventes"),
        ({"attention": 1}, "ja, nej eller ikke prøvet"),
        ({"attention": "ja"}, "ja, nej eller ikke prøvet"),
        ({"attention": True, "expect": "unknown"}, "kun ventes, hvor reglen gælder"),
        ({"facts": ["a"]}, "fakta skal stå med navn og værdi"),
        ({"facts": {"no.such": True}}, "»no.such« er ikke et faktum"),
        ({"facts": {"patient.age_years": "47"}}, "Alder: svaret er et tal."),
        ({"facts": {"patient.age_years": -1}}, "under 0"),
        ({"facts": {"patient.age_years": float("nan")}}, "svaret er et tal."),
        ({"facts": {"treatment.tca.failed": 1}}, "svaret er ja eller nej."),
        ({"facts": {"pain.intensity_average": 11}}, "tallet skal ligge mellem 0 og 10."),
        ({"facts": {"pain.intensity_average": 5.5}}, "et helt tal"),
        ({"facts": {"risk.bmi": True}}, "svaret er et tal."),
        ({"facts": {"pain.distribution": "everywhere"}}, "Smerternes udbredelse: svaret er ikke på listen."),
        ({"facts": {"workup.red_flags": ["trauma", "none"]}}, "svaret er ikke på listen."),
        ({"facts": {"workup.red_flags": "trauma"}}, "svaret er ikke på listen."),
        ({"facts": {"gcps.grade": 4}}, "svaret er ikke på listen."),
        ({"facts": {"workup.ecg_date": "i går"}}, "Dato for EKG: datoen findes ikke."),
        ({"facts": {"pain.onset_date": "2026-11-26"}}, "ligger efter prøvens dato"),
        ({"facts": {"health.comorbidity": 3}}, "svaret er en tekst."),
    ],
)
def test_a_case_that_cannot_be_used_says_why(changed: dict[str, Any], words: str) -> None:
    assert words in faults(**changed)
    (result,) = run(stored(**changed)).results
    assert not result.passed
    assert words in " ".join(result.faults)


def test_every_fault_of_a_case_is_told_at_once_and_names_it() -> None:
    told = faults(as_of="?", facts={"no.such": 1, "patient.age_years": "x"})
    assert told.count("Prøven »TCA prøvet uden effekt«:") == 3


@pytest.mark.parametrize("case", [None, "tekst", ["a"], 3])
def test_what_is_no_case_at_all_fails_in_words(case: Any) -> None:
    (result,) = run(case).results
    assert not result.passed
    assert result.faults


def test_too_many_cases_and_two_of_one_name_are_faults_of_the_row() -> None:
    many = run(*(stored(name=f"Prøve {number}") for number in range(200)))
    assert many.faults == (f"»Duloxetin« har 200 prøver. Der kan være højst {MOST_CASES}.",)
    assert (many.failing, many.results) == (1, ())
    two = run(stored(), stored(name="tca PRØVET uden effekt "))
    assert two.faults == ("»Duloxetin« har flere prøver med navnet »tca PRØVET uden effekt «.",)
    assert two.failing == 1


def test_a_rule_that_does_not_compile_is_a_fault_of_the_row() -> None:
    row = replace(ROW, applies_when={"fact": "no.such", "is": True})
    assert run(stored(), row=row).failing == 1


def test_the_rows_with_a_rule_of_each_kind_of_content() -> None:
    when = {"always": True}
    content = {
        "recommendations": [{"key": "a", "title": "A", "applies_when": when}, {"key": "s", "title": "System"}],
        "criteria": [{"key": "b", "title": "B", "when": when, "cases": [1]}],
        "populations": [{"key": "c", "label": "C", "when": when}],
    }
    assert [(row.part, row.key, row.title, list(row.cases)) for row in ruled_rows(content)] == [
        ("recommendations", "a", "A", []),
        ("criteria", "b", "B", [1]),
        ("populations", "c", "C", []),
    ]
