"""Taper plans: made, approved and followed as the pages do it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from accounts.models import Staff
from assessment.models import Consultation, Episode, TaperPlan, TaperStep
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation
from assessment.rules.medication.taper_schedule import Action, StepNotes, StepRow
from assessment.tapering.plan_changes import add_taper_plan, change_taper_plan, follow_taper_plan
from assessment.tapering.plan_display import get_taper_plan

DAY = timedelta(days=1)
VALUES = {"medicine": "oxycodon", "start_dose": "10 mg morgen og aften"}


def rows(*away: int) -> list[StepRow]:
    """Steps so many days from today, each with a dose of its own."""
    return [StepRow(today() + day * DAY, f"dosis {index}") for index, day in enumerate(away, start=1)]


def visit(by: Staff, episode: Episode) -> Consultation:
    return begin_consultation(by=by, episode=episode, form="in_person")


def made(by: Staff, episode: Episode, *away: int, approve: bool = True, **values: Any) -> TaperPlan:
    return add_taper_plan(
        by=by,
        consultation=visit(by, episode),
        identifier=values.pop("identifier", uuid4()),
        rows=rows(*away),
        approve=approve,
        **VALUES | values,
    )


def change(by: Staff, plan: TaperPlan, new: list[StepRow], seen: int | None = None, **values: Any) -> TaperPlan:
    return change_taper_plan(
        by=by,
        consultation=visit(by, plan.episode),
        plan=plan,
        seen_version=plan.version if seen is None else seen,
        rows=new,
        **VALUES | values,
    )


def do(by: Staff, plan: TaperPlan, action: Action, seen: int | None = None, **values: Any) -> TaperPlan:
    return follow_taper_plan(
        by=by,
        consultation=visit(by, plan.episode),
        plan=plan,
        seen_version=plan.version if seen is None else seen,
        action=action,
        as_of=today(),
        notes=values.pop("notes", StepNotes()),
        **values,
    )


def standing(plan: TaperPlan) -> list[TaperStep]:
    return list(TaperStep.objects.filter(plan=plan, removed_at=None).order_by("number"))


def days(plan: TaperPlan) -> list[int]:
    """The planned days, counted from today."""
    return [(step.planned_on - today()).days for step in standing(plan)]


def states(plan: TaperPlan) -> list[str]:
    return [step.state for step in standing(plan)]


def fresh(plan: TaperPlan) -> TaperPlan:
    return get_taper_plan(episode=plan.episode, taper_id=plan.pk)
