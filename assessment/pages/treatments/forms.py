"""The forms of a treatment: the whole row, and the quick line."""

from collections.abc import Mapping, MutableMapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.models import Treatment
from assessment.pages.bound_field import PageField, PageForm
from assessment.pages.day_fields import hold_against_birth
from assessment.pages.fields import LONGEST_TEXT, SeenVersionField
from assessment.pages.treatments.dose_field import DoseField, ask_about_dose, strength_in
from assessment.pages.treatments.row_consequences import RowsAround, ask_about_consequences
from assessment.pages.treatments.row_fields import (
    PAUSED,
    fields_beside_the_content,
    treatment_form_field,
    with_paused,
)
from assessment.pages.treatments.row_questions import (
    MEANING,
    PLAN_VERSION,
    add_plan_question,
    ask_about_twin,
    check_paused,
    check_plan_question,
)
from assessment.rules.facts import UNSUITABLE
from assessment.rules.medication.medicine_list import read_line, says_how_often
from assessment.rules.medication.usual_doses import smallest_as_read
from assessment.treatments.ledger import TreatmentValues, dose_of, other_dose_noted_on, start_of, stop_of
from assessment.treatments.twins import added_up, twin_of
from guidelines.medicines.model import MG, MG_A_DAY, MICROGRAMS, MICROGRAMS_PER_HOUR, NO_MEDICINES, Medicine, Medicines
from guidelines.vocabulary.model import Vocabulary

ORDER = [
    *("name", "kind", "atc", "status", "effect", "daily_dose_mg", "dose_unit", "as_needed", "fast_acting", "started"),
    *("stopped", "stopped_for_side_effects", "reason", "side_effects", "last_specialist_review"),
]
# Of a row whose effect was noted on another dose.
HOLDS = "effect_holds"
QUICK = ("name", "kind", "atc", "daily_dose_mg", "dose_unit", "status", "effect")
MOST_SUGGESTED = 5


