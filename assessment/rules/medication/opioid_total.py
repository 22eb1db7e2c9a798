"""The opioids in use as milligrams of oral morphine a day: an overview, never for conversion. Pure Python.

The factors are those of the table that the content names, with its source; methadone has no single factor.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assessment.rules.facts import OPIOIDS, TreatmentRow
from guidelines.medicines.model import FactorTable, Medicine, Medicines
from guidelines.vocabulary.numbers import number_in_danish

NO_DOSE = "Døgndosis er ukendt."
AS_NEEDED = "Tages efter behov: der er ingen fast døgndosis."
NO_NAME = "Præparatet er ikke nævnt."
NOT_IN_LIST = "Præparatet er ikke på listen over lægemidler, eller formen er ikke kendt (tablet, plaster, …)."
OPIOID_CODES = ("N02A", "R05DA04", "N07BC")


@dataclass(frozen=True)
class OpioidUse:
    """One opioid in use. `morphine_mg` is None if it cannot be worked out, and `unknown` then says why.

    `unconfirmed`: the dose is higher than any in use, and nobody has said that it is right. `medicine` is what the list
    calls it.
    """

    row: TreatmentRow
    name: str
    factor: Decimal | None = None
    morphine_mg: Decimal | None = None
    unknown: str = ""
    unconfirmed: bool = False
    medicine: str = ""

    @property
    def dose(self) -> str:
        """The dose in mg a day in Danish; empty if not recorded."""
        return f"{number_in_danish(Decimal(str(self.row.daily_dose_mg)))} mg" if self.row.daily_dose_mg else ""


@dataclass(frozen=True)
class OpioidExposure:
    uses: tuple[OpioidUse, ...]
    table: FactorTable | None
    warning: str

    @property
    def total_mg(self) -> Decimal | None:
        """Milligrams of oral morphine a day; None if none could be worked out."""
        known = [use.morphine_mg for use in self.uses if use.morphine_mg is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def unconfirmed(self) -> tuple[OpioidUse, ...]:
        """The opioids in the total whose dose nobody has confirmed although it is higher than any in use."""
        return tuple(use for use in self.uses if use.unconfirmed and use.morphine_mg is not None)

    @cached_property
    def doubled(self) -> tuple[str, ...]:
        """The medicines of which several rows are added up without anybody having said that all of them are right."""
        by_medicine: dict[str, list[OpioidUse]] = {}
        for use in self.uses:
            if use.morphine_mg is not None:
                by_medicine.setdefault(use.medicine, []).append(use)
        # Of rows that are all right, all but the first have been asked about.
        asked = (sum(not use.row.twin_confirmed for use in uses) > 1 for uses in by_medicine.values())
        return tuple(uses[0].name for uses, is_open in zip(by_medicine.values(), asked, strict=True) if is_open)

    @property
    def is_complete(self) -> bool:
        """Whether every opioid is in the total. Otherwise the total is `at least`."""
        return all(use.morphine_mg is not None for use in self.uses)


def opioid_exposure(rows: Iterable[TreatmentRow], medicines: Medicines) -> OpioidExposure:
    """Each opioid in use in mg of oral morphine a day, or the reason why that is not known.

    A row counts as an opioid by its kind, by what it is named, or by its ATC code.
    """
    uses = []
    for row in rows:
        medicine = medicines.of_row(row.name, row.atc, row.dose_unit)
        if row.status == "current" and is_opioid(row, medicine):
            uses.append(_use(row, medicine))
    return OpioidExposure(tuple(uses), medicines.table, medicines.warning)


def is_opioid(row: TreatmentRow, medicine: Medicine | None) -> bool:
    return row.kind in OPIOIDS or (medicine is not None and medicine.opioid) or row.atc.upper().startswith(OPIOID_CODES)


def _use(row: TreatmentRow, medicine: Medicine | None) -> OpioidUse:
    name = row.name or (medicine.name if medicine else "")
    if medicine is None or not medicine.opioid:
        return OpioidUse(row, name, unknown=NOT_IN_LIST if name or row.atc else NO_NAME)
    if medicine.factor is None:
        return OpioidUse(row, name, unknown=medicine.factor_unknown)
    if not row.daily_dose_mg:
        return OpioidUse(row, name, medicine.factor, unknown=AS_NEEDED if row.as_needed else NO_DOSE)
    dose = Decimal(str(row.daily_dose_mg))
    morphine = (dose * medicine.factor).quantize(Decimal("0.1")).normalize() + 0
    unconfirmed = medicine.is_beyond(dose) and not row.dose_confirmed
    return OpioidUse(row, name, medicine.factor, morphine, unconfirmed=unconfirmed, medicine=medicine.name)
