"""The pain history before an operation, gathered from the answers that are there.

Which facts it gathers is content (vocabulary.yaml, preoperative_history), from 001_4dba22924d30146e.txt, chapter 8.1.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assessment.episode.workspace import Workspace
from assessment.notes.lines import latest_results
from assessment.record.form_changes import Remarked
from assessment.record.known_facts import KnownFact, OpenQuestion
from assessment.rules.facts import OPIOIDS
from assessment.treatments.display import ON_HOLD_SINCE, display_treatment
from assessment.treatments.statements import NONE, ListStatement, says_none_tried, statements_of
from guidelines.vocabulary.facts import TREATMENTS, Value
from guidelines.vocabulary.model import HistoryHeading, display_value

WITHOUT = "uden"


@dataclass(frozen=True)
class HistoryLine:
    """One fact: known with its value and day, or unknown with the questions that would settle it."""

    short: str
    known: KnownFact | None
    missing: list[OpenQuestion]


@dataclass(frozen=True)
class TreatmentLine:
    """One treatment of the pain, in words."""

    title: str
    details: str
    recorded: date


@dataclass(frozen=True)
class HistoryPart:
    heading: HistoryHeading
    lines: list[HistoryLine]
    has_treatments: bool


@dataclass(frozen=True)
class GatheredHistory:
    """The whole history. `said`: what was said of the list of treatments beside its rows; that it is complete, too."""

    parts: list[HistoryPart]
    treatments: list[TreatmentLine]
    said: list[ListStatement]
    is_complete: bool
    none_tried: bool
    treatments_missing: list[OpenQuestion]
    not_asked: tuple[str, ...]
    questionnaires: list[str]

    @property
    def unknown(self) -> list[str]:
        """The facts that nobody has answered, by their names; a whole heading by its title."""
        names: list[str] = []
        for part in self.parts:
            open_lines = [line.short for line in part.lines if line.known is None]
            open_lines += [question.short for question in self.treatments_missing if part.has_treatments]
            is_whole = len(open_lines) == len(part.lines) + part.has_treatments and len(open_lines) > 1
            names += [part.heading.title] if is_whole else open_lines
        return names

    @property
    def gone_through(self) -> Value | Remarked:
        """The answer that it was gone through: with the points that were not asked, where there are any."""
        return Remarked(True, f"{WITHOUT}: {', '.join(self.unknown)}") if self.unknown else True


def gather_history(workspace: Workspace) -> GatheredHistory:
    """Every fact that the content names, under its heading, known or not; nothing is left out."""
    content = workspace.content.vocabulary.preoperative_history
    nobody_asked = workspace.case.treatments is None
    said = statements_of(workspace.episode, workspace.content.vocabulary, has_rows=bool(workspace.treatments))
    return GatheredHistory(
        parts=[
            HistoryPart(
                heading,
                [_line(key, workspace) for key in heading.facts if key != TREATMENTS and _is_told(key, workspace)],
                TREATMENTS in heading.facts,
            )
            for heading in content.headings
        ],
        treatments=treatment_lines(workspace),
        said=[one for one in said if one.word != NONE],
        is_complete=workspace.case.treatments_complete,
        none_tried=says_none_tried(workspace.episode),
        treatments_missing=workspace.display.open([TREATMENTS]) if nobody_asked else [],
        not_asked=content.not_asked,
        questionnaires=latest_results(workspace),
    )


def _is_told(key: str, workspace: Workspace) -> bool:
    """Whether the fact has a line: a question that is retired, or not relevant, has one only with an answer."""
    question = workspace.content.vocabulary.questions.get(key)
    if question is None or workspace.known(key) is not None:
        return True
    return not question.retired and not workspace.facts.is_irrelevant(key)


def _line(key: str, workspace: Workspace) -> HistoryLine:
    known = workspace.known(key)
    missing = [] if known else workspace.display.open(sorted(workspace.facts.missing(key)))
    return HistoryLine(workspace.content.vocabulary.short(key), known, missing)


def treatment_lines(workspace: Workspace) -> list[TreatmentLine]:
    """The treatments, those in use first, each with dose, time and effect; of an opioid also whether it acts fast."""
    lines = []
    for row in sorted(workspace.treatments, key=lambda row: row.status != "current"):
        shown = display_treatment(row, workspace.content.vocabulary)
        details = [shown.status.lower()]
        details += (
            [shown.dose or "dosis ikke oplyst"] if row.status == "current" else [shown.dose] if shown.dose else []
        )
        details.append(f"startet {shown.started}" if shown.started else "start ikke oplyst")
        ended = ON_HOLD_SINCE.lower() if row.on_hold else "stoppet"
        details += [f"{ended} {shown.stopped}"] if shown.stopped else []
        if row.kind in OPIOIDS:
            fast = "ikke oplyst" if row.fast_acting is None else display_value(row.fast_acting, {}).lower()
            details.append(f"hurtigtvirkende: {fast}")
        details.append(f"effekt: {shown.effect.lower()}")
        details += [f"bivirkninger: {shown.side_effects}"] if shown.side_effects else []
        lines.append(TreatmentLine(shown.title, ", ".join(details), timezone.localdate(row.recorded_at)))
    return lines
