"""Finds two rows of the same medicine. Forms ask about them once, and never refuse them."""

from collections.abc import Iterable

from assessment.models import Treatment
from guidelines.medicines.model import Medicines, fold


def twin_of(name: str, atc: str, unit: str, medicines: Medicines, standing: Iterable[Treatment]) -> Treatment | None:
    """The first of these rows with the same medicine or the same name; None if there is none."""
    medicine = medicines.of_row(name, atc, unit)
    for row in standing:
        theirs = medicines.of_row(row.name, row.atc, row.dose_unit)
        if (medicine and medicine is theirs) or (row.name and fold(row.name) == fold(name)):
            return row
    return None


def added_up(standing: Iterable[Treatment]) -> list[Treatment]:
    """Those of the rows whose doses are added up: in use, and not only as needed."""
    return [row for row in standing if row.status == "current" and not row.as_needed]
