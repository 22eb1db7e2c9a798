"""Compares what is known in part: a month or a year without its day, and a number that follows from it. Pure Python.

The comparison is known where all that it may be give one answer, and unknown where they differ.
"""

from collections.abc import Iterable

from guidelines.conditions.operator_kinds import Test
from guidelines.conditions.words import Fact
from guidelines.vocabulary.facts import Facts, Range, Value
from guidelines.vocabulary.model import DerivedFact, Vocabulary
from guidelines.vocabulary.told_dates import ToldDate


def is_told_in_part(fact: Fact, vocabulary: Vocabulary) -> bool:
    """Whether a month or a year will do for the answer, or for one that the fact is worked out from."""
    behind = fact.inputs if isinstance(fact, DerivedFact) else (fact.key,)
    return any(key in vocabulary.questions and vocabulary.questions[key].partial for key in behind)


def for_every_case(test: Test) -> Test:
    """The test of a value that may be known in part: None where what it may be differs in the answer."""

    def holds(value: Value, facts: Facts) -> bool | None:
        if not isinstance(value, Range | ToldDate):
            return test(value, facts)
        answers = {test(one, facts) for one in _all_it_may_be(value, facts)}
        return answers.pop() if len(answers) == 1 else None

    return holds


def _all_it_may_be(value: Range | ToldDate, facts: Facts) -> Iterable[Value]:
    return value.numbers if isinstance(value, Range) else value.days_until(facts.as_of)
