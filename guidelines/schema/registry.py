"""The parts of each kind of content that is not a list of recommendations."""

from collections.abc import Mapping

from guidelines.schema.fields import Part
from guidelines.schema.instruments import INSTRUMENTS, MEDICINES
from guidelines.schema.vocabulary import VOCABULARY
from referrals.pathways.schema import PATHWAY

PARTS: Mapping[str, tuple[Part, ...]] = {
    "vocabulary": VOCABULARY,
    "pathway": PATHWAY,
    "instruments": INSTRUMENTS,
    "medicines": MEDICINES,
}
FRAME = "om"


def part_of(kind: str, address: str) -> Part | None:
    """The part of this kind of content with this name in an address; None where it has none."""
    return next((part for part in PARTS.get(kind, ()) if address_of(part) == address), None)


def address_of(part: Part) -> str:
    return part.name or FRAME
