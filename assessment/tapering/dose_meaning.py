"""Changes the dose of a treatment while its taper plan runs, and the plan according to what that means for it."""

from datetime import date
from typing import Unpack

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Staff
from assessment.models import TaperPlan, Treatment
from assessment.record.contacts import Contact
from assessment.rules.medication.taper_schedule import Action, StepNotes, current_step
from assessment.tapering.plan_changes import follow_taper_plan, set_taper_status
from assessment.tapering.plan_display import steps_of
from assessment.tapering.plan_rows import StaleTaperPlan, lock_plan, log_plan, save_step, stamp_plan
from assessment.treatments.display import told_dose
from assessment.treatments.ledger import TreatmentValues, change_treatment, says
from guidelines.medicines.model import MG


class DoseMeaning(models.TextChoices):
    """What another dose among the treatments means for the plan of the medicine."""

    STEP = "step", gettext_lazy("The plan is changed: its step is this dose from now on")
    ENDED = "ended", gettext_lazy("The plan is ended")
    OTHERWISE = "otherwise", gettext_lazy("The patient takes something else than planned; the plan stands")


@transaction.atomic
def change_tapered_treatment(
    *,
    by: Staff,
    consultation: Contact,
    treatment: Treatment,
    seen_version: int,
    plan: TaperPlan,
    seen_plan_version: int,
    meaning: DoseMeaning,
    as_of: date,
    **values: Unpack[TreatmentValues],
) -> Treatment:
    """Change the row, and its plan as `meaning` says, in one transaction; sent twice, it changes both once.

    Raises StaleTreatment, and StaleTaperPlan if the plan is another one than the page showed.
    """
    try:
        current = lock_plan(plan, seen_plan_version)
    except StaleTaperPlan:
        stands = Treatment.objects.get(pk=treatment.pk)
        if stands.version != seen_version and says(stands, values):
            return stands
        raise
    changed = change_treatment(
        by=by, consultation=consultation, treatment=treatment, seen_version=seen_version, **values
    )
    match meaning:
        case DoseMeaning.STEP:
            _set_the_step(by=by, consultation=consultation, plan=current, row=changed)
        case DoseMeaning.ENDED:
            # The dose itself stands among the treatments, and is told there once.
            set_taper_status(
                by=by,
                consultation=consultation,
                plan=current,
                seen_version=seen_plan_version,
                status=TaperPlan.Status.STOPPED,
                reason=_("The dose was changed in the list of treatments."),
            )
        case DoseMeaning.OTHERWISE if steps_of(current):
            follow_taper_plan(
                by=by,
                consultation=consultation,
                plan=current,
                seen_version=seen_plan_version,
                action=Action.NOTE,
                as_of=as_of,
                notes=StepNotes(note=_("Not taken as planned; see the list of treatments.")),
            )
    return changed


def _set_the_step(*, by: Staff, consultation: Contact, plan: TaperPlan, row: Treatment) -> None:
    """The step that the patient stands on is the row's dose, or the plan begins from it. A GP approves that anew."""
    step = current_step(steps_of(plan))
    stamp_plan(plan, by, consultation)
    plan.approved_by = plan.approved_at = None
    if step is None:
        plan.start_dose = told_dose(row)
    plan.save()
    if step is not None:
        in_mg = row.daily_dose_mg if row.dose_unit == MG else None
        save_step(step, plan, dose=told_dose(row), daily_dose_mg=in_mg)
    log_plan(plan)
