"""The forms of what became of a referral: an event, a step of the waiting time, and the next follow-up."""

from collections.abc import Iterable, Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import Choice, offer
from assessment.pages.asking import ask_about_far_day
from assessment.pages.bound_field import PageForm
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
        self,
        data: Mapping[str, object] | None = None,
        *,
        course: Course,
        reasons: Mapping[str, str],
        as_of: date,
        born: date,
    ) -> None:
        super().__init__(data)
        kinds: list[Choice] = [("", _("Choose what has happened")), *_name_states(course.steps)]
        if course.corrections:
            kinds.append((_("Put a mistake right: this is true instead"), _name_states(course.corrections)))
        offer(self, "kind", kinds)
        offer(self, "reason", [("", _("Choose a reason")), *reasons.items()])
        self.fields["on"] = day_field(latest=as_of, label=_("Date"), help_text=_("The day it happened."), initial=as_of)
        self.fields["expected_on"] = day_field(
            label=_("Expected date"), required=False, help_text=_("Only for an accepted referral: the centre's date.")
        )
        hold_against_birth(self.fields, born)
        self.order_fields(["kind", "on", "reason", "expected_on", "text"])


def _name_states(states: Iterable[CourseState]) -> list[Choice]:
    return [(state.value, ReferralEvent.Kind(state.value).label) for state in states]


class StepDoneForm(forms.Form):
    """A step of the waiting time that was seen to."""

    def __init__(self, data: Mapping[str, object] | None = None, *, step: WaitingStep) -> None:
        super().__init__(data, prefix=step.key)
        label = _("Note on “%(title)s”") % {"title": step.title}
        self.fields["note"] = forms.CharField(label=label, max_length=300, required=False)


class FollowUpForm(PageForm, forms.Form):
    """The day of the next follow-up, as proposed after a course; nothing is planned until it is saved."""

    seen_version = SeenVersionField()

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        as_of: date,
        proposed: date | None,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.as_of = as_of
        self.fields["day"] = day_field(soonest=as_of, label=_("Next follow-up"), initial=proposed)

    def clean(self) -> None:
        ask_about_far_day(self, "day", today=self.as_of)
