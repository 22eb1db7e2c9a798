"""How far each section of the intake is, for the list beside a page."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from assessment.rules.facts import Case
from guidelines.vocabulary.facts import Facts
from guidelines.vocabulary.model import TREATMENT_SECTION, Section, Vocabulary

STATES = {"not_started": _("not started"), "begun": _("begun"), "complete": _("complete")}
SYMBOLS = {"not_started": "○", "begun": "◐", "complete": "✓"}


@dataclass(frozen=True)
class SectionProgress:
    section: Section
    answered: int
    total: int

    @property
    def state(self) -> str:
        if not self.answered:
            return "not_started"
        return "complete" if self.answered == self.total else "begun"

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.state]


def section_progress(
    case: Case, vocabulary: Vocabulary, facts: Facts, asked: Collection[str] = ()
) -> list[SectionProgress]:
    """How many questions of each section are answered or asked in vain; the list of treatments counts as one."""
    progress = []
    answered_or_asked = {*case.answers, *asked}
    for section in vocabulary.sections:
        questions = [
            question
            for question in vocabulary.by_section[section.key]
            if facts.is_asked(question.key) or question.key in answered_or_asked
        ]
        answered = sum(question.key in answered_or_asked for question in questions)
        total = len(questions)
        if section.key == TREATMENT_SECTION:
            answered += case.treatments is not None
            total += 1
        progress.append(SectionProgress(section, answered, total))
    return progress
