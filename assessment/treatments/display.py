"""One treatment in Danish words, as screens show it; journal and letter use the same words."""

from dataclasses import dataclass

from assessment.models import Treatment
from assessment.rules.medication.taper_dose import TaperedDose
from assessment.treatments.ledger import dose_of, other_dose_noted_on, start_of, stop_of
from guidelines.medicines.model import MG_A_DAY
from guidelines.vocabulary.model import Vocabulary, display_value

UNITS_IN_WORDS = {"mg": "mg i døgnet", "ug": "µg i døgnet", "ug_h": "µg pr. time (plaster)"}
# The same without an abbreviation but that of the milligram, which stands on the package.
PLAIN_UNITS = {"mg": "mg i døgnet", "ug": "mikrogram i døgnet", "ug_h": "mikrogram i timen"}
SPEEDS: dict[bool | None, str] = {True: "hurtigtvirkende", False: "langsomtvirkende"}
NOT_ASSESSED = "not_assessed"
ON_HOLD, ON_HOLD_SINCE, AS_NEEDED = "På pause", "På pause siden", "efter behov"


@dataclass(frozen=True)
class TreatmentDisplay:
    """One treatment in Danish words."""

    row: Treatment
    title: str
    dose: str
    status: str
    effect: str
    side_effects: str
    time: str

    @property
    def started(self) -> str:
        """When it started, as precisely as it was told; empty if not recorded."""
        return str(start_of(self.row) or "")

    @property
    def stopped(self) -> str:
        """When it stopped, as precisely as it was told; empty if not recorded."""
        return str(stop_of(self.row) or "")

    @property
    def speed(self) -> str:
        """How fast an opioid acts; empty if not recorded."""
        return SPEEDS.get(self.row.fast_acting, "")


def display_treatment(row: Treatment, vocabulary: Vocabulary) -> TreatmentDisplay:
    fields = vocabulary.treatment_fields
    kind = vocabulary.treatment_kinds[row.kind].label
    return TreatmentDisplay(
        row=row,
        title=f"{row.name}, {kind}" if row.name and row.name.lower() != kind.lower() else row.name or kind,
        dose=_dose_words(told_dose(row), getattr(row, "tapered", None)),
        status=ON_HOLD if row.on_hold else fields["status"].values[row.status],
        effect=effect_on_its_dose(fields["effect"].values[row.effect], row),
        side_effects=side_effects_of(row),
        time=time_of(row),
    )


def dose_noted_on(row: Treatment) -> str:
    """On which dose effect and side effects were noted, where the patient takes another now; else empty."""
    dose = other_dose_noted_on(row)
    if dose is None:
        return ""
    return f"ved {display_value(float(dose / MG_A_DAY[row.dose_unit]), {}, UNITS_IN_WORDS[row.dose_unit])}"


def effect_on_its_dose(effect: str, row: Treatment) -> str:
    """An effect in words, with the dose that it was noted on where that is another than now's."""
    on = dose_noted_on(row)
    return f"{effect} {on}" if on and row.effect != NOT_ASSESSED else effect


def side_effects_of(row: Treatment) -> str:
    """The side effects on one line, with the same dose; empty if none are noted."""
    told, on = " ".join(row.side_effects.split()), dose_noted_on(row)
    return f"{told} ({on})" if told and on else told


def told_dose(row: Treatment) -> str:
    """The dose as the row has it, or that it is taken as needed; empty if not recorded."""
    dose = dose_of(row)
    if dose is None:
        return AS_NEEDED if row.as_needed else ""
    return display_value(float(dose), {}, UNITS_IN_WORDS[row.dose_unit])


def dose_for_patient(row: Treatment) -> str:
    """The dose of today in plain words; of a taper step as it was agreed. Empty if not recorded."""
    if row.tapered:
        return row.tapered.dose
    dose = dose_of(row)
    if dose is None:
        return AS_NEEDED if row.as_needed else ""
    return display_value(float(dose), {}, PLAIN_UNITS[row.dose_unit])


def _dose_words(told: str, tapered: TaperedDose | None) -> str:
    """The dose of today; where a taper step has changed it, the step's once, and the earlier one as such."""
    if tapered is None:
        return told
    now = tapered.dose
    if tapered.daily_dose_mg is not None:
        now = f"{display_value(float(tapered.daily_dose_mg), {}, UNITS_IN_WORDS['mg'])} ({tapered.dose})"
    step = f"nedtrapning, trin {tapered.step}, {tapered.done_on:%d.%m.%Y}"
    return f"{now}, {step}; tidligere {told}" if told else f"{now}, {step}"


def time_of(row: Treatment) -> str:
    """From when to when, as precisely as it was told; empty if neither is recorded."""
    started, stopped = start_of(row), stop_of(row)
    if row.on_hold and stopped:
        paused = f"{ON_HOLD_SINCE.lower()} {stopped}"
        return f"fra {started}, {paused}" if started else paused
    if started and stopped:
        return f"{started}–{stopped}"
    if started:
        return f"siden {started}" if row.status == "current" else f"fra {started}"
    return f"til {stopped}" if stopped else ""


def years_of(row: Treatment) -> str:
    """From which year to which; empty if neither is recorded."""
    started, stopped = row.started, row.stopped
    if row.status == "current":
        return f"siden {started.year}" if started else ""
    years = dict.fromkeys(str(one.year) for one in (started, stopped) if one)
    return "–".join(years)
