"""The dose that a taper step has brought a medicine to. Pure Python."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assessment.rules.medication.dosage.dose import read_dose
from guidelines.medicines.model import MG


@dataclass(frozen=True)
class TaperedDose:
    """The step that the patient stands on: its dose as it was written, and in mg a day where that is known."""

    step: int
    dose: str
    daily_dose_mg: Decimal | None
    done_on: date


def step_dose(text: str, told: Decimal | None) -> Decimal | None:
    """The dose of a step in mg a day: as it was told beside its words, else as they say (`20 + 15 mg`, `50 mg x 3`).

    None if a word is left over, and for one amount that does not say how often it is taken.
    """
    if told is not None:
        return told
    read = read_dose(text)
    return read.dose if read.unit == MG else None
