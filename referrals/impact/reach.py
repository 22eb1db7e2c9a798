"""How much the first answers decide with a draft and without it, over typical patients, in words."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TypedDict

from django.utils.translation import gettext as _

from assessment.episode.question_weights import asked_of, walks_through, work_out_weights
from assessment.rules.asking.walk import GOALS, OF_PATIENTS, Walk, reach
from guidelines.in_force.content import Content
from guidelines.recommendations.evaluation import CompiledRecommendation
from guidelines.vocabulary.facts import TREATMENTS


class Reach(TypedDict):
    """One goal: what is reached, and whether that is enough."""

    words: str
    is_enough: bool


class AnswerAlone(TypedDict):
    """A rule that needs an answer which decides no other: in words, and whether the draft makes it so."""

    words: str
    is_new: bool


def reach_of(before: Content, after: Content, as_of: date, size: int) -> tuple[list[Reach], list[AnswerAlone]]:
    """For each goal what the draft reaches, beside what is reached today, each asked in its own order; and the rules of
    the draft that still wait, after the last goal, for an answer that no other rule needs.
    """
    walks = walks_through(asked_of(after, work_out_weights(after, as_of)), as_of, size)
    now = reach(walks_through(asked_of(before), as_of, size), [rule.key for rule in _counted(before)])
    then = reach(walks, [rule.key for rule in _counted(after)])
    return _goals(now, then, size), _answers_alone(before, after, walks)


def _goals(now: dict[int, Fraction], then: dict[int, Fraction], size: int) -> list[Reach]:
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


def _counted(content: Content) -> list[CompiledRecommendation]:
    """The rules that the goals are of: those of the sources, without what the project has added."""
    return [rule for rule in content.rules if rule.key not in content.own]


def _answers_alone(before: Content, after: Content, walks: Sequence[Walk]) -> list[AnswerAlone]:
    last = max(answers for answers, _part in GOALS)
    waiting = Counter(key for walk in walks for key in walk.undecided[min(last, len(walk.undecided) - 1)])
    today, alone = _asked_alone(before), _asked_alone(after)
    words = _("%(title)s: %(questions)s (open for %(number)s of %(size)s after %(answers)s answers)")
    return [
        {
            "words": words
            % {
                "title": after.recommendations[key].version.title,
                "questions": ", ".join(after.vocabulary.short(question) for question in sorted(alone[key])),
                "number": number,
                "size": len(walks),
                "answers": last,
            },
            "is_new": not alone[key] <= today.get(key, frozenset()),
        }
        for key, number in waiting.most_common()
        if key in alone
    ]


def _asked_alone(content: Content) -> dict[str, frozenset[str]]:
    """By the rule's key the questions that no other rule asks to know whether it applies."""
    derived, askable = content.vocabulary.derived, content.vocabulary.askable - {TREATMENTS}
    asked = {
        rule.key: frozenset(
            question
            for fact in rule.applies_when.facts_used()
            for question in (derived[fact].inputs if fact in derived else (fact,))
            if question in askable
        )
        for rule in _counted(content)
    }
    times = Counter(question for questions in asked.values() for question in questions)
    alone = {key: frozenset(one for one in questions if times[one] == 1) for key, questions in asked.items()}
    return {key: questions for key, questions in alone.items() if questions}


def _percent(share: Fraction) -> str:
    return f"{float(share):.0%}".replace("%", " %")
