"""The form of a consultation: how the contact took place, and what was agreed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.models import Consultation
from assessment.pages.fields import LONGEST_TEXT, SeenVersionField

LONGEST_NOTE = 20_000


class ConsultationForm(forms.Form):
    """How the contact took place, and what was agreed with the patient."""

    # Not `form`: a control of that name takes the place of the form's own property, and htmx then saves nothing.
    contact_form = forms.ChoiceField(
        choices=Consultation.Form.choices, label=_("Kind of contact"), widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        choices=Consultation.Kind.choices, label=_("What it is"), required=False, widget=forms.RadioSelect
    )
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
        return cls(
            initial={"contact_form": consultation.form, "kind": consultation.kind, "agreed": consultation.agreed}
        )


class CopyForm(forms.Form):
    """The note as it is copied into the journal."""

    text = forms.CharField(max_length=LONGEST_NOTE, label=_("Journal text"), widget=forms.Textarea)
