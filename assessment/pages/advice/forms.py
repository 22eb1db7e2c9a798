"""The form for a clinician's response to a piece of advice."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.digits import WholeNumberField
from assessment.advice.answer_choices import WITHOUT_REASON, answers_to
from guidelines.in_force.content import PublishedRecommendation


class ResponseForm(forms.Form):
    """The answers that fit the direction of the advice. What is not done as it says needs a reason.

    `seen` is the version of the recommendation that the clinician has read.
    """

    seen = WholeNumberField(widget=forms.HiddenInput, required=False, label=_("The advice"))
    response = forms.ChoiceField(label=_("Your decision"))
    reason = forms.ChoiceField(required=False)
    comment = forms.CharField(
        max_length=2000, required=False, label=_("Comment"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        recommendation: PublishedRecommendation,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        answers = answers_to(recommendation)
        self.in_force = recommendation.version.pk
        self.fields["seen"].initial = self.in_force
        response, reason = self.fields["response"], self.fields["reason"]
        assert isinstance(response, forms.ChoiceField)
        assert isinstance(reason, forms.ChoiceField)
        response.choices = [*answers.choices.items()]
        reason.choices = [("", _("Choose a reason")), *((value, value.label) for value in answers.reasons)]
        reason.label = answers.reason_label

    def clean_seen(self) -> int:
        if self.cleaned_data["seen"] != self.in_force:
            raise forms.ValidationError(_("It has been changed since you opened the page. Read it again."))
        return self.in_force

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        if "response" in cleaned and cleaned["response"] not in WITHOUT_REASON and not cleaned.get("reason"):
            self.add_error("reason", _("Choose why the advice is not followed now."))
