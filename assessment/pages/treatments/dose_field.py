"""The form field of a dose a day: a number in the chosen unit, or as GPs write it, such as 50 mg x 4."""

import re
from decimal import Decimal
from typing import Unpack

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages.forms import FieldOptions
from assessment.pages.asking import ask
from assessment.pages.bound_field import PageForm
from assessment.rules.medication.dosage.dose import ReadDose, read_dose
from assessment.rules.medication.dosage.grammar import MOST_AT_A_TIME
from assessment.rules.medication.dosage.lexicon import Open
from guidelines.medicines.model import MG, MG_A_DAY, MICROGRAMS, MICROGRAMS_PER_HOUR, SHOWN_UNITS, Medicine
from guidelines.pages.number_field import NumberField, NumberInput
from guidelines.vocabulary.numbers import number_in_danish, number_to_type, read_number, readings_of

HIGHEST_DOSE_MG = 100_000
LONGEST_DOSE = 100
STRENGTH = re.compile(r"(?P<number>\d[\d.,]*)\s*mg\b", re.IGNORECASE)
# `50 x 3`, as it is written where everybody knows the unit.
WITHOUT_UNIT = re.compile(
    r"(?P<number>\d[\d.,]*)\s*[x×*]\s*(?P<times>\d{1,2}(?:\s*(?:da?gl?|dagligt))?\.?)", re.IGNORECASE
)
WRITTEN_UNITS = {MG: "mg", MICROGRAMS: "µg"}
WHY_OPEN = {
    Open.HOW_OFTEN: gettext_lazy("How often a day? Write it as 50 mg x 4, or as mg a day."),
    Open.NO_AMOUNT: gettext_lazy("How many mg is one? Write it as 50 mg x 4, or as mg a day."),
    Open.AS_NEEDED: gettext_lazy("As needed is not one fixed dose a day. Tick “as needed”, and leave the dose empty."),
    Open.APPROXIMATE: gettext_lazy(
        "About so much is no fixed dose. Write the number alone if it is right, or leave it empty."
    ),
    Open.OTHER_FORM: gettext_lazy("Only tablets and patches are reckoned. Write mg a day, or leave it empty."),
}
NOT_DAILY = gettext_lazy("It does not say one dose a day. Write mg a day, or leave it empty.")


