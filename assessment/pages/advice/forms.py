"""The form for a clinician's response to a piece of advice."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.pages.digits import WholeNumberField
from assessment.advice.answer_choices import WITHOUT_REASON, Reason, Response, answers_to
from assessment.pages.asking import ask
from assessment.pages.bound_field import PageForm
from assessment.pages.day_fields import day_field
from assessment.treatments.display import TreatmentDisplay
from guidelines.in_force.content import PublishedRecommendation
from guidelines.vocabulary.dates import add_months

# Deferred for longer, it may be a slip of the year.
FAR_MONTHS = 12


class ResponseForm(PageForm, forms.Form):
    """The answers that fit the direction of the advice. What is not done as it says needs a reason; what is
    deferred needs a day from today on, on which it comes back, and no other reason than "later".

    `seen` is the version of the recommendation that the clinician has read. That something is avoided while it stands
    in use is asked about: it is being stopped, or the list is to be put right first.
    """

    seen = WholeNumberField(widget=forms.HiddenInput, required=False, label=_("The advice"))
    response = forms.ChoiceField(label=_("Your decision"))
    stops = forms.BooleanField(
        required=False, label=_("It is agreed that it is stopped or tapered off"), help_text=_("It stands in the note.")
    )
    reason = forms.ChoiceField(required=False)
    comment = forms.CharField(
        max_length=2000, required=False, label=_("Comment"), widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        recommendation: PublishedRecommendation,
        today: date,
        in_use: Sequence[TreatmentDisplay] = (),
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        answers, self.in_use = answers_to(recommendation), in_use
        self.in_force = recommendation.version.pk
        self.today = today
        if not self.in_use:
            del self.fields["stops"]
        if Response.DEFER in answers.choices:
            self.fields["until"] = day_field(
                soonest=today,
                required=False,
                label=_("Deferred until"),
                help_text=_("Only where it is deferred: it then stands here again on that day. For example om 2 uger."),
            )
            self.order_fields(["seen", "response", "until", "stops", "reason", "comment"])
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
        if cleaned.get("response") == Response.DEFER and "reason" in cleaned:
            # The day says it already.
            cleaned["reason"] = cleaned["reason"] or Reason.LATER
        if "response" in cleaned and cleaned["response"] not in WITHOUT_REASON and not cleaned.get("reason"):
            self.add_error("reason", _("Choose why the advice is not followed now."))
        if self.in_use and cleaned.get("response") == Response.AVOID and not cleaned.get("stops"):
            words = _("%(treatments)s is in use. Is it stopped? Make a taper plan or change the list, or tick here.")
            self.add_error("stops", words % {"treatments": self._in_words})

        if cleaned.get("response") == Response.DEFER:
            self._check_day(cleaned.get("until"))
        else:
            # A day beside another answer says nothing.
            self.errors.pop("until", None)
            cleaned["until"] = None

    def _check_day(self, until: date | None) -> None:
        """A day that could not be read, or has passed, has its own error already."""
        if until is None:
            if "until" not in self.errors:
                self.add_error("until", _("Write the day on which the advice is to stand here again."))
        elif until > add_months(self.today, FAR_MONTHS):
            ask(self, "until", f"{until:%d.%m.%Y}", gettext("The day is more than a year ahead. Is it right?"))

    @property
    def _in_words(self) -> str:
        return ", ".join(f"{one.title} {one.time}".strip() for one in self.in_use)

    @property
    def note(self) -> str:
        """What was written, and that what is in use is being stopped."""
        written: str = self.cleaned_data["comment"]
        if self.cleaned_data["response"] != Response.AVOID or not self.in_use:
            return written
        stops = gettext("in use: %(treatments)s; it is agreed that it is stopped") % {"treatments": self._in_words}
        return f"{written} ({stops})" if written else stops
