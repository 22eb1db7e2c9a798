"""What a draft does to made-up patients: exactly those whom the rule meets, and an unknown is its own answer."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assessment.record.clock import today
from assessment.rules.synthetic import population
from guidelines.conditions.tree import Always
from guidelines.in_force.content import Content
from guidelines.models import Release
from guidelines.publishing.consistency import check_together
from guidelines.vocabulary.facts import Facts
from referrals.impact.subjects import known_to, pairs_between, stored_cases, synthetic_cases
from referrals.rules.answer_changes import (
    Change,
    Impact,
    Pair,
    SeenTwice,
    Subject,
    SubjectAnswer,
    SubjectResult,
    change_of,
    compare,
)
from tests.support.content.drafts import GUIDELINE, PATHWAY, VOCABULARY, Body, draft_with, more, row_with, without
from tests.support.records.cast import Cast

SIZE = 1500
TCA = f"{GUIDELINE}/tca"
Draft = Callable[[str, Callable[[Body], Any]], Release]


@pytest.fixture
def draft(cast: Cast, content: Content) -> Draft:
    return lambda publication, change: draft_with(cast.editor, content, publication, change)


def impact_of(content: Content, draft: Release, size: int = SIZE) -> Impact:
    after = check_together(draft)
    return compare(pairs_between(content, after), synthetic_cases(content, after, today(), size))


def counts_of(impact: Impact) -> dict[str, dict[str, int]]:
    return {
        f"{shift.pair.subject.kind} {shift.pair.subject.key}": {change.value: n for change, n in shift.counts.items()}
        for shift in impact.shifts
    }


def values_of(content: Content, size: int = SIZE) -> list[Facts]:
    return [case.before for case in synthetic_cases(content, content, today(), size)]


def test_a_changed_condition_shifts_exactly_the_cases_that_it_differs_for(content: Content, draft: Draft) -> None:
    rule = {"population": "generalised_pain"}
    impact = impact_of(content, draft(GUIDELINE, row_with("recommendations", "tca", applies_when=rule)), 4000)
    group, expected = content.populations["generalised_pain"], Counter[str]()
    for facts in values_of(content, 4000):
        unsuitable = facts.values.get("treatment.tca.unsuitable")
        if group.value(facts) and unsuitable is not False:
            expected["gains"] += 1
        elif group.value(facts) is None and unsuitable:
            expected["turns_unknown"] += 1
    assert counts_of(impact) == {f"recommendation {TCA}": expected}
    assert expected["gains"] > 3
    assert (impact.changed, impact.size) == (expected.total(), 4000)
    (shift,) = impact.shifts
    assert len(shift.examples) == 5
    for example in shift.examples:
        assert {"treatment.tca.unsuitable", "treatments"} & (example.before.deciding | example.before.missing)


def test_that_something_can_no_longer_be_known_is_neither_a_gain_nor_a_loss(content: Content, draft: Draft) -> None:
    rule = {"all": [{"population": "generalised_condition"}, {"fact": "risk.smoking", "is": "current"}]}
    impact = impact_of(content, draft(GUIDELINE, row_with("recommendations", "ssri", applies_when=rule)), 4000)
    group, expected = content.populations["generalised_condition"], Counter[str]()
    for facts in values_of(content, 4000):
        smoking = facts.values.get("risk.smoking")
        if group.value(facts) and smoking != "current":
            expected["no_longer_known" if smoking is None else "loses"] += 1
        elif group.value(facts) is None and smoking not in (None, "current"):
            expected["ruled_out"] += 1
    assert counts_of(impact) == {f"recommendation {GUIDELINE}/ssri": expected}
    assert set(expected) == {"no_longer_known", "loses", "ruled_out"}


def test_other_words_are_counted_where_the_advice_applies_and_change_nobody(content: Content, draft: Draft) -> None:
    impact = impact_of(content, draft(GUIDELINE, row_with("recommendations", "cbt-act", text="Overvej samtaleforløb.")))
    applies = sum(content.populations["generalised_pain"].value(facts) is True for facts in values_of(content))
    assert counts_of(impact) == {f"recommendation {GUIDELINE}/cbt-act": {"wording": applies}}
    assert impact.changed == 0
    assert impact.touched == {Change.WORDING: applies}
    assert impact.shifts[0].examples == []


def test_other_outcomes_of_a_prompt_are_a_change_that_is_shown(content: Content, draft: Draft) -> None:
    """Where the prompt applies, as other words are. Tried: what can come of it left out of what is compared."""
    changed = [{"key": "looked_at", "label": "Set på"}]
    impact = impact_of(
        content, draft("safety-prompts", row_with("recommendations", "red-flags", outcomes=changed)), 300
    )
    (shift,) = impact.shifts
    assert shift.pair.subject.key == "safety-prompts/red-flags"
    assert set(shift.counts) == {Change.WORDING}


def test_another_grade_is_no_other_outcome(content: Content, draft: Draft) -> None:
    impact = impact_of(content, draft(GUIDELINE, row_with("recommendations", "cbt-act", strength="strong_for")))
    assert [set(shift.counts) for shift in impact.shifts] == [{Change.WORDING}]


def test_another_day_of_review_changes_nothing(content: Content, draft: Draft) -> None:
    impact = impact_of(content, draft(GUIDELINE, row_with("recommendations", "tca", evidence_reviewed="2026")), 5)
    assert impact.shifts == []


def test_urgency_is_told_apart_from_whether_it_applies(content: Content, draft: Draft) -> None:
    change = row_with("recommendations", "cbt-act", attention_when={"always": True})
    assert set(counts_of(impact_of(content, draft(GUIDELINE, change)))[f"recommendation {GUIDELINE}/cbt-act"]) == {
        "attention"
    }


def test_a_new_recommendation_and_one_that_is_taken_out(content: Content, draft: Draft) -> None:
    def change(body: Body) -> None:
        row = next(row for row in body["recommendations"] if row["key"] == "cbt-act")
        more("recommendations", {**row, "key": "brand-new"})(body)
        without("recommendations", "cbt-act")(body)

    impact = impact_of(content, draft(GUIDELINE, change))
    added, gone = sorted(impact.shifts, key=lambda shift: shift.pair.after is None)
    assert (added.pair.before, gone.pair.after) == (None, None)
    assert set(added.counts) == {Change.GAINS, Change.TURNS_UNKNOWN}
    assert set(gone.counts) == {Change.LOSES, Change.RULED_OUT}
    assert added.counts[Change.GAINS] == gone.counts[Change.LOSES] > 0
    assert added.counts[Change.TURNS_UNKNOWN] == gone.counts[Change.RULED_OUT] > 0


def test_another_group_of_patients_changes_every_rule_that_leans_on_it(content: Content, draft: Draft) -> None:
    age = {"fact": "patient.age_years", "gte": 40}
    impact = impact_of(content, draft(VOCABULARY, row_with("populations", "adult", when=age)), 300)
    touched = {shift.pair.subject.key for shift in impact.shifts}
    assert {TCA, "opioid-care/driving", "cross-sector/structured-follow-up"} <= touched
    assert "safety-prompts/red-flags" not in touched
    assert not any(key.startswith(PATHWAY) for key in touched)


def test_other_words_of_a_question_change_nothing(content: Content, draft: Draft) -> None:
    change = row_with("questions", "pain.distribution", label="Hvor gør det ondt?")
    assert impact_of(content, draft(VOCABULARY, change), 5).shifts == []


def test_a_new_value_of_a_question_is_unanswered_to_what_is_in_force(content: Content, draft: Draft) -> None:
    def change(body: Body) -> None:
        row = next(row for row in body["questions"] if row["key"] == "pain.distribution")
        row["values"] = [*row["values"], {"value": "patchy", "label": "Pletvis"}]
        next(row for row in body["burden"] if row["question"] == "pain.distribution")["levels"]["patchy"] = 2

    after = check_together(draft(VOCABULARY, change))
    seen = list(synthetic_cases(content, after, today(), 400))
    said = [(case.before.values.get("pain.distribution"), case.after.values.get("pain.distribution")) for case in seen]
    assert (None, "patchy") in said
    assert {(before, now) for before, now in said if now != "patchy"} <= {
        (value, value) for value in (None, "localised", "regional", "generalised")
    }
    impact = compare(pairs_between(content, after), seen)
    rules = {shift.pair.subject.key: shift.counts for shift in impact.shifts}
    assert set(rules[f"{GUIDELINE}/functional-assessment"]) == {Change.RULED_OUT}
    assert f"{GUIDELINE}/diagnostic-clarification" in rules
    assert "safety-prompts/red-flags" not in rules, "it asks of no fact that differs"


def test_a_treatment_that_one_content_does_not_know_is_not_seen_by_it(content: Content, draft: Draft) -> None:
    new = {"key": "ketamine", "group": "drug", "label": "Ketamin"}
    after = check_together(draft(VOCABULARY, more("treatment_kinds", new)))
    cases = [case for case in population(after.vocabulary, today(), 200) if case.treatments]
    kinds = {row.kind for case in cases for row in case.treatments or ()}
    seen = {row.kind for case in cases for row in known_to(content.vocabulary, case, ()).treatments or ()}
    assert kinds - seen == {"ketamine"}
    pairs = pairs_between(content, after)
    assert {"opioid-care/driving", f"{PATHWAY}/medication_tried"} <= {pair.subject.key for pair in pairs}
    impact = compare(pairs, synthetic_cases(content, after, today(), 400))
    counts = counts_of(impact)
    assert counts[f"requirement {PATHWAY}/medication_tried"]["gains"] > 0
    assert counts["recommendation opioid-care/driving"] == {}


def test_a_criterion_changes_itself_and_the_destinations_that_ask_for_it(content: Content, draft: Draft) -> None:
    rule = {"fact": "pain.duration_months", "gt": 12}
    impact = impact_of(content, draft(PATHWAY, row_with("criteria", "over_six_months", when=rule)))
    counts = counts_of(impact)
    expected = sum(6 < facts.values.get("pain.duration_months", 0) <= 12 for facts in values_of(content))
    assert counts[f"requirement {PATHWAY}/over_six_months"] == {"loses": expected}
    assert {name.split()[0] for name in counts} == {"requirement", "destination"}
    assert any(counts[name] for name in counts if name.startswith("destination"))
    assert expected > 10


def test_only_what_differs_is_evaluated(content: Content, draft: Draft) -> None:
    after = check_together(draft(GUIDELINE, row_with("recommendations", "tca", text="Nye ord.")))
    assert [pair.subject.key for pair in pairs_between(content, after)] == [TCA]
    assert pairs_between(content, content) == []


def test_the_cases_that_are_kept_are_tried_each_once(content: Content, draft: Draft) -> None:
    facts = {"patient.age_years": 40, "pain.onset_date": "2020-01-01", "pain.distribution": "generalised"}
    case = {"name": "Uafklaret", "as_of": "2026-11-25", "facts": facts, "expect": "unknown"}
    criterion = {"name": "Længe", "facts": {"pain.duration_months": 9}, "expect": "applies"}
    made = draft(GUIDELINE, row_with("recommendations", "tca", cases=[case, case], applies_when={"always": True}))
    found, unreadable = stored_cases([made, made], content, check_together(made), today())
    assert unreadable == 0
    (kept,) = [one for one in found if one.about == "Uafklaret"]
    assert kept.after.values["pain.onset_date"].year == 2020  # type: ignore[union-attr]
    impact = compare(pairs_between(content, check_together(made)), [kept])
    assert counts_of(impact) == {f"recommendation {TCA}": {"gains": 1}}
    pathway = draft(PATHWAY, row_with("criteria", "over_six_months", cases=[criterion]))
    told = [one.about for one in stored_cases([pathway], content, content, today())[0]]
    assert told.count("Længe") == 1
    assert len(told) > 40


NO_REASON: Callable[[Facts], SubjectResult] = lambda _facts: SubjectResult(SubjectAnswer.YES)  # noqa: E731


def test_a_case_that_cannot_be_read_is_counted_and_stops_nothing(content: Content, draft: Draft) -> None:
    good = {"name": "God", "facts": {"patient.age_years": 40}, "expect": "unknown"}
    bad = [
        {"name": "Dag", "as_of": "i går", "facts": {}},
        {"name": "Uden fakta"},
        {"name": "Dato", "facts": {"pain.onset_date": "x"}},
    ]
    made = draft(GUIDELINE, row_with("recommendations", "tca", cases=[*bad, good]))
    found, unreadable = stored_cases([made], content, content, today())
    told = [one.about for one in found]
    assert (told.count("God"), unreadable) == (1, 3)
    assert not {"Dag", "Uden fakta", "Dato"} & set(told)


class Failing(Always):
    """A node that cannot be evaluated."""

    def value(self, facts: Facts) -> bool | None:
        raise ZeroDivisionError


def test_a_rule_that_fails_is_told_as_such(content: Content) -> None:
    rules = tuple(replace(rule, applies_when=Failing()) if rule.key == TCA else rule for rule in content.rules)
    impact = compare(
        pairs_between(content, replace(content, rules=rules)), synthetic_cases(content, content, today(), 3)
    )
    assert counts_of(impact) == {f"recommendation {TCA}": {"fault": 3}}


ANSWERS = {
    (SubjectAnswer.NO, SubjectAnswer.YES): Change.GAINS,
    (SubjectAnswer.UNKNOWN, SubjectAnswer.YES): Change.GAINS,
    (SubjectAnswer.ABSENT, SubjectAnswer.YES): Change.GAINS,
    (SubjectAnswer.YES, SubjectAnswer.NO): Change.LOSES,
    (SubjectAnswer.YES, SubjectAnswer.ABSENT): Change.LOSES,
    (SubjectAnswer.YES, SubjectAnswer.UNKNOWN): Change.NO_LONGER_KNOWN,
    (SubjectAnswer.NO, SubjectAnswer.UNKNOWN): Change.TURNS_UNKNOWN,
    (SubjectAnswer.ABSENT, SubjectAnswer.UNKNOWN): Change.TURNS_UNKNOWN,
    (SubjectAnswer.UNKNOWN, SubjectAnswer.NO): Change.RULED_OUT,
    (SubjectAnswer.UNKNOWN, SubjectAnswer.ABSENT): Change.RULED_OUT,
    (SubjectAnswer.NO, SubjectAnswer.ABSENT): None,
    (SubjectAnswer.ABSENT, SubjectAnswer.NO): None,
    (SubjectAnswer.YES, SubjectAnswer.YES): None,
    (SubjectAnswer.NO, SubjectAnswer.FAULT): Change.FAULT,
    (SubjectAnswer.FAULT, SubjectAnswer.YES): Change.FAULT,
}


@pytest.mark.parametrize(("answers", "change"), ANSWERS.items(), ids=str)
def test_each_step_has_its_name(answers: tuple[SubjectAnswer, SubjectAnswer], change: Change | None) -> None:
    assert change_of(SubjectResult(answers[0]), SubjectResult(answers[1])) == change


def test_a_rule_that_fails_is_a_change_of_its_own_and_examples_show_every_kind() -> None:
    def subject(answers: list[SubjectAnswer]) -> Subject:
        told = [SubjectResult(answer) for answer in answers]
        return Subject("recommendation", "a/b", "B", answers, "", lambda facts: told[len(facts.values)], NO_REASON)

    turns = [SubjectAnswer.YES] * 6 + [SubjectAnswer.UNKNOWN] * 3 + [SubjectAnswer.FAULT]
    pair = Pair(subject([SubjectAnswer.NO] * 10), subject(turns))
    cases = [Facts(today(), dict.fromkeys(map(str, range(number)), 1)) for number in range(len(turns))]
    impact = compare([pair], [SeenTwice(facts, facts) for facts in cases])
    assert impact.shifts[0].counts == {Change.GAINS: 6, Change.TURNS_UNKNOWN: 3, Change.FAULT: 1}
    kinds = [example.change for example in impact.shifts[0].examples]
    assert kinds == [Change.GAINS, Change.GAINS, Change.TURNS_UNKNOWN, Change.TURNS_UNKNOWN, Change.FAULT]
    assert impact.changed == 10
