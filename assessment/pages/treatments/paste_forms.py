"""The forms of a pasted list of medicines: the text, and its lines as rows to confirm."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.http import identifier_sent
from assessment.pages.fields import LONGEST_TEXT
from assessment.pages.treatments.forms import QUICK, TreatmentForm, narrow
from assessment.rules.medication.medicine_list import ReadLine
from guidelines.vocabulary.model import Vocabulary

MOST_LINES = 100


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
    """One line of the list as a row to confirm: as it was read, and as it is to be saved."""

    def __init__(self, *args: Any, vocabulary: Vocabulary, **kwargs: Any) -> None:
        super().__init__(*args, vocabulary=vocabulary, **kwargs)
        narrow(self, vocabulary)
        self.fields["take"] = forms.BooleanField(required=False, label=_("Save this row"))
        for key in ("line", "reckoned", "identifier"):
            self.fields[key] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.duplicate: str = ""

    def shown(self) -> list[Any]:
        return [self[key] for key in QUICK]

    @property
    def identifier_field(self) -> Any:
        return self["identifier"]

    @property
    def is_wanted(self) -> bool:
        return bool(self["take"].value())

    @property
    def identifier(self) -> UUID:
        return identifier_sent(self["identifier"].value() or "")

    @staticmethod
    def initial_of_line(line: ReadLine, status: str, duplicate: bool) -> dict[str, Any]:
        """A line as its row shows it; lines that were not recognised, or stand in the list, are not ticked."""
        return {
            "line": line.text,
            "reckoned": line.reckoned,
            "identifier": str(uuid4()),
            "take": line.medicine is not None and not duplicate,
            "name": line.name,
            "kind": line.medicine.kind if line.medicine else "",
            "atc": line.atc,
            "daily_dose_mg": line.dose,
            "dose_unit": line.unit,
            "status": status,
        }
