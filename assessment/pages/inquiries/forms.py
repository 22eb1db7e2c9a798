"""The forms of a question to a doctor: ask it, answer it, pass the answer on."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff
from accounts.pages.forms import FieldOptions, offer
from assessment.models import Inquiry, InquiryStep
from assessment.models.inquiries import LONGEST_TEXT
from assessment.pages.day_fields import day_field
from assessment.pages.fields import SeenVersionField

Kind = InquiryStep.Kind


def text_field(**options: Unpack[FieldOptions]) -> forms.CharField:
    return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), **options)


class AskForm(forms.Form):
    """A question to one doctor, or to any, and by when it is to be answered."""

    text = text_field(label=_("What do you ask the doctor?"), required=True)
    doctor = forms.ChoiceField(
        label=_("To"),
        required=False,
        error_messages={
            "invalid_choice": _("Choose a doctor of the clinic, or “a doctor”. Your question still stands here.")
        },
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        doctors: Sequence[Staff],
        today: date,
        typed: Mapping[str, object] | None = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, initial={"answer_by": today + timedelta(days=1)} | dict(typed or {}), prefix=prefix)
        self.fields["answer_by"] = day_field(soonest=today, label=_("Answer by"))
        self.doctors = {str(doctor.pk): doctor for doctor in doctors}
        offer(self, "doctor", [("", _("a doctor")), *((key, str(doctor)) for key, doctor in self.doctors.items())])

    @property
    def doctor_chosen(self) -> Staff | None:
        return self.doctors.get(self.cleaned_data["doctor"])


class AnswerForm(forms.Form):
    """What a doctor answers, or does about it.

    On what is dangerous every answer has words; what is decided names the day of the next contact, where the danger is
    still there (`needs_day`).
    """

    kind = forms.ChoiceField(label=_("What happens?"), widget=forms.RadioSelect)
    text = text_field(
        label=_("The answer"), required=False, help_text=_("It goes back to the one who asked, and stands in the note.")
    )
    seen = SeenVersionField()

    def __init__(
        self, data: Mapping[str, object] | None = None, *, inquiry: Inquiry, today: date, needs_day: bool = False
    ) -> None:
        first = Kind.SEEN if inquiry.may_be_seen else Kind.DECIDED if inquiry.is_of_danger else Kind.ANSWER
        super().__init__(data, initial={"kind": first})
        self.needs_words, self.needs_day = inquiry.is_of_danger, needs_day
        # A letter goes back to the one who wrote it: nothing of it waits for a row of the list.
        changes = Kind.CHANGES if inquiry.about == Inquiry.About.LETTER else Kind.CHANGING
        answers = [
            (Kind.ANSWER, _("I answer here")),
            (Kind.CALLS, _("I call the patient myself")),
            (Kind.BOOK, _("The patient is to have an appointment")),
            (changes, _("I change the treatment")),
        ]
        if inquiry.may_be_seen:
            answers.insert(0, (Kind.SEEN, _("Seen: no more is needed")))
        if inquiry.is_of_danger:
            answers.insert(0, (Kind.DECIDED, _("I have decided, and nobody waits for more than that")))
            self.fields["next_contact"] = day_field(
                soonest=today,
                label=_("Next contact"),
                required=False,
                help_text=_("It becomes the next follow-up, unless an earlier one is planned."),
            )
        offer(self, "kind", answers)

    def clean(self) -> None:
        super().clean()
        kind, text = self.cleaned_data.get("kind"), self.cleaned_data.get("text")
        if self.needs_words and not text and "text" not in self.errors:
            self.add_error("text", _("Write what is decided: it is not enough that it is seen."))
        elif kind == Kind.ANSWER and not text and "text" not in self.errors:
            self.add_error("text", _("Write the answer."))
        lacks_day = self.needs_day and kind == Kind.DECIDED and not self.cleaned_data.get("next_contact")
        if lacks_day and "next_contact" not in self.errors:
            self.add_error("next_contact", _("Write the day of the next contact."))
        if kind == Kind.SEEN and text:
            self.add_error("kind", _("You have written an answer. Choose “I answer here”, or remove the text."))


class PassOnForm(forms.Form):
    """That the patient was told; `seen` is how many steps the page showed."""

    text = text_field(label=_("What was said to the patient?"), required=False, help_text=_("May be left empty."))
    seen = SeenVersionField()

    def __init__(self, data: Mapping[str, object] | None = None) -> None:
        # It stands on one page with the answer's form.
        super().__init__(data, auto_id="told_%s")
