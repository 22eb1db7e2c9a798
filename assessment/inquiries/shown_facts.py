"""The facts that stand on the page of a question to a doctor, and are kept with it as they were shown."""

from collections.abc import Iterator

from assessment.advice.arrange import AdviceRow
from assessment.episode.score_changes import SCORES, score_changes
from assessment.episode.workspace import Workspace
from assessment.rules.keys import MOST_IMPORTANT
from guidelines.recommendations.evaluation import Status


def facts_to_show(workspace: Workspace) -> list[tuple[str, str]]:
    """What a doctor must know to answer: what is open under Safety, the scores with their change, and the medicines
    in use with what came of them. Pairs of what and how, in the words of the day.
    """
    return [*_safety(workspace), *_changes(workspace), *_scores(workspace), *_medicines(workspace)]


def rows_of_a_change(workspace: Workspace) -> list[AdviceRow]:
    """The advice that applies since something has changed from the contact before."""
    changes = workspace.content.vocabulary.changes.keys()
    rows = workspace.advice.rows()
    return [row for row in rows if row.result.status == Status.APPLIES and changes & {*row.result.deciding}]


def _changes(workspace: Workspace) -> Iterator[tuple[str, str]]:
    for row in rows_of_a_change(workspace):
        yield row.recommendation.version.title, "; ".join(f"{fact.short}: {fact.value}" for fact in row.why)


def _safety(workspace: Workspace) -> Iterator[tuple[str, str]]:
    yield from (("Åbent under Sikkerhed", row.recommendation.version.title) for row in workspace.advice.open_safety)


def _scores(workspace: Workspace) -> Iterator[tuple[str, str]]:
    changes = score_changes(workspace)
    for key in (MOST_IMPORTANT, *SCORES):
        if fact := workspace.known(key):
            change = changes.get(key)
            yield fact.short, " ".join(filter(None, (fact.value, change.in_words if change else fact.day)))


def _medicines(workspace: Workspace) -> Iterator[tuple[str, str]]:
    for entry in workspace.treatment_rows():
        if entry.row.status == "current":
            side_effects = f"bivirkninger: {entry.side_effects}" if entry.side_effects else ""
            parts = (entry.dose, entry.effect.lower(), side_effects)
            yield entry.title, "; ".join(filter(None, parts)) or "bruges nu"
