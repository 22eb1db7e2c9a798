"""Compiles of whom each question is asked, and when the record tells an answer itself. Pure Python."""

from collections.abc import Mapping

from guidelines.conditions.tree import ConditionError, Node, compile_condition
from guidelines.vocabulary.faults import list_names
from guidelines.vocabulary.model import Vocabulary


def compile_asking(vocabulary: Vocabulary, populations: Mapping[str, Node]) -> dict[str, Node]:
    """The conditions by question, each after those that it builds on. Raises ConditionError, also for a ring."""
    waiting = {
        question.key: _compile(question.key, question.asked_when, vocabulary, populations)
        for question in vocabulary.questions.values()
        if question.asked_when is not None and not question.retired
    }
    premises = {key: _questions_behind(condition, vocabulary) for key, condition in waiting.items()}
    ordered: dict[str, Node] = {}
    while waiting:
        ready = [key for key in waiting if premises[key].isdisjoint(waiting)]
        if not ready:
            names = list_names(vocabulary.short(key) for key in waiting)
            raise ConditionError(f"Hvornår der spørges, kan ikke bygge på hinanden i ring: {names}.")
        ordered |= {key: waiting.pop(key) for key in ready}
    return ordered


def compile_told(vocabulary: Vocabulary, populations: Mapping[str, Node]) -> dict[str, dict[str, Node]]:
    """By question and answer, the conditions on which the record itself says the answer. Raises ConditionError."""
    return {
        question.key: {
            option.value: _compile(question.key, option.told_when, vocabulary, populations)
            for option in question.options
            if option.told_when is not None
        }
        for question in vocabulary.questions.values()
        if question.type == "multi" and not question.retired and any(one.told_when for one in question.options)
    }


def _compile(key: str, tree: object, vocabulary: Vocabulary, populations: Mapping[str, Node]) -> Node:
    try:
        return compile_condition(tree, vocabulary, populations)
    except ConditionError as error:
        raise ConditionError(f"Spørgsmålet »{vocabulary.short(key)}« ({key}): {error}") from error


def _questions_behind(condition: Node, vocabulary: Vocabulary) -> frozenset[str]:
    derived = vocabulary.derived
    return frozenset(
        question
        for fact in condition.facts_used()
        for question in (derived[fact].inputs if fact in derived else (fact,))
    )
