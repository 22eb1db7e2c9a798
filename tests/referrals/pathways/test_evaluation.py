"""What holds for every case: knowing more never overturns, dates are relative, and what is missing decides."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.rules.facts import facts_of
from assessment.rules.reading import parse_case
from guidelines.conditions.tree import Comparison
from guidelines.in_force.content import Content, current_content
from guidelines.recommendations.evaluation import Status, evaluate_all
from referrals.pathways.evaluation import Evaluation, RuleFault, evaluate_case, evaluation_as_json
from referrals.pathways.in_force import pathway_of
from referrals.rules.pathway import Pathway

pytestmark = pytest.mark.django_db(databases=["default", "owner"])

Json = dict[str, Any]
Ask = Callable[[Json], Json]
MANY = settings(max_examples=200, deadline=None)
FIRST, LAST = date(1905, 1, 1), date(2042, 12, 31)
KINDS = ("tramadol", "strong_opioid", "tca", "duloxetine", "nsaid_oral", "supervised_exercise", "joint_mobilisation")
KINDS += ("codeine", "benzodiazepine", "gabapentinoid", "other_serotonergic")
OPIOIDS = ("codeine", "tramadol", "strong_opioid")
TEXTS = st.sampled_from(["", "x", "æøå"])
# Where absence counts as an answer: whose attention an answer to the question can turn round.
COUNTS_ABSENCE = {
    "practical.next_follow_up": "cross-sector/structured-follow-up",
    "workup.ecg_date": "safety-prompts/tca-ecg",
    "opioid.last_review": "dependency-medicines/half-yearly-review",
}
# A red flag that nobody has cleared counts as open: clearing it turns round what hangs on it, and it is never missing.
CLEARED = "workup.red_flags_cleared"
EFFECTS = ("none", "insufficient", "good")
# The onset is given in days before as_of.
LASTING: Json = {
    "pain.onset_date": 1000,
    "workup.differentials_excluded": True,
    "workup.red_flags": [],
    "workup.specialties_completed": "yes",
    "health.substance_abuse": "none",
    **dict.fromkeys(("pain.acute", "pain.headache_only", "workup.active_cancer"), False),
    **dict.fromkeys(("workup.other_disease_explains", "health.unstable_psychiatric_disorder"), False),
}
COMPLEX: Json = {
    "diagnosis.complexity": "complex",
    "pain.distribution": "generalised",
    **dict.fromkeys(("everyday.function_reduced", "understanding.motivated"), True),
    **dict.fromkeys(("everyday.impact", "work.impact"), "serious"),
    **dict.fromkeys(("wellbeing.psychological_problems", "economy.social_problems"), "substantial"),
}
TYPICAL: list[Json] = [
    {},
    {
        "pain.onset_date": 30,
        "pain.primary_site": "neck",
        "workup.specific_structure_found": False,
        "workup.red_flags": [],
    },
    LASTING | {"diagnosis.complexity": "simple"},
    LASTING | COMPLEX,
]


@pytest.fixture(scope="module")
def content(django_db_setup: None, django_db_blocker: Any) -> Content:
    with django_db_blocker.unblock():
        return current_content()


@pytest.fixture(scope="module")
def pathway(content: Content) -> Pathway:
    return pathway_of(content)


@pytest.fixture(scope="module")
def ask(content: Content, pathway: Pathway) -> Ask:
    return lambda case: evaluation_as_json(evaluate_case(parse_case(case, content.vocabulary), content, pathway))


def before(day: date, most: int, least: int = 0) -> st.SearchStrategy[str]:
    """A date that many days before the day."""
    return st.integers(least, most).map(lambda days: max(day - timedelta(days=days), FIRST).isoformat())


class Cases:
    """What valid cases are made of; `relevant` are the questions that a rule or a criterion looks at."""

    def __init__(self, content: Content, pathway: Pathway) -> None:
        self.questions = content.vocabulary.questions
        self.fields = content.vocabulary.treatment_fields
        self.kinds = [*content.vocabulary.treatment_kinds]
        nodes = [node for rule in content.rules for node in (rule.applies_when, rule.attention_when) if node]
        nodes += [criterion.condition for criterion in pathway.criteria.values()]
        used = {fact for node in nodes for fact in node.facts_used()}
        self.relevant = sorted(used & self.questions.keys() | {"pain.onset_date", "workup.red_flags", CLEARED})

    def answer(self, key: str, as_of: date) -> st.SearchStrategy[Any]:
        question = self.questions[key]
        if question.values:
            value = st.sampled_from([*question.values])
            return value if question.type == "choice" else st.lists(value, max_size=3, unique=True)
        plain: dict[str, st.SearchStrategy[Any]] = {
            "bool": st.booleans(),
            "text": TEXTS,
            "scale": st.one_of(st.integers(0, 10), st.sampled_from([0.0, 6.0])),
            "number": st.one_of(st.integers(5, 99), st.floats(5, 99)),
            "date": before(as_of, 3000, -900 if question.not_in_past else 0),
        }
        return plain[question.type]


@st.composite
def treatments(draw: st.DrawFn, cases: Cases, as_of: date) -> list[Json]:
    values = {
        "kind": st.one_of(st.sampled_from(KINDS), st.sampled_from(cases.kinds)),
        "status": st.sampled_from(["current", "current", *cases.fields["status"].values]),
    }
    optional: dict[str, st.SearchStrategy[Any]] = {
        "effect": st.sampled_from([*cases.fields["effect"].values]),
        "fast_acting": st.booleans(),
        "stopped_for_side_effects": st.booleans(),
        "daily_dose_mg": st.integers(1, 400),
        "name": TEXTS,
        **dict.fromkeys(("started", "stopped", "last_specialist_review"), before(as_of, 900)),
    }
    return draw(st.lists(st.fixed_dictionaries(values, optional=optional), max_size=5))


@st.composite
def whole(draw: st.DrawFn, cases: Cases) -> Json:
    as_of = draw(st.dates(date(1970, 1, 1), LAST - timedelta(days=1000)))
    answers = dict(draw(st.sampled_from(TYPICAL)))
    if "pain.onset_date" in answers:
        answers["pain.onset_date"] = (as_of - timedelta(days=answers["pain.onset_date"])).isoformat()
    asked = draw(st.lists(st.sampled_from(cases.relevant), unique=True, max_size=12))
    asked += draw(st.lists(st.sampled_from([*cases.questions]), unique=True, max_size=3))
    for key in asked:
        answers[key] = draw(cases.answer(key, as_of))
    birth_date = draw(st.one_of(before(as_of, 30_000, 7000), before(as_of, 25_000, 23_000), before(as_of, 6576, 6573)))
    case = {"as_of": as_of.isoformat(), "patient": {"birth_date": birth_date}, "answers": answers}
    rows = draw(st.one_of(st.none(), st.just([]), treatments(cases, as_of), treatments(cases, as_of)))
    case |= {} if rows is None else {"treatments": rows}
    return draw(st.sampled_from([case, case, {**case, "treatments_complete": False}]))


def fill(case: Json, missing: list[str], cases: Cases, data: st.DataObject) -> Json:
    """The case with everything answered that was named as missing."""
    as_of = date.fromisoformat(case["as_of"])
    keys = [key for key in missing if key != "treatments"]
    case = {**case, "answers": case["answers"] | {key: data.draw(cases.answer(key, as_of)) for key in keys}}
    if "treatments" in missing:
        rows = case["treatments"] if "treatments" in case else data.draw(treatments(cases, as_of))
        assessed = {"fast_acting": False, "started": case["patient"]["birth_date"]}
        case["treatments"] = [
            assessed | row | ({"effect": "none"} if row.get("effect", "not_assessed") == "not_assessed" else {})
            for row in rows
        ]
        case["treatments_complete"] = True
    return case


@pytest.fixture(scope="module")
def cases(content: Content, pathway: Pathway) -> Cases:
    return Cases(content, pathway)


def decisions(answer: Json) -> dict[tuple[str, ...], Any]:
    """Everything that the answer has decided."""
    found: dict[tuple[str, ...], Any] = {}
    for row in answer["recommendations"]:
        if row["status"] != "unknown":
            found["status", row["key"]] = row["status"]
        if row["status"] == "applies" and row["attention"] is not None:
            found["attention", row["key"]] = row["attention"]
    for row in answer["referral"]:
        if row["outcome"] != "undetermined":
            found["outcome", row["key"]] = row["outcome"]
        found |= {("criterion", key): state for key, state in row["criteria"].items() if state != "unknown"}
    found |= {("derived", key): value for key, value in answer["derived"].items() if value is not None}
    return found


def still_holds(before: Json, after: Json, but: str = "") -> None:
    """Every decision still stands, but for the attention of one recommendation."""
    was, now = decisions(before), decisions(after)
    was.pop(("attention", but), None)
    assert {key: now.get(key) for key in was} == was


# The rules of what changed since last time, and what a change is measured by.
OF_CHANGES = {"own-follow-up/function-or-mood-worse"}
# Rules that ask for a substance: no case of `evaluate` says the code of a row, and of a row without one it is unknown.
OF_CODES = {"own-prompts/duloxetine-contraindications", "own-prompts/topiramate-pregnancy"}
MEASURED = {"peg.activity", "own.mood"}


def open_rows(answer: Json) -> Iterator[tuple[str, str, list[str]]]:
    for row in answer["recommendations"]:
        if row["status"] == "unknown" or row["attention"] is None:
            yield "recommendations", row["key"], row["missing"]
    for row in answer["referral"]:
        if row["outcome"] == "undetermined":
            yield "referral", row["key"], row["missing"]


@MANY
@given(st.data())
def test_one_more_answer_overturns_nothing(cases: Cases, ask: Ask, data: st.DataObject) -> None:
    case = data.draw(whole(cases))
    key = data.draw(st.sampled_from([key for key in cases.relevant if key not in case["answers"] and key != CLEARED]))
    value = data.draw(cases.answer(key, date.fromisoformat(case["as_of"])))
    more = {**case, "answers": case["answers"] | {key: value}}
    still_holds(ask(case), ask(more), COUNTS_ABSENCE.get(key, ""))


@MANY
@given(st.data())
def test_a_row_of_a_kind_that_an_incomplete_list_did_not_hold_overturns_nothing(
    cases: Cases, ask: Ask, data: st.DataObject
) -> None:
    """Tried: a list that is not complete taken as complete."""
    case = data.draw(whole(cases)) | {"treatments_complete": False}
    rows = case.setdefault("treatments", [])
    held = {row["kind"] for row in rows}
    more = [row for row in data.draw(treatments(cases, date.fromisoformat(case["as_of"]))) if row["kind"] not in held]
    still_holds(ask(case), ask({**case, "treatments": [*rows, *more]}))


@MANY
@given(st.data())
def test_that_the_list_is_complete_overturns_nothing(cases: Cases, ask: Ask, data: st.DataObject) -> None:
    case = data.draw(whole(cases)) | {"treatments_complete": False}
    case.setdefault("treatments", [])
    still_holds(ask(case), ask({**case, "treatments_complete": True}))


@MANY
@given(st.data())
def test_learning_the_treatments_overturns_nothing(cases: Cases, ask: Ask, data: st.DataObject) -> None:
    case = data.draw(whole(cases))
    case.pop("treatments", None)
    rows = data.draw(treatments(cases, date.fromisoformat(case["as_of"])))
    complete = data.draw(st.booleans())
    still_holds(ask(case), ask({**case, "treatments": rows, "treatments_complete": complete}))


@MANY
@given(st.data())
def test_learning_about_an_opioid_overturns_nothing(cases: Cases, ask: Ask, data: st.DataObject) -> None:
    case = data.draw(whole(cases))
    as_of = date.fromisoformat(case["as_of"])
    field = data.draw(st.sampled_from(["fast_acting", "started"]))
    unsure = {"kind": data.draw(st.sampled_from([*OPIOIDS, "benzodiazepine"])), "status": "current"}
    known = data.draw(st.booleans() if field == "fast_acting" else before(as_of, 400, 330))
    others = data.draw(treatments(cases, as_of))
    still_holds(
        ask({**case, "treatments": [unsure, *others]}), ask({**case, "treatments": [unsure | {field: known}, *others]})
    )


def shifted(value: Any) -> Any:
    """The same with every date 28 years later, when the calendar is the same again."""
    if isinstance(value, dict):
        return {key: shifted(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [shifted(entry) for entry in value]
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return day.replace(year=day.year + 28).isoformat()


@MANY
@given(st.data())
def test_the_same_case_28_years_later_gets_the_same_answer(cases: Cases, ask: Ask, data: st.DataObject) -> None:
    case = data.draw(whole(cases))
    assert ask(shifted(case)) == ask(case)


@MANY
@given(st.data())
def test_missing_names_questions_just_while_something_is_open(cases: Cases, ask: Ask, data: st.DataObject) -> None:
    case = data.draw(whole(cases))
    unknown = {*cases.questions} - case["answers"].keys() - {CLEARED}
    rows = case.get("treatments", [{}])
    known = all("fast_acting" in row and "started" in row and row.get("effect") in EFFECTS for row in rows)
    if not known or not case.get("treatments_complete", True):
        unknown.add("treatments")
    answer = ask(case)
    still_open = {(part, key) for part, key, _ in open_rows(answer)}
    for part in ("recommendations", "referral"):
        for row in answer[part]:
            assert bool(row["missing"]) is ((part, row["key"]) in still_open)
            # What changed since last time no case can say: its questions are named, answered or not.
            named = MEASURED if row["key"] in OF_CHANGES else unknown
            assert row["missing"] == sorted(named.intersection(row["missing"]))
    for row in answer["recommendations"]:
        assert row["status"] == "applies" or row["attention"] is False


@MANY
@given(st.data())
def test_answering_what_is_missing_decides(cases: Cases, ask: Ask, data: st.DataObject) -> None:
    case = data.draw(whole(cases))
    rows = [row for row in open_rows(ask(case)) if row[1] not in OF_CHANGES | OF_CODES]
    part, key, missing = data.draw(st.sampled_from(rows)) if rows else ("referral", "medication_review", [])
    # The first answers settle whether a recommendation applies, the next whether it needs attention.
    for _ in range(2):
        case = fill(case, missing, cases, data)
        missing = next(row["missing"] for row in ask(case)[part] if row["key"] == key)
    assert (part, key) not in {(other, name) for other, name, _ in open_rows(ask(case))}


@MANY
@given(st.data())
def test_the_answer_is_json_and_the_order_of_the_case_does_not_matter(
    cases: Cases, ask: Ask, data: st.DataObject
) -> None:
    case = data.draw(whole(cases))
    other = {**case, "answers": dict(data.draw(st.permutations([*case["answers"].items()])))}
    if "treatments" in case:
        other["treatments"] = data.draw(st.permutations(case["treatments"]))
    answer = ask(case)
    assert ask(other) == answer
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_a_rule_that_fails_is_a_fault_and_the_others_still_answer(content: Content, pathway: Pathway) -> None:
    def fail(*operands: Any) -> bool:
        raise ZeroDivisionError

    case = parse_case(
        {"as_of": "2026-11-20", "patient": {"birth_date": "1980-05-01"}, "answers": {"workup.red_flags": []}},
        content.vocabulary,
    )
    sound = evaluate_case(case, content, pathway)
    (position,) = (place for place, rule in enumerate(content.rules) if rule.key == "safety-prompts/red-flags")
    node = content.rules[position].applies_when
    assert isinstance(node, Comparison)
    rules = [*content.rules]
    rules[position] = replace(rules[position], applies_when=replace(node, test=fail))

    facts = facts_of(case, content.vocabulary)
    results = evaluate_all(rules, facts)
    faulty = results.pop(position)
    assert (faulty.key, faulty.status, faulty.attention) == ("safety-prompts/red-flags", Status.FAULT, None)
    assert results == [result for result in sound.recommendations if result.key != faulty.key]
    with pytest.raises(RuleFault, match="safety-prompts/red-flags"):
        evaluation_as_json(Evaluation(facts, [*results, faulty], sound.destinations))
