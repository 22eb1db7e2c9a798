"""What a condition says of a case: decided, unknown with what is missing, or failed."""

from dataclasses import replace
from datetime import date
from typing import Any

from guidelines.conditions.tree import Comparison, compile_condition
from guidelines.conditions.verdicts import Verdict, verdict_of
from guidelines.vocabulary.facts import Facts
from tests.support.content.files import VOCABULARY

NODE = compile_condition({"fact": "risk.drives", "is": True}, VOCABULARY)


def test_a_verdict_says_what_decided_it_or_what_is_missing() -> None:
    known = Facts(date(2026, 11, 20), {"risk.drives": False})
    assert verdict_of(NODE, known, name="x") == Verdict(False, deciding=frozenset({"risk.drives"}))
    assert verdict_of(NODE, Facts(date(2026, 11, 20), {}), name="x") == Verdict(missing=frozenset({"risk.drives"}))


def test_a_rule_that_fails_is_a_fault_and_is_logged_by_name(caplog: Any) -> None:
    """Tried: False instead of a fault."""

    def fail(*operands: Any) -> bool:
        raise ZeroDivisionError

    assert isinstance(NODE, Comparison)
    found = verdict_of(replace(NODE, test=fail), Facts(date(2026, 11, 20), {"risk.drives": True}), name="the step x")
    assert found == Verdict(is_fault=True)
    assert "The rule of the step x failed" in caplog.text