class TreatmentForm(PageForm, forms.Form):
    """One row of the treatments, built from the vocabulary's fields. Unknown is a choice of its own.

    Kind and ATC code follow from a medicine that the list knows, unless they are chosen. `row` is the row that the form
    changes, if any: it must say which version of it, and what was confirmed there is not asked about again. `around` is
    the list that it stands in; `has_plan`: a taper plan of the row is not over.
    """

    asks_about_plan = False

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        vocabulary: Vocabulary,
        medicines: Medicines = NO_MEDICINES,
        born: date | None = None,
        row: Treatment | None = None,
        around: RowsAround | None = None,
        has_plan: bool = False,
        initial: dict[str, object] | None = None,
        prefix: str | None = None,
        auto_id: str = "id_%s",
    ) -> None:
        super().__init__(data, initial=initial, prefix=prefix, auto_id=auto_id)
        self.medicines = medicines
        self.row = row
        self.around = around
        if row:
            self.fields["seen_version"] = SeenVersionField()
        for key, field in vocabulary.treatment_fields.items():
            self.fields[key] = treatment_form_field(field, vocabulary)
        self.fields |= fields_beside_the_content()
        self.fields["name"].widget.attrs |= {"list": "medicine-names", "autocomplete": "off"}
        if row and other_dose_noted_on(row) is not None:
            self.fields[HOLDS] = forms.BooleanField(
                label=_("Effect and side effects hold on the dose of today too"), required=False
            )
        if has_plan:
            add_plan_question(self)
        self.order_fields([*ORDER[:8], MEANING, *ORDER[8:-1], HOLDS, ORDER[-1]])
        hold_against_birth(self.fields, born)
        self.dose_confirmed = self.twin_confirmed = False
        if data is not None:
            self._fill_in()
            self._expect_dose()

    def _fill_in(self) -> None:
        """Take name, kind and code from the medicine that was named, where they are not chosen."""
        data = self.data.copy() if hasattr(self.data, "copy") else dict(self.data)
        self._part_name_and_dose(data)
        self.data = data
        medicine = self.medicines.identify(data.get(self.add_prefix("name"), ""))
        if medicine is None:
            return
        if self.medicines.named(data[self.add_prefix("name")]) is None:
            data[self.add_prefix("name")] = medicine.name
        for key, value in (("kind", medicine.kind), ("atc", medicine.code)):
            if not data.get(self.add_prefix(key)):
                data[self.add_prefix(key)] = value

    def _part_name_and_dose(self, data: MutableMapping[str, Any]) -> None:
        """A whole line in the field of the name, `tramadol 50 mg x 3`: the dose goes to its own field as it was typed.

        There it is read, or asked about. A strength alone belongs to the name, and a dose that stands is left alone.
        """
        name, dose = self.add_prefix("name"), self.add_prefix("daily_dose_mg")
        if not data.get(name) or data.get(dose) or self.medicines.named(data[name]):
            return
        line = read_line(data[name], self.medicines)
        place = data[name].find(line.name)
        rest = data[name][place + len(line.name) :].strip(" ,;:") if line.medicine and place >= 0 else ""
        if rest and says_how_often(rest):
            data[name], data[dose] = line.name, rest

    def _expect_dose(self) -> None:
        """Tell the field of the dose what was named: between two readings only its highest dose decides."""
        name, atc, unit = (self.data.get(self.add_prefix(key), "") for key in ("name", "atc", "dose_unit"))
        medicine = self.medicines.of_row(name, atc, unit)
        field = self.fields["daily_dose_mg"]
        assert isinstance(field, DoseField)
        field.unit = unit if unit in MG_A_DAY else MG
        field.highest_mg = medicine.highest_mg if medicine else None
        field.smallest = smallest_as_read(medicine)
        field.strength = strength_in(name)

    def clean(self) -> None:
        """Refuse what cannot be true of one row, with what was typed kept."""
        super().clean()
        self._check_status()
        field, dose = self.fields["daily_dose_mg"], self.cleaned_data.get("daily_dose_mg")
        if dose is not None:
            if isinstance(field, DoseField) and field.told_unit:
                self.cleaned_data["dose_unit"] = field.told_unit
            unit, name, atc = (self.cleaned_data.get(key) or "" for key in ("dose_unit", "name", "atc"))
            medicine = self.medicines.of_row(name, atc)
            self._check_unit(dose, unit or MG, medicine)
            if medicine and "dose_unit" not in self.errors:
                self._ask_about_dose(dose, unit or MG, medicine)
        check_paused(self)
        self._check_twin()
        ask_about_consequences(self, self.around, self.row)
        self._check_plan()
        self._suggest()

    def _check_status(self) -> None:
        """What is in use was not stopped, and only what was tried has an effect."""
        said = self.cleaned_data
        started, stopped, status, effect = map(said.get, ("started", "stopped", "status", "effect"))
        if started and stopped and stopped.latest < started.day:
            self.add_error("stopped", _("The treatment cannot stop before it started."))
        if status == "current" and stopped:
            self.add_error("stopped", _("A treatment in use has no stop date. Choose “stopped”, or remove the date."))
        if status == "current" and self.cleaned_data.get("stopped_for_side_effects") == "true":
            self.add_error(
                "stopped_for_side_effects",
                _("A treatment in use was not stopped. Choose “stopped”, or answer no here."),
            )
        if status in UNSUITABLE and effect not in ("", None, "not_assessed"):
            self.add_error(
                "effect", _("Only what was tried has an effect. Choose “in use” or “stopped”, or take the effect away.")
            )

    def _check_unit(self, dose: Decimal, unit: str, medicine: Medicine | None) -> None:
        """Only patches are counted in µg per hour, and they are counted in nothing else."""
        if unit == MICROGRAMS_PER_HOUR and dose * 10 % 1:
            self.add_error("daily_dose_mg", _("Write µg per hour with at most one decimal."))
        if unit == MICROGRAMS and dose % 1:
            self.add_error("daily_dose_mg", _("Write µg a day without decimals."))
        if medicine and medicine.unit == MICROGRAMS_PER_HOUR != unit:
            self.add_error("dose_unit", _("Write the strength of a patch in µg per hour."))
        if medicine and medicine.unit != MICROGRAMS_PER_HOUR == unit:
            self.add_error("dose_unit", _("Only patches are counted in µg per hour. Choose mg a day."))

    def _ask_about_dose(self, dose: Decimal, unit: str, medicine: Medicine) -> None:
        """A dose higher than any in use is asked about, unless it was confirmed in the row already."""
        dose_mg = dose * MG_A_DAY[unit]
        if medicine.is_beyond(dose_mg):
            stands = self.row is not None and self.row.dose_confirmed and self.row.daily_dose_mg == dose_mg
            self.dose_confirmed = stands or ask_about_dose(
                self, "daily_dose_mg", dose_mg=dose_mg, unit=unit, medicine=medicine
            )

    def _check_twin(self) -> None:
        """A medicine that stands in the list already, in use both times, is asked about: its doses are added up."""
        said = self.cleaned_data
        name, atc, unit = (said.get(key) or "" for key in ("name", "atc", "dose_unit"))
        in_use = said.get("status") == "current" and not said.get("as_needed")
        twin = twin_of(name, atc, unit or MG, self.medicines, added_up(self._standing())) if in_use else None
        if twin is not None:
            stands = self.row is not None and (self.row.twin_confirmed or twin.twin_confirmed)
            self.twin_confirmed = bool(self.row and self.row.twin_confirmed) if stands else ask_about_twin(self, twin)

    def _standing(self) -> list[Treatment]:
        """The rows that are there besides this one."""
        return self.around.others if self.around else []

    def _check_plan(self) -> None:
        """Another dose of a medicine that is tapered, or its end, is asked about."""
        if self.row is not None and MEANING in self.fields and "daily_dose_mg" not in self.errors:
            status = self.cleaned_data.get("status")
            self.asks_about_plan = check_plan_question(self, self.row, status=status, dose_mg=self._dose_mg())

    def _dose_mg(self) -> Decimal | None:
        """The dose as the model keeps it."""
        dose: Decimal | None = self.cleaned_data.get("daily_dose_mg")
        unit = self.cleaned_data.get("dose_unit") or MG
        return None if dose is None else (dose * MG_A_DAY[unit]).quantize(Decimal("0.001"))

    def _suggest(self) -> None:
        """A name that the list does not know, without a kind: say which medicines it may mean."""
        found = [] if self["kind"].value() else self.medicines.search(self.cleaned_data.get("name", ""))
        if found:
            names = ", ".join(medicine.name for medicine in found[:MOST_SUGGESTED])
            self.add_error("name", _("Do you mean: %(names)s? Otherwise choose the kind below.") % {"names": names})

    @property
    def reckoned(self) -> str:
        """How the dose came about, where it was not typed as a number of mg a day."""
        field = self.fields["daily_dose_mg"]
        return field.reckoned if isinstance(field, DoseField) else ""

    def clean_atc(self) -> str:
        code: str = self.cleaned_data["atc"]
        return code.strip().upper()

    def values(self) -> TreatmentValues:
        """The row's values as the model keeps them: the dose in mg a day, dates with how precise they are."""
        said = self.cleaned_data
        started, stopped = said["started"], said["stopped"]
        on_hold = said["status"] == PAUSED
        noted: TreatmentValues = {"noted_dose_mg": None} if said.get(HOLDS) else {}
        return {
            **noted,
            "name": said["name"],
            "kind": said["kind"],
            "atc": said["atc"],
            "status": "stopped" if on_hold else said["status"],
            "on_hold": on_hold,
            "as_needed": said["as_needed"],
            "effect": said["effect"] or "not_assessed",
            "daily_dose_mg": self._dose_mg(),
            "dose_unit": said["dose_unit"] or MG,
            "dose_confirmed": self.dose_confirmed,
            "twin_confirmed": self.twin_confirmed,
            "fast_acting": {"true": True, "false": False}.get(said["fast_acting"]),
            "started": started.day if started else None,
            "started_precision": started.precision if started else "day",
            "stopped": stopped.day if stopped else None,
            "stopped_precision": stopped.precision if stopped else "day",
            "stopped_for_side_effects": said["stopped_for_side_effects"] == "true",
            "reason": said["reason"],
            "side_effects": said["side_effects"],
            "last_specialist_review": said["last_specialist_review"],
        }

    def typed(self) -> dict[str, str]:
        """What stands in the form as it was sent, for a draft; empty if nobody has typed anything."""
        sent = {key: str(self.data.get(key) or "")[:LONGEST_TEXT] for key in self.fields}
        by_the_page = ("dose_unit", "seen_version", PLAN_VERSION)
        return sent if any(text for key, text in sent.items() if key not in by_the_page) else {}


