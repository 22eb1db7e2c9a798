"""Writes the text of each letter section from the facts, in the sentences of the content."""

from collections.abc import Iterable, Iterator

from django.utils import timezone

from assessment.episode.tellings import tell_facts
from assessment.episode.workspace import Workspace
from assessment.models import Treatment
from assessment.notes.decision_lines import with_remark
from assessment.notes.lines import absent_line, fact_line, latest_results
from assessment.notes.tapers import running_tapers
from assessment.record.answer_words import NONE_NOTED_OF, NONE_TRIED_OF
from assessment.rules.keys import DRAWING
from assessment.rules.line_words import day, label_text
from assessment.treatments.words import treatment_line
from referrals.follow_up.course_display import outcome_line
from referrals.models import Letter, Referral
from referrals.rules.frozen_letter import FrozenDrawing
from referrals.rules.pathway import LetterSection, Pathway


def prefilled_sections(
    pathway: Pathway, workspace: Workspace, destination: str, replaces: Referral | None = None
) -> dict[str, str]:
    """The text for every section of the letter; empty if nothing is known.

    What became of the referral that this one `replaces` stands last in the section that is to hold it.
    """
    sections = pathway.letters[destination].sections
    texts = {section.key: section_text(section, workspace) for section in sections}
    holding = next((section.key for section in sections if section.earlier_referrals), None)
    if replaces and holding:
        texts[holding] = "\n".join(part for part in (texts[holding], outcome_line(replaces)) if part)
    return texts


def newest_texts(letter: Letter, workspace: Workspace, pathway: Pathway) -> dict[str, str]:
    """What the answers of today give for every section of this letter."""
    referral = letter.referral
    return prefilled_sections(pathway, workspace, referral.destination, referral.replaces)


def section_text(section: LetterSection, workspace: Workspace) -> str:
    """What is known of the section's treatments and facts: in the sentences of the content, each fact once.

    What no sentence says stands with its name in a line of its own, and so does what was asked in vain.
    """
    told = tell_facts(workspace, section.place, section.facts)
    lines = treatment_lines(section, workspace)
    lines += [line for line in (told.text, unsaid_line(told.unsaid, workspace)) if line]
    lines += assessment_lines(section, workspace)
    if section.questionnaires:
        lines += latest_results(workspace)
    vocabulary, asked = workspace.content.vocabulary, workspace.asked
    lines += [absent_line(vocabulary.short(key), asked[key]) for key in section.facts if key in asked]
    return "\n".join(lines)


def unsaid_line(keys: Iterable[str], workspace: Workspace) -> str:
    """What is known and no sentence says: each by its name, so that nothing is lost; empty if there is nothing."""
    facts = (workspace.display.one(key) for key in keys)
    return "; ".join(fact_line(fact.short, fact) for fact in facts)


def assessment_lines(section: LetterSection, workspace: Workspace) -> Iterator[str]:
    """What was made of the safety prompts that rest on what the section tells, while it stands."""
    vocabulary = workspace.content.vocabulary
    for row, decision in workspace.assessed:
        told = [key for key in section.facts if key in decision.basis]
        of_medicine = section.treatments == "drug" and any(part and "rows" in part for part in decision.basis.values())
        if told or of_medicine:
            subject = vocabulary.short(told[0]) if told else row.recommendation.version.title
            said = with_remark(decision.words, waits=decision.waiting_inquiry is not None)
            yield label_text(f"{subject}, vurderet {day(timezone.localdate(decision.recorded_at))}", said)


def drawing_of(workspace: Workspace) -> FrozenDrawing | None:
    """The pain drawing as the letter shows it: the marked regions with names and day; None if none is marked."""
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


def treatment_lines(section: LetterSection, workspace: Workspace) -> list[str]:
    if section.treatments == "none":
        return []
    tapers = running_tapers(workspace.episode) if section.treatments == "drug" else []
    content, as_of = workspace.content, workspace.case.as_of
    rows = [treatment_line(row, content, as_of) for row in treatments_of(section, workspace)]
    if not rows and workspace.case.treatments is not None:
        # What is not in a list that nobody has called complete is only not noted.
        texts = NONE_TRIED_OF if workspace.case.treatments_complete else NONE_NOTED_OF
        rows = [texts[section.treatments]]
    return rows + tapers


def treatments_of(section: LetterSection, workspace: Workspace) -> list[Treatment]:
    """The treatments that the section tells, those in use first."""
    kinds = workspace.content.vocabulary.treatment_kinds
    rows = sorted(workspace.treatments, key=lambda row: row.status != "current")
    return [row for row in rows if kinds[row.kind].group == section.treatments]
