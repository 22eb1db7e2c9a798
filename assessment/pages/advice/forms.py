"""The form for a clinician's response to a piece of advice."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.digits import WholeNumberField
from assessment.models import AdviceResponse

CHOICES = [
    (AdviceResponse.Response.FOLLOW, _("Follow")),
    (AdviceResponse.Response.DEFER, _("Defer")),
    (AdviceResponse.Response.DISMISS, _("Dismiss")),
]


class ResponseForm(forms.Form):
    """Follow, defer or dismiss an advice. What is not followed needs a reason.

    `seen` is the version of the recommendation that the clinician has read.
    """

    seen = WholeNumberField(widget=forms.HiddenInput, required=False, label=_("The advice"))
    response = forms.ChoiceField(choices=CHOICES, label=_("Your decision"))
    reason = forms.ChoiceField(
        choices=[("", _("Choose a reason")), *AdviceResponse.Reason.choices], required=False, label=_("Reason")
    )
    comment = forms.CharField(
        max_length=2000, required=False, label=_("Comment"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        in_force: int,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.in_force = in_force
        self.fields["seen"].initial = in_force

    def clean_seen(self) -> int:
        if self.cleaned_data["seen"] != self.in_force:
            raise forms.ValidationError(_("It has been changed since you opened the page. Read it again."))
        return self.in_force

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("response") != AdviceResponse.Response.FOLLOW and not cleaned.get("reason"):
            self.add_error("reason", _("Choose why the advice is not followed now."))
