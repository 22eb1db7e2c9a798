"""How much advice waits for how many answers: what stands where nobody can say yet that nothing is to be done."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from assessment.episode.workspace import NextQuestion, Workspace


@dataclass(frozen=True)
class WaitingAdvice:
    """So much advice waits for so many answers; the question to ask first (None: none can be asked)."""

    advice: int
    answers: int
    first: NextQuestion | None

    @property
    def in_words(self) -> str:
        advice = ngettext("%(number)s recommendation waits", "%(number)s recommendations wait", self.advice)
        answers = ngettext("for %(number)s answer", "for %(number)s answers", self.answers)
        return f"{advice % {'number': self.advice}} {answers % {'number': self.answers}}"


def waiting_in(workspace: Workspace) -> WaitingAdvice:
    """What is undecided, with the questions that it lacks in the order in which to ask them."""
    rows = workspace.advice.waiting
    lacking = {key for row in rows for key in row.result.missing}
    questions = [question for question in workspace.next_questions if question.key in lacking]
    return WaitingAdvice(len(rows), len(questions), questions[0] if questions else None)
