"""Which plans and steps a deed touches, who and when it names, and what is listed to be looked at."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.http import Http404
from django.utils import timezone

from accounts.models import Staff
from assessment.models import Consultation, Episode, TaperPlan, Treatment
from assessment.record.clock import today
from assessment.record.consultations import end_consultation
from assessment.rules.medication.taper_schedule import Action, StepNotes, StepRow
from assessment.tapering.dose_setting import set_to_the_step, sets_a_dose
from assessment.tapering.plan_changes import add_taper_plan, approve_taper_plan, set_taper_status
from assessment.tapering.plan_display import (
    display_taper,
    get_taper_plan,
    history_of,
    taper_plans_of,
)
from guidelines.in_force.content import current_content
from referrals.duties.reckoning import keep_duties
from tests.support.records.cast import Cast
from tests.support.records.duties import called
from tests.support.records.patients import make_episode, treat
from tests.support.records.tapers import DAY, VALUES, change, days, do, fresh, made, rows, standing, states, visit

pytestmark = pytest.mark.usefixtures("in_a")


def stamp(plan: TaperPlan) -> tuple[Any, ...]:
    """Who changed the plan last, in which consultation, and how often it was changed."""
    kept = fresh(plan)
    assert abs((timezone.now() - kept.recorded_at).total_seconds()) < 5
    return kept.recorded_by, kept.consultation_id, kept.version


def later(cast: Cast, episode: Episode, plan: TaperPlan) -> Consultation:
    """Another consultation, begun after the plan was made an hour ago."""
    earlier = timezone.now() - timedelta(hours=1)
    TaperPlan.objects.filter(pk=plan.pk).update(recorded_at=earlier)
    end_consultation(by=cast.gp, consultation=visit(cast.gp, episode))
    return visit(cast.gp, episode)


DEEDS: dict[str, Any] = {
    "change": lambda by, seen, plan: change(by, plan, rows(0), goal="sove"),
    "approve": lambda by, seen, plan: approve_taper_plan(by=by, consultation=seen, plan=plan, seen_version=1),
    "pause": lambda by, seen, plan: set_taper_status(
        by=by, consultation=seen, plan=plan, seen_version=1, status="paused"
    ),
    "note": lambda by, seen, plan: do(by, plan, Action.NOTE, notes=StepNotes(note="x")),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_every_change_names_who_when_and_the_consultation_it_was_made_in(
    deed: str, cast: Cast, episode: Episode
) -> None:
    """Tried: the plan left with the consultation, the moment and the person of its beginning."""
    plan = made(cast.gp, episode, 0)
    consultation = later(cast, episode, plan)
    answered = DEEDS[deed](cast.gp2, consultation, plan)
    assert stamp(plan) == (cast.gp2, consultation.pk, 2)
    assert (answered.pk, answered.version, answered.episode) == (plan.pk, 2, episode)


def test_the_same_status_again_changes_nothing_and_answers_the_plan(cast: Cast, episode: Episode) -> None:
    """Tried: nothing answered."""
    plan = made(cast.gp, episode, 0)
    for by in (cast.gp, cast.nurse):
        paused = set_taper_status(
            by=by, consultation=visit(by, episode), plan=plan, seen_version=1, status="paused", reason=""
        )
        assert (paused.pk, paused.status, paused.version, paused.recorded_by) == (plan.pk, "paused", 2, cast.gp)


def test_another_plan_s_steps_are_left_alone(cast: Cast, episode: Episode) -> None:
    """Tried: the steps of every plan read for the one that is changed."""
    other = made(cast.gp, episode, 0, 7, 14, medicine="morfin")
    plan = made(cast.gp, episode, 0, 7)
    changed = change(cast.gp, plan, rows(3))
    assert (days(plan), days(other)) == ([3], [0, 7, 14])
    change(cast.gp, changed, rows(3, 10, 20))
    assert (days(plan), days(other)) == ([3, 10, 20], [0, 7, 14])
    assert {step.version for step in standing(other)} == {1}


def test_a_step_that_was_taken_out_stands_again_when_it_is_written_again(cast: Cast, episode: Episode) -> None:
    """Tried: left out where it says what it said before; a step that was taken out stamped once more."""
    plan = made(cast.gp, episode, 0, 7)
    without = change(cast.gp, plan, rows(0))
    removed = plan.steps.get(number=2)
    assert removed.removed_at is not None
    again = change(cast.gp, change(cast.gp, without, rows(0), goal="sove"), rows(0), goal="gå")
    assert plan.steps.get(number=2).version == removed.version == 2
    change(cast.gp, again, rows(0, 7))
    assert days(plan) == [0, 7]


def test_a_plan_is_reached_and_listed_through_its_own_episode_only(cast: Cast, episode: Episode) -> None:
    """Tried: any plan of the practice; those that are over first."""
    over, plan = made(cast.gp, episode, 0), made(cast.gp, episode, 0)
    TaperPlan.objects.filter(pk=over.pk).update(status="completed")
    other = make_episode(cast.gp, episode.patient)
    theirs = made(cast.gp, other, 0)
    assert taper_plans_of(episode) == [plan, over]
    assert get_taper_plan(episode=episode, taper_id=plan.pk) == plan
    with pytest.raises(Http404):
        get_taper_plan(episode=episode, taper_id=theirs.pk)


def test_the_history_has_the_newest_first_and_not_how_it_began(cast: Cast, episode: Episode) -> None:
    """Tried: the oldest first; the steps as they were planned among them."""
    other = made(cast.gp, episode, 0)
    do(cast.gp, other, Action.TAKE)
    plan = do(cast.nurse, made(cast.gp, episode, 0, 7), Action.TAKE)
    do(cast.nurse, plan, Action.HOLD)
    assert [(state.number, state.state, state.version) for state in history_of(plan)] == [
        (1, "held", 3),
        (1, "taken", 2),
    ]


def test_a_pause_is_held_on_the_step_that_is_held(cast: Cast, episode: Episode) -> None:
    """Tried: the current step in any state, and none."""
    plan = made(cast.gp, episode, -7, 0)
    assert display_taper(fresh(plan), today()).held is None
    plan = do(cast.gp, plan, Action.TAKE, day=today() - 7 * DAY)
    shown = display_taper(fresh(plan), today())
    assert shown.current is not None
    assert shown.held is None
    do(cast.gp, plan, Action.HOLD)
    held = display_taper(fresh(plan), today()).held
    assert held is not None
    assert (held.number, states(plan)) == (1, ["held", "planned"])


OF_A_TAPER = ("taper_step", "taper_contact", "taper_approval")
LOOKS: list[tuple[str, bool, dict[str, Any]]] = [
    ("nothing", False, {}),
    ("step today", True, {"away": 0}),
    ("step tomorrow", False, {"away": 1}),
    ("contact today", True, {"next_contact_on": today()}),
    ("contact tomorrow", False, {"next_contact_on": today() + DAY}),
    ("worry, among the questions", False, {"worry": True}),
    ("not approved", True, {"approve": False}),
    ("over", False, {"away": -9, "status": "completed"}),
    ("over, contact today", False, {"next_contact_on": today(), "status": "completed"}),
    ("paused", False, {"away": -9, "status": "paused"}),
    ("paused, contact today", True, {"next_contact_on": today(), "status": "paused"}),
]


@pytest.mark.parametrize(("is_due", "case"), [pytest.param(*look[1:], id=look[0]) for look in LOOKS])
def test_a_plan_is_looked_at_for_each_reason_alone(
    is_due: bool, case: dict[str, Any], cast: Cast, episode: Episode
) -> None:
    """Tried: each reason left out, and each day moved by one."""
    case = dict(case)
    worry, status = case.pop("worry", False), case.pop("status", "active")
    plan = made(cast.gp, episode, case.pop("away", 30), **case)
    if worry:
        do(cast.nurse, plan, Action.NOTE, notes=StepNotes(note="x", for_doctor=True))
    TaperPlan.objects.filter(pk=plan.pk).update(status=status)
    keep_duties(episode.pk, current_content(), today())
    assert (called(*OF_A_TAPER) == [str(plan.pk)]) is is_due


def test_a_plan_that_waits_stands_at_today_among_what_is_overdue(cast: Cast, episode: Episode) -> None:
    """Tried: the longest overdue last."""
    waiting = made(cast.nurse, episode, approve=False)
    late, later_step = made(cast.gp, episode, -9), made(cast.gp, episode, -2)
    assert called(*OF_A_TAPER) == [str(plan.pk) for plan in (late, later_step, waiting)]


def dosed(by: Staff, episode: Episode, **row: Any) -> TaperPlan:
    """A plan whose step says 30 mg, for a treatment of 40 mg in use."""
    told = {"name": "oxycodon", "daily_dose_mg": Decimal(40)} | row
    treat(by, episode, "strong_opioid", told.pop("status", "current"), **told)
    return add_taper_plan(
        by=by,
        consultation=visit(by, episode),
        identifier=uuid4(),
        rows=[StepRow(today(), "30 mg", Decimal(30))],
        approve=True,
        treatment=Treatment.objects.get(episode=episode),
        **VALUES,
    )


@pytest.mark.parametrize(
    ("row", "sets"),
    [({}, True), ({"status": "stopped"}, False), ({"dose_unit": "ug_h"}, False), ({"removed": True}, False)],
)
def test_only_a_treatment_in_use_that_is_counted_in_mg_gets_the_step_s_dose(
    row: dict[str, Any], sets: bool, cast: Cast, episode: Episode
) -> None:
    """Tried: a stopped row, a removed one and a patch set to the dose of a step; the dose set unasked."""
    row = dict(row)
    removed = row.pop("removed", False)
    plan = dosed(cast.gp, episode, **row)
    if removed:
        Treatment.objects.update(removed_at=timezone.now())
    plan = fresh(plan)
    (step,) = standing(plan)
    assert sets_a_dose(plan, step) is sets
    assert sets_a_dose(plan, None) is False
    set_to_the_step(by=cast.nurse, consultation=visit(cast.nurse, episode), plan=plan, step=step)
    kept = Treatment.objects.get()
    assert (kept.daily_dose_mg, kept.version) == ((30, 2) if sets else (40, 1))
    set_to_the_step(by=cast.nurse, consultation=visit(cast.nurse, episode), plan=fresh(plan), step=step)
    assert Treatment.objects.get().version == kept.version


def test_a_plan_without_a_treatment_sets_no_dose(cast: Cast, episode: Episode) -> None:
    plan = made(cast.gp, episode, 0)
    (step,) = standing(plan)
    assert sets_a_dose(plan, step) is False
    set_to_the_step(by=cast.gp, consultation=visit(cast.gp, episode), plan=plan, step=step)


@pytest.mark.parametrize(("action", "asked", "dose"), [(Action.TAKE, True, 30), (Action.TAKE, False, 40)])
def test_a_step_that_is_carried_out_sets_the_dose_when_it_is_asked_for(
    action: Action, asked: bool, dose: int, cast: Cast, episode: Episode
) -> None:
    """Tried: always and never; by another deed than carrying it out."""
    plan = dosed(cast.gp, episode)
    noted = do(cast.gp, plan, Action.NOTE, set_dose=True, notes=StepNotes(note="x"))
    assert Treatment.objects.get().daily_dose_mg == 40
    do(cast.gp, noted, action, set_dose=asked)
    assert Treatment.objects.get().daily_dose_mg == dose


def test_a_note_after_the_last_step_stands_at_the_last(cast: Cast, episode: Episode) -> None:
    """Tried: no step found for it."""
    plan = do(cast.gp, made(cast.gp, episode, 0, 7), Action.SKIP)
    plan = do(cast.gp, plan, Action.SKIP)
    assert states(plan) == ["skipped", "skipped"]
    do(cast.nurse, plan, Action.NOTE, notes=StepNotes(note="ringet"))
    assert [step.note for step in standing(plan)] == ["", "ringet"]
