"""The forms of a pasted list of medicines: the text, and its lines as rows to confirm."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.http import identifier_sent
from assessment.advice.consequences import Consequences
from assessment.models import Treatment
from assessment.pages.asking import key_of
from assessment.pages.bound_field import PageField
from assessment.pages.fields import LONGEST_TEXT
from assessment.pages.treatments.forms import QUICK, TreatmentForm, narrow
from assessment.pages.treatments.row_consequences import said_of, was_said
from assessment.pages.treatments.row_fields import PAUSED
from assessment.pages.treatments.row_questions import two_rows_of
from assessment.rules.medication.dosage.lexicon import Open
from assessment.rules.medication.medicine_list import ReadLine
from guidelines.medicines.model import Medicines
from guidelines.vocabulary.model import Vocabulary

MOST_LINES = 100
WHY_OPEN = {
    Open.STOPPED: _("the line says that it was stopped"),
    Open.PAUSED: _("the line says that it is paused"),
    Open.AS_NEEDED: _("taken as needed"),
    Open.AT_MOST: _("the line says only a limit"),
    Open.NOT_DAILY: _("not taken every day"),
    Open.CHANGING: _("the dose is being changed"),
    Open.LIMITED: _("for a while only"),
    Open.ELSEWHERE: _("the dose stands elsewhere"),
    Open.APPROXIMATE: _("the dose is approximate"),
    Open.CHOICE: _("the line leaves a choice"),
    Open.COMBINATION: _("the strength is of two substances"),
    Open.OTHER_FORM: _("it is not reckoned from this form"),
    Open.SEVERAL_WAYS: _("it can be read in several ways"),
    Open.NO_AMOUNT: _("the strength is not said"),
    Open.HOW_OFTEN: _("it is not said how often"),
    Open.OTHER_UNIT: _("the unit does not go with the medicine"),
}


class PasteForm(forms.Form):
    """A list of medicines as text, and what holds for all of it."""

    text = forms.CharField(
        max_length=LONGEST_TEXT,
        label=_("The list, one medicine on each line"),
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off"}),
    )
    status = forms.ChoiceField(
        choices=[("current", _("All are in use now")), ("stopped", _("All are stopped")), ("", _("Choose for each"))],
        widget=forms.RadioSelect,
        required=False,
        label=_("What holds for the whole list?"),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if sum(bool(line.strip()) for line in text.splitlines()) > MOST_LINES:
            raise forms.ValidationError(_("At most %(number)d lines at a time.") % {"number": MOST_LINES})
        return text


class PastedRowForm(TreatmentForm):
    """One line of the list as a row to confirm: as it was read, and as it is to be saved.

    `read` is the line as it was read, for what the row says of it; None if the page did not send it. `duplicate` and
    `above` are in words where else the medicine stands: in the patient's list, or in a ticked row above.
    """

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        vocabulary: Vocabulary,
        medicines: Medicines,
        read: ReadLine | None,
        prefix: str,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, vocabulary=vocabulary, medicines=medicines, prefix=prefix, initial=initial)
        self.read = read
        narrow(self, vocabulary)
        self.fields["as_needed"].label = _("As needed")
        self.fields["reading"] = forms.ChoiceField(
            choices=[("", _("Leave the dose open")), *self._readings()],
            widget=forms.RadioSelect,
            required=False,
            initial="",
            label=_("The number can be read in two ways. Which is meant?"),
        )
        self.fields["take"] = forms.BooleanField(required=False, label=_("Save this row"))
        for key in ("line", "reckoned", "identifier"):
            self.fields[key] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.duplicate = self.above = ""
        self.saved_above: list[Treatment] = []
        self.consequences: Consequences | None = None

    @property
    def said(self) -> str:
        """What the row sends back where the page says what it sets off; what is asked about is not said beforehand."""
        return said_of(self) if not self.is_bound or was_said(self) else ""

    def _readings(self) -> list[tuple[str, str]]:
        """The doses that the line can mean, where a number in it is written in two ways."""
        choices = self.read.dosage.choices if self.read else ()
        return [(f"{choice.dose:f}", choice.words) for choice in choices]

    def clean(self) -> None:
        """Take the dose that was chosen of two, unless one was typed."""
        chosen, typed = self.cleaned_data.get("reading"), self.cleaned_data.get("daily_dose_mg")
        if chosen and "daily_dose_mg" not in self.errors:
            if typed is not None and typed != Decimal(chosen):
                self.add_error("daily_dose_mg", _("Another dose is chosen below. Choose it, or write one: not both."))
            self.cleaned_data["daily_dose_mg"] = Decimal(chosen)
        super().clean()

    def _standing(self) -> list[Treatment]:
        """The rows of the patient's list, and those above that are saved with this one."""
        return [*super()._standing(), *self.saved_above]

    def shown(self) -> list[PageField]:
        return [self[key] for key in (*QUICK, "as_needed")]

    def as_row(self) -> Treatment:
        """What it would be as a treatment, as far as it can be compared with another."""
        said = {key: self[key].value() or "" for key in ("name", "atc", "dose_unit", "status")}
        return Treatment(**said, as_needed=bool(self["as_needed"].value()))

    @property
    def said_of_twin(self) -> str:
        """What a tick beside the words that the medicine stands elsewhere says: both are right.

        Empty where there are no such words, or where the row itself asks.
        """
        is_told = (self.duplicate or self.above) and not self["name"].beside.asked
        return key_of(self, "name", two_rows_of(self["name"].value() or "")) if is_told else ""

    @property
    def reading_field(self) -> PageField | None:
        """The choice between two doses; None if there is nothing to choose."""
        return self["reading"] if self._readings() else None

    @property
    def not_understood(self) -> str:
        """The words of the line that nobody understood."""
        return ", ".join(f"»{word}«" for word in self.read.dosage.unknown) if self.read else ""

    @property
    def why_open(self) -> str:
        """Why the dose of a line that was understood stays open."""
        return ", ".join(str(WHY_OPEN[reason]) for reason in self.read.dosage.reasons) if self.read else ""

    @property
    def identifier_field(self) -> PageField:
        return self["identifier"]

    @property
    def is_wanted(self) -> bool:
        return bool(self["take"].value())

    @property
    def identifier(self) -> UUID:
        return identifier_sent(self["identifier"].value() or "")

    @staticmethod
    def initial_of_line(line: ReadLine, status: str) -> dict[str, object]:
        """A line as its row shows it, ticked where it was recognised and understood.

        A line that says itself that it was stopped or paused is not in use, whatever was said of the whole list; one
        that is taken as needed has no dose of every day.
        """
        is_paused = Open.PAUSED in line.dosage.reasons and Open.STOPPED not in line.dosage.reasons
        is_used = "" if line.dosage.is_not_used else "current"
        return {
            "line": line.text,
            "reckoned": line.reckoned,
            "identifier": str(uuid4()),
            "take": line.is_clear,
            "name": line.name,
            "kind": line.medicine.kind if line.medicine else "",
            "atc": line.atc,
            "daily_dose_mg": line.dose,
            "dose_unit": line.unit,
            "as_needed": Open.AS_NEEDED in line.dosage.reasons,
            "status": PAUSED if is_paused and status != "stopped" else is_used if status == "current" else status,
        }
