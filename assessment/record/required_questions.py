"""A check of content: no release retires a question that the program itself reads or writes."""

from assessment.rules.keys import REQUIRED
from guidelines.in_force.content import Content


def check_required_questions(content: Content) -> None:
    """Raises ValueError if a question that the program itself uses is retired."""
    for key, why in REQUIRED.items():
        if not content.vocabulary.is_asked(key):
            raise ValueError(f"»{content.vocabulary.label(key)}« kan ikke tages ud af brug: {why}")
