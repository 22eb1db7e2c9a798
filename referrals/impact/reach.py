"""How much the first answers decide with a draft and without it, over typical patients, in words."""

from datetime import date
from fractions import Fraction
from typing import TypedDict

from django.utils.translation import gettext as _

from assessment.episode.question_weights import asked_of, walks_through, work_out_weights
from assessment.rules.asking.walk import GOALS, OF_PATIENTS, Asked, reach
from guidelines.in_force.content import Content


class Reach(TypedDict):
    """One goal: what is reached, and whether that is enough."""

    words: str
    is_enough: bool


def reach_of(before: Content, after: Content, as_of: date, size: int) -> list[Reach]:
    """For each goal what the draft reaches, beside what is reached today; each is asked in its own order."""
    now = _reached(asked_of(before), before, as_of, size)
    then = _reached(asked_of(after, work_out_weights(after, as_of)), after, as_of, size)
    words = _(
        "After %(answers)s answers at least %(part)s of the advice is decided for %(then)s of %(size)s made-up adults"
        " (today: %(now)s). The goal is %(goal)s."
    )
    return [
        {
            "words": words
            % {
                "answers": answers,
                "part": _percent(part),
                "then": _percent(then[answers]),
                "now": _percent(now[answers]),
                "size": size,
                "goal": _percent(OF_PATIENTS),
            },
            "is_enough": then[answers] >= OF_PATIENTS,
        }
        for answers, part in GOALS
    ]


def _reached(asked: Asked, content: Content, as_of: date, size: int) -> dict[int, Fraction]:
    return reach(walks_through(asked, as_of, size), [rule.key for rule in content.rules if rule.key not in content.own])


def _percent(share: Fraction) -> str:
    return f"{float(share):.0%}".replace("%", " %")
