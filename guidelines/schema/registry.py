"""The parts of each kind of content that is not a list of recommendations."""

from guidelines.schema.fields import Part
from guidelines.schema.instruments import INSTRUMENTS
from guidelines.schema.medicines import MEDICINES
from guidelines.schema.vocabulary import VOCABULARY

# By kind of publication. A room above adds its own kind when the program starts.
PARTS: dict[str, tuple[Part, ...]] = {
    "vocabulary": VOCABULARY,
    "instruments": INSTRUMENTS,
    "medicines": MEDICINES,
}
FRAME = "om"


def part_of(kind: str, address: str) -> Part | None:
    """The part of this kind of content with this name in an address; None where it has none."""
    return next((part for part in PARTS.get(kind, ()) if address_of(part) == address), None)


def address_of(part: Part) -> str:
    return part.name or FRAME