def initial_of(row: Treatment) -> dict[str, object]:
    """A row as its form shows it: with the dose of today, also where a taper step has made it so."""
    words = {True: "true", False: "false", None: ""}
    values = {field.name: getattr(row, field.name) for field in Treatment._meta.fields}
    tapered = row.tapered
    dose = dose_of(row) if tapered is None else tapered.daily_dose_mg and tapered.daily_dose_mg.normalize() + 0
    return values | {
        "daily_dose_mg": dose,
        "dose_unit": row.dose_unit if tapered is None else MG,
        "as_needed": row.as_needed and tapered is None,
        "status": PAUSED if row.on_hold else row.status,
        "fast_acting": words[row.fast_acting],
        "stopped_for_side_effects": words[row.stopped_for_side_effects],
        "started": str(start_of(row) or ""),
        "stopped": str(stop_of(row) or ""),
    }


def narrow(form: TreatmentForm, vocabulary: Vocabulary) -> None:
    """Show status and effect as lists, in forms that put a treatment on one line. Nothing is chosen beforehand."""
    for key, label in (("status", _("Choose")), ("effect", _("Not assessed"))):
        values = vocabulary.treatment_fields[key].values
        choices = with_paused(values) if key == "status" else [*values.items()]
        field = form.fields[key]
        assert isinstance(field, forms.ChoiceField)
        field.widget = forms.Select()
        field.choices = [("", label), *(choice for choice in choices if choice[0] != "not_assessed")]
    for key in QUICK:
        form.fields[key].label = SHORT_LABELS[key]
        form.fields[key].help_text = ""


SHORT_LABELS = {
    "name": _("Medicine or offer"),
    "kind": _("Kind"),
    "atc": _("ATC"),
    "daily_dose_mg": _("Dose"),
    "dose_unit": _("Unit"),
    "status": _("Status"),
    "effect": _("Effect"),
}


class QuickTreatmentForm(TreatmentForm):
    """The same row on one line. What the line has no room for is kept hidden when it was typed elsewhere."""

    def __init__(self, *, vocabulary: Vocabulary, medicines: Medicines, initial: dict[str, object]) -> None:
        super().__init__(vocabulary=vocabulary, medicines=medicines, initial=initial, auto_id="quick_%s")
        narrow(self, vocabulary)

    def shown(self) -> list[PageField]:
        return [self[key] for key in QUICK]

    def kept(self) -> list[PageField]:
        return [self[key] for key in self.fields if key not in QUICK and self.initial.get(key)]
