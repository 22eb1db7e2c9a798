"""The made-up cases: always the same, true to the vocabulary, and varied enough for every rule in force."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings

from assessment.rules.facts import facts_of
from assessment.rules.reading import parse_answer
from assessment.rules.synthetic import population, synthetic_case
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import evaluate_all

AS_OF = date(2026, 11, 25)


def test_every_rule_in_force_is_met_not_met_and_unknown_in_some(content: Content) -> None:
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for case in population(content.vocabulary, AS_OF, settings.MADE_UP_PATIENTS):
        for result in evaluate_all(content.rules, facts_of(case, content.vocabulary)):
            seen[result.key][result.status.value] += 1
    assert len(seen) == len(content.rules)
    assert {
        key: counts for key, counts in seen.items() if set(counts) != {"applies", "does_not_apply", "unknown"}
    } == {}
    assert {sum(counts.values()) for counts in seen.values()} == {settings.MADE_UP_PATIENTS}
    assert settings.MADE_UP_PATIENTS >= 10_000


def test_a_case_is_the_same_each_time_and_unlike_the_others(content: Content) -> None:
    vocabulary = content.vocabulary
    cases = [synthetic_case(number, vocabulary, AS_OF) for number in range(50)]
    assert cases == list(population(vocabulary, AS_OF, 50))
    assert len({repr(case) for case in cases}) == 50


def test_a_question_more_leaves_the_rest_of_a_case_as_it_was(content: Content) -> None:
    vocabulary = content.vocabulary
    first = next(iter(vocabulary.questions.values()))
    longer = replace(vocabulary, questions={"pain.new": replace(first, key="pain.new"), **vocabulary.questions})
    for number in range(50):
        before, after = (synthetic_case(number, words, AS_OF) for words in (vocabulary, longer))
        assert {key: value for key, value in after.answers.items() if key != "pain.new"} == before.answers
        assert (after.birth_date, after.treatments) == (before.birth_date, before.treatments)


def test_what_a_case_says_is_allowed(content: Content) -> None:
    vocabulary = content.vocabulary
    fields = vocabulary.treatment_fields
    for case in population(vocabulary, AS_OF, 300):
        assert case.birth_date < AS_OF
        for key, value in case.answers.items():
            question = vocabulary.questions[key]
            if isinstance(value, date):
                assert value <= AS_OF or not question.not_in_future
            else:
                parse_answer(question, list(value) if isinstance(value, tuple) else value)
        for row in case.treatments or ():
            assert row.kind in vocabulary.treatment_kinds
            assert row.status in fields["status"].values
            assert row.effect in fields["effect"].values
            assert row.started is None or row.started <= AS_OF


@pytest.mark.parametrize("key", ["practical.next_follow_up", "health.drug_count", "pain.onset_date", "treatments"])
def test_each_kind_of_answer_varies_and_is_sometimes_missing(content: Content, key: str) -> None:
    found = Counter(
        repr(case.treatments if key == "treatments" else case.answers.get(key))
        for case in population(content.vocabulary, AS_OF, 400)
    )
    assert len(found) > 20
    assert 20 < found["None"] < 250
