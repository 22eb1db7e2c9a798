"""Which course an episode is on: the short one of new pain, or the long one. Pure Python.

New is pain of up to twelve weeks, a first time or once more (004_273cf36be9123742.txt, Om quick guiden).
"""

from collections.abc import Mapping
from datetime import date, timedelta

from assessment.rules.keys import BROAD_COURSE, ONSET
from guidelines.vocabulary.facts import Value

NEW_PAIN = timedelta(days=84)


def is_short(answers: Mapping[str, Value], as_of: date) -> bool:
    """Whether the pain is known to be new, and nobody has said that the course is broadened."""
    ends = end_of_short(answers)
    return ends is not None and as_of <= ends and answers.get(BROAD_COURSE) is not True


def end_of_short(answers: Mapping[str, Value]) -> date | None:
    """The last day on which the pain is new; None where nobody knows when it began."""
    onset = answers.get(ONSET)
    # A month alone is a date of its own kind, which cannot be added to.
    return date.fromordinal(onset.toordinal()) + NEW_PAIN if isinstance(onset, date) else None


def grown_on(answers: Mapping[str, Value], began: date, broadened: date | None) -> date | None:
    """The first day of the long course, where the episode began on the short one: the pain is no longer new, or
    somebody said so. None where it began on the long course; an episode that is on the short one has not grown yet.
    """
    ends = end_of_short(answers)
    if ends is None or began > ends:
        return None
    after = ends + timedelta(days=1)
    return min(after, broadened) if broadened and answers.get(BROAD_COURSE) is True else after
