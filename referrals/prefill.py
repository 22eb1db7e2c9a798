"""The text of each letter section as the facts give it: whole Danish lines with dates, never a key or a blank."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from assessment.advice import KnownFact
from assessment.drawing import DRAWING
from assessment.models import Treatment
from assessment.workspace import Workspace, display_treatment
from guidelines.vocabulary import Vocabulary
from referrals.pathway import LetterSection, Pathway

NONE_TRIED = {"drug": "Ingen lægemidler er prøvet.", "non_drug": "Ingen anden behandling end medicin er prøvet."}
# The list is known, but nobody has said that it is complete.
NONE_NOTED = {"drug": "Ingen lægemidler er noteret.", "non_drug": "Ingen anden behandling end medicin er noteret."}


def prefilled_sections(pathway: Pathway, workspace: Workspace, destination: str) -> dict[str, str]:
    """The text for every section of the letter; empty where nothing is known."""
    texts = {section.key: section_text(section, workspace) for section in pathway.letter_sections}
    first_line = pathway.destinations[destination].first_line
    if first_line:
        first = pathway.letter_sections[0].key
        texts[first] = "\n".join(part for part in (first_line, texts[first]) if part)
    return texts


def section_text(section: LetterSection, workspace: Workspace) -> str:
    lines = treatment_lines(section, workspace)
    # Under a heading of its own a single fact needs no label.
    labelled = len(section.facts) > 1 or section.treatments != "none"
    lines += [fact_line(fact, labelled) for fact in known_in_order(section.facts, workspace)]
    return "\n".join(lines)


def drawing_of(workspace: Workspace) -> dict[str, Any] | None:
    """The pain drawing as the letter shows it: the marked regions with their names, and when; None without any."""
    marked = workspace.case.answers.get(DRAWING)
    if not isinstance(marked, tuple) or not marked:
        return None
    names = workspace.content.vocabulary.questions[DRAWING].values
    regions = [region for region in names if region in marked]
    return {
        "regions": regions,
        "labels": [names[region] for region in regions],
        "recorded": workspace.episode.answers[DRAWING]["at"],
    }


def known_in_order(keys: Iterable[str], workspace: Workspace) -> list[KnownFact]:
    facts = (workspace.display.one(key) for key in keys if key in workspace.facts.values)
    return [fact for fact in facts if fact.value.strip()]


def fact_line(fact: KnownFact, labelled: bool) -> str:
    day = f" ({fact.recorded:%d.%m.%Y})" if fact.recorded else ""
    return f"{fact.short}: {fact.value}{day}" if labelled else f"{fact.value}{day}"


def treatment_lines(section: LetterSection, workspace: Workspace) -> list[str]:
    if section.treatments == "none":
        return []
    vocabulary = workspace.content.vocabulary
    rows = [
        treatment_line(row, vocabulary)
        for row in sorted(workspace.treatments, key=lambda row: row.status != "current")
        if vocabulary.treatment_kinds[row.kind].group == section.treatments
    ]
    if not rows and workspace.case.treatments is not None:
        texts = NONE_NOTED if workspace.treatments else NONE_TRIED
        return [texts[section.treatments]]
    return rows


def treatment_line(row: Treatment, vocabulary: Vocabulary) -> str:
    """One treatment as a line: what, status, dose, time, effect, side effects, reason."""
    shown = display_treatment(row, vocabulary)
    parts = [shown.title, shown.status.lower()]
    if shown.dose:
        parts.append(shown.dose)
    if row.fast_acting is not None:
        parts.append("hurtigtvirkende" if row.fast_acting else "langsomtvirkende")
    if shown.time:
        parts.append(shown.time)
    line = f"{', '.join(parts)}. Effekt: {shown.effect.lower()}."
    if row.side_effects:
        line += f" Bivirkninger: {row.side_effects.rstrip('.')}."
    if row.reason:
        line += f" Begrundelse: {row.reason.rstrip('.')}."
    if row.stopped_for_side_effects:
        line += " Stoppet på grund af bivirkninger."
    return f"{line} ({timezone.localdate(row.recorded_at):%d.%m.%Y})"