class DoseField(NumberField):
    """A dose a day, in `unit`; a text that names a unit is in its own, which is then `told_unit`.

    `highest_mg` is the highest dose in use of the medicine, `smallest` the least at a time in mg or µg per hour: they
    decide between two readings. `strength` is that of one tablet in mg, where the name says it. `reckoned` is how a
    dose came about that is no plain number.
    """

    unit: str = MG
    told_unit: str = ""
    highest_mg: Decimal | None = None
    smallest: Decimal | None = None
    strength: Decimal | None = None
    reckoned: str = ""

    def __init__(self, **options: Unpack[FieldOptions]) -> None:
        attrs = {"class": "short", "autocomplete": "off", "maxlength": LONGEST_DOSE}
        super().__init__(least=0, most=HIGHEST_DOSE_MG, decimals=3, widget=NumberInput(attrs=attrs), **options)

    def fits(self, number: Decimal) -> bool:
        self.highest = None if self.highest_mg is None else self.highest_mg / MG_A_DAY[self.unit]
        return super().fits(number)

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]
        text = value.strip() if isinstance(value, str) else ""
        readings = readings_of(text)
        if not text or readings:
            in_mg = 1 if self.unit == MICROGRAMS_PER_HOUR else MG_A_DAY[self.unit]
            likely = self._likely([number for number in readings if self.fits(number)], in_mg)
            number: Decimal | None = super().to_python(
                number_to_type(likely[0]) if len(readings) > 1 == len(likely) else value
            )
            return number
        if len(text) > LONGEST_DOSE or not any(letter.isdigit() or letter in "½¼¾" for letter in text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        read = read_dose(self._with_unit(text), strength=self.strength, fits=self._fits_mg, smallest=self.smallest)
        return self._dose_of(read, text)

    def _with_unit(self, text: str) -> str:
        """`50 x 3` in the field's own unit. Of a small number it is asked what it counts: tablets, or milligrams."""
        found = WITHOUT_UNIT.fullmatch(text)
        if not found or self.strength is not None or self.unit not in WRITTEN_UNITS:
            return text
        readings = readings_of(found["number"])
        least = max(self.smallest or 0, MOST_AT_A_TIME + 1) if self.unit == MG else MOST_AT_A_TIME + 1
        is_amount = bool(readings) and min(readings) >= least
        return f"{found['number']} {WRITTEN_UNITS[self.unit]} x {found['times']}" if is_amount else text

    def _fits_mg(self, dose: Decimal) -> bool:
        return 0 <= dose <= (HIGHEST_DOSE_MG if self.highest_mg is None else self.highest_mg)

    def _likely(self, doses: list[Decimal], in_mg: Decimal | int = 1) -> list[Decimal]:
        """Of the readings of a number, the only one that is not below the smallest usual dose; else all of them."""
        usual = [dose for dose in doses if self.smallest is None or dose * in_mg >= self.smallest]
        return usual if len(usual) == 1 else doses

    def _dose_of(self, read: ReadDose, text: str) -> Decimal:
        """The dose that was read, or why it is not one, in words."""
        self.told_unit = read.unit
        if read.dose is not None:
            self.reckoned = read.reckoned
            return read.dose.normalize() + 0
        # The field asks for a day: an amount alone is the day's.
        can_be = [one.dose for one in read.choices] or list(read.amounts)
        fitting = [dose for dose in can_be if self._fits_mg(dose)] or can_be[:1]
        fitting = self._likely(fitting) if read.amounts else fitting
        if len(fitting) == 1 and read.amounts:
            return fitting[0].normalize() + 0
        if fitting:
            told = {"text": text, "first": number_to_type(fitting[0]), "second": number_to_type(fitting[1])}
            raise forms.ValidationError(self.error_messages["ambiguous"], code="ambiguous", params=told)
        if read.unknown:
            words = ", ".join(f"»{word}«" for word in read.unknown)
            problem = _("Not understood: %(words)s. Write it as 50 mg x 4, or as mg a day.")
            raise forms.ValidationError(problem, code="invalid", params={"words": words})
        why = WHY_OPEN.get(read.reasons[0], NOT_DAILY) if read.reasons else NOT_DAILY
        raise forms.ValidationError(why, code="open")


def strength_in(name: str) -> Decimal | None:
    """The strength of a tablet in mg that a name says, as Tramadol 50 mg; None if it says none, or several."""
    found = [match["number"] for match in STRENGTH.finditer(name)]
    try:
        return read_number(found[0]) if len(found) == 1 else None
    except ValueError:
        return None


def ask_about_dose(form: PageForm, name: str, *, dose_mg: Decimal, unit: str, medicine: Medicine) -> bool:
    """Whether a dose that is higher than any in use was said to be right; if not, the form asks."""
    told = dose_mg / MG_A_DAY[unit]
    shown = f"{number_in_danish(told)} {SHOWN_UNITS[unit]}"
    words = [_("%(dose)s %(name)s a day?") % {"dose": shown, "name": medicine.name}]
    if medicine.strengths:
        words.append(_("The strengths are %(strengths)s.") % {"strengths": medicine.strengths})
    words.append(_("The highest dose a day in use is %(highest)s.") % {"highest": medicine.shown_highest})
    if unit == MG and medicine.unit == MICROGRAMS and not medicine.is_beyond(told * MG_A_DAY[MICROGRAMS]):
        words.append(_("Do you mean %(dose)s µg?") % {"dose": number_in_danish(told)})
    return ask(form, name, shown, " ".join(words))
