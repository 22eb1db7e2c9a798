"""What the journal note says of taper plans."""

from collections.abc import Iterable, Iterator
from typing import Any

from assessment.models import Consultation, Episode
from assessment.note import TREATMENT
from assessment.note_lines import day, labelled, was_and_is
from assessment.taper_models import TaperPlan, TaperStep
from assessment.taper_schedule import current_step, next_step
from guidelines.content import Content

PLANNED, TAKEN, HELD, SKIPPED = TaperStep.State.values
# What a plan agrees on beyond its steps, and what is told at a step, each under its own name.
AGREED = ("medicine", "start_dose", "goal", "pauses", "withdrawal_plan", "follows_up_text", "contact_frequency")
TOLD = ("effect", "withdrawal_symptoms", "note")


def tapers_in_the_note(
    episode: Episode, consultation: Consultation | None, content: Content
) -> Iterator[tuple[str, list[str]]]:
    """What the consultation did to each taper plan: made, approved, changed or followed; without one: how each stands."""
    plans = TaperPlan.objects.filter(episode=episode).select_related("follows_up__user", "approved_by__user")
    for plan in plans.prefetch_related("events", "steps__events"):
        found = _standing(plan) if consultation is None else _done_in(consultation, plan)
        lines = [line for line in found if line]
        if lines:
            yield TREATMENT, [labelled(f"Nedtrapning, {plan.medicine}", "\n".join(lines))]


def _standing(plan: TaperPlan) -> Iterator[str]:
    """The plan as it stands, with the step that the patient is on and the next one."""
    steps = [step for step in plan.steps.all() if step.removed_at is None]  # type: ignore[attr-defined]
    current, following = current_step(steps), next_step(steps)
    yield f"fra {plan.start_dose}, {len(steps)} trin, {plan.get_status_display()}"
    yield plan.status_reason
    yield _approval(plan)
    if current:
        held = f", pause siden {day(current.held_since)}" if current.held_since else ""
        yield f"nu {_step(current)}, gennemført {day(current.done_on)}{held}"
    if following and not plan.is_over:
        yield f"næste {_step(following)}, {day(following.planned_on)}"
    if plan.owner:
        yield labelled("følges af", plan.owner)
    if plan.next_contact_on and not plan.is_over:
        yield f"næste kontakt {day(plan.next_contact_on)}"


def _approval(plan: Any) -> str:
    return f"godkendt af {plan.approved_by}" if plan.approved_by else "ikke godkendt endnu"


def _step(step: Any) -> str:
    return f"trin {step.number} ({step.dose})"


def _done_in(consultation: Consultation, plan: TaperPlan) -> Iterator[str]:
    """What changed from before the consultation's first touch to its last."""
    states = _in_order(plan.events.all())  # type: ignore[attr-defined]
    mine = [state for state in states if state.consultation_id == consultation.pk]
    if not mine:
        return
    moments = {state.recorded_at for state in mine}
    before = next((state for state in reversed(states) if state.pgh_id < mine[0].pgh_id), None)
    now = mine[-1]
    if before is None:
        yield f"plan lagt, fra {now.start_dose}"
    else:
        yield from _agreed_anew(before, now)
    for step in plan.steps.all():  # type: ignore[attr-defined]
        yield from _step_lines(_in_order(step.events.all()), moments, is_new=before is None)
    if now.approved_at != (before.approved_at if before else None):
        yield f"godkendt af {now.approved_by}" if now.approved_at else "godkendelsen er taget tilbage af en ændring"
    if before and now.status != before.status:
        yield labelled(str(TaperPlan.Status(now.status).label), now.status_reason).removesuffix(": ")
    if now.next_contact_on and now.next_contact_on != (before.next_contact_on if before else None):
        yield f"næste kontakt {day(now.next_contact_on)}"


def _in_order(events: Iterable[Any]) -> list[Any]:
    return sorted(events, key=lambda event: event.pgh_id)


def _agreed_anew(before: Any, now: Any) -> Iterator[str]:
    for name in AGREED:
        was, said = getattr(before, name), getattr(now, name)
        if was != said:
            label = str(TaperPlan._meta.get_field(name).verbose_name)
            yield was_and_is(label, was or "ikke angivet", said or "ikke angivet")


def _step_lines(states: list[Any], moments: set[Any], *, is_new: bool) -> Iterator[str]:
    """What was done to one step, and what was told at it."""
    mine = [state for state in states if state.recorded_at in moments]
    if not mine:
        return
    before = next((state for state in reversed(states) if state.pgh_id < mine[0].pgh_id), None)
    now = mine[-1]
    if now.removed_at:
        if before and not before.removed_at:
            yield f"{_step(before)} taget ud"
        return
    if before is None or before.removed_at:
        yield f"{_step(now)} {day(now.planned_on)}" if is_new else f"{_step(now)} {day(now.planned_on)} tilføjet"
    else:
        yield from _moved(before, now)
    if now.state != (before.state if before else PLANNED):
        yield _state(before, now)
    for name in TOLD:
        text = getattr(now, name)
        if text and text != getattr(before, name, ""):
            yield labelled(f"trin {now.number}, {TaperStep._meta.get_field(name).verbose_name}", text)
    if now.for_doctor and not getattr(before, "for_doctor", False):
        yield f"trin {now.number}: lægen skal se på det"


def _moved(before: Any, now: Any) -> Iterator[str]:
    if before.dose != now.dose:
        yield f"trin {now.number}: {before.dose} → {now.dose}"
    if before.planned_on != now.planned_on:
        how = "udsat" if now.planned_on > before.planned_on else "rykket frem"
        yield f"{_step(now)} {how}: {day(before.planned_on)} → {day(now.planned_on)}"


def _state(before: Any, now: Any) -> str:
    if now.state == HELD:
        return f"{_step(now)}: pause siden {day(now.held_since)}"
    if now.state == SKIPPED:
        return f"{_step(now)}: sprunget over"
    if before and before.state == HELD:
        return f"{_step(now)}: fortsat efter pause"
    return f"{_step(now)}: gennemført {day(now.done_on)}"
