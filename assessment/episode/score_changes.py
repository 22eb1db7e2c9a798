"""What has changed since the consultation before: scores as they stood then, and now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from assessment.episode.workspace import Workspace
from assessment.models import Episode
from assessment.record.answers import answers_of
from assessment.rules.facts import scores_of
from assessment.rules.series import inputs_of
from guidelines.vocabulary.model import display_value

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
    """The scores that the newest consultation asked for again. Asks the database for nothing."""
    if workspace.newest is None:
        return {}
    vocabulary, newest = workspace.content.vocabulary, workspace.newest.number
    inputs = {key: inputs_of(key, vocabulary) for key in SCORES if key in workspace.facts.values}
    entries = workspace.episode.answers
    earlier = {
        question: before
        for questions in inputs.values()
        for question in questions
        if question in entries and (before := _stood_before(entries[question], newest))
    }
    answers = answers_of(Episode(answers=earlier), vocabulary)
    scores = answers | scores_of(answers)[0]
    return {
        key: ScoreChange(
            before=float(scores[key]),  # type: ignore[arg-type]
            now=float(workspace.facts.values[key]),  # type: ignore[arg-type]
            since=max(_day(earlier[question]) for question in questions if question in answers),
        )
        for key, questions in inputs.items()
        if key in scores and any(_is_of(entries.get(question), newest) for question in questions)
    }


def _is_of(entry: Mapping[str, Any] | None, consultation: int) -> bool:
    """Whether the question was answered with a value in this consultation."""
    return bool(entry and entry.get("consultation") == consultation and entry["value"] is not None)


def _stood_before(entry: Mapping[str, Any], newest: int) -> Mapping[str, Any] | None:
    """What stood before the newest consultation."""
    return entry.get("before") if entry.get("consultation") == newest else entry


def _day(entry: Mapping[str, Any]) -> date:
    return timezone.localdate(datetime.fromisoformat(entry["at"]))
