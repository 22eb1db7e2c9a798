"""Filled-in instruments: kept with their scores and history; two who fill in at once."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils import timezone

from accounts.models import AccessLogEntry
from accounts.tenancy.context import practice_context
from assessment.models import Consultation, Episode, QuestionnaireResponse
from assessment.questionnaires.responses import Saved, StaleResponse, get_response, merge, remove_response, responses_of
from assessment.record.consultations import begin_consultation, end_consultation
from guidelines.in_force.content import current_content
from tests.support.records.cast import Cast
from tests.support.records.questionnaires import DAY, ITEMS, fresh, save, saved

pytestmark = pytest.mark.usefixtures("in_a")


def history(response: QuestionnaireResponse) -> list[Any]:
    events = response.events.order_by("pgh_id")  # type: ignore[attr-defined]
    return [(event.version, event.items, event.removed_at is not None) for event in events]


def test_a_filling_in_is_kept_with_its_score_and_who_when_where(cast: Cast, episode: Episode) -> None:
    begin_consultation(by=cast.nurse, episode=episode, form="phone")
    row = fresh(saved(cast.nurse, episode, **dict.fromkeys(ITEMS, 1), comment="Sagt roligt."))
    assert row.items == dict.fromkeys(ITEMS, 1)
    assert row.scores == {"total": {"value": 9, "band": "Lette tegn på depression"}}
    assert (row.comment, row.version, row.recorded_by_id) == ("Sagt roligt.", 1, cast.nurse.pk)
    assert row.answered_on == timezone.localdate()
    assert row.instruments_release == current_content().releases["instruments"]
    assert row.consultation == Consultation.objects.get(episode=episode, ended_at=None)
    logged = AccessLogEntry.objects.filter(staff=cast.nurse, action="change", patient_id=episode.patient_id)
    assert logged.filter(detail=current_content().instruments["phq-9"].title).exists()


def test_a_part_is_kept_without_a_score_and_completed_later(cast: Cast, episode: Episode) -> None:
    row = saved(cast.gp, episode, **dict.fromkeys(ITEMS[:-1], 3))
    assert (fresh(row).scores, len(fresh(row).items)) == ({}, 8)
    save(cast.gp, episode, identifier=row.pk, seen_version=1, death=0)
    assert fresh(row).scores["total"]["value"] == 24
    save(cast.gp, episode, identifier=row.pk, seen_version=2, mood=None)
    assert (fresh(row).scores, "mood" in fresh(row).items) == ({}, False)
    assert [version for version, _, _ in history(row)] == [1, 2, 3]


def test_nothing_filled_in_keeps_nothing_and_opens_no_consultation(cast: Cast, episode: Episode) -> None:
    assert save(cast.gp, episode, mood=None, comment="", answered_on=DAY) == Saved(None)
    assert not QuestionnaireResponse.objects.exists()
    assert not Consultation.objects.exists()


def test_a_comment_alone_is_kept(cast: Cast, episode: Episode) -> None:
    assert fresh(saved(cast.gp, episode, comment="Vil ikke svare.")).comment == "Vil ikke svare."


def test_an_empty_list_of_ticks_is_an_answer(cast: Cast, episode: Episode) -> None:
    row = fresh(saved(cast.gp, episode, "fibromyalgia-2016", areas=[]))
    assert row.items == {"areas": []}
    assert row.scores["wpi"]["value"] == 0
    assert "criteria" not in row.scores


def test_sending_the_same_form_twice_makes_one_filling_in(cast: Cast, episode: Episode) -> None:
    identifier = uuid4()
    for _ in range(2):
        assert saved(cast.gp, episode, identifier=identifier, mood=2).pk == identifier
    (row,) = QuestionnaireResponse.objects.all()
    assert (row.version, len(history(row))) == (1, 1)


def test_an_identifier_that_is_taken_elsewhere_makes_a_filling_in_of_its_own(
    cast: Cast, episode: Episode, episode_b: Episode
) -> None:
    with practice_context(cast.practice_b.pk):
        theirs = saved(cast.gp_b, episode_b, mood=3)
    removed = saved(cast.gp, episode, mood=1)
    consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
    remove_response(by=cast.gp, consultation=consultation, response=removed, title="x")
    for taken in (theirs, removed):
        own = saved(cast.gp, episode, identifier=taken.pk, mood=2)
        assert own.pk != taken.pk
        assert fresh(own).items == {"mood": 2}
    with practice_context(cast.practice_b.pk):
        assert fresh(theirs).items == {"mood": 3}


def test_saving_what_stands_already_changes_nothing(cast: Cast, episode: Episode) -> None:
    row = saved(cast.gp, episode, mood=2)
    again = save(cast.nurse, episode, identifier=row.pk, seen_version=1, mood=2, comment="")
    assert (again.consultation, again.overtaken) == (None, ())
    assert (fresh(row).version, fresh(row).recorded_by_id) == (1, cast.gp.pk)


def test_two_who_fill_in_different_items_are_both_kept(cast: Cast, episode: Episode) -> None:
    row = saved(cast.gp, episode, mood=2)
    save(cast.nurse, episode, identifier=row.pk, seen_version=1, mood=2, sleep=3)
    outcome = save(cast.gp, episode, identifier=row.pk, seen_version=1, mood=2, sleep=None, energy=1)
    assert outcome.overtaken == ("sleep",)
    assert fresh(row).items == {"mood": 2, "sleep": 3, "energy": 1}
    assert fresh(row).version == 3


def test_two_who_change_the_same_item_are_shown_both_and_nothing_is_saved(cast: Cast, episode: Episode) -> None:
    row = saved(cast.gp, episode, mood=2, sleep=0)
    save(cast.nurse, episode, identifier=row.pk, seen_version=1, mood=3)
    with pytest.raises(StaleResponse) as caught:
        save(cast.gp, episode, identifier=row.pk, seen_version=1, mood=0, energy=1)
    assert (caught.value.conflicts, caught.value.theirs.items["mood"]) == (["mood"], 3)
    assert fresh(row).items == {"mood": 3, "sleep": 0}
    save(cast.gp, episode, identifier=row.pk, seen_version=2, mood=0, energy=1)
    assert fresh(row).items == {"mood": 0, "sleep": 0, "energy": 1}


@pytest.mark.parametrize(
    ("mine", "theirs", "base", "outcome"),
    [
        ({"a": 1}, {"a": 1}, {}, ({}, (), [])),
        ({"a": 1}, {}, {}, ({"a": 1}, (), [])),
        ({"a": None}, {"a": 1}, {"a": 1}, ({"a": None}, (), [])),
        ({"a": None}, {"a": 1}, {}, ({}, ("a",), [])),
        ({"a": 1}, {"a": 2}, {"a": 1}, ({}, ("a",), [])),
        ({"a": 1}, {"a": 2}, {"a": 3}, ({}, (), ["a"])),
        ({"a": 1}, {"a": 2}, {}, ({}, (), ["a"])),
        ({"a": [1]}, {"a": []}, {"a": []}, ({"a": [1]}, (), [])),
        ({}, {"a": 2}, {}, ({}, (), [])),
    ],
)
def test_only_where_both_have_changed_it_is_there_a_conflict(mine: Any, theirs: Any, base: Any, outcome: Any) -> None:
    found = merge(mine, theirs, base)
    assert (found.changed, found.overtaken, found.conflicts) == outcome


def test_a_removed_one_leaves_the_list_and_stays_in_the_history(cast: Cast, episode: Episode) -> None:
    row = saved(cast.gp, episode, mood=2)
    consultation = begin_consultation(by=cast.nurse, episode=episode, form="in_person")
    remove_response(by=cast.nurse, consultation=consultation, response=row, title="PHQ-9")
    assert responses_of(episode) == []
    with pytest.raises(Http404):
        get_response(episode, "phq-9", row.pk)
    assert history(row) == [(1, {"mood": 2}, False), (1, {"mood": 2}, True)]
    with pytest.raises(DatabaseError), transaction.atomic():
        QuestionnaireResponse.objects.filter(pk=row.pk).delete()


def test_a_change_on_a_later_day_belongs_to_that_consultation(cast: Cast, episode: Episode) -> None:
    end_consultation(by=cast.gp, consultation=begin_consultation(by=cast.gp, episode=episode, form="in_person"))
    row = saved(cast.gp, episode, mood=2)
    assert fresh(row).consultation is None
    begin_consultation(by=cast.gp, episode=episode, form="phone")
    save(cast.gp, episode, identifier=row.pk, seen_version=1, mood=1)
    assert fresh(row).consultation.number == 2
