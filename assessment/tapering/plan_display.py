"""Reads taper plans and says how they stand: those of an episode, and those that somebody must look at."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404

from assessment.models import Episode, Inquiry, TaperPlan, TaperStep, Treatment
from assessment.models.states import states_among
from assessment.rules.contacts.inquiry_state import OPEN
from assessment.rules.medication.taper_schedule import Due, current_step, due_of, next_step


def _plans() -> QuerySet[TaperPlan]:
    steps = TaperStep.objects.filter(removed_at=None).select_related("recorded_by__user").order_by("number")
    return TaperPlan.objects.select_related(
        "follows_up__user", "approved_by__user", "recorded_by__user", "treatment"
    ).prefetch_related(
        Prefetch("steps", steps, to_attr="standing"),
        Prefetch("inquiries", Inquiry.objects.select_related("recorded_by__user").prefetch_related("steps")),
    )


def taper_plans_of(episode: Episode) -> list[TaperPlan]:
    """The episode's plans with their steps (`standing`), those that are over last."""
    return sorted(_plans().filter(episode=episode), key=lambda plan: plan.is_over)


def get_taper_plan(*, episode: Episode, taper_id: UUID) -> TaperPlan:
    """A plan of this episode, with its steps (`standing`). Raises Http404."""
    plan: TaperPlan = get_object_or_404(_plans(), pk=taper_id, episode=episode)
    plan.episode = episode
    return plan


def open_plan_of(treatment: Treatment) -> TaperPlan | None:
    """The plan of this row that is not over, with its steps (`standing`), the newest of several; None if none is."""
    plans = _plans().filter(treatment=treatment, status__in=TaperPlan.OPEN).order_by("-recorded_at")
    plan: TaperPlan | None = plans.first()
    if plan:
        plan.episode = treatment.episode
    return plan


def steps_of(plan: TaperPlan) -> list[TaperStep]:
    """The steps that stand, in their order."""
    return list(TaperStep.objects.filter(plan=plan, removed_at=None).order_by("number"))


@dataclass(frozen=True)
class TaperDisplay:
    """A plan as it stands on one day."""

    plan: TaperPlan
    steps: list[TaperStep]
    current: TaperStep | None
    following: TaperStep | None
    due: Due | None

    @property
    def worries(self) -> list[Inquiry]:
        """What was told at a step for a doctor, and waits for one."""
        return [inquiry for inquiry in self.plan.inquiries.all() if inquiry.state == OPEN]

    @property
    def held(self) -> TaperStep | None:
        """The step on which a pause is held."""
        return self.current if self.current and self.current.state == TaperStep.State.HELD else None


def display_taper(plan: TaperPlan, as_of: date) -> TaperDisplay:
    """A plan that was fetched with its steps (`standing`); nothing is due while it does not run."""
    steps: list[TaperStep] = plan.standing  # type: ignore[attr-defined]
    return TaperDisplay(
        plan=plan,
        steps=steps,
        current=current_step(steps),
        following=next_step(steps),
        due=due_of(steps, as_of) if plan.runs else None,
    )


def history_of(plan: TaperPlan) -> list[TaperStep]:
    """Every later state of every step, the newest first: what was done or told, and days that were moved."""
    states = states_among(TaperStep, "recorded_by__user", plan=plan, version__gt=1)
    return [state.row for state in reversed(states)]
