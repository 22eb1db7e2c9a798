"""What changed since last time: better, the same or worse, from contact to contact. Pure Python.

001_4dba22924d30146e.txt, 5.2.3: pain that gets worse is no alarm; function and mood that get worse with it are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question, Vocabulary

Change = Literal["better", "same", "worse"]


@dataclass(frozen=True, slots=True)
class SinceLast:
    """What today is held against.

    `before` is what the newest earlier contact that answered all the questions that a change is measured by has left,
    by question; `answered` are those that are answered in the contact of now.
    """

    before: Mapping[str, Value]
    answered: frozenset[str]


FIRST_TIME = SinceLast({}, frozenset())


def add_changes(
    answers: Mapping[str, Value],
    since: SinceLast | None,
    vocabulary: Vocabulary,
    values: dict[str, Value],
    lacking: dict[str, frozenset[str]],
) -> None:
    """Add the change of each question that was answered now and last time.

    An unknown one lacks the answer of now; nothing where there is no last time, which no answer can bring. Where
    nothing is known of earlier contacts (None) it lacks its question.
    """
    for fact, key in vocabulary.changes.items():
        if since is not None and key in since.before and key in since.answered and key in answers:
            values[fact] = change_between(since.before[key], answers[key], vocabulary.questions[key])
        else:
            lacking[fact] = frozenset({key} if since is None or key in since.before else ())


def change_between(before: Value, now: Value, question: Question) -> Change:
    """One point of a scale, or one step of a list, is a change: more of it, or a later answer, is worse."""
    earlier, later = (_place(value, question) for value in (before, now))
    return "same" if later == earlier else "worse" if later > earlier else "better"


def _place(value: Value, question: Question) -> float:
    if question.type == "choice":
        return [*question.values].index(str(value))
    assert isinstance(value, int | float), "a scale is a number"
    return value
