"""The usual doses of a medicine, in the unit that its doses are read in: mg, or µg per hour of a patch. Pure Python.

They come from the strengths and the highest dose in the list of medicines; they only decide how a number is read.
"""

import re
from decimal import Decimal

from guidelines.medicines.model import MG_A_DAY, MICROGRAMS_PER_HOUR, Medicine

# `500 mg og 1 g`, `0,25, 0,5 og 1 mg`, `50–400 µg`: a number without a unit has that of the next one.
STRENGTH = re.compile(r"(?P<number>\d+(?:,\d+)?)\s*(?P<unit>mg|g|µg)?")
MILLIGRAMS = {"mg": Decimal(1), "g": Decimal(1000), "µg": MG_A_DAY["ug"]}
# A tablet is taken as a quarter, and not as less.
SMALLEST_PART = Decimal("0.25")


def smallest_as_read(medicine: Medicine | None) -> Decimal | None:
    """The least dose that is taken at a time: a quarter of the smallest strength; None if no strength is known."""
    if medicine is None:
        return None
    strengths: list[Decimal] = []
    unit = ""
    for match in reversed(list(STRENGTH.finditer(medicine.strengths))):
        unit = match["unit"] or unit
        if unit:
            in_milligrams = Decimal(match["number"].replace(",", ".")) * MILLIGRAMS[unit]
            is_patch = medicine.unit == MICROGRAMS_PER_HOUR
            strengths.append(in_milligrams / MILLIGRAMS["µg"] if is_patch else in_milligrams)
    return min(strengths) * SMALLEST_PART if strengths else None


def highest_as_read(medicine: Medicine) -> Decimal | None:
    """The highest dose a day in use; None if no limit is known."""
    return medicine.highest if medicine.unit == MICROGRAMS_PER_HOUR else medicine.highest_mg
