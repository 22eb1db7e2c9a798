"""Makes, approves, changes and follows taper plans: each change is one transaction, and earlier states are kept."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Unpack
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AccessAction, Staff
from assessment.inquiries.threads import add_inquiry
from assessment.models import Inquiry, TaperPlan, TaperStep
from assessment.record.contacts import Contact, reference_of
from assessment.rules.line_words import label_text
from assessment.rules.medication.taper_schedule import (
    Action,
    StepNotes,
    StepRow,
    check_day,
    current_step,
    move_steps,
    next_step,
    paused_days,
    possible_actions,
    postpone_steps,
)
from assessment.tapering.dose_setting import set_to_the_step
from assessment.tapering.plan_display import get_taper_plan, steps_of
from assessment.tapering.plan_rows import StaleTaperPlan, lock_plan, log_plan, save_step, stamp_plan
from assessment.tapering.plan_values import TaperValues

DECIDED_BY_GP = ("medicine", "start_dose")


class NotAllowed(Exception):
    """The plan does not run, or its steps do not stand so that this can be done."""


@transaction.atomic
def add_taper_plan(
    *,
    by: Staff,
    consultation: Contact,
    identifier: UUID,
    rows: Sequence[StepRow],
    approve: bool = False,
    **values: Unpack[TaperValues],
) -> TaperPlan:
    """A new plan with its steps. The form chose the identifier, so that sending it twice makes one plan.

    `approve` is a GP's own press; the view has checked that it is one.
    """
    at = timezone.now()
    plan = TaperPlan.in_practice(
        episode=consultation.episode, consultation=reference_of(consultation), recorded_by=by, recorded_at=at, **values
    )
    if approve and rows:
        plan.approved_by, plan.approved_at = by, at
    sent_before = plan.insert_as(identifier, same=TaperPlan.objects.filter(episode=consultation.episode))
    if sent_before:
        return sent_before
    _write_rows(plan, rows)
    log_plan(plan, AccessAction.CREATE)
    return plan


@transaction.atomic
def change_taper_plan(
    *,
    by: Staff,
    consultation: Contact,
    plan: TaperPlan,
    seen_version: int,
    rows: Sequence[StepRow],
    approve: bool = False,
    **values: Unpack[TaperValues],
) -> TaperPlan:
    """Change the plan and the steps that are not begun. Another medicine, dose or step needs approval anew.

    The n-th row is the n-th step that is only planned. Raises StaleTaperPlan.
    """
    current = lock_plan(plan)
    before = [StepRow(s.planned_on, s.dose, s.daily_dose_mg) for s in steps_of(current) if s.state == "planned"]
    is_same = before == list(rows) and all(getattr(current, field) == value for field, value in values.items())
    if current.version != seen_version:
        if is_same:
            return current
        raise StaleTaperPlan(get_taper_plan(episode=plan.episode, taper_id=plan.pk))
    if before != list(rows) or any(getattr(current, field) != values.get(field) for field in DECIDED_BY_GP):
        current.approved_by = current.approved_at = None
    for field, value in values.items():
        setattr(current, field, value)
    stamp_plan(current, by, consultation)
    if approve and (rows or steps_of(current)):
        current.approved_by, current.approved_at = by, current.recorded_at
    current.save()
    _write_rows(current, rows)
    log_plan(current)
    return current


def _write_rows(plan: TaperPlan, rows: Sequence[StepRow]) -> None:
    """Let the planned steps be these rows; a step beyond the last row is taken out, and kept."""
    kept = {step.number: step for step in TaperStep.objects.filter(plan=plan)}
    begun = max((n for n, step in kept.items() if step.state != "planned" and not step.removed_at), default=0)
    for number, row in enumerate(rows, start=begun + 1):
        step = kept.get(number)
        if step is None:
            step = TaperStep.in_practice(plan=plan, number=number, version=0)
        elif step.removed_at is None and StepRow(step.planned_on, step.dose, step.daily_dose_mg) == row:
            continue
        save_step(step, plan, removed_at=None, state=TaperStep.State.PLANNED, **asdict(row))
    for number, step in kept.items():
        if number > begun + len(rows) and step.removed_at is None:
            save_step(step, plan, removed_at=plan.recorded_at)


@transaction.atomic
def approve_taper_plan(*, by: Staff, consultation: Contact, plan: TaperPlan, seen_version: int) -> TaperPlan:
    """A GP approves the medicine and the steps as they were seen. Raises StaleTaperPlan; NotAllowed without steps."""
    current = lock_plan(plan, seen_version)
    if not steps_of(current):
        raise NotAllowed
    stamp_plan(current, by, consultation)
    current.approved_by, current.approved_at = by, current.recorded_at
    current.save()
    log_plan(current)
    return current


@transaction.atomic
def set_taper_status(
    *, by: Staff, consultation: Contact, plan: TaperPlan, seen_version: int, status: str, reason: str = ""
) -> TaperPlan:
    """Pause, end, stop or take up the plan again. Raises StaleTaperPlan."""
    current = lock_plan(plan)
    if (current.status, current.status_reason) == (status, reason):
        return current
    if current.version != seen_version:
        raise StaleTaperPlan(get_taper_plan(episode=plan.episode, taper_id=plan.pk))
    current.status, current.status_reason = status, reason
    stamp_plan(current, by, consultation)
    current.save()
    log_plan(current)
    return current


@transaction.atomic
def follow_taper_plan(
    *,
    by: Staff,
    consultation: Contact,
    plan: TaperPlan,
    seen_version: int,
    action: Action,
    as_of: date,
    day: date | None = None,
    to: date | None = None,
    shift: bool = False,
    notes: StepNotes,
    set_dose: bool = False,
) -> TaperPlan:
    """Do one thing to the steps, and keep what was told. All but a note needs a plan that runs.

    `day` is when (today, unless said); `to` is until when the next step is put off; with `shift` the steps after it
    move along; with `set_dose` a step that is carried out sets the treatment's dose. Raises StaleTaperPlan,
    NotAllowed, or taper_schedule.DayRefused for a day that does not fit.
    """
    current = lock_plan(plan)
    steps = steps_of(current)
    if current.version != seen_version:
        if current.version == seen_version + 1 and _was_done(current, by, steps, action, to, notes):
            return current
        raise StaleTaperPlan(get_taper_plan(episode=plan.episode, taper_id=plan.pk))
    if action not in possible_actions(steps, as_of, runs=current.runs):
        raise NotAllowed
    step, changes, days = _change_of(steps, action, day or as_of, as_of, to, shift)
    stamp_plan(current, by, consultation)
    current.save()
    for one in steps:
        moves = {"planned_on": days[one.number]} if one.number in days else {}
        done = {**changes, **combine_notes(step, notes)} if one is step else {}
        if one is step or moves:
            save_step(one, current, **done, **moves)
    if notes.for_doctor:
        _ask(by, consultation, current, step, notes, as_of)
    if set_dose and action in (Action.TAKE, Action.STAY) and step:
        set_to_the_step(by=by, consultation=consultation, plan=current, step=step)
    log_plan(current)
    return current


def combine_notes(step: TaperStep, notes: StepNotes) -> dict[str, str | bool]:
    """What was told at a step, and what is told now; that a worry was told stays said."""
    told: dict[str, str | bool] = {}
    for field, new in asdict(notes).items():
        old = getattr(step, field)
        if isinstance(new, bool):
            told[field] = old or new
        else:
            told[field] = old if not new or old.endswith(new) else "\n".join(filter(None, (old, new)))
    return told


RESULT = {
    Action.TAKE: TaperStep.State.TAKEN,
    Action.HOLD: TaperStep.State.HELD,
    Action.STAY: TaperStep.State.HELD,
    Action.RESUME: TaperStep.State.TAKEN,
    Action.SKIP: TaperStep.State.SKIPPED,
}


def _was_done(
    plan: TaperPlan, by: Staff, steps: Sequence[TaperStep], action: Action, to: date | None, notes: StepNotes
) -> bool:
    """Whether the same person has just done the same: a form that was sent twice."""
    return plan.recorded_by_id == by.pk and any(
        step.recorded_at == plan.recorded_at
        and (action not in RESULT or step.state == RESULT[action])
        and (to is None or step.planned_on == to)
        and combine_notes(step, notes) == combine_notes(step, StepNotes())
        for step in steps
    )


def _change_of(
    steps: Sequence[TaperStep], action: Action, day: date, as_of: date, to: date | None, shift: bool
) -> tuple[TaperStep, dict[str, date | str | None], dict[int, date]]:
    """The step that an action is about, what it changes there, and new days of steps by number. Raises DayRefused."""
    current, following = current_step(steps), next_step(steps)
    of_the_next = (Action.TAKE, Action.STAY, Action.POSTPONE, Action.SKIP)
    step = following if action in of_the_next else current or following or steps[-1]
    assert step is not None
    if action in (Action.TAKE, Action.STAY, Action.HOLD, Action.RESUME):
        check_day(steps, day, as_of)
    match action:
        case Action.TAKE:
            return step, {"state": TaperStep.State.TAKEN, "done_on": day}, {}
        case Action.STAY:
            done_on = min(step.planned_on, day)
            return step, {"state": TaperStep.State.HELD, "done_on": done_on, "held_since": day}, {}
        case Action.SKIP:
            return step, {"state": TaperStep.State.SKIPPED}, {}
        case Action.HOLD:
            return step, {"state": TaperStep.State.HELD, "held_since": day}, {}
        case Action.RESUME:
            days = move_steps(steps, paused_days(step, day)) if shift else {}
            return step, {"state": TaperStep.State.TAKEN, "held_since": None}, days
        case Action.POSTPONE if to is not None:
            return step, {}, postpone_steps(steps, to, as_of, shift=shift)
    return step, {}, {}


def _ask(by: Staff, consultation: Contact, plan: TaperPlan, step: TaperStep, notes: StepNotes, as_of: date) -> None:
    """A worry told at a step is a question to any doctor."""
    add_inquiry(
        by=by,
        contact=consultation,
        about=Inquiry.About.TAPER,
        taper=plan,
        text=_worry_in_words(plan, step, notes),
        shown=[(plan.medicine, f"trin {step.number}: {step.dose}")],
        answer_by=as_of,
    )


def _worry_in_words(plan: TaperPlan, step: TaperStep, notes: StepNotes) -> str:
    """Which taper and step it is, and what was told, each text with what it answers: also read on one line."""
    about = _("Taper of %(medicine)s, step %(number)s") % {"medicine": plan.medicine, "number": step.number}
    told = (
        (_("Note"), notes.note),
        (_("Withdrawal symptoms"), notes.withdrawal_symptoms),
        (_("Pain and function"), notes.effect),
    )
    lines = [label_text(label, text) for label, text in told if text] or [_("A worry, without words")]
    return "\n".join(line if line.endswith((".", "!", "?")) else f"{line}." for line in (about, *lines))
