"""The rules of a taper plan's steps: which one is current, which is due, and what may be done now. Pure Python.

No dose, percentage or speed is proposed or judged: the sources at hand give none that is verified.
That a pause on a step is fine is from 003_634ab796eb3d31ae.txt, Nedtrapning.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

BEGUN = ("taken", "held")
NO_WITHDRAWAL = re.compile(r"(nej|0|-)?[,.]?\s*(ingen(\s+abstinenser)?)?[.!]?", re.IGNORECASE)


class Action(StrEnum):
    """What can be done to the steps of a plan that runs."""

    NOTE = "note"
    TAKE = "take"
    HOLD = "hold"
    # The next step was carried out on its day, and the patient pauses on it.
    STAY = "stay"
    RESUME = "resume"
    POSTPONE = "postpone"
    SKIP = "skip"


class DayRefused(ValueError):
    """A day that does not fit the plan. `reason` is the key of the form's words; `other` is the day in the way."""

    def __init__(self, reason: str, other: date) -> None:
        super().__init__(reason)
        self.reason, self.other = reason, other


class Step(Protocol):
    """A step as these rules see it; its state is planned, taken, held or skipped."""

    @property
    def number(self) -> int: ...
    @property
    def planned_on(self) -> date: ...
    @property
    def state(self) -> str: ...
    @property
    def done_on(self) -> date | None: ...
    @property
    def held_since(self) -> date | None: ...


S = TypeVar("S", bound=Step)


@dataclass(frozen=True)
class StepRow:
    """What a form says of one planned step; the dose in mg a day may be unknown."""

    planned_on: date
    dose: str
    daily_dose_mg: Decimal | None = None


@dataclass(frozen=True)
class StepNotes:
    """How it goes, as told at a step; `for_doctor` hands a worry over."""

    effect: str = ""
    withdrawal_symptoms: str = ""
    note: str = ""
    for_doctor: bool = False

    @property
    def tells_of_withdrawal(self) -> bool:
        """Whether anything but a plain no is written of withdrawal symptoms."""
        return not NO_WITHDRAWAL.fullmatch(self.withdrawal_symptoms.strip())


@dataclass(frozen=True)
class Due:
    """When the next step is due: `days` from now, negative when it is overdue."""

    planned_on: date
    days: int

    @property
    def days_late(self) -> int:
        return max(-self.days, 0)


def current_step(steps: Sequence[S]) -> S | None:
    """The step that the patient stands on, of steps in their order: the last one begun."""
    return next((step for step in reversed(steps) if step.state in BEGUN), None)


def next_step(steps: Sequence[S]) -> S | None:
    """The first step that is still only planned."""
    return next((step for step in steps if step.state == "planned"), None)


def is_held(steps: Sequence[S]) -> bool:
    """Whether the patient pauses on a step now."""
    current = current_step(steps)
    return current is not None and current.state == "held"


def due_of(steps: Sequence[S], as_of: date) -> Due | None:
    """When the next step is due; None if the patient pauses on a step, or no step is left."""
    following = next_step(steps)
    if following is None or is_held(steps):
        return None
    return Due(following.planned_on, (following.planned_on - as_of).days)


def possible_actions(steps: Sequence[S], as_of: date, *, runs: bool) -> frozenset[Action]:
    """What may be done now. A note can be made also while the plan does not run; a pause ends before the next step.

    A step whose day has come may have been carried out by the patient already, who then pauses on it.
    """
    if not steps or not runs:
        return frozenset({Action.NOTE} if steps else ())
    if is_held(steps):
        return frozenset({Action.NOTE, Action.RESUME})
    actions, following = {Action.NOTE}, next_step(steps)
    if current_step(steps):
        actions.add(Action.HOLD)
    if following:
        actions |= {Action.TAKE, Action.POSTPONE, Action.SKIP}
    if following and following.planned_on <= as_of:
        actions.add(Action.STAY)
    return frozenset(actions)


def first_out_of_order(days: Sequence[date]) -> int | None:
    """The place of the first day that does not lie after the one before it; None if each does."""
    return next((place for place in range(1, len(days)) if days[place] <= days[place - 1]), None)


def check_day(steps: Sequence[S], day: date, as_of: date) -> None:
    """The day that a step was taken, held or gone on from: not ahead, and not before what was done last.

    Raises DayRefused.
    """
    if day > as_of:
        raise DayRefused("future", as_of)
    current = current_step(steps)
    before = (current.held_since or current.done_on) if current else None
    if before and day < before:
        raise DayRefused("before", before)


def paused_days(step: Step, day: date) -> int:
    """How many days a pause that ends on this day has lasted; 0 if there is none."""
    return (day - step.held_since).days if step.held_since else 0


def move_steps(steps: Sequence[S], days: int) -> dict[int, date]:
    """The planned steps' new days, by number, when all of them move by this many days."""
    return {step.number: step.planned_on + timedelta(days=days) for step in steps if step.state == "planned"}


def postpone_steps(steps: Sequence[S], to: date, as_of: date, *, shift: bool) -> dict[int, date]:
    """The new days, by number, when the next step is put off until `to`, and with `shift` those after it as much.

    Raises DayRefused if `to` is past, is not later than planned, or would reach a step that stays where it is.
    """
    first, *later = [step for step in steps if step.state == "planned"]
    if to < as_of:
        raise DayRefused("past", as_of)
    if to <= first.planned_on:
        raise DayRefused("not_later", first.planned_on)
    if shift:
        return move_steps(steps, (to - first.planned_on).days)
    if later and to >= later[0].planned_on:
        raise DayRefused("reaches_next", later[0].planned_on)
    return {first.number: to}
