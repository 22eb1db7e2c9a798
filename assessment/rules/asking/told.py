"""What the record itself answers of a question with several answers: the age that a red flag is about. Pure Python."""

from collections.abc import Mapping

from guidelines.conditions.tree import Node
from guidelines.vocabulary.facts import Facts
from guidelines.vocabulary.model import Vocabulary


def told_answers(conditions: Mapping[str, Node], facts: Facts, vocabulary: Vocabulary) -> dict[str, str]:
    """Each answer whose condition is true, with what decided it in words. What is unknown tells nothing."""
    return {
        answer: ", ".join(_in_words(fact, facts, vocabulary) for fact in sorted(condition.deciding(facts)))
        for answer, condition in conditions.items()
        if condition.value(facts) is True
    }


def _in_words(fact: str, facts: Facts, vocabulary: Vocabulary) -> str:
    return f"{vocabulary.short(fact)}: {vocabulary.display(fact, facts.values[fact])}"
