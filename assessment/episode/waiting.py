"""How much advice waits for how many answers: what stands where nobody can say yet that nothing is to be done."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessment.episode.next_questions import NextQuestion
from assessment.episode.workspace import Workspace


@dataclass(frozen=True)
class WaitingAdvice:
    """So much advice waits for so many answers, and of which kinds; the question to ask first (None: none can be).

    Of `safety`, `undecided` and `perhaps_now` each advice is one; the last applies, and may need attention today.
    """

    safety: int
    undecided: int
    perhaps_now: int
    answers: int
    first: NextQuestion | None

    @property
    def advice(self) -> int:
        return self.safety + self.undecided + self.perhaps_now

    @property
    def in_words(self) -> str:
        advice = ngettext("%(number)s recommendation waits", "%(number)s recommendations wait", self.advice)
        answers = ngettext("for %(number)s answer", "for %(number)s answers", self.answers)
        words = f"{advice % {'number': self.advice}} {answers % {'number': self.answers}}"
        kinds = {
            _("%(number)s under Safety"): self.safety,
            _("%(number)s cannot be known yet"): self.undecided,
            _("%(number)s applies, perhaps not today"): self.perhaps_now,
        }
        named = [kind % {"number": number} for kind, number in kinds.items() if number]
        return f"{words} ({', '.join(named)})" if len(named) > 1 else words


def waiting_in(workspace: Workspace) -> WaitingAdvice:
    """What is undecided, with the questions that it lacks in the order in which to ask them."""
    advice = workspace.advice
    rows = advice.waiting
    lacking = {key for row in rows for key in row.result.missing}
    questions = [question for question in workspace.next_questions if question.key in lacking]
    safety, undecided = len(advice.safety_unknown), len(advice.unknown)
    perhaps_now = len(rows) - safety - undecided
    return WaitingAdvice(safety, undecided, perhaps_now, len(questions), questions[0] if questions else None)
