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
    """The medicines that the letter's text tells, as the rows of a table that stands last in it.

    Only a medicine whose line stands in the text as the answers gave it is a row: what a clinician has rewritten or
    taken out is as they wrote it, so that the table says nothing else than the text.
    """

    rows: tuple[TreatmentCells, ...]
    not_in_table: tuple[str, ...]


def medicine_table(section: LetterSection, text: str, workspace: Workspace) -> MedicineTable | None:
    """The table for this text of the section; None if the section lists no medicines, or the text has none."""
    if section.treatments != "drug":
        return None
    content, as_of, lines = workspace.content, workspace.case.as_of, text.split("\n")
    medicines = [
        (treatment_line(row, content, as_of), treatment_cells(row, content.vocabulary))
        for row in treatments_of(section, workspace)
    ]
    rows = tuple(cells for line, cells in medicines if line in lines)
    return MedicineTable(rows, tuple(cells.title for line, cells in medicines if line not in lines)) if rows else None


def section_says(letter: Letter, section: LetterSection, template: LetterTemplate) -> str:
    """What the letter says in this section: with the letter's first line in its first one."""
    text = section_words(letter.sections.get(section.key, EMPTY))
    return put_first_line(template.first_line, text) if section is template.sections[0] else text


def frozen_sections(letter: Letter, template: LetterTemplate) -> list[FrozenSection]:
    """Each section with its whole text."""
    return [
        {"key": section.key, "title": section.title, "text": section_says(letter, section, template)}
        for section in template.sections
    ]


def frozen_medicines(letter: Letter, template: LetterTemplate, workspace: Workspace) -> list[dict[str, str]]:
    """The rows of the table that stands last in the letter."""
    tables = (
        medicine_table(section, section_says(letter, section, template), workspace) for section in template.sections
    )
    return [asdict(row) for table in tables if table for row in table.rows]


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
