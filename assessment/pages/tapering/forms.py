"""The forms of a taper plan that is made or changed: the plan, with its steps as rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack, cast
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.forms.renderers import BaseRenderer
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff
from accounts.pages.forms import FieldOptions
from assessment.models import Episode, TaperPlan, TaperStep, Treatment
from assessment.pages.asking import ask_about_far_day
from assessment.pages.bound_field import PageForm
from assessment.pages.day_fields import day_field
from assessment.pages.fields import LONGEST_TEXT, SeenVersionField
from assessment.pages.treatments.dose_field import HIGHEST_DOSE_MG, ask_about_dose
from assessment.record.clock import today
from assessment.rules.medication.taper_schedule import StepRow, first_out_of_order
from assessment.tapering.plan_values import TaperValues
from guidelines.medicines.model import MG, Medicine
from guidelines.pages.number_field import NumberField
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.model import TreatmentKind, Vocabulary

MOST_STEPS = 60
ROWS_NEW, ROWS_MORE = 10, 5
FURTHEST_MONTHS = 60


def long_text(**options: Unpack[FieldOptions]) -> forms.CharField:
    options.setdefault("required", False)
    return forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2}), **options)


class RowOptions(TypedDict, total=False):
    """What a formset gives each of its rows."""

    auto_id: str
    prefix: str
    error_class: type[ErrorList]
    use_required_attribute: bool
    initial: dict[str, object]
    empty_permitted: bool
    renderer: BaseRenderer | None


class TreatmentRowField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A row of the treatments, or none, by its name and kind."""

    def __init__(self, rows: QuerySet[Treatment], *, kinds: Mapping[str, TreatmentKind], initial: UUID | None) -> None:
        label = _("Which row of the treatments is it?")
        super().__init__(rows, required=False, label=label, empty_label=_("None of these"), initial=initial)
        self.kinds = kinds

    def label_from_instance(self, row: Treatment) -> str:
        return ", ".join(part for part in (row.name, self.kinds[row.kind].label) if part)


class TaperPlanForm(PageForm, forms.ModelForm):  # type: ignore[type-arg]
    """The plan without its steps. Only the medicine and the dose now are needed."""

    goal = long_text(
        label=_("What does the patient want to gain?"),
        help_text=_("The reason and the goal, in the patient's own words and said in the positive."),
    )
    withdrawal_plan = long_text(label=_("What should the patient do at withdrawal symptoms?"))

    class Meta:
        model = TaperPlan
        fields = [
            "medicine",
            "start_dose",
            "goal",
            "pauses",
            "withdrawal_plan",
            "follows_up_text",
            "contact_frequency",
            "next_contact_on",
        ]
        labels = {
            "medicine": _("Which medicine is tapered?"),
            "start_dose": _("What is the dose now?"),
            "pauses": _("What is agreed about pauses?"),
            "follows_up_text": _("Does someone else follow up?"),
            "contact_frequency": _("How often, and how?"),
        }
        help_texts = {
            "pauses": _("A pause on a step is fine. Write what you have agreed, if anything."),
            "follows_up_text": _("For example the home nurse or the hospital department."),
        }

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        episode: Episode,
        vocabulary: Vocabulary,
        instance: TaperPlan | None = None,
        changes: bool = False,
    ) -> None:
        super().__init__(data, instance=instance)
        if changes:
            self.fields["seen_version"] = SeenVersionField()
        kinds = vocabulary.treatment_kinds
        drugs = [key for key, kind in kinds.items() if kind.group == "drug"]
        # What the plan names already stays a choice, also a row or a colleague that has left the list since.
        treatments = Treatment.objects.filter(
            Q(removed_at=None, kind__in=drugs) | Q(pk=self.instance.treatment_id), episode=episode
        )
        self.fields["treatment"] = TreatmentRowField(treatments, kinds=kinds, initial=self.instance.treatment_id)
        people = Staff.objects.filter(
            Q(is_active=True) | Q(pk=self.instance.follows_up_id), practice=episode.practice_id
        )
        self.fields["follows_up"] = forms.ModelChoiceField(
            people.select_related("user").order_by("user__sort_key"),
            required=False,
            label=_("Who follows up?"),
            empty_label=_("Nobody named"),
            initial=self.instance.follows_up_id,
        )
        field = day_field(soonest=today(), required=False, label=_("When is the next contact?"))
        field.stands = self.instance.next_contact_on
        self.fields["next_contact_on"] = field

    def clean(self) -> None:
        super().clean()
        ask_about_far_day(self, "next_contact_on", today=today())

    def values(self) -> TaperValues:
        """The plan's values as the model keeps them."""
        return cast("TaperValues", {name: value for name, value in self.cleaned_data.items() if name != "seen_version"})


