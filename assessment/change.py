"""What has changed since the consultation before: scores as they stood then, and now."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from assessment.answers import answers_of
from assessment.case import scores_of
from assessment.models import Answer, Episode
from assessment.series import inputs_of
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
    vocabulary = workspace.content.vocabulary
    inputs = {key: inputs_of(key, vocabulary) for key in SCORES if key in workspace.facts.values}
    if not inputs or workspace.newest is None or workspace.newest.number == 1:
        return {}
    rows = _last_rows(workspace, {question for questions in inputs.values() for question in questions})
    asked_again = {row.question for row in rows if row.is_new and row.value is not None}  # type: ignore[attr-defined]
    before = {row.question: row for row in rows if not row.is_new}  # type: ignore[attr-defined]
    answers = answers_of(Episode(answers={key: row.entry for key, row in before.items()}), vocabulary)
    scores = answers | scores_of(answers)[0]
    return {
        key: ScoreChange(
            before=float(scores[key]),  # type: ignore[arg-type]
            now=float(workspace.facts.values[key]),  # type: ignore[arg-type]
            since=max(timezone.localdate(before[item].recorded_at) for item in questions if item in answers),
        )
        for key, questions in inputs.items()
        if key in scores and not asked_again.isdisjoint(questions)
    }


def _last_rows(workspace: Workspace, questions: set[str]) -> list[Answer]:
    """To each question the last answer before the newest consultation, and the last of it (`is_new`)."""
    rows = Answer.objects.filter(episode=workspace.episode, question__in=questions)
    is_new = ExpressionWrapper(Q(consultation=workspace.newest), output_field=BooleanField())
    rows = rows.annotate(is_new=is_new).order_by("question", "is_new", "-version")
    return list(rows.distinct("question", "is_new"))
