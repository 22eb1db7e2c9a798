"""The questions that the program itself reads or writes: they can be reworded, and not be retired."""

from assessment.rules.drawing.region_suggestions import DRAWING
from guidelines.in_force.content import Content

NEXT_FOLLOW_UP = "practical.next_follow_up"
SURGERY_PLANNED, PREOPERATIVE_HISTORY_DONE = "surgery.planned", "surgery.preoperative_history_done"
# In the order of the sheet that a patient fills in before a visit.
PREVISIT_SHEET = (
    *("gcps.pain_frequency", "gcps.limiting_frequency"),
    *("peg.pain", "peg.enjoyment", "peg.activity"),
    DRAWING,
)
USES = {
    **dict.fromkeys(PREVISIT_SHEET, "det står på arket før besøget"),
    SURGERY_PLANNED: "siden om operationer bygger på det",
    PREOPERATIVE_HISTORY_DONE: "siden om operationer bygger på det",
    NEXT_FOLLOW_UP: "programmet skriver den næste opfølgning i det",
}


def check_required_questions(content: Content) -> None:
    """Raises ValueError where a question that the program itself uses is retired."""
    for key, why in USES.items():
        if not content.vocabulary.is_asked(key):
            raise ValueError(f"»{content.vocabulary.label(key)}« kan ikke tages ud af brug: {why}")
