"""The burden of the pain by dimension, item by item. Pure Python.

No sum is made of it: 001_4dba22924d30146e.txt, chapter 4.1, asks for a view of the whole, not for a score.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guidelines.recommendations.burden_and_complexity import BurdenItem
from guidelines.vocabulary.facts import Value

DIMENSIONS = ("bio", "psycho", "social")
NOT_APPLICABLE = "not-applicable"


@dataclass(frozen=True, slots=True)
class BurdenLine:
    """One item: `level` of `most`; None if not recorded; `absent` says why it was asked without an answer."""

    question: str
    answer: Value | None
    level: int | None
    most: int
    absent: str = ""


def burden_profile(
    items: Iterable[BurdenItem], answers: Mapping[str, Value], absent: Mapping[str, str]
) -> dict[str, list[BurdenLine]]:
    """The items of each dimension, in the content's order; a dimension without any is left out.

    `absent` holds why a question has no value (FHIR data-absent-reason). An unknown stays unknown, never 0; what is
    not relevant to the patient is left out.
    """
    profile: dict[str, list[BurdenLine]] = {dimension: [] for dimension in DIMENSIONS}
    for item in items:
        line = _line(item, answers.get(item.question), absent.get(item.question, ""))
        if line:
            profile[item.dimension].append(line)
    return {dimension: lines for dimension, lines in profile.items() if lines}


def _line(item: BurdenItem, answer: Value | None, absent: str) -> BurdenLine | None:
    if answer is None:
        return None if absent == NOT_APPLICABLE else BurdenLine(item.question, None, None, item.most, absent)
    level = item.levels[str(answer)]
    return None if level is None else BurdenLine(item.question, answer, level, item.most)
