"""Finds two rows of the same medicine. Forms ask about them once, and never refuse them."""

from collections.abc import Iterable

from assessment.models import Treatment
from assessment.rules.medication.medicine_list import read_line
from guidelines.medicines.model import Medicine, Medicines, fold

# Kinds of which two rows are hardly the same medicine.
ANYTHING = ("other_drug", "other_serotonergic")


def twin_of(name: str, atc: str, unit: str, medicines: Medicines, standing: Iterable[Treatment]) -> Treatment | None:
    """The first of these rows with the same medicine or the same name; None if there is none.

    A row that was kept with its strength in the name is of that medicine; one of which only the kind is known may be
    any medicine of its kind.
    """
    medicine = _medicine_of(name, atc, unit, medicines)
    for row in standing:
        theirs = _medicine_of(row.name, row.atc, row.dose_unit, medicines)
        is_perhaps = medicine and not row.name and not row.atc and row.kind == medicine.kind not in ANYTHING
        if (medicine and medicine is theirs) or (row.name and fold(row.name) == fold(name)) or is_perhaps:
            return row
    return None


def _medicine_of(name: str, atc: str, unit: str, medicines: Medicines) -> Medicine | None:
    return medicines.of_row(name, atc, unit) or (read_line(name, medicines).medicine if name else None)


def added_up(standing: Iterable[Treatment]) -> list[Treatment]:
    """Those of the rows whose doses are added up: in use, and not only as needed."""
    return [row for row in standing if row.status == "current" and not row.as_needed]
