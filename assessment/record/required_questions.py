"""The questions that the program itself reads or writes: they can be reworded, and not be retired."""

from assessment.notes.journal_note import FOLLOW_UP
from assessment.notes.preoperative import DONE, PLANNED
from assessment.pages.previsit.forms import QUESTIONS as ON_THE_SHEET
from guidelines.in_force.content import Content

USES = {
    **dict.fromkeys(ON_THE_SHEET, "det står på arket før besøget"),
    PLANNED: "siden om operationer bygger på det",
    DONE: "siden om operationer bygger på det",
    FOLLOW_UP: "programmet skriver den næste opfølgning i det",
}


def check_own_questions(content: Content) -> None:
    """Raises ValueError where a question that the program itself uses is retired."""
    for key, why in USES.items():
        if not content.vocabulary.is_asked(key):
            raise ValueError(f"»{content.vocabulary.label(key)}« kan ikke tages ud af brug: {why}")
