"""The form for keying in the sheet that a patient filled in on paper before a visit."""

import re
from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.models import Episode
from assessment.pages.day_fields import day_field, hold_against_birth
from assessment.pages.fields import NONE_OF_THESE
from assessment.pages.intake.forms import SectionForm
from assessment.record.form_changes import FormInput, day_of, entry_of
from assessment.rules.drawing.body_shapes import SHAPES
from assessment.rules.keys import DRAWING, PREVISIT_SHEET
from guidelines.vocabulary.model import Vocabulary

REGIONS = {shape.number: shape.key for shape in SHAPES}
NOTHING_MARKED = "0"


class SheetForm(SectionForm):
    """The sheet as it is keyed in. An empty field was left empty on the paper: it withdraws nothing.

    What is answered later than the sheet stands: a sheet keyed in late does not overwrite it.
    """

    def __init__(
        self, data: Mapping[str, object] | None = None, *, vocabulary: Vocabulary, episode: Episode, today: date
    ) -> None:
        born = episode.patient.birth_date
        questions = [vocabulary.questions[key] for key in PREVISIT_SHEET]
        super().__init__(data, questions=questions, answers={}, today=today, born=born)
        self.episode = episode
        self.fields["day"] = day_field(latest=today, initial=today, label=_("The day the patient filled in the sheet"))
        hold_against_birth(self.fields, born)
        self.fields["day"].widget.attrs["autofocus"] = True
        self.fields["places"] = forms.CharField(
            label=_("Numbers with a cross on the drawing"),
            help_text=_("For example 3 14 15. Write 0 if the patient has no pain to mark."),
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
        self.fields[DRAWING].widget.numbered = True
        self.fields[DRAWING].help_text = _("Or click on the figure. Right and left are the patient's own sides.")
        self.order_fields(["seen_version", "day", *PREVISIT_SHEET[:-1], "places", DRAWING])

    def clean_places(self) -> list[str]:
        """The regions that the numbers stand for."""
        known = {NOTHING_MARKED: NONE_OF_THESE} | {str(number): key for number, key in REGIONS.items()}
        numbers = [number for number in re.split(r"[\s,.;]+", self.cleaned_data["places"]) if number]
        unknown = [number for number in numbers if number not in known]
        if unknown:
            problem = _("These are not numbers on the figure: %(numbers)s. They go from 1 to %(last)s.")
            raise forms.ValidationError(problem % {"numbers": ", ".join(unknown), "last": len(REGIONS)})
        return [known[number] for number in numbers]

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        if DRAWING in cleaned and "places" in cleaned:
            marked = {*cleaned[DRAWING], *cleaned["places"]}
            cleaned[DRAWING] = list(marked)
            if NONE_OF_THESE in marked and len(marked) > 1:
                self.add_error("places", _("Write either 0 or the places with a cross, not both."))
        if "day" in cleaned:
            for key, day in self._answered_later(cleaned["day"]).items():
                problem = _("There is a newer answer, of %(day)s. Leave this empty to keep it, or correct the day.")
                self.add_error(key, problem % {"day": f"{day:%d.%m.%Y}"})

    def _answered_later(self, day: date) -> dict[str, date]:
        """The questions that were answered otherwise after this day, and when."""
        said = {key: entry_of(value)["value"] for key, value in self.answers().items()}
        entries = {key: self.episode.answers[key] for key in said if key in self.episode.answers}
        differing = {key: entry for key, entry in entries.items() if entry["value"] != said[key]}
        return {key: given for key, entry in differing.items() if (given := day_of(entry)) > day}

    def answers(self) -> dict[str, FormInput]:
        """What stands on the sheet, without what was left empty."""
        return {key: value for key, value in super().answers().items() if value is not None}
