"""The rules of a taper plan's steps, at each of their edges. No database."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from assessment.rules.medication.taper_schedule import (
    Action,
    DayRefused,
    Due,
    check_day,
    current_step,
    due_of,
    first_out_of_order,
    is_held,
    move_steps,
    next_step,
    paused_days,
    possible_actions,
    postpone_steps,
)

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
ALL = frozenset(Action)


@dataclass
class Made:
    number: int
    planned_on: date
    state: str = "planned"
    done_on: date | None = None
    held_since: date | None = None


def steps(*states: str, start: date = TODAY, apart: int = 7) -> list[Made]:
    """Steps a week apart; the ones begun were taken on their day, and a held one is paused since three days later."""
    made = []
    for index, state in enumerate(states):
        planned = start + timedelta(days=apart * index)
        begun = state in ("taken", "held")
        held = planned + 3 * DAY if state == "held" else None
        made.append(Made(index + 1, planned, state, planned if begun else None, held))
    return made


@pytest.mark.parametrize(
    ("states", "current", "following"),
    [
        ((), None, None),
        (("planned", "planned"), None, 1),
        (("taken", "planned"), 1, 2),
        (("taken", "taken"), 2, None),
        (("held", "planned"), 1, 2),
        (("skipped", "planned"), None, 2),
        (("taken", "skipped", "planned"), 1, 3),
        (("skipped", "skipped"), None, None),
    ],
)
def test_the_current_step_is_the_last_begun_and_the_next_the_first_planned(
    states: tuple[str, ...], current: int | None, following: int | None
) -> None:
    made = steps(*states)
    found = (current_step(made), next_step(made))
    assert tuple(step and step.number for step in found) == (current, following)


@pytest.mark.parametrize(("away", "late"), [(-1, 1), (0, 0), (1, 0)])
def test_a_step_is_due_on_its_day_and_overdue_the_day_after(away: int, late: int) -> None:
    due = due_of(steps("planned", start=TODAY + away * DAY), TODAY)
    assert due == Due(TODAY + away * DAY, away)
    assert due.days_late == late


def test_nothing_is_due_in_a_pause_or_when_no_step_is_left() -> None:
    held = steps("held", "planned", start=TODAY - 60 * DAY)
    assert is_held(held)
    assert due_of(held, TODAY) is None
    assert due_of(steps("taken", "skipped"), TODAY) is None
    assert due_of([], TODAY) is None


@pytest.mark.parametrize(
    ("states", "may"),
    [
        ((), set()),
        (("planned",), {Action.NOTE, Action.TAKE, Action.STAY, Action.POSTPONE, Action.SKIP}),
        (("taken", "planned"), ALL - {Action.RESUME, Action.STAY}),
        (("taken",), {Action.NOTE, Action.HOLD}),
        (("held", "planned"), {Action.NOTE, Action.RESUME}),
        (("held",), {Action.NOTE, Action.RESUME}),
        (("skipped",), {Action.NOTE}),
    ],
)
def test_what_may_be_done_follows_from_the_steps(states: tuple[str, ...], may: set[Action]) -> None:
    made = steps(*states)
    assert possible_actions(made, TODAY, runs=True) == may
    assert possible_actions(made, TODAY, runs=False) == ({Action.NOTE} if states else set())


@pytest.mark.parametrize(("ahead", "may"), [(-1, True), (0, True), (1, False)])
def test_a_pause_on_the_next_step_is_offered_from_its_day_on(ahead: int, may: bool) -> None:
    """Whoever has carried it out pauses there, not on the step before. Tried: `<` for `<=`; the step before alone."""
    made = steps("planned", start=TODAY + ahead * DAY)
    assert (Action.STAY in possible_actions(made, TODAY, runs=True)) is may


def test_a_step_must_lie_after_the_one_before_it() -> None:
    assert first_out_of_order([]) is None
    assert first_out_of_order([TODAY]) is None
    assert first_out_of_order([TODAY, TODAY + DAY]) is None
    assert first_out_of_order([TODAY, TODAY]) == 1
    assert first_out_of_order([TODAY, TODAY + 2 * DAY, TODAY + DAY, TODAY]) == 2


def refusal(made: list[Made], day: date) -> tuple[str, date] | None:
    try:
        check_day(made, day, TODAY)
    except DayRefused as refused:
        return refused.reason, refused.other
    return None


def test_a_day_is_neither_ahead_nor_before_what_was_done_last() -> None:
    begun = TODAY - 5 * DAY
    taken = steps("taken", "planned", start=begun)
    assert refusal(taken, TODAY) is None
    assert refusal(taken, TODAY + DAY) == ("future", TODAY)
    assert refusal(taken, begun) is None
    assert refusal(taken, begun - DAY) == ("before", begun)
    held = steps("held", "planned", start=begun)
    assert refusal(held, begun + 3 * DAY) is None
    assert refusal(held, begun + 2 * DAY) == ("before", begun + 3 * DAY)
    assert refusal(steps("planned"), TODAY - 400 * DAY) is None


def test_a_pause_lasts_from_its_first_day_to_the_day_it_ends() -> None:
    (held,) = steps("held", start=TODAY - 10 * DAY)
    assert paused_days(held, TODAY) == 7
    assert paused_days(held, TODAY - 7 * DAY) == 0
    assert paused_days(steps("taken")[0], TODAY) == 0


def test_only_planned_steps_move() -> None:
    made = steps("taken", "skipped", "planned", "planned")
    assert move_steps(made, 4) == {3: TODAY + 18 * DAY, 4: TODAY + 25 * DAY}
    assert move_steps(made, 0) == {3: TODAY + 14 * DAY, 4: TODAY + 21 * DAY}


@pytest.mark.parametrize("shift", [True, False])
@pytest.mark.parametrize(
    ("start", "to", "reason"),
    [
        (TODAY, TODAY, "not_later"),
        (TODAY + DAY, TODAY, "not_later"),
        (TODAY - 3 * DAY, TODAY - DAY, "past"),
    ],
)
def test_a_step_is_put_off_to_a_later_day_from_today_on(start: date, to: date, reason: str, shift: bool) -> None:
    with pytest.raises(DayRefused) as caught:
        postpone_steps(steps("planned", "planned", start=start), to, TODAY, shift=shift)
    assert caught.value.reason == reason


def test_putting_off_an_overdue_step_to_today_is_fine() -> None:
    assert postpone_steps(steps("planned", start=TODAY - DAY), TODAY, TODAY, shift=False) == {1: TODAY}


def test_a_step_put_off_stays_before_the_next_unless_that_moves_along() -> None:
    made = steps("taken", "planned", "planned", "planned")
    second, third = made[1].planned_on, made[2].planned_on
    assert postpone_steps(made, third - DAY, TODAY, shift=False) == {2: third - DAY}
    for to in (third, third + DAY):
        with pytest.raises(DayRefused) as caught:
            postpone_steps(made, to, TODAY, shift=False)
        assert (caught.value.reason, caught.value.other) == ("reaches_next", third)
    assert postpone_steps(made, second + 10 * DAY, TODAY, shift=True) == {
        2: second + 10 * DAY,
        3: third + 10 * DAY,
        4: third + 17 * DAY,
    }
