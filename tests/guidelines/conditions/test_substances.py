"""A condition may ask for a substance by its ATC code: what is known of it, in words, and what can never be true."""

from datetime import date
from typing import Any

import pytest

from assessment.rules.facts import Case, TreatmentRow, facts_of
from assessment.rules.keys import SUBSTANCES
from guidelines.builder.draft import comparisons_of
from guidelines.conditions.satisfiable import never_true
from guidelines.conditions.sentences import phrase_of
from guidelines.conditions.tree import ConditionError, compile_condition
from guidelines.recommendations.case_parsing import CaseError, parse_case
from guidelines.vocabulary.facts import Facts
from tests.support.content.files import VOCABULARY

DAY = date(2026, 11, 29)
TOPIRAMATE, FLUVOXAMINE = "N03AX11", "N06AB08"
HAS: dict[str, Any] = {"fact": SUBSTANCES, "has": TOPIRAMATE}


def facts(*rows: tuple[str, str], complete: bool = True, status: str = "current") -> Facts:
    """Of a list of these kinds and codes."""
    treatments = tuple(TreatmentRow(kind=kind, status=status, atc=atc) for kind, atc in rows)
    return facts_of(Case(DAY, date(1990, 1, 1), {}, treatments, complete), VOCABULARY)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (facts(("other_drug", TOPIRAMATE)), True),
        (facts(("other_drug", ""), ("other_drug", TOPIRAMATE)), True),
        (facts(("ssri", TOPIRAMATE)), True),  # the code says it, whatever kind was chosen
        (facts(("other_drug", TOPIRAMATE), complete=False), True),
        (facts(), False),
        (facts(("other_drug", "N03AX09")), False),
        (facts(("ssri", "")), False),  # an SSRI without a code is no topiramate
        (facts(("other_drug", TOPIRAMATE), status="stopped"), False),
        (facts(("other_drug", "")), None),
        (facts(complete=False), None),
        (facts(("ssri", FLUVOXAMINE), complete=False), None),
        (facts(("other_drug", "N03AX09"), complete=False), False),  # the rows of its kind are known
    ],
)
def test_whether_a_substance_is_in_use(given: Facts, expected: bool | None) -> None:
    """Tried: a row without a code taken for another medicine, and an incomplete list for a complete one."""
    node = compile_condition(HAS, VOCABULARY)
    assert node.value(given) is expected
    assert node.missing(given) == ({"treatments"} if expected is None else frozenset())
    assert node.deciding(given) == (frozenset() if expected is None else {SUBSTANCES})


@pytest.mark.parametrize(
    ("given", "is_empty"),
    [
        (facts(), True),
        (facts(("other_drug", TOPIRAMATE), ("ssri", "")), False),
        (facts(("ssri", "")), None),
    ],
)
def test_whether_any_of_them_is_in_use(given: Facts, is_empty: bool | None) -> None:
    assert compile_condition({"fact": SUBSTANCES, "empty": True}, VOCABULARY).value(given) is is_empty


def test_it_is_read_by_the_name_of_the_medicine() -> None:
    assert phrase_of(HAS, VOCABULARY).text == "Lægemidler i brug omfatter »Topiramat«"
    assert VOCABULARY.display(SUBSTANCES, (TOPIRAMATE, "?" + FLUVOXAMINE)) == "Topiramat"
    assert next(iter(comparisons_of(VOCABULARY.fact_type(SUBSTANCES)))) == "has"


def test_a_code_that_the_questions_do_not_name_is_refused() -> None:
    with pytest.raises(ConditionError, match="kan ikke være »N02BE01«"):
        compile_condition({"fact": SUBSTANCES, "has": "N02BE01"}, VOCABULARY)


def test_two_substances_can_be_in_use_at_once_and_one_cannot_be_and_not_be() -> None:
    other = {"fact": SUBSTANCES, "has": FLUVOXAMINE}
    assert never_true({"all": [HAS, other]}, VOCABULARY, {}) == ""
    assert "kan aldrig" in never_true({"all": [HAS, {"not": HAS}]}, VOCABULARY, {})


def test_a_case_names_the_substances_in_use() -> None:
    case = {"name": "Én", "as_of": "2026-11-29", "facts": {SUBSTANCES: [TOPIRAMATE]}, "expect": "applies"}
    assert parse_case(case, VOCABULARY).facts == {SUBSTANCES: (TOPIRAMATE,)}
    with pytest.raises(CaseError, match="ikke på listen"):
        parse_case(case | {"facts": {SUBSTANCES: ["N02BE01"]}}, VOCABULARY)
