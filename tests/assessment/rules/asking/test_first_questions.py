"""Nine answers decide nine tenths of the rules, for most typical patients; and only in the order that is worked out."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from random import Random

from django.conf import settings
from django.utils import timezone

from assessment.episode.question_weights import asked_of, keep_weights, typical_table, walks_through, work_out_weights
from assessment.rules.asking.order import Weights
from assessment.rules.asking.typical import typical_patients
from assessment.rules.asking.walk import OF_PATIENTS, Asked, Walk, reach
from guidelines.conditions.tree import Combination, compile_condition
from guidelines.content_files.loading import read_yaml
from guidelines.in_force.content import Content, current_content
from guidelines.models import QuestionWeights

AS_OF = date(2026, 11, 29)
PATIENTS, FEWER = 1000, 60
SECOND, MOST_POSSIBLE = 300, 255
CONTRACT: Mapping[str, object] = read_yaml(settings.BASE_DIR / "tests/support/contract/table.yaml")["recommendations"]


def reached(content: Asked, size: int = FEWER) -> dict[int, float]:
    """The part of the patients for whom enough of the contract's rules is decided, after nine and after twelve."""
    return {answers: float(share) for answers, share in reach(walks_through(content, AS_OF, size), CONTRACT).items()}


def test_nine_answers_decide_nine_tenths_of_the_contracts_rules(content: Content) -> None:
    """The margin: 85.4 % after nine answers and 96.2 % after twelve.

    Tried: every question of a rule counting the same; proofs that do not look which questions others need.
    """
    assert CONTRACT.keys() <= {rule.key for rule in content.rules}
    walks = walks_through(asked_of(content), AS_OF, PATIENTS)
    found = reach(walks, CONTRACT)
    assert min(found.values()) >= OF_PATIENTS, {answers: float(share) for answers, share in found.items()}
    assert_asked_as_the_contract_says(walks)


def test_other_patients_come_as_near_to_what_is_possible(content: Content) -> None:
    """The first 300 of a second seed: 249 are there after nine, and no order brings more than 255 there.

    That many have answers that would decide enough, were every answer known beforehand and safety asked first; of all
    1,000 it is 850, and 835 are there: safety asks up to eight questions of them, and what it leaves is enough for
    nobody whose pain is generalised. `manage.py first_questions --seed 1` walks all. After twelve 286 are there.
    """
    walks = walks_through(asked_of(content), AS_OF, SECOND, seed=1)
    found = reach(walks, CONTRACT)
    assert found[9] * SECOND >= MOST_POSSIBLE - 6
    assert found[12] >= OF_PATIENTS
    assert_asked_as_the_contract_says(walks)


def assert_asked_as_the_contract_says(walks: list[Walk]) -> None:
    """What safety lacks comes before anything else, nothing twice, and nothing whose premise is false."""
    first = ["workup.red_flags", "wellbeing.suicidal_thoughts", "treatments"]
    assert all(one.questions[:3] == first and len(set(one.questions)) == len(one.questions) for one in walks)
    premises = {
        "surgery.preoperative_history_done": "surgery.planned",
        "surgery.taper_plan_received": "surgery.opioid_started",
    }
    for one in walks:
        for question, premise in premises.items():
            assert question not in one.questions or premise in one.questions[: one.questions.index(question)]


def shuffled(weights: Weights, chance: Random) -> Weights:
    """Each proof decides as often as before, and holds other questions."""
    questions = sorted({question for proofs in weights.values() for proof, _share in proofs for question in proof})
    others = dict(zip(questions, chance.sample(questions, len(questions)), strict=True))
    return {
        key: [([others[question] for question in proof], share) for proof, share in proofs]
        for key, proofs in weights.items()
    }


def test_another_order_does_not_reach_it(content: Content) -> None:
    for seed in range(2):
        assert reached(asked_of(content, shuffled(content.weights, Random(seed))))[9] < OF_PATIENTS


def test_content_that_asks_for_more_does_not_reach_it(content: Content) -> None:
    """Tried: rules that need three answers more, each of them its own."""
    more = iter(key for key, question in content.vocabulary.questions.items() if question.type == "scale")
    asks = [compile_condition({"fact": key, "gte": 1}, content.vocabulary) for key in more][:3]
    asking_more = replace(
        content,
        rules=tuple(
            replace(rule, applies_when=Combination((rule.applies_when, *asks), decisive=False))
            for rule in content.rules
        ),
    )
    assert reached(asked_of(asking_more, work_out_weights(asking_more, AS_OF)))[9] < OF_PATIENTS - 0.2


def test_what_is_kept_of_the_content_in_force_is_what_it_gives(content: Content) -> None:
    """Worked out when the content was loaded, today. Tried: load_content without keeping it."""
    worked_out = work_out_weights(content, timezone.localdate())
    assert worked_out.keys() >= CONTRACT.keys()
    assert content.weights == json.loads(json.dumps(worked_out))


def test_a_release_that_comes_or_goes_has_what_is_kept_worked_out_anew(content: Content) -> None:
    """What is kept stands for all that is in force, and nothing else is kept. Tried: kept by the releases' numbers."""
    keep_weights()
    assert [row.key for row in QuestionWeights.objects.all()] == [QuestionWeights.key_of(content.releases.values())]
    before = current_content()
    assert before.weights
    QuestionWeights.objects.update(weights={}, made_with="an older reckoning")
    keep_weights()
    assert current_content().weights == before.weights


def test_typical_patients_are_the_same_each_time_and_answer_what_the_table_says(content: Content) -> None:
    """Tried: a share that names no answer of its question."""
    table, vocabulary = typical_table(), content.vocabulary
    once, again = (list(typical_patients(table, vocabulary, AS_OF, 200)) for _time in range(2))
    assert once == again
    assert once != list(typical_patients(table, vocabulary, AS_OF, 200, seed=1))
    for key, told in table["answers"].items():
        question = vocabulary.questions[key]
        allowed = {"true", "false"} if question.type == "bool" else {*question.values, ""}
        assert {one for said in told["shares"] for one in said.split("+")} <= allowed, key
        assert told["source"]
    assert table["treatments"].keys() <= vocabulary.treatment_kinds.keys()
    assert not any(patient.is_man and patient.answers["health.pregnant"] for patient in once)
