"""Sets the dose of a treatment to that of the taper step that was carried out."""

from accounts.models import Staff
from assessment.models import TaperPlan, TaperStep, Treatment
from assessment.record.contacts import Contact
from assessment.rules.medication.taper_dose import step_dose
from assessment.treatments.ledger import change_treatment


def sets_a_dose(plan: TaperPlan, step: TaperStep | None) -> bool:
    """Whether the step says its dose in mg a day, and its medicine is a treatment in use that is counted in mg."""
    row = plan.treatment
    in_use = row is not None and row.removed_at is None and row.status == "current" and row.dose_unit == "mg"
    return in_use and step is not None and step_dose(step.dose, step.daily_dose_mg) is not None


def set_to_the_step(*, by: Staff, consultation: Contact, plan: TaperPlan, step: TaperStep) -> None:
    """Write the step's dose into the treatment; within the transaction in which the step is carried out."""
    if plan.treatment is None or not sets_a_dose(plan, step):
        return
    row = Treatment.objects.select_for_update().get(pk=plan.treatment.pk)
    dose = step_dose(step.dose, step.daily_dose_mg)
    if row.daily_dose_mg != dose:
        change_treatment(
            by=by,
            consultation=consultation,
            treatment=row,
            seen_version=row.version,
            daily_dose_mg=dose,
            as_needed=False,
        )
