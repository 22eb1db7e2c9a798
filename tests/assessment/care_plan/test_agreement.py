"""Saving the patient's plan: as it is typed, by two at a time, with nothing lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from accounts.models import AccessLogEntry
from assessment.care_plan.agreement import (
    FIELDS,
    StaleCarePlan,
    actions_in,
    agreed_actions,
    plan_of,
    save_plan,
    values_of,
)
from assessment.models import CarePlan, Consultation, Episode
from assessment.notes.contact_note import consultation_note
from assessment.record.consultations import begin_consultation, end_consultation
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast

pytestmark = pytest.mark.usefixtures("in_a")

WALK = {"action_1_what": "Gå en tur", "action_1_who": "Dig", "action_1_when": "Hver dag"}


def save(cast: Cast, episode: Episode, seen: int, **values: str) -> CarePlan:
    return save_plan(by=cast.gp, episode=episode, values=values, seen_version=seen).plan


def test_an_episode_without_a_plan_has_an_empty_one_that_is_not_saved(episode: Episode) -> None:
    plan = plan_of(episode)
    assert (plan.version, set(values_of(plan).values()), agreed_actions(plan)) == (0, {""}, [])
    assert set(values_of(plan)) == set(FIELDS)
    assert not CarePlan.objects.exists()


def test_what_was_typed_is_kept_with_who_when_and_in_which_consultation(cast: Cast, episode: Episode) -> None:
    begin_consultation(by=cast.gp, episode=episode, form="phone")
    save(cast, episode, 0, goal="Gå med hunden", **WALK)
    kept = CarePlan.objects.get()
    assert (kept.goal, kept.version, kept.recorded_by_id) == ("Gå med hunden", 1, cast.gp.pk)
    assert kept.consultation == Consultation.objects.get()
    assert values_of(kept) == dict.fromkeys(FIELDS, "") | {"goal": "Gå med hunden"} | WALK
    assert agreed_actions(kept) == [{"what": "Gå en tur", "who": "Dig", "when": "Hver dag"}]
    logged = AccessLogEntry.objects.filter(patient_id=episode.patient_id, action="change").latest("pk")
    assert logged.staff_id == cast.gp.pk


def test_an_action_stays_in_its_row(cast: Cast, episode: Episode) -> None:
    save(cast, episode, 0, action_3_what="Træne")
    assert values_of(plan_of(episode))["action_3_what"] == "Træne"
    assert agreed_actions(plan_of(episode)) == [{"what": "Træne", "who": "", "when": ""}]
    assert len(actions_in(values_of(plan_of(episode)))) == 3


def test_saving_the_same_again_changes_nothing_and_saving_opens_no_consultation(cast: Cast, episode: Episode) -> None:
    save(cast, episode, 0, goal="")
    save(cast, episode, 0, goal="a")
    assert not Consultation.objects.exists()
    begin_consultation(by=cast.gp, episode=episode, form="phone")
    assert save(cast, episode, 1, goal="a").version == 1
    assert plan_of(episode).consultation is None
    save(cast, episode, 1, goal="b")
    assert plan_of(episode).consultation.number == 1


def test_two_who_write_in_different_fields_both_land(cast: Cast, episode: Episode) -> None:
    shown = dict.fromkeys(FIELDS, "")
    save(cast, episode, 0, **shown | {"goal": "gp"})
    values = shown | {"offers": "nurse"}
    saved = save_plan(by=cast.nurse, episode=episode, values=values, seen_version=0)
    assert (saved.overtaken, saved.plan.version) == (["goal"], 2)
    assert (plan_of(episode).goal, plan_of(episode).offers) == ("gp", "nurse")


def test_two_who_write_in_the_same_field_are_shown_both_and_nothing_is_saved(cast: Cast, episode: Episode) -> None:
    save(cast, episode, 0, goal="først")
    save(cast, episode, 1, goal="gp", flare_up="hvil")
    with pytest.raises(StaleCarePlan) as caught:
        save_plan(by=cast.nurse, episode=episode, values={"goal": "nurse", "offers": "kursus"}, seen_version=1)
    assert [(conflict.field, conflict.theirs) for conflict in caught.value.conflicts] == [("goal", "gp")]
    assert caught.value.plan.recorded_by == cast.gp
    assert (plan_of(episode).goal, plan_of(episode).offers, plan_of(episode).version) == ("gp", "", 2)
    again = save_plan(by=cast.nurse, episode=episode, values={"goal": "nurse"}, seen_version=caught.value.plan.version)
    assert again.plan.goal == "nurse"


def test_two_who_write_the_same_agree_also_at_the_first_save(cast: Cast, episode: Episode) -> None:
    save(cast, episode, 0, goal="a")
    saved = save_plan(by=cast.nurse, episode=episode, values={"goal": "a"}, seen_version=0)
    assert (saved.overtaken, saved.plan.version) == ([], 1)


def test_a_field_is_emptied_on_purpose_but_not_by_a_form_that_never_saw_it(cast: Cast, episode: Episode) -> None:
    save(cast, episode, 0, goal="a")
    assert save(cast, episode, 0, goal="").goal == "a"
    assert save(cast, episode, 1, goal="").goal == ""


def test_every_earlier_state_stays(cast: Cast, episode: Episode) -> None:
    for version, goal in enumerate(("a", "b", "")):
        save(cast, episode, version, goal=goal)
    events: Any = CarePlan.objects.get().events.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [(event.version, event.goal) for event in events] == [(1, "a"), (2, "b"), (3, "")]


def test_the_database_keeps_one_plan_per_episode_and_deletes_none(cast: Cast, episode: Episode) -> None:
    plan = save(cast, episode, 0, goal="a")
    with pytest.raises(DatabaseError), transaction.atomic():
        CarePlan.objects.filter(pk=plan.pk).delete()
    second = CarePlan.in_practice(
        episode=episode, consultation=plan.consultation, recorded_by=cast.gp, recorded_at=timezone.now()
    )
    with pytest.raises(IntegrityError, match="one_care_plan"), transaction.atomic():
        second.save(force_insert=True)


def test_the_note_says_what_is_new_in_the_plan(cast: Cast, episode: Episode, content: Content) -> None:
    first = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    save(cast, episode, 0, goal="Gå", flare_up="Hvil.\nVarme.", offers="Kursus", action_2_what="Træne", **WALK)

    def plan_lines(consultation: Consultation, *, is_long: bool = True) -> list[str]:
        return consultation_note(consultation, content, is_long=is_long).sections[-1].text.splitlines()

    assert plan_lines(first) == [
        "Plan: Patientens mål: Gå.",
        "Når smerterne blusser op: Hvil.",
        "  Varme.",
        "Tilbud: Kursus. Handling 1: Gå en tur – Dig – Hver dag. Handling 2: Træne.",
    ]
    assert plan_lines(first, is_long=False) == [
        (
            "Plan: Patientens mål: Gå. Handling 1: Gå en tur – Dig – Hver dag. Handling 2: Træne. "
            "Patienten har i sin plan fået skrevet: når smerterne blusser op, tilbud."
        )
    ]
    end_consultation(by=cast.gp, consultation=first)
    Consultation.objects.filter(pk=first.pk).update(opened_at=timezone.now() - timedelta(days=1))
    second = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    save(cast, episode, 1, goal="Gå langt", offers="", action_2_what="", **WALK)
    assert plan_lines(second) == [
        "Plan: Patientens mål: Gå langt. Tilbud: taget ud af planen. Handling 2: taget ud af planen."
    ]
    assert len(plan_lines(first)) == 4
