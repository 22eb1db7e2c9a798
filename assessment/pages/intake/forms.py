"""Forms: the intake's from the vocabulary, the patient's, the decision on an advice."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum.dk import cpr as cpr_number
from stdnum.exceptions import ValidationError as CprError

from assessment.models import AdviceResponse, Consultation, DataAbsentReason, Patient
from assessment.pages.fields import LONGEST_TEXT, QuestionField, SeenVersionField
from assessment.record.answers import Given, NoValue
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import Question

OTHER_INPUTS = frozenset({"csrfmiddlewaretoken", "next", "autosave", "keep", "take", "unchanged", "suggest"})
ABSENT, BECAUSE = "absent.", "because."
COMMENT = forms.CharField(max_length=500, required=False)


class SectionForm(forms.Form):
    """Some questions of the intake. An empty field is unanswered: nothing is required and nothing is pre-answered.

    Instead of a value a question can be given the reason why there is none. `page` and `step` tell a save that is
    sent twice; a form without them is saved all the same.
    """

    absent_reasons = DataAbsentReason.choices
    page = forms.CharField(max_length=36, required=False, widget=forms.HiddenInput)
    step = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        questions: Iterable[Question],
        answers: Mapping[str, Value],
        today: date,
        absent: Mapping[str, NoValue] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = tuple(questions)
        self.fields["seen_version"] = SeenVersionField()
        for question in self.questions:
            field = QuestionField.build(question, today)
            field.initial = QuestionField.initial(question, answers.get(question.key))
            field.question = question  # type: ignore[attr-defined]
            self.fields[question.key] = field
        self.names = {prefix + question.key for question in self.questions for prefix in (ABSENT, BECAUSE)}
        self.absent = absent or {}

    def question_fields(self) -> list[forms.BoundField]:
        """The field of each question, with the reason why there is no value beside it."""
        bound = [self[question.key] for question in self.questions]
        for field in bound:
            field.absent = self._without_value(field.name)  # type: ignore[attr-defined]
        return bound

    def _without_value(self, key: str) -> NoValue:
        if not self.is_bound:
            return self.absent.get(key, NoValue(""))
        return NoValue(self.data.get(ABSENT + key, ""), self.data.get(BECAUSE + key, "").strip())

    def clean(self) -> dict[str, Any]:
        """A question that is not in this section (any more) is refused with what was written, never dropped."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.data.keys() - self.fields.keys() - self.names - OTHER_INPUTS:
            values = {"name": name, "value": self.data[name]}
            self.add_error(None, _("The question “%(name)s” is not here. Not saved: “%(value)s”.") % values)
        for question in self.questions:
            fault = self._fault_without_value(question)
            if fault and question.key in cleaned:
                self.add_error(question.key, fault)
        return cleaned

    def _fault_without_value(self, question: Question) -> Any:
        """What is wrong with the reason for having no value."""
        said = self._without_value(question.key)
        if not said.reason:
            return _("Choose why there is no answer, or remove the text.") if said.comment else None
        if said.reason not in DataAbsentReason.values:
            return _("Choose why there is no answer, or remove the text.")
        if QuestionField.answer(question, self.cleaned_data.get(question.key)) is not None:
            return _("There is both an answer and a reason for having none. Remove one of them.")
        if said.reason == DataAbsentReason.NOT_APPLICABLE and not said.comment:
            return _("Write why the question is not relevant.")
        try:
            COMMENT.clean(said.comment)
        except forms.ValidationError as error:
            return error
        return None

    def answers(self) -> dict[str, Given]:
        """What the form says to each question; a question with an error is left out."""
        return {question.key: self._said(question) for question in self.questions if question.key in self.cleaned_data}

    def _said(self, question: Question) -> Given:
        said = self._without_value(question.key)
        return said if said.reason else QuestionField.answer(question, self.cleaned_data[question.key])


class ConsultationForm(forms.Form):
    """How the contact took place, and what was agreed with the patient."""

    form = forms.ChoiceField(choices=Consultation.Form.choices, label=_("Kind of contact"), widget=forms.RadioSelect)
    agreed = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        label=_("Agreed with the patient"),
        help_text=_("Who does what before the next contact. It becomes part of the note."),
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
    )
    seen_version = SeenVersionField()

    @classmethod
    def of(cls, consultation: Consultation) -> "ConsultationForm":
        """The form as the consultation stands."""
        return cls(initial={"form": consultation.form, "agreed": consultation.agreed})


class PatientForm(forms.ModelForm):  # type: ignore[type-arg]
    """A patient's identity as the practice may change it."""

    class Meta:
        model = Patient
        fields = ["given_name", "family_name", "address", "postal_code", "city", "phone", "planning_area"]

    def __init__(self, *args: Any, planning_areas: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regions = {region: [*areas.items()] for region, areas in planning_areas.items()}
        # One region needs no heading of its own.
        choices = [*regions.items()] if len(regions) > 1 else [area for areas in regions.values() for area in areas]
        self.fields["planning_area"] = forms.ChoiceField(
            label=_("Planning area"),
            choices=[("", _("Not known")), *choices],
            required=False,
            help_text=_("Decides where a referral is sent."),
        )
        for name, autocomplete in {"given_name": "off", "family_name": "off", "address": "off"}.items():
            self.fields[name].widget.attrs["autocomplete"] = autocomplete

    def clean_postal_code(self) -> str:
        code = self.cleaned_data["postal_code"]
        if code and not (code.isdigit() and len(code) == 4):
            raise forms.ValidationError(_("A Danish postal code has four digits."))
        return str(code)


class RegisterPatientForm(PatientForm):
    """A new patient. The birth date follows from the CPR number."""

    cpr = forms.CharField(
        label=_("CPR number"),
        max_length=11,
        help_text=_("Ten digits, with or without a dash."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "short"}),
    )
    field_order = ["cpr"]

    def clean_cpr(self) -> str:
        try:
            return str(cpr_number.validate(self.cleaned_data["cpr"]))
        except CprError as error:
            raise forms.ValidationError(
                _("This is not a CPR number: ten digits that begin with a date that exists (ddmmyy).")
            ) from error


CHOICES = [
    (AdviceResponse.Response.FOLLOW, _("Follow")),
    (AdviceResponse.Response.DEFER, _("Defer")),
    (AdviceResponse.Response.DISMISS, _("Dismiss")),
]


class ResponseForm(forms.Form):
    """Follow, defer or dismiss an advice. What is not followed needs a reason.

    `seen` is the version of the recommendation that the clinician has read.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, label=_("The advice"))
    response = forms.ChoiceField(choices=CHOICES, label=_("Your decision"))
    reason = forms.ChoiceField(
        choices=[("", _("Choose a reason")), *AdviceResponse.Reason.choices], required=False, label=_("Reason")
    )
    comment = forms.CharField(
        max_length=2000, required=False, label=_("Comment"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, in_force: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.in_force = in_force
        self.fields["seen"].initial = in_force

    def clean_seen(self) -> int:
        if self.cleaned_data["seen"] != self.in_force:
            raise forms.ValidationError(_("It has been changed since you opened the page. Read it again."))
        return self.in_force

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("response") != AdviceResponse.Response.FOLLOW and not cleaned.get("reason"):
            self.add_error("reason", _("Choose why the advice is not followed now."))
        return cleaned
