"""A taper plan: made, approved, followed, with every earlier state kept and nobody overwritten in silence."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps

from accounts.models import AccessLogEntry
from accounts.tenancy.context import practice_context
from assessment.inquiries.threads import answer_inquiry
from assessment.models import Episode, TaperPlan, TaperStep
from assessment.record.clock import today
from assessment.rules.medication.taper_schedule import Action, DayRefused, StepNotes, StepRow
from assessment.tapering.plan_changes import (
    NotAllowed,
    approve_taper_plan,
    set_taper_status,
)
from assessment.tapering.plan_display import display_taper, history_of
from assessment.tapering.plan_rows import StaleTaperPlan
from tests.support.records.cast import Cast
from tests.support.records.patients import make_episode, treat
from tests.support.records.tapers import DAY, change, days, do, fresh, made, rows, standing, states, visit

pytestmark = pytest.mark.usefixtures("in_a")


def test_a_plan_is_kept_with_its_steps_who_and_when(cast: Cast, episode: Episode) -> None:
    treat(cast.gp, episode, "strong_opioid", "current")
    plan = made(cast.nurse, episode, 0, 7, approve=False, treatment=episode.treatments.get(), follows_up=cast.nurse)
    kept = fresh(plan)
    assert (kept.recorded_by, kept.version, kept.status, kept.approved_by) == (cast.nurse, 1, "active", None)
    assert (kept.owner, kept.treatment.kind) == (str(cast.nurse), "strong_opioid")
    assert [(step.number, step.dose, step.state, step.version) for step in standing(plan)] == [
        (1, "dosis 1", "planned", 1),
        (2, "dosis 2", "planned", 1),
    ]
    assert AccessLogEntry.objects.filter(staff=cast.nurse, action="create", patient_id=episode.patient_id).exists()


def test_sending_the_form_twice_makes_one_plan(cast: Cast, episode: Episode) -> None:
    identifier = uuid4()
    assert [made(cast.gp, episode, 0, identifier=identifier).pk for _ in range(2)] == [identifier] * 2
    assert (TaperPlan.objects.count(), TaperStep.objects.count()) == (1, 1)


def test_an_identifier_that_is_taken_elsewhere_is_replaced(cast: Cast, episode: Episode, episode_b: Episode) -> None:
    with practice_context(cast.practice_b.pk):
        taken: UUID = made(cast.gp_b, episode_b, 0).pk
    plan = made(cast.gp, episode, 0, identifier=taken)
    assert plan.pk != taken
    assert len(standing(plan)) == 1


def test_a_plan_is_not_followed_before_a_gp_approves_it_and_not_approved_without_steps(
    cast: Cast, episode: Episode
) -> None:
    plan = made(cast.nurse, episode, 0, approve=False)
    with pytest.raises(NotAllowed):
        do(cast.nurse, plan, Action.TAKE)
    approved = approve_taper_plan(by=cast.gp, consultation=visit(cast.gp, episode), plan=plan, seen_version=1)
    assert (approved.approved_by, approved.runs) == (cast.gp, True)
    do(cast.nurse, approved, Action.TAKE)
    assert states(plan) == ["taken"]
    empty = made(cast.gp, episode, approve=True)
    assert empty.approved_by is None
    with pytest.raises(NotAllowed):
        approve_taper_plan(by=cast.gp, consultation=visit(cast.gp, episode), plan=empty, seen_version=1)


def test_a_gp_approves_what_they_saw(cast: Cast, episode: Episode) -> None:
    plan = made(cast.nurse, episode, 0, approve=False)
    change(cast.nurse, plan, rows(1))
    with pytest.raises(StaleTaperPlan):
        approve_taper_plan(by=cast.gp, consultation=visit(cast.gp, episode), plan=plan, seen_version=1)
    assert fresh(plan).approved_by is None


@pytest.mark.parametrize(
    ("new", "values", "stays"),
    [
        ((0, 7), {"goal": "klar i hovedet"}, True),
        ((0, 7), {"medicine": "morfin"}, False),
        ((0, 7), {"start_dose": "5 mg"}, False),
        ((0, 6), {}, False),
        ((0,), {}, False),
        ((0, 7, 14), {}, False),
    ],
)
def test_another_medicine_dose_or_step_takes_the_approval_back(
    new: tuple[int, ...], values: dict[str, str], stays: bool, cast: Cast, episode: Episode
) -> None:
    plan = made(cast.gp, episode, 0, 7)
    changed = change(cast.nurse, plan, rows(*new), **values)
    assert (changed.approved_by is not None) is stays
    assert days(plan) == list(new)
    assert change(cast.gp, changed, rows(*new), approve=True, **values).approved_by == cast.gp


def test_changing_the_rows_leaves_what_is_begun_and_keeps_what_is_taken_out(cast: Cast, episode: Episode) -> None:
    plan = do(cast.nurse, made(cast.gp, episode, -7, 7, 14), Action.TAKE)
    changed = change(cast.gp, plan, [StepRow(today() + 3 * DAY, "ny", Decimal(5))])
    assert [(step.number, step.state, step.dose) for step in standing(plan)] == [
        (1, "taken", "dosis 1"),
        (2, "planned", "ny"),
    ]
    assert TaperStep.objects.get(plan=plan, number=3).removed_at is not None
    change(cast.gp, changed, rows(3, 10, 20))
    assert (days(plan), [step.number for step in standing(plan)]) == ([-7, 3, 10, 20], [1, 2, 3, 4])


def test_a_stale_change_is_refused_and_the_same_change_agrees(cast: Cast, episode: Episode) -> None:
    plan = made(cast.gp, episode, 0)
    change(cast.nurse, plan, rows(0), goal="sove")
    with pytest.raises(StaleTaperPlan) as caught:
        change(cast.gp, plan, rows(0), seen=1, goal="gå tur")
    assert caught.value.theirs.goal == "sove"
    with pytest.raises(StaleTaperPlan):
        change(cast.gp, plan, rows(1), seen=1, goal="sove")
    assert change(cast.gp, plan, rows(0), seen=1, goal="sove").version == 2
    assert fresh(plan).recorded_by == cast.nurse


def test_a_step_is_taken_today_or_on_the_day_that_is_said(cast: Cast, episode: Episode) -> None:
    notes = StepNotes("bedre", "lidt svedig", "ringet", True)
    plan = do(cast.nurse, made(cast.gp, episode, -7, 0), Action.TAKE, day=today() - 6 * DAY, notes=notes)
    first = standing(plan)[0]
    assert (first.state, first.done_on, first.recorded_by) == ("taken", today() - 6 * DAY, cast.nurse)
    assert (first.effect, first.withdrawal_symptoms, first.note, first.for_doctor) == (
        *("bedre", "lidt svedig", "ringet"),
        True,
    )
    with pytest.raises(DayRefused):
        do(cast.nurse, plan, Action.TAKE, day=today() - 7 * DAY)
    do(cast.nurse, plan, Action.TAKE)
    assert standing(plan)[1].done_on == today()


def test_a_pause_moves_the_steps_only_when_it_is_said(cast: Cast, episode: Episode) -> None:
    plan = do(cast.nurse, made(cast.gp, episode, -10, 2, 9), Action.TAKE, day=today() - 10 * DAY)
    held = do(cast.nurse, plan, Action.HOLD, day=today() - 4 * DAY)
    assert (states(plan), days(plan)) == (["held", "planned", "planned"], [-10, 2, 9])
    with pytest.raises(NotAllowed):
        do(cast.nurse, held, Action.TAKE)
    going_on = do(cast.nurse, held, Action.RESUME)
    assert (states(plan), days(plan)) == (["taken", "planned", "planned"], [-10, 2, 9])
    again = do(cast.nurse, going_on, Action.HOLD, day=today() - 4 * DAY)
    do(cast.nurse, again, Action.RESUME, shift=True)
    assert (states(plan), days(plan)) == (["taken", "planned", "planned"], [-10, 6, 13])
    assert standing(plan)[0].held_since is None
    earlier = [entry.planned_on for entry in history_of(fresh(plan)) if entry.number == 2]
    assert earlier == [today() + 6 * DAY]
    assert events(plan, 2) == [today() + 2 * DAY, today() + 6 * DAY]


def test_who_has_carried_out_the_next_step_pauses_on_it(cast: Cast, episode: Episode) -> None:
    """It counts as carried out on its day."""
    plan = do(cast.nurse, made(cast.gp, episode, -10, -2, 9), Action.TAKE, day=today() - 10 * DAY)
    held = do(cast.nurse, plan, Action.STAY)
    step = standing(held)[1]
    assert (states(plan), step.done_on, step.held_since) == (["taken", "held", "planned"], today() - 2 * DAY, today())


def events(plan: TaperPlan, number: int) -> list[date]:
    """Every day that a step was ever planned for."""
    model: Any = apps.get_model("assessment.TaperStepEvent")
    return list(model.objects.filter(plan=plan, number=number).order_by("pgh_id").values_list("planned_on", flat=True))


def test_a_step_is_put_off_alone_or_with_those_after_it(cast: Cast, episode: Episode) -> None:
    plan = made(cast.gp, episode, 0, 7, 14)
    alone = do(cast.nurse, plan, Action.POSTPONE, to=today() + 3 * DAY)
    assert days(plan) == [3, 7, 14]
    with pytest.raises(DayRefused):
        do(cast.nurse, alone, Action.POSTPONE, to=today() + 7 * DAY)
    assert days(plan) == [3, 7, 14]
    do(cast.nurse, alone, Action.POSTPONE, to=today() + 8 * DAY, shift=True)
    assert (days(plan), fresh(plan).approved_by) == ([8, 12, 19], cast.gp)


def test_a_skipped_step_has_no_day_and_a_note_changes_no_state(cast: Cast, episode: Episode) -> None:
    plan = do(cast.nurse, made(cast.gp, episode, 0, 7), Action.SKIP)
    assert (states(plan), standing(plan)[0].done_on) == (["skipped", "planned"], None)
    do(cast.nurse, plan, Action.NOTE, notes=StepNotes(note="urolig nat", for_doctor=True))
    assert (states(plan), standing(plan)[1].note) == (["skipped", "planned"], "urolig nat")
    assert [worry.text for worry in display_taper(fresh(plan), today()).worries] == [
        "Nedtrapning af oxycodon, trin 2.\nNotat: urolig nat."
    ]
    assert standing(plan)[1].note == "urolig nat"


def test_what_was_told_stays_and_a_worry_waits_until_a_gp_has_seen_it(cast: Cast, episode: Episode) -> None:
    plan = do(cast.nurse, made(cast.gp, episode, 0, 7), Action.TAKE, notes=StepNotes(withdrawal_symptoms="sved"))
    plan = do(cast.nurse, plan, Action.NOTE, notes=StepNotes(note="forvirret, faldt i nat", for_doctor=True))
    plan = do(cast.nurse, plan, Action.HOLD)
    plan = do(cast.nurse, plan, Action.NOTE, notes=StepNotes(note="bedre i dag", withdrawal_symptoms="sved"))
    step = standing(plan)[0]
    assert (step.state, step.withdrawal_symptoms) == ("held", "sved")
    assert step.note == "forvirret, faldt i nat\nbedre i dag"
    (worry,) = display_taper(fresh(plan), today()).worries
    assert (worry.about, worry.recorded_by) == ("taper", cast.nurse)
    answer_inquiry(by=cast.gp, inquiry=worry, kind="seen", seen=0)
    assert display_taper(fresh(plan), today()).worries == []


@pytest.mark.parametrize(
    ("told", "asks"),
    [
        (
            {"withdrawal_symptoms": "Ja, sveder og er urolig", "effect": "Mere ondt om natten."},
            "Abstinenser: Ja, sveder og er urolig.\nSmerter og funktion: Mere ondt om natten.",
        ),
        ({"note": "Bange?", "withdrawal_symptoms": "Nej"}, "Notat: Bange?\nAbstinenser: Nej."),
        ({}, "En bekymring, uden ord."),
    ],
)
def test_a_worry_asks_the_doctor_in_words_that_stand_alone(
    told: dict[str, str], asks: str, cast: Cast, episode: Episode
) -> None:
    """It names the medicine, the step and what each text answers. Tried: the texts alone; without a full stop."""
    plan = do(cast.nurse, made(cast.gp, episode, 0, 7), Action.NOTE, notes=StepNotes(**told, for_doctor=True))
    (worry,) = plan.inquiries.all()
    assert worry.text == f"Nedtrapning af oxycodon, trin 1.\n{asks}"


def test_pressing_twice_does_it_once_and_a_colleague_is_not_overtaken(cast: Cast, episode: Episode) -> None:
    plan = made(cast.gp, episode, 0, 7)
    for _ in range(2):
        do(cast.nurse, plan, Action.TAKE, seen=1)
    assert (states(plan), fresh(plan).version) == (["taken", "planned"], 2)
    for by, action in ((cast.gp, Action.TAKE), (cast.nurse, Action.HOLD)):
        with pytest.raises(StaleTaperPlan):
            do(by, plan, action, seen=1)
    with pytest.raises(StaleTaperPlan):
        do(cast.nurse, plan, Action.TAKE, seen=1, notes=StepNotes(note="andet"))


def test_a_plan_that_is_paused_or_over_takes_notes_only(cast: Cast, episode: Episode) -> None:
    plan = made(cast.gp, episode, -1)
    for status, reason in (("paused", ""), ("stopped", "virkede ikke"), ("completed", ""), ("active", "")):
        plan = set_taper_status(
            by=cast.nurse,
            consultation=visit(cast.nurse, episode),
            plan=plan,
            seen_version=plan.version,
            status=status,
            reason=reason,
        )
        assert (plan.status, plan.status_reason) == (status, reason)
        shown = display_taper(fresh(plan), today())
        assert (shown.due is not None) is (status == "active")
        if status != "active":
            with pytest.raises(NotAllowed):
                do(cast.nurse, plan, Action.TAKE)
            plan = do(cast.nurse, plan, Action.NOTE, notes=StepNotes(note=status))
    with pytest.raises(StaleTaperPlan):
        set_taper_status(
            by=cast.gp, consultation=visit(cast.gp, episode), plan=plan, seen_version=1, status="paused", reason=""
        )


def test_an_identifier_of_another_episode_is_replaced_and_its_plan_left_alone(cast: Cast, episode: Episode) -> None:
    """Tried: the other episode's plan answered, as if it had been sent before."""
    other = made(cast.gp, make_episode(cast.gp, episode.patient), 0, medicine="morfin")
    plan = made(cast.gp, episode, 0, identifier=other.pk)
    assert plan.pk != other.pk
    assert (plan.episode_id, plan.medicine) == (episode.pk, "oxycodon")
    assert (fresh(other).medicine, fresh(other).version) == ("morfin", 1)


def test_editing_the_goal_of_a_plan_that_is_begun_leaves_its_approval_and_its_steps(
    cast: Cast, episode: Episode
) -> None:
    """Tried: the steps that are begun counted among the rows, and the steps that are unchanged signed anew."""
    plan = do(cast.nurse, made(cast.gp, episode, -7, 7, 14), Action.TAKE)
    before = [(step.version, step.recorded_by_id, step.recorded_at) for step in standing(plan)]
    planned = [StepRow(step.planned_on, step.dose) for step in standing(plan)[1:]]
    changed = change(cast.gp2, plan, planned, goal="sove igennem")
    assert (changed.goal, changed.approved_by, changed.recorded_by) == ("sove igennem", cast.gp, cast.gp2)
    assert [(step.version, step.recorded_by_id, step.recorded_at) for step in standing(plan)] == before
