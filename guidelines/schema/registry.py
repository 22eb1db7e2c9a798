"""The parts of each kind of content. A room above adds its own kind when the program starts."""

from django.utils.translation import gettext_lazy

from guidelines.instruments.model import InstrumentsBody
from guidelines.medicines.model import MedicinesBody
from guidelines.recommendations.burden_and_complexity import BurdenBody, ComplexityBody
from guidelines.recommendations.model import GuidelineBody
from guidelines.recommendations.outcomes import Outcome, OutcomeDetail
from guidelines.schema.fields import Part, fields_of_shape, parts_of
from guidelines.vocabulary.parsing import VocabularyBody

# By kind of publication. A room above adds its own kind when the program starts.
PARTS: dict[str, tuple[Part, ...]] = {
    "vocabulary": parts_of(VocabularyBody, BurdenBody, ComplexityBody),
    "instruments": parts_of(InstrumentsBody),
    "medicines": parts_of(MedicinesBody),
}
# Of a guideline, whose recommendations have pages of their own.
RECOMMENDATIONS, GUIDELINE_FRAME = parts_of(GuidelineBody)
# Rows within a row: what can come of a safety prompt, and what is written down with it.
OUTCOMES = Part("outcomes", gettext_lazy("What can come of it"), gettext_lazy("Outcome"), fields_of_shape(Outcome))
DETAILS = Part("details", OUTCOMES.fields[-1].label, gettext_lazy("What is asked"), fields_of_shape(OutcomeDetail))
WITHIN: dict[str, Part] = {part.name: part for part in (OUTCOMES, DETAILS)}
FRAME = "om"


def part_of(kind: str, address: str) -> Part | None:
    """The part of this kind of content with this name in an address; None if it has none."""
    return next((part for part in PARTS.get(kind, ()) if address_of(part) == address), None)


def address_of(part: Part) -> str:
    return part.name or FRAME
