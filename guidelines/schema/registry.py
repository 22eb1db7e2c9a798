"""The parts of each kind of content. A room above adds its own kind when the program starts."""

from guidelines.instruments.model import InstrumentsBody
from guidelines.medicines.model import MedicinesBody
from guidelines.recommendations.burden_and_complexity import BurdenBody, ComplexityBody
from guidelines.recommendations.model import GuidelineBody
from guidelines.schema.fields import Part, parts_of
from guidelines.vocabulary.parsing import VocabularyBody

# By kind of publication. A room above adds its own kind when the program starts.
PARTS: dict[str, tuple[Part, ...]] = {
    "vocabulary": parts_of(VocabularyBody, BurdenBody, ComplexityBody),
    "instruments": parts_of(InstrumentsBody),
    "medicines": parts_of(MedicinesBody),
}
# Of a guideline, whose recommendations have pages of their own.
RECOMMENDATIONS, GUIDELINE_FRAME = parts_of(GuidelineBody)
FRAME = "om"


def part_of(kind: str, address: str) -> Part | None:
    """The part of this kind of content with this name in an address; None if it has none."""
    return next((part for part in PARTS.get(kind, ()) if address_of(part) == address), None)


def address_of(part: Part) -> str:
    return part.name or FRAME
