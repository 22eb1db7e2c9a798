"""What every change of a taper plan shares: it locks the plan, notes who changed it and when, and writes the log."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from assessment.models import TaperPlan, TaperStep
from assessment.record.contacts import Contact, reference_of
from assessment.tapering.plan_display import get_taper_plan


class StaleTaperPlan(Exception):
    """Someone else changed the plan or its steps in the meantime. Nothing was recorded."""

    def __init__(self, theirs: TaperPlan) -> None:
        super().__init__("the taper plan was changed in the meantime")
        self.theirs = theirs


def lock_plan(plan: TaperPlan, seen_version: int | None = None) -> TaperPlan:
    """The plan as it stands, for this transaction alone. Raises StaleTaperPlan if another version was seen."""
    current = TaperPlan.objects.select_for_update().get(pk=plan.pk)
    if seen_version is not None and current.version != seen_version:
        raise StaleTaperPlan(get_taper_plan(episode=plan.episode, taper_id=plan.pk))
    current.episode = plan.episode
    return current


def stamp_plan(plan: TaperPlan, by: Staff, consultation: Contact) -> None:
    """Who changes the plan, in which contact, and when; the next version. The caller saves it."""
    plan.consultation = reference_of(consultation)
    plan.recorded_by = by
    plan.recorded_at = timezone.now()
    plan.version += 1


def save_step(step: TaperStep, plan: TaperPlan, **changes: Any) -> None:
    """Save a step with these changes, by whoever changed the plan."""
    for field, value in changes.items():
        setattr(step, field, value)
    step.recorded_by, step.recorded_at = plan.recorded_by, plan.recorded_at
    step.version += 1
    step.save()


def log_plan(plan: TaperPlan, action: AccessAction = AccessAction.CHANGE) -> None:
    """The entry in the access log, by whoever changed the plan."""
    record_access(by=plan.recorded_by, action=action, patient_id=plan.episode.patient_id, detail=_("taper plan"))
