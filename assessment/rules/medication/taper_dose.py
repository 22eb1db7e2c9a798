"""The dose that a taper step has brought a medicine to. Pure Python."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessment.rules.medication.dosage.dose import read_dose
from guidelines.medicines.model import MG

TIMES = ("morgen", "formiddag", "middag", "eftermiddag", "aften", "nat", "sengetid")
AMOUNT = re.compile(r"\d{1,4}(?:,\d{1,3})?")


@dataclass(frozen=True)
class TaperedDose:
    """The step that the patient stands on: its dose as it was written, and in mg a day where that is known."""

    step: int
    dose: str
    daily_dose_mg: Decimal | None
    done_on: date


def daily_dose_in(text: str) -> Decimal | None:
    """What a step's words come to in mg a day: "20 mg morgen, 15 mg aften", "20 + 15 mg", "15 mg morgen og aften".

    None where a word is left over, and for one amount without the times of the day that it is taken at.
    """
    amounts: list[tuple[Decimal, int]] = []
    for word in re.split(r"[\s+]+|,(?!\d)", text.lower()):
        if AMOUNT.fullmatch(word):
            amounts.append((Decimal(word.replace(",", ".")), 0))
        elif word.removesuffix(".") in TIMES and amounts:
            amount, times = amounts.pop()
            amounts.append((amount, times + 1))
        elif word not in ("", "mg", "og"):
            return None
    times = sum(count for _amount, count in amounts)
    if "mg" not in text.lower() or (len(amounts) < 2 and not times):
        return None
    return sum((amount * max(count, 1) for amount, count in amounts), Decimal())


def step_dose(text: str, told: Decimal | None) -> Decimal | None:
    """What a step comes to in mg a day: as it was told beside its words, else as they say it (`50 mg x 3`)."""
    if told is not None:
        return told
    said, read = daily_dose_in(text), read_dose(text)
    return read.dose if said is None and read.unit == MG else said
