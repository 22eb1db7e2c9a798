"""The forms of a treatment: the whole row, and the quick line."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.models import Treatment
from assessment.pages.day_fields import hold_against_birth
from assessment.pages.fields import LONGEST_TEXT, SeenVersionField
from assessment.pages.treatments.dose_field import DoseField, ask_about_dose, strength_in
from assessment.pages.treatments.row_fields import (
    PARTIAL_DATES,
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
from assessment.rules.medication.usual_doses import smallest_as_read
from assessment.treatments.ledger import dose_of, start_of, stop_of
from assessment.treatments.twins import added_up, twin_of
from guidelines.medicines.model import MG, MG_A_DAY, MICROGRAMS, MICROGRAMS_PER_HOUR, NO_MEDICINES, Medicines
from guidelines.vocabulary.model import Vocabulary

ORDER = [
    *("name", "kind", "atc", "status", "effect", "daily_dose_mg", "dose_unit", "as_needed", "fast_acting", "started"),
    *("stopped", "stopped_for_side_effects", "reason", "side_effects", "last_specialist_review"),
]
QUICK = ("name", "kind", "atc", "daily_dose_mg", "dose_unit", "status", "effect")
MOST_SUGGESTED = 5


class TreatmentForm(forms.Form):
    """One row of the treatments, built from the vocabulary's fields. Unknown is a choice of its own.

    Kind and ATC code follow from a medicine that the list knows, unless they are chosen. `row` is the row that the form
    changes, if any: it must say which version of it, and what was confirmed there is not asked about again. `standing`
    are the other rows of the list; `has_plan`: a taper plan of the row is not over.
    """

    asks_about_plan = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        vocabulary: Vocabulary,
        medicines: Medicines = NO_MEDICINES,
        born: date | None = None,
        row: Treatment | None = None,
        standing: Iterable[Treatment] = (),
        has_plan: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.medicines = medicines
        self.row = row
        self.standing = standing
        if row:
            self.fields["seen_version"] = SeenVersionField()
        for key, field in vocabulary.treatment_fields.items():
            self.fields[key] = treatment_form_field(field, vocabulary)
        self.fields |= fields_beside_the_content()
        self.fields["name"].widget.attrs |= {"list": "medicine-names", "autocomplete": "off"}
        if has_plan:
            add_plan_question(self)
        self.order_fields([*ORDER[:8], MEANING, *ORDER[8:]])
        hold_against_birth(self.fields, born)
        self.dose_confirmed = self.twin_confirmed = False
        if data is not None:
            self._fill_in()
            self._expect_dose()

    def _fill_in(self) -> None:
        """Take name, kind and code from the medicine that was named, where they are not chosen."""
        data = self.data.copy() if hasattr(self.data, "copy") else dict(self.data)
        medicine = self.medicines.identify(data.get(self.add_prefix("name"), ""))
        if medicine is None:
            return
        if self.medicines.named(data[self.add_prefix("name")]) is None:
            data[self.add_prefix("name")] = medicine.name
        for key, value in (("kind", medicine.kind), ("atc", medicine.code)):
            if not data.get(self.add_prefix(key)):
                data[self.add_prefix(key)] = value
        self.data = data

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

    def clean(self) -> dict[str, Any]:
        """Refuse what cannot be true of one row, with what was typed kept."""
        cleaned = super().clean() or self.cleaned_data
        started, stopped = cleaned.get("started"), cleaned.get("stopped")
        if started and stopped and stopped.latest < started.day:
            self.add_error("stopped", _("The treatment cannot stop before it started."))
        if cleaned.get("status") == "current":
            if stopped:
                self.add_error(
                    "stopped", _("A treatment in use has no stop date. Choose “stopped”, or remove the date.")
                )
            if cleaned.get("stopped_for_side_effects") == "true":
                self.add_error(
                    "stopped_for_side_effects",
                    _("A treatment in use was not stopped. Choose “stopped”, or answer no here."),
                )
        field = self.fields["daily_dose_mg"]
        if isinstance(field, DoseField) and field.told_unit and cleaned.get("daily_dose_mg") is not None:
            cleaned["dose_unit"] = field.told_unit
        if cleaned.get("status") in UNSUITABLE and cleaned.get("effect") not in ("", None, "not_assessed"):
            self.add_error(
                "effect", _("Only what was tried has an effect. Choose “in use” or “stopped”, or take the effect away.")
            )
        check_paused(self, cleaned)
        self._check_unit(cleaned)
        self._check_twin(cleaned)
        if self.row is not None and MEANING in self.fields and "daily_dose_mg" not in self.errors:
            dose_mg, status = self._dose_mg(cleaned), cleaned.get("status")
            self.asks_about_plan = check_plan_question(self, self.row, status=status, dose_mg=dose_mg)
        self._suggest(cleaned)
        return cleaned

    def _check_unit(self, cleaned: dict[str, Any]) -> None:
        """Only patches are counted in µg per hour, and they are counted in nothing else. What is unlikely is asked."""
        medicine = self.medicines.of_row(cleaned.get("name", ""), cleaned.get("atc", ""))
        dose, unit = cleaned.get("daily_dose_mg"), cleaned.get("dose_unit") or MG
        if dose is None:
            return
        if unit == MICROGRAMS_PER_HOUR and dose * 10 % 1:
            self.add_error("daily_dose_mg", _("Write µg per hour with at most one decimal."))
        if unit == MICROGRAMS and dose % 1:
            self.add_error("daily_dose_mg", _("Write µg a day without decimals."))
        if medicine and medicine.unit == MICROGRAMS_PER_HOUR != unit:
            self.add_error("dose_unit", _("Write the strength of a patch in µg per hour."))
        if medicine and medicine.unit != MICROGRAMS_PER_HOUR == unit:
            self.add_error("dose_unit", _("Only patches are counted in µg per hour. Choose mg a day."))
        dose_mg = dose * MG_A_DAY[unit]
        if medicine and "dose_unit" not in self.errors and medicine.is_beyond(dose_mg):
            stands = self.row is not None and self.row.dose_confirmed and self.row.daily_dose_mg == dose_mg
            self.dose_confirmed = stands or ask_about_dose(
                self, "daily_dose_mg", dose_mg=dose_mg, unit=unit, medicine=medicine
            )

    def _check_twin(self, cleaned: dict[str, Any]) -> None:
        """A medicine that stands in the list already, in use both times, is asked about: its doses are added up."""
        name, atc, unit = (cleaned.get(key) or "" for key in ("name", "atc", "dose_unit"))
        in_use = cleaned.get("status") == "current" and not cleaned.get("as_needed")
        twin = twin_of(name, atc, unit or MG, self.medicines, added_up(self.standing)) if in_use else None
        if twin is not None:
            stands = self.row is not None and (self.row.twin_confirmed or twin.twin_confirmed)
            self.twin_confirmed = bool(self.row and self.row.twin_confirmed) if stands else ask_about_twin(self, twin)

    @staticmethod
    def _dose_mg(cleaned: Mapping[str, Any]) -> Decimal | None:
        """The dose as the model keeps it."""
        dose = cleaned.get("daily_dose_mg")
        milligrams = None if dose is None else Decimal(dose) * MG_A_DAY[cleaned.get("dose_unit") or MG]
        return None if milligrams is None else milligrams.quantize(Decimal("0.001"))

    def _suggest(self, cleaned: dict[str, Any]) -> None:
        """A name that the list does not know, without a kind: say which medicines it may mean."""
        found = [] if self["kind"].value() else self.medicines.search(cleaned.get("name", ""))
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

    def values(self) -> dict[str, Any]:
        """The row's values as the model keeps them: the dose in mg a day, dates with how precise they are."""
        values: dict[str, Any] = {key: self.cleaned_data[key] for key in ORDER}
        values |= {"dose_confirmed": self.dose_confirmed, "twin_confirmed": self.twin_confirmed}
        values["fast_acting"] = {"true": True, "false": False}.get(values["fast_acting"])
        values["stopped_for_side_effects"] = values["stopped_for_side_effects"] == "true"
        values["effect"] = values["effect"] or "not_assessed"
        values["dose_unit"] = values["dose_unit"] or MG
        values["daily_dose_mg"] = self._dose_mg(values)
        values["on_hold"] = values["status"] == PAUSED
        values["status"] = "stopped" if values["on_hold"] else values["status"]
        for key in PARTIAL_DATES:
            told = values[key]
            values[key] = told.day if told else None
            values[f"{key}_precision"] = told.precision if told else "day"
        return values

    def typed(self) -> dict[str, str]:
        """What stands in the form as it was sent, for a draft; empty where nobody has typed anything."""
        sent = {key: str(self.data.get(key) or "")[:LONGEST_TEXT] for key in self.fields}
        by_the_page = ("dose_unit", "seen_version", PLAN_VERSION)
        return sent if any(text for key, text in sent.items() if key not in by_the_page) else {}


def initial_of(row: Treatment) -> dict[str, Any]:
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

    def __init__(self, *args: Any, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, vocabulary=vocabulary, auto_id="quick_%s", **kwargs)
        narrow(self, vocabulary)

    def shown(self) -> list[Any]:
        return [self[key] for key in QUICK]

    def kept(self) -> list[Any]:
        return [self[key] for key in self.fields if key not in QUICK and self.initial.get(key)]
