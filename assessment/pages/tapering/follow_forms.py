"""The forms with which a taper plan is followed: what is told and done at a step, and the plan's status."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.models import TaperPlan, TaperStep
from assessment.pages.asking import ask
from assessment.pages.bound_field import PageForm
from assessment.pages.day_fields import day_field
from assessment.pages.fields import SeenVersionField
from assessment.pages.tapering.forms import long_text
from assessment.record.clock import today
from assessment.rules.medication.taper_schedule import Action, DayRefused, StepNotes
from assessment.tapering.plan_display import display_taper

REFUSALS = {
    "future": _("The day lies in the future. Write a day up to today."),
    "before": _("The day lies before what was recorded last, %(day)s."),
    "past": _("The day is past. Write today or a later day."),
    "not_later": _("The step is planned for %(day)s already. Write a later day."),
    "reaches_next": _("The next step is planned for %(day)s. Write an earlier day, or move the following steps too."),
}


def words_of(refused: DayRefused) -> str:
    """Why a day does not fit, in the clinician's words."""
    return str(REFUSALS[refused.reason] % {"day": refused.other.strftime("%d.%m.%Y")})


def ask_about_step(step: TaperStep, notes: StepNotes, as_of: date) -> dict[str, str]:
    """What speaks against this step being carried out, by its kind, with the question; empty if nothing does."""
    number, day = {"number": step.number}, f"{step.planned_on:%d.%m.%Y}"
    words: dict[str, str] = {}
    if step.planned_on > as_of:
        planned = _("Step %(number)s is planned for %(day)s. Is it carried out already?")
        words["ahead"] = planned % (number | {"day": day})
    trouble = {
        "withdrawal": notes.tells_of_withdrawal and _("Withdrawal symptoms are written of."),
        "worry": notes.for_doctor and _("A worry for the doctor is ticked."),
    }
    if told := {kind: str(said) for kind, said in trouble.items() if said}:
        words |= told | {"": str(_("Is the step to be marked as carried out all the same?"))}
    return words


class FollowForm(PageForm, forms.Form):
    """What is told at a step, and what is done. Which button was pressed says the action."""

    seen_version = SeenVersionField()
    action = forms.ChoiceField(choices=[(action.value, action.value) for action in Action], label=_("What to do"))
    effect = long_text(label=_("How are pain and function?"))
    withdrawal_symptoms = long_text(label=_("Are there withdrawal symptoms?"))
    note = long_text(label=_("Note"))
    for_doctor = forms.BooleanField(required=False, label=_("For the doctor: a worry that the doctor must see"))
    set_dose = forms.BooleanField(
        required=False,
        initial=True,
        label=_("Set the dose of the treatment to the one of the step"),
        help_text=_(
            "It applies when the step is carried out. Until it is set, every text names the step's dose, "
            "and the earlier one as such."
        ),
    )
    day = day_field(required=False, label=_("Which day?"), help_text=_("Empty means today."))
    to = day_field(required=False, label=_("Put the next step off until"))
    shift = forms.BooleanField(required=False, label=_("Move the following steps by as many days"))

    def __init__(self, data: Mapping[str, object] | None = None, *, plan: TaperPlan) -> None:
        super().__init__(data)
        self.plan = plan

    def clean(self) -> None:
        """What was typed for one button is never dropped by another."""
        super().clean()
        cleaned = self.cleaned_data
        action = cleaned.get("action")
        if cleaned.get("to") and action != Action.POSTPONE:
            self.add_error("to", _("Press “Put off” to move the step, or remove the date."))
        if action == Action.POSTPONE and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", _("Write the day that the step is put off until."))
        if cleaned.get("day") and action not in (Action.TAKE, Action.STAY, Action.HOLD, Action.RESUME):
            self.add_error("day", _("The day belongs to a step that is carried out or a pause. Remove it."))
        if cleaned.get("shift") and action not in (Action.POSTPONE, Action.RESUME):
            self.add_error("shift", _("Steps are moved when a step is put off or a pause ends. Remove the tick."))
        notes = (cleaned.get(name) for name in ("effect", "withdrawal_symptoms", "note", "for_doctor"))
        if action == Action.NOTE and not self.errors and not any(notes):
            self.add_error("note", _("Write something before you save the note."))
        if action == Action.TAKE and not self.errors and cleaned["seen_version"] == self.plan.version:
            self._ask_about_step(display_taper(self.plan, today()).following)

    def _ask_about_step(self, step: TaperStep | None) -> None:
        """A step whose day lies ahead, and one beside which a trouble is told, may have been pressed by mistake."""
        if step is None or not self.plan.runs:
            return
        words = ask_about_step(step, self.notes(), today())
        if words:
            carried_out = _("“Step %(number)s carried out”") % {"number": step.number}
            ask(self, "day", f"{step.number} {'+'.join(words)}", " ".join(words.values()), carried_out)

    def notes(self) -> StepNotes:
        names = ("effect", "withdrawal_symptoms", "note", "for_doctor")
        return StepNotes(**{name: self.cleaned_data[name] for name in names})


class StatusForm(forms.Form):
    """Pausing, ending, stopping or taking up the plan again. Stopping needs a reason."""

    seen_version = SeenVersionField()
    status = forms.ChoiceField(choices=TaperPlan.Status.choices, label=_("The plan is"), widget=forms.RadioSelect)
    status_reason = forms.CharField(max_length=500, required=False, label=_("Reason"))

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("status") == TaperPlan.Status.STOPPED and not self.cleaned_data.get("status_reason"):
            self.add_error("status_reason", _("Write why the plan is stopped."))
