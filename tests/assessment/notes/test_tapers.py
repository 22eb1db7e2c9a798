"""Taper plans in the journal note: what a consultation did to one, and how each stands in the summary."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Staff
from assessment.models import Consultation, Episode, TaperPlan
from assessment.notes.contact_note import consultation_note, note_sources
from assessment.notes.summary import episode_summary
from assessment.notes.tapers import tapers_in_the_note
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.rules.medication.taper_schedule import Action, StepNotes, StepRow
from assessment.tapering.plan_changes import (
    add_taper_plan,
    approve_taper_plan,
    change_taper_plan,
    follow_taper_plan,
    set_taper_status,
)
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.letters import look

pytestmark = pytest.mark.usefixtures("in_a")

FIRST = today() - timedelta(days=7)
SECOND, LATER = FIRST + timedelta(days=14), FIRST + timedelta(days=21)
VALUES = {"medicine": "oxycodon", "start_dose": "10 mg morgen og aften"}
ROWS = [StepRow(FIRST, "10 mg morgen"), StepRow(SECOND, "5 mg morgen")]


def shown(day: date) -> str:
    return day.strftime("%d.%m.%Y")


def now(by: Staff, episode: Episode) -> Consultation:
    return begin_consultation(
        by=by, episode=Episode.objects.select_related("patient").get(pk=episode.pk), form="in_person"
    )


def make(cast: Cast, episode: Episode, **values: Any) -> TaperPlan:
    arguments = {"rows": ROWS, "approve": True} | VALUES | values
    return add_taper_plan(by=cast.gp, consultation=now(cast.gp, episode), identifier=uuid4(), **arguments)


def follow(cast: Cast, plan: TaperPlan, action: Action, notes: StepNotes | None = None, **days: Any) -> TaperPlan:
    return follow_taper_plan(
        by=cast.nurse,
        consultation=now(cast.nurse, plan.episode),
        plan=plan,
        seen_version=plan.version,
        action=action,
        as_of=today(),
        notes=notes or StepNotes(),
        **days,
    )


def said(episode: Episode, consultation: Consultation | None, content: Content, *, is_long: bool = True) -> list[str]:
    parts = list(tapers_in_the_note(episode, consultation, content, is_long))
    assert {title for title, _lines in parts} <= {"treatments"}
    return [line for _title, lines in parts for line in lines]


def told(cast: Cast, episode: Episode, content: Content) -> list[str]:
    """The lines about the one plan in the consultation that runs, without their heading."""
    found = said(episode, now(cast.gp, episode), content)
    return [line for text in found for line in text.removeprefix("Nedtrapning af oxycodon: ").split("; ")]


def next_visit(cast: Cast, episode: Episode) -> None:
    end_consultation(by=cast.gp, consultation=now(cast.gp, episode))


def test_a_plan_that_is_made_stands_with_its_steps_and_what_was_agreed(
    cast: Cast, episode: Episode, content: Content
) -> None:
    make(cast, episode, goal="At være klar i hovedet.", next_contact_on=SECOND, follows_up=cast.nurse)
    expected = "; ".join(
        [
            "Nedtrapning af oxycodon: plan lagt, fra 10 mg morgen og aften",
            f"trin 1 (10 mg morgen) {shown(FIRST)}",
            f"trin 2 (5 mg morgen) {shown(SECOND)}",
            "mål aftalt med patienten: At være klar i hovedet",
            f"følges af: {cast.nurse}",
            f"næste kontakt: {shown(SECOND)}",
            f"godkendt af {cast.gp}",
        ]
    )
    assert said(episode, now(cast.gp, episode), content) == [expected]
    note = consultation_note(now(cast.gp, episode), content, is_long=True)
    assert f"Behandling: {expected}." in note.text
    brief = consultation_note(now(cast.gp, episode), content).text
    assert brief.endswith(
        "Behandling: Nedtrapning af oxycodon: plan lagt, fra 10 mg morgen og aften, 2 trin; "
        f"næste trin 1 (10 mg morgen), {shown(FIRST)}; godkendt af {cast.gp}."
    )


def test_the_next_visit_says_only_the_step_that_was_taken_and_how_it_goes(
    cast: Cast, episode: Episode, content: Content
) -> None:
    plan = make(cast, episode)
    next_visit(cast, episode)
    assert told(cast, episode, content) == []
    notes = StepNotes(effect="Sover bedre.", withdrawal_symptoms="Lidt uro.", for_doctor=True)
    plan = follow(cast, plan, Action.TAKE, notes, day=FIRST)
    assert told(cast, episode, content) == [
        f"trin 1 (10 mg morgen): gennemført {shown(FIRST)}",
        "trin 1, smerter og funktion: Sover bedre",
        "trin 1, abstinenser: Lidt uro",
        "trin 1: lægen skal se på det",
    ]
    next_visit(cast, episode)
    assert told(cast, episode, content) == []


def test_a_step_that_is_put_off_paused_taken_up_again_and_skipped(
    cast: Cast, episode: Episode, content: Content
) -> None:
    plan = follow(cast, make(cast, episode), Action.TAKE, day=FIRST)
    for action, days, expected in (
        (Action.POSTPONE, {"to": LATER}, f"trin 2 (5 mg morgen) udsat: {shown(SECOND)} → {shown(LATER)}"),
        (Action.HOLD, {}, f"trin 1 (10 mg morgen): pause siden {shown(today())}"),
        (Action.RESUME, {}, "trin 1 (10 mg morgen): fortsat efter pause"),
        (Action.SKIP, {}, "trin 2 (5 mg morgen): sprunget over"),
    ):
        next_visit(cast, episode)
        plan = follow(cast, plan, action, **days)
        assert told(cast, episode, content) == [expected]


def test_a_change_says_from_what_to_what_and_that_the_approval_is_gone(
    cast: Cast, episode: Episode, content: Content
) -> None:
    plan = make(cast, episode)
    next_visit(cast, episode)
    rows = [StepRow(FIRST - timedelta(days=1), "10 mg aften")]
    plan = change_taper_plan(
        by=cast.nurse,
        consultation=now(cast.nurse, episode),
        plan=plan,
        seen_version=1,
        rows=rows,
        **VALUES | {"start_dose": "20 mg aften", "goal": "Køre bil."},
    )
    assert told(cast, episode, content) == [
        "trin 1: 10 mg morgen → 10 mg aften",
        f"trin 1 (10 mg aften) rykket frem: {shown(FIRST)} → {shown(FIRST - timedelta(days=1))}",
        "trin 2 (5 mg morgen) taget ud",
        "dosis før første trin: 10 mg morgen og aften → 20 mg aften",
        "mål aftalt med patienten: Køre bil",
        "ikke godkendt endnu",
    ]
    next_visit(cast, episode)
    plan = approve_taper_plan(by=cast.gp, consultation=now(cast.gp, episode), plan=plan, seen_version=plan.version)
    assert told(cast, episode, content) == [f"godkendt af {cast.gp}"]
    next_visit(cast, episode)
    arguments: dict[str, Any] = {"by": cast.gp, "plan": plan, "seen_version": plan.version}
    set_taper_status(consultation=now(cast.gp, episode), status="stopped", reason="Flere smerter.", **arguments)
    assert told(cast, episode, content) == ["planen er stoppet: Flere smerter"]


def test_what_was_changed_back_in_the_same_visit_is_no_news(cast: Cast, episode: Episode, content: Content) -> None:
    plan = make(cast, episode, approve=False)
    next_visit(cast, episode)
    for goal in ("Køre bil.", ""):
        visit = now(cast.gp, episode)
        values = VALUES | {"goal": goal}
        plan = change_taper_plan(
            by=cast.gp, consultation=visit, plan=plan, seen_version=plan.version, rows=ROWS, **values
        )
    assert told(cast, episode, content) == []


def test_the_summary_says_how_each_plan_stands(cast: Cast, episode: Episode, content: Content) -> None:
    plan = make(cast, episode, follows_up_text="hjemmesygeplejen", next_contact_on=SECOND)
    follow(cast, plan, Action.TAKE, day=FIRST)
    make(cast, episode, medicine="pregabalin", approve=False)
    expected = [
        "; ".join(
            [
                "Nedtrapning af oxycodon: fra 10 mg morgen og aften, 2 trin, aktiv",
                f"godkendt af {cast.gp}",
                f"nu trin 1 (10 mg morgen), gennemført {shown(FIRST)}",
                f"næste trin 2 (5 mg morgen), {shown(SECOND)}",
                "følges af: hjemmesygeplejen",
                f"næste kontakt {shown(SECOND)}",
            ]
        ),
        "; ".join(
            [
                "Nedtrapning af pregabalin: fra 10 mg morgen og aften, 2 trin, aktiv",
                "ikke godkendt endnu",
                f"næste trin 1 (10 mg morgen), {shown(FIRST)}",
            ]
        ),
    ]
    assert said(episode, None, content) == expected
    assert ". ".join(expected) in episode_summary(look(episode, content)).text
    assert note_sources.count(tapers_in_the_note) == 1


def test_an_episode_without_plans_costs_one_query(cast: Cast, episode: Episode, content: Content) -> None:
    consultation = now(cast.gp, episode)
    with CaptureQueriesContext(connection) as captured:
        assert said(episode, consultation, content) == []
    assert len(captured) == 1
