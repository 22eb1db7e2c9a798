"""The outcomes of a safety prompt as content: what holds together is read, and everything else is refused by name."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings

from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content
from guidelines.recommendations.outcomes import (
    PLAIN_OUTCOMES,
    Outcome,
    TextForAnswer,
    outcome_fault,
    outcomes_in,
    text_fault,
)
from guidelines.vocabulary.reading import ContentFault
from tests.support.content.files import VOCABULARY

PROMPTS = read_yaml(settings.FIXTURES_DIR / "guidelines" / "safety-prompts.yaml")["recommendations"]
SUICIDAL = "wellbeing.suicidal_thoughts"
DATE = date(2026, 11, 29)
DAY = {"key": "again", "label": "Ses på igen", "kind": "day", "reopens": True}


def outcome(**changes: Any) -> dict[str, Any]:
    return {"key": "arranged", "label": "Aftalt"} | changes


@pytest.mark.parametrize(
    ("stored", "fault"),
    [
        ([outcome(), outcome()], "udfaldet »arranged« står to gange"),
        ([outcome(details=[DAY, DAY])], "oplysningen »again« står to gange"),
        ([outcome(details=[DAY | {"kind": "text"}])], "kun en dag"),
        ([outcome(details=[{"key": "a", "label": "Fundet", "other": "arranged"}])], "»arranged«, som ikke findes"),
        ([outcome(details=[DAY | {"kind": "text", "reopens": False, "within_days": 0}])], "kun en dag"),
        ([outcome(details=[DAY | {"answers": "workup.red_flags"}])], "ikke er et spørgsmål om en dag"),
        ([outcome(details=[DAY | {"answers": "practical.next_follow_up"}])], ""),
        ([outcome(details=[{"key": "a", "label": "Planer", "other_words": ["plan"]}])], "mangler »Planer«"),
        ([outcome(details=[{"key": "a", "label": "Planer", "alarm": True}])], "mangler »Planer«"),
        ([outcome(sets={"fact": "workup.nothing", "value": True})], "workup.nothing"),
        ([outcome(sets={"fact": "workup.red_flags", "value": True})], "kan ikke besvares sådan"),
        ([outcome(sets={"fact": "wellbeing.suicidal_thoughts", "value": "some"})], "kan ikke besvares sådan"),
        ([outcome(sets={"fact": "wellbeing.suicidal_thoughts", "value": "none"}, details=[DAY])], ""),
    ],
)
def test_what_does_not_hold_together_is_said(stored: Any, fault: str) -> None:
    found = outcome_fault(outcomes_in(stored), VOCABULARY)
    assert fault in found
    assert bool(found) is bool(fault)


@pytest.mark.parametrize(
    ("fact", "value", "is_shown"),
    [
        ("wellbeing.suicidal_thoughts", "active", True),
        ("wellbeing.suicidal_thoughts", "some", False),
        ("a.b", "c", False),
    ],
)
def test_a_text_that_is_never_shown_is_named(fact: str, value: str, is_shown: bool) -> None:
    assert (text_fault([TextForAnswer(fact=fact, value=value, text="Nu.")], VOCABULARY) == "") is is_shown


@pytest.mark.parametrize("stored", [[outcome(key="Not A Key")], [outcome(extra=1)], [{"key": "a"}]])
def test_what_is_no_outcome_is_refused(stored: Any) -> None:
    with pytest.raises(ContentFault):
        outcomes_in(stored)


def test_a_prompt_without_outcomes_of_its_own_has_the_plain_ones(content: Content) -> None:
    assert outcomes_in(None) is PLAIN_OUTCOMES
    assert content.recommendations["safety-prompts/nsaid-risk"].outcomes == PLAIN_OUTCOMES
    assert outcome_fault(PLAIN_OUTCOMES, VOCABULARY) == ""


def outcomes_of(key: str, content: Content) -> dict[str, Outcome]:
    return {one.key: one for one in content.recommendations[f"safety-prompts/{key}"].outcomes}


def test_red_flags_are_closed_referred_or_watched_until_a_day(content: Content) -> None:
    outcomes = outcomes_of("red-flags", content)
    assert list(outcomes) == ["closed", "referred", "watched"]
    closing = outcomes["closed"].sets
    assert closing
    assert (closing.fact, closing.value) == ("workup.red_flags_cleared", True)
    assert [one.sets for one in (outcomes["referred"], outcomes["watched"])] == [None, None]
    for key in ("referred", "watched"):
        assert any(detail.reopens and detail.required for detail in outcomes[key].details), key


def test_thoughts_of_suicide_ask_for_plans_risk_agreement_company_and_next_contact(content: Content) -> None:
    required = [
        detail.key for detail in outcomes_of("suicidal-thoughts", content)["assessed"].details if detail.required
    ]
    assert required == ["plans", "risk", "arranged", "leaves_with", "is_with", "next_contact"]
    assert content.recommendations["safety-prompts/suicidal-thoughts"].shows_contacts


def test_no_prompt_can_be_declined_by_the_patient(content: Content) -> None:
    for entry in content.recommendations.values():
        if content.is_safety(entry.key):
            assert not any("ønsker" in one.label for one in entry.outcomes), entry.key


def test_a_label_reads_well_in_a_line_of_a_note() -> None:
    """A label stands before a colon: it holds none, and is no question."""
    for prompt in PROMPTS:
        for one in prompt.get("outcomes", []):
            labels = [one["label"], *(detail["label"] for detail in one["details"])]
            assert not [label for label in labels if ":" in label or "?" in label], prompt["key"]


def test_contacts_are_those_of_the_area_s_pathway_and_only_checked_ones_have_a_number(content: Content) -> None:
    """Tried: the number of the draft pathway in the published one."""
    phones = {contact.key: contact.phone for contact in content.contacts("byen", DATE)}
    assert phones == {"emergency": "112", "duty_doctor": "1813", "psychiatric_reception": "", "lifeline": ""}
    assert content.contacts("", DATE) == content.contacts("nord", DATE)
