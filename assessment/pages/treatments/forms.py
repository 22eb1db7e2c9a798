"""The forms of a treatment: the whole row, and the quick line."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import Choice, FieldOptions
from assessment.models import Treatment
from assessment.pages.bound_field import PageField, PageForm
from assessment.pages.day_fields import PartialDayField, day_field, hold_against_birth
from assessment.pages.fields import (
    LONGEST_TEXT,
    UNANSWERED,
    YES_NO,
    SeenVersionField,
)
from assessment.pages.treatments.dose_field import DoseField, ask_about_dose, strength_in
from assessment.record.clock import today
from assessment.rules.facts import UNSUITABLE
from assessment.treatments.ledger import TreatmentValues, dose_of, start_of, stop_of
from guidelines.medicines.model import MG, MG_A_DAY, MICROGRAMS, MICROGRAMS_PER_HOUR, NO_MEDICINES, Medicine, Medicines
from guidelines.vocabulary.model import TreatmentField, Vocabulary

ORDER = [
    *("name", "kind", "atc", "status", "effect", "daily_dose_mg", "dose_unit", "fast_acting", "started", "stopped"),
    *("stopped_for_side_effects", "reason", "side_effects", "last_specialist_review"),
]
QUICK = ("name", "kind", "atc", "daily_dose_mg", "dose_unit", "status", "effect")
UNIT_CHOICES = [(MG, _("mg a day")), (MICROGRAMS, _("µg a day")), (MICROGRAMS_PER_HOUR, _("µg per hour (patch)"))]
PARTIAL_DATES = ("started", "stopped")
MOST_SUGGESTED = 5


class TreatmentForm(PageForm, forms.Form):
    """One row of the treatments, built from the vocabulary's fields. Unknown is a choice of its own.

    Kind and ATC code follow from a medicine that the list knows, unless they are chosen. `row` is the row that the form
    changes, if any: it must say which version of it, and a dose that was confirmed there is not asked about again.
    """

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        vocabulary: Vocabulary,
        medicines: Medicines = NO_MEDICINES,
        born: date | None = None,
        row: Treatment | None = None,
        initial: dict[str, object] | None = None,
        prefix: str | None = None,
        auto_id: str = "id_%s",
    ) -> None:
        super().__init__(data, initial=initial, prefix=prefix, auto_id=auto_id)
        self.medicines = medicines
        self.row = row
        if row:
            self.fields["seen_version"] = SeenVersionField()
        for key, field in vocabulary.treatment_fields.items():
            self.fields[key] = treatment_form_field(field, vocabulary)
        self.fields["dose_unit"] = forms.ChoiceField(
            choices=UNIT_CHOICES, label=_("Unit of the dose"), required=False, initial=MG
        )
        self.fields["reason"] = forms.CharField(
            max_length=LONGEST_TEXT,
            label=_("Why was it started, stopped or not used?"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.fields["name"].widget.attrs |= {"list": "medicine-names", "autocomplete": "off"}
        self.order_fields(ORDER)
        hold_against_birth(self.fields, born)
        self.dose_confirmed = False
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
        self._suggest()

    def _check_status(self) -> None:
        """What is in use was not stopped, and only what was tried has an effect."""
        started, stopped, status, effect = (
            self.cleaned_data.get(key) for key in ("started", "stopped", "status", "effect")
        )
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
        unit, dose = said["dose_unit"] or MG, said["daily_dose_mg"]
        started, stopped = said["started"], said["stopped"]
        return {
            "name": said["name"],
            "kind": said["kind"],
            "atc": said["atc"],
            "status": said["status"],
            "effect": said["effect"] or "not_assessed",
            "daily_dose_mg": None if dose is None else (dose * MG_A_DAY[unit]).quantize(Decimal("0.001")),
            "dose_unit": unit,
            "dose_confirmed": self.dose_confirmed,
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
        """What stands in the form as it was sent, for a draft; empty where nobody has typed anything."""
        sent = {key: str(self.data.get(key) or "")[:LONGEST_TEXT] for key in self.fields}
        return sent if any(text for key, text in sent.items() if key not in ("dose_unit", "seen_version")) else {}


def treatment_form_field(field: TreatmentField, vocabulary: Vocabulary) -> forms.Field:
    """The form field of one of the vocabulary's treatment fields."""
    help_text = " · ".join(part for part in (field.unit, field.help) if part)
    common: FieldOptions = {"label": field.label, "help_text": help_text, "required": field.required}
    if field.key == "kind":
        return forms.ChoiceField(choices=kind_choices(vocabulary), **common)
    match field.type:
        case "choice":
            unanswered = [] if field.required or "not_assessed" in field.values else [UNANSWERED]
            return forms.ChoiceField(choices=[*field.values.items(), *unanswered], widget=forms.RadioSelect, **common)
        case "bool" if field.key == "fast_acting":
            return forms.ChoiceField(choices=[*YES_NO, ("", _("Unknown"))], widget=forms.RadioSelect, **common)
        case "bool":
            return forms.ChoiceField(choices=YES_NO, widget=forms.RadioSelect, **common)
        case "number":
            common["help_text"] = field.help
            return DoseField(**common)
        case "date" if field.key in PARTIAL_DATES:
            common["help_text"] = _("A month (03.2024), a year (2024) or how long ago (3 years) will do.")
            return PartialDayField(latest=today(), **common)
        case "date":
            return day_field(latest=today(), **common)
    column = Treatment._meta.get_field(field.key)
    return forms.CharField(
        max_length=getattr(column, "max_length", None) or LONGEST_TEXT, widget=forms.TextInput(), **common
    )


def kind_choices(vocabulary: Vocabulary) -> list[Choice]:
    """The kinds of treatment, medicines and others apart."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in vocabulary.treatment_kinds.values():
        groups.setdefault(kind.group, []).append((kind.key, kind.label))
    labels = {"drug": _("Medicines"), "non_drug": _("Other treatment")}
    return [("", _("Choose")), *((labels[group], kinds) for group, kinds in groups.items())]


def initial_of(row: Treatment) -> dict[str, object]:
    """A row as its form shows it."""
    words = {True: "true", False: "false", None: ""}
    values = {field.name: getattr(row, field.name) for field in Treatment._meta.fields}
    return values | {
        "daily_dose_mg": dose_of(row),
        "fast_acting": words[row.fast_acting],
        "stopped_for_side_effects": words[row.stopped_for_side_effects],
        "started": str(start_of(row) or ""),
        "stopped": str(stop_of(row) or ""),
    }


def narrow(form: TreatmentForm, vocabulary: Vocabulary) -> None:
    """Show status and effect as lists, in forms that put a treatment on one line. Nothing is chosen beforehand."""
    for key, label in (("status", _("Choose")), ("effect", _("Not assessed"))):
        choices = [(value, text) for value, text in vocabulary.treatment_fields[key].values.items()]
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
