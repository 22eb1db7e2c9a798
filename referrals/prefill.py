"""The text of each letter section as the facts give it: whole Danish lines with dates, never a key or a blank."""

from collections.abc import Iterable
from typing import Any

from assessment.advice import KnownFact
from assessment.drawing import DRAWING
from assessment.note_lines import absent_line, fact_line, latest_results
from assessment.treatment_words import treatment_line
from assessment.wording import NONE_NOTED_OF, NONE_TRIED_OF
from assessment.workspace import Workspace
from referrals.course_display import outcome_line
from referrals.models import Referral
from referrals.pathway import LetterSection, Pathway


def prefilled_sections(
    pathway: Pathway, workspace: Workspace, destination: str, replaces: Referral | None = None
) -> dict[str, str]:
    """The text for every section of the letter; empty where nothing is known.

    What became of the referral that this one `replaces` stands last in the section that is to hold it.
    """
    texts = {section.key: section_text(section, workspace) for section in pathway.letter_sections}
    first_line = pathway.destinations[destination].first_line
    if first_line:
        first = pathway.letter_sections[0].key
        texts[first] = "\n".join(part for part in (first_line, texts[first]) if part)
    holding = next((section.key for section in pathway.letter_sections if section.earlier_referrals), None)
    if replaces and holding:
        texts[holding] = "\n".join(part for part in (texts[holding], outcome_line(replaces)) if part)
    return texts


def section_text(section: LetterSection, workspace: Workspace) -> str:
    lines = treatment_lines(section, workspace)
    # Under a heading of its own a single fact needs no label; why it is not known does.
    needs_label = len(section.facts) > 1 or section.treatments != "none"
    known = known_in_order(section.facts, workspace)
    lines += [fact_line(fact.short if needs_label else "", fact) for fact in known]
    if section.questionnaires:
        lines += latest_results(workspace)
    vocabulary, asked = workspace.content.vocabulary, workspace.asked
    lines += [absent_line(vocabulary.short(key), asked[key]) for key in section.facts if key in asked]
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
        # The list is known, but nobody has said that it is complete.
        texts = NONE_NOTED_OF if workspace.treatments else NONE_TRIED_OF
        return [texts[section.treatments]]
    return rows