class StepRowForm(PageForm, forms.Form):
    """One row: a day and a dose. An empty row is no step."""

    planned_on = day_field(required=False, label=_("Date"))
    dose = forms.CharField(max_length=200, required=False, label=_("Dose"))
    daily_dose_mg = NumberField(least=0, most=HIGHEST_DOSE_MG, decimals=3, required=False, label=_("mg a day"))

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        medicine: Medicine | None = None,
        **of_the_formset: Unpack[RowOptions],
    ) -> None:
        super().__init__(data, **of_the_formset)
        self.medicine = medicine
        field = self.fields["daily_dose_mg"]
        assert isinstance(field, NumberField)
        field.highest = medicine.highest_mg if medicine else None

    def clean(self) -> None:
        super().clean()
        if self.errors or self.is_empty():
            return
        self._ask_about_dose(self.cleaned_data.get("daily_dose_mg"))
        if not self.cleaned_data.get("planned_on"):
            self.add_error("planned_on", _("Write the day of the step."))
        if not self.cleaned_data.get("dose"):
            self.add_error("dose", _("Write the dose, for example “10 mg morning and evening”."))

    def _ask_about_dose(self, dose: Decimal | None) -> None:
        """A dose higher than any in use is asked about, unless the step holds it already."""
        stands = self.initial.get("daily_dose_mg")
        if self.medicine and dose is not None and dose != stands and self.medicine.is_beyond(dose):
            ask_about_dose(self, "daily_dose_mg", dose_mg=dose, unit=MG, medicine=self.medicine)

    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) not in (None, "") for name in self.fields)


class BaseStepFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """The steps that are only planned, after `begun` others, the last of which was planned for the day `after`."""

    after: date | None = None
    begun: int = 0
    today: date

    def clean(self) -> None:
        if any(self.errors):
            return
        filled = [form for form in self.forms if form.is_bound and not form.is_empty()]
        days = [form.cleaned_data["planned_on"] for form in filled]
        latest = add_months(self.today, FURTHEST_MONTHS)
        for form, day in zip(filled, days, strict=True):
            if day > latest:
                form.add_error("planned_on", _("The day is more than five years ahead. Check the year."))
        before = [self.after] if self.after else []
        place = first_out_of_order([*before, *days])
        if place is not None:
            message = _("A step must lie after the step before it, %(day)s.")
            shown = [*before, *days][place - 1].strftime("%d.%m.%Y")
            filled[place - len(before)].add_error("planned_on", message % {"day": shown})

    def rows(self) -> list[StepRow]:
        """The steps in the order of the rows; empty rows are left out."""
        return [StepRow(**form.cleaned_data) for form in self.forms if not form.is_empty()]

    @property
    def row_errors(self) -> list[tuple[str, str, str]]:
        """Where, the field's label, and what is wrong: for the summary above the form."""
        step = _("Step")
        return [
            (bound.id_for_label, f"{step} {number}: {bound.label}", str(error))
            for number, form in enumerate(self.forms, start=self.begun + 1)
            for bound in form
            for error in bound.errors
        ]


def step_formset(
    data: Mapping[str, object] | None, *, steps: Sequence[TaperStep], today: date, medicine: Medicine | None = None
) -> BaseStepFormSet:
    """The rows of the steps that are only planned, with empty rows after them. `medicine` is what is tapered."""
    planned = [step for step in steps if step.state == TaperStep.State.PLANNED]
    factory = forms.formset_factory(
        StepRowForm,
        formset=BaseStepFormSet,
        extra=ROWS_MORE if steps else ROWS_NEW,
        max_num=MOST_STEPS,
        absolute_max=MOST_STEPS,
    )
    initial = [
        {"planned_on": step.planned_on, "dose": step.dose, "daily_dose_mg": shown_dose(step)} for step in planned
    ]
    formset = factory(data, initial=initial, prefix="step", form_kwargs={"medicine": medicine})
    assert isinstance(formset, BaseStepFormSet)
    begun = [step for step in steps if step.state != TaperStep.State.PLANNED]
    formset.after = max((step.planned_on for step in begun), default=None)
    formset.begun = len(begun)
    formset.today = today
    return formset


def shown_dose(step: TaperStep) -> Decimal | None:
    """The dose in mg without the zeros that the database adds."""
    return None if step.daily_dose_mg is None else step.daily_dose_mg.normalize() + 0
