"""Criteria that cannot be worked out: a rule that fails is unknown, and never lets anybody through or out."""

from dataclasses import replace

import pytest
from django.conf import settings

from assessment.rules.facts import Case, TreatmentRow, facts_of
from guidelines.conditions.tree import NOTHING, Always
from guidelines.content_files.loading import read_yaml
from guidelines.vocabulary.facts import Facts
from referrals.rules.criteria import CriterionState, Eligibility, check_criteria, check_destinations
from referrals.rules.parsing import parse_pathway
from referrals.rules.pathway import Pathway
from tests.support.content.files import VOCABULARY
from tests.support.records.consultations import TODAY
from tests.support.records.letters import CENTRE, COMPLETE

PATHWAY = parse_pathway("region-h-2014", read_yaml(settings.FIXTURES_DIR / "pathways/region-h-2014.yaml"), VOCABULARY)
FAILED = (TreatmentRow("tca", "stopped", effect="none"),)


class Failing(Always):
    """A rule that fails whatever the facts are."""

    def value(self, facts: Facts) -> bool | None:
        raise ZeroDivisionError("a fault in the rule")


def failing(key: str) -> Pathway:
    """The pathway, but the rule of this criterion fails."""
    rows = [replace(row, condition=Failing()) if row.key == key else row for row in PATHWAY.criterion_rows]
    return replace(PATHWAY, criterion_rows=tuple(rows))


def facts() -> Facts:
    """Everything that the centre asks for is met."""
    birth_date = TODAY.replace(year=TODAY.year - 45, day=1)
    return facts_of(Case(TODAY, birth_date, COMPLETE, FAILED), VOCABULARY)


@pytest.mark.parametrize("key", PATHWAY.destinations[CENTRE].criteria)
def test_a_criterion_whose_rule_fails_is_unknown_and_its_destination_undetermined(
    key: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Tried: the rule that fails counted as met, as unmet, and not marked as a fault."""
    known = facts()
    (whole,) = [result for result in check_destinations(PATHWAY, known) if result.destination.key == CENTRE]
    assert whole.outcome == Eligibility.ELIGIBLE
    pathway = failing(key)
    result = check_criteria(pathway, known)[key]
    assert (result.state, result.fault, result.in_the_way) == (CriterionState.UNKNOWN, True, False)
    assert (result.missing, result.deciding) == (NOTHING, NOTHING)
    (centre,) = [result for result in check_destinations(pathway, known) if result.destination.key == CENTRE]
    assert (centre.outcome, centre.missing) == (Eligibility.UNDETERMINED, ())
    assert key in caplog.text
    others = [one for one in centre.criteria if one.criterion.key != key]
    assert not [one for one in others if one.fault or one.state == CriterionState.UNKNOWN]


def test_the_criteria_are_worked_out_once_for_a_case() -> None:
    """Tried: worked out anew for every destination, and the one pathway's answers given for another."""
    known = facts()
    assert check_criteria(PATHWAY, known) is check_criteria(PATHWAY, known)
    assert check_criteria(failing("motivated"), known)["motivated"].fault
    assert not check_criteria(PATHWAY, known)["motivated"].fault
