"""Forms of what became of a referral."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.pages.asking import ask_about_far_day
from assessment.pages.day_fields import day_field, hold_against_birth
from assessment.pages.fields import LONGEST_TEXT, SeenVersionField
from referrals.models import ReferralEvent
from referrals.rules.course import Course, CourseState
from referrals.rules.pathway import WaitingStep


class EventForm(forms.Form):
    """The next thing that happened; or, under a heading of its own, what is true when a mistake was recorded."""

    kind = forms.ChoiceField(label=_("What has happened"))
    reason = forms.ChoiceField(
        label=_("Why it was returned"), required=False, help_text=_("Only for a returned referral.")
    )
    text = forms.CharField(
        label=_("What was written"),
        required=False,
        max_length=LONGEST_TEXT,
        help_text=_(
            "Type or paste it: the reply, and when a course has ended the centre's plan for the follow-up. "
            "When you put a mistake right: what was wrong."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, *args: Any, course: Course, reasons: Mapping[str, str], as_of: date, born: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [("", _("Choose what has happened")), *_named(course.steps)]
        if course.corrections:
            fields["kind"].choices += [(_("Put a mistake right: this is true instead"), _named(course.corrections))]
        fields["reason"].choices = [("", _("Choose a reason")), *reasons.items()]
        fields["on"] = day_field(latest=as_of, label=_("Date"), help_text=_("The day it happened."), initial=as_of)
        fields["expected_on"] = day_field(
            label=_("Expected date"), required=False, help_text=_("Only for an accepted referral: the centre's date.")
        )
        hold_against_birth(fields, born)
        self.order_fields(["kind", "on", "reason", "expected_on", "text"])


def _named(states: Iterable[CourseState]) -> list[tuple[str, Any]]:
    return [(state.value, ReferralEvent.Kind(state.value).label) for state in states]


class StepDoneForm(forms.Form):
    """A step of the waiting time that was seen to."""

    def __init__(self, data: Any = None, *, step: WaitingStep) -> None:
        super().__init__(data, prefix=step.key)
        label = _("Note on “%(title)s”") % {"title": step.title}
        self.fields["note"] = forms.CharField(label=label, max_length=300, required=False)


class FollowUpForm(forms.Form):
    """The day of the next follow-up, as proposed after a course; nothing is planned until it is saved."""

    seen_version = SeenVersionField()

    def __init__(self, *args: Any, as_of: date, proposed: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.as_of = as_of
        self.fields["day"] = day_field(soonest=as_of, label=_("Next follow-up"), initial=proposed)

    def clean(self) -> dict[str, Any]:
        ask_about_far_day(self, "day", today=self.as_of)
        return self.cleaned_data
