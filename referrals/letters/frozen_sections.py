"""What a signed letter keeps beside its sections' text: the medicines as a table, drawing, scores and facts."""

from dataclasses import asdict, dataclass

from assessment.episode.progress import frozen_scores
from assessment.episode.workspace import Workspace
from assessment.record.form_changes import encode_value
from assessment.rules.keys import DRAWING
from assessment.rules.series import KeptFigure
from assessment.treatments.words import TreatmentCells, treatment_cells, treatment_line
from referrals.letters.prefill import drawing_of, treatments_of
from referrals.models import Letter
from referrals.rules.frozen_letter import FrozenDrawing, FrozenSection, KeptValue
from referrals.rules.pathway import LetterSection, LetterTemplate
from referrals.rules.section_text import EMPTY, put_first_line, section_words


@dataclass(frozen=True)
class MedicineTable:
    """The medicines of a section as rows, and what its text says before and after them.

    Only a medicine whose line stands in the text as the answers gave it is a row: what a clinician has rewritten or
    taken out is as they wrote it, so that the letter says nothing twice and nothing else than its text.
    """

    before: str
    rows: tuple[TreatmentCells, ...]
    after: str
    not_in_table: tuple[str, ...]


def medicine_table(section: LetterSection, text: str, workspace: Workspace) -> MedicineTable | None:
    """The table for this text of the section; None if the section lists no medicines, or the text has none."""
    if section.treatments != "drug":
        return None
    vocabulary = workspace.content.vocabulary
    lines, medicines = text.split("\n"), treatments_of(section, workspace)
    by_line = {treatment_line(row, vocabulary): treatment_cells(row, vocabulary) for row in medicines}
    places = [number for number, line in enumerate(lines) if line in by_line]
    if not places:
        return None
    rest = [line for line in lines[places[0] :] if line not in by_line]
    return MedicineTable(
        before="\n".join(lines[: places[0]]),
        rows=tuple(by_line[lines[number]] for number in places),
        after="\n".join(rest),
        not_in_table=tuple(cells.title for line, cells in by_line.items() if line not in lines),
    )


def section_says(letter: Letter, section: LetterSection, template: LetterTemplate) -> str:
    """What the letter says in this section: with the letter's first line in its first one."""
    text = section_words(letter.sections.get(section.key, EMPTY))
    return put_first_line(template.first_line, text) if section is template.sections[0] else text


def frozen_sections(letter: Letter, template: LetterTemplate, workspace: Workspace) -> list[FrozenSection]:
    """Each section with its whole text; where the medicines are a table: the rows, and the text around them."""
    sections = []
    for section in template.sections:
        text = section_says(letter, section, template)
        kept: FrozenSection = {"key": section.key, "title": section.title, "text": text}
        table = medicine_table(section, text, workspace)
        if table:
            kept["before"], kept["after"] = table.before, table.after
            kept["medicines"] = [asdict(row) for row in table.rows]
        sections.append(kept)
    return sections


def shows_figures(template: LetterTemplate) -> bool:
    """Whether scores and drawing belong in this letter: another letter than a referral says no more than it must."""
    return template.is_referral or any(section.questionnaires for section in template.sections)


def letter_drawing(template: LetterTemplate, workspace: Workspace) -> FrozenDrawing | None:
    told = any(DRAWING in section.facts for section in template.sections)
    return drawing_of(workspace) if told or shows_figures(template) else None


def letter_scores(template: LetterTemplate, workspace: Workspace) -> KeptFigure | None:
    return frozen_scores(workspace) if shows_figures(template) else None


def frozen_facts(template: LetterTemplate, workspace: Workspace) -> dict[str, KeptValue]:
    """What the letter rests on: of a referral everything, since its criteria do; of another letter what it tells."""
    told = {key for section in template.sections for key in section.facts}
    return {
        key: encode_value(value) for key, value in workspace.facts.values.items() if template.is_referral or key in told
    }


def frozen_treatments(template: LetterTemplate, workspace: Workspace) -> list[dict[str, KeptValue]]:
    kinds, told = workspace.content.vocabulary.treatment_kinds, {section.treatments for section in template.sections}
    return [
        {field: encode_value(getattr(row, field)) for field in row.__slots__}
        for row in workspace.case.treatments or ()
        if template.is_referral or kinds[row.kind].group in told
    ]
