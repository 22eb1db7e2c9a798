"""What has changed since the consultation before: scores as they stood then, and now."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from assessment.case import facts_of
from assessment.case_input import parse_answer
from assessment.models import Answer
from assessment.workspace import Workspace
from guidelines.vocabulary import display_value

# Of each of these a lower one is better.
SCORES = ("gcps.grade", "peg.score", "pain.intensity_average")


@dataclass(frozen=True)
class ScoreChange:
    """A score that was asked for in the newest consultation, and what it was before it."""

    before: float
    now: float
    since: date

    @property
    def direction(self) -> str:
        return "same" if self.now == self.before else "higher" if self.now > self.before else "lower"

    @property
    def difference(self) -> str:
        return display_value(round(abs(self.now - self.before), 1), {})


def score_changes(workspace: Workspace) -> dict[str, ScoreChange]:
    """The scores that the newest consultation asked for again. One query, however long the episode is."""
    if workspace.newest is None or workspace.newest.number == 1:
        return {}
    derived = workspace.content.vocabulary.derived
    inputs = {key: derived[key].inputs if key in derived else (key,) for key in SCORES}
    asked_again = [key for key in SCORES if key in workspace.facts.values and _is_asked_again(workspace, inputs[key])]
    questions = {question for key in asked_again for question in inputs[key]}
    before = _rows_before(workspace, questions) if questions else {}
    values = {key: parse_answer(workspace.content.vocabulary.questions[key], row.value) for key, row in before.items()}
    earlier = facts_of(replace(workspace.case, answers=values, treatments=None), workspace.content.vocabulary).values
    return {
        key: ScoreChange(
            before=float(earlier[key]),  # type: ignore[arg-type]
            now=float(workspace.facts.values[key]),  # type: ignore[arg-type]
            since=max(timezone.localdate(before[item].recorded_at) for item in inputs[key] if item in before),
        )
        for key in asked_again
        if key in earlier
    }


def _is_asked_again(workspace: Workspace, inputs: tuple[str, ...]) -> bool:
    assert workspace.newest is not None
    entries = (workspace.episode.answers.get(key) for key in inputs)
    return any(entry and datetime.fromisoformat(entry["at"]) >= workspace.newest.opened_at for entry in entries)


def _rows_before(workspace: Workspace, questions: set[str]) -> dict[str, Answer]:
    """The last answer to each question before the newest consultation, where it had a value."""
    rows = (
        Answer.objects.filter(episode=workspace.episode, question__in=questions)
        .exclude(consultation=workspace.newest)
        .order_by("question", "-version")
        .distinct("question")
    )
    return {row.question: row for row in rows if row.value is not None}
