"""What happened in one consultation: everything that was recorded in it, in words, by whom and when; nothing else."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Staff
from assessment.advice.decisions import respond_to_advice
from assessment.models import Consultation, Episode, QuestionnaireResponse, Treatment
from assessment.notes.consultation_log import Happening, happenings_in
from assessment.questionnaires.responses import remove_response
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.record.form_changes import DataAbsent
from assessment.treatments.ledger import add_treatment, change_treatment, remove_treatment
from assessment.treatments.statements import record_no_treatments
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, treat
from tests.support.records.questionnaires import ITEMS, fresh, save, saved

pytestmark = pytest.mark.usefixtures("in_a")


def running(by: Staff, episode: Episode) -> Consultation:
    return begin_consultation(
        by=by, episode=Episode.objects.select_related("patient").get(pk=episode.pk), form="in_person"
    )


def next_one(by: Staff, episode: Episode) -> Consultation:
    """The consultation that runs is over, and another begins."""
    end_consultation(by=by, consultation=running(by, episode))
    return running(by, episode)


def in_number(number: int, episode: Episode, content: Content) -> list[Happening]:
    return happenings_in(Consultation.objects.get(episode=episode, number=number), content)


def rows(number: int, episode: Episode, content: Content) -> list[tuple[str, str | None, str]]:
    """What, the words and who, in the order of the page."""
    return [(row.what, row.said, row.by) for row in in_number(number, episode, content)]


def add_tens(by: Staff, episode: Episode, **values: Any) -> Treatment:
    values = {"status": "current", "effect": "not_assessed"} | values
    return add_treatment(by=by, consultation=running(by, episode), identifier=uuid4(), kind="tens", **values)


def test_answers_stand_in_words_with_who_and_when(cast: Cast, episode: Episode, content: Content) -> None:
    before = timezone.now()
    answer(cast.gp, episode, peg__pain=7)
    answer(cast.nurse, episode, risk__smoking=DataAbsent("asked-unknown", "er ved at holde op"))
    answer(cast.nurse, episode, peg__pain=None)
    assert rows(1, episode, content) == [
        ("Smerter seneste uge (PEG)", "7 af 10", "Test gp"),
        ("Rygning", "spurgt, patienten er usikker: er ved at holde op", "Test nurse"),
        ("Smerter seneste uge (PEG)", None, "Test nurse"),
    ]
    times = [row.at for row in in_number(1, episode, content)]
    assert before <= times[0] <= times[1] <= times[2] <= timezone.now()


def test_a_treatment_stands_as_each_consultation_left_it(cast: Cast, episode: Episode, content: Content) -> None:
    tens = add_tens(cast.gp, episode)
    second = next_one(cast.gp, episode)
    change_treatment(
        by=cast.nurse, consultation=second, treatment=tens, seen_version=1, status="stopped", effect="none"
    )
    third = next_one(cast.gp, episode)
    remove_treatment(by=cast.gp2, consultation=third, treatment=Treatment.objects.get())
    assert rows(1, episode, content) == [("TENS", "Bruges nu, Ikke vurderet", "Test gp")]
    assert rows(2, episode, content) == [("TENS", "Stoppet, Ingen effekt", "Test nurse")]
    assert rows(3, episode, content) == [("TENS", None, "Test gp2")]
    (removed,) = in_number(3, episode, content)
    assert removed.at == Treatment.objects.get().removed_at


def test_a_treatment_has_its_dose_and_nothing_tried_is_said(cast: Cast, episode: Episode, content: Content) -> None:
    record_no_treatments(by=cast.nurse, consultation=running(cast.nurse, episode), none_tried=True)
    treat(cast.gp, running(cast.gp, episode).episode, "tca", "current", name="amitriptylin", daily_dose_mg=12.5)
    assert rows(1, episode, content) == [
        ("Behandlinger", "ingen behandling er prøvet", "Test nurse"),
        (
            "amitriptylin, TCA (tricykliske antidepressiva)",
            "Bruges nu, 12,5 mg i døgnet, Ikke vurderet",
            "Test gp",
        ),
        ("Behandlinger", None, "Test gp"),
    ]


def test_a_decision_on_advice_stands_with_reason_and_comment(cast: Cast, episode: Episode, content: Content) -> None:
    entry = next(iter(content.recommendations.values()))
    for by, response, more in (
        (cast.gp, "defer", {"reason": "later", "comment": "efter ferien"}),
        (cast.gp2, "follow", {}),
    ):
        consultation = running(by, episode)
        respond_to_advice(
            by=by,
            episode=episode,
            consultation=consultation,
            recommendation=entry,
            response=response,
            facts={},
            **more,
        )
    assert rows(1, episode, content) == [
        (entry.version.headline.text, "udskudt · senere i forløbet · efter ferien", "Test gp"),
        (entry.version.headline.text, "fulgt", "Test gp2"),
    ]


def test_a_filled_in_instrument_has_its_title_and_scores_in_words(
    cast: Cast, episode: Episode, content: Content
) -> None:
    running(cast.gp, episode)
    row = saved(cast.gp, episode, mood=2, sleep=1)
    assert rows(1, episode, content) == [("PHQ-9: depression", "2 af 9 besvaret", "Test gp")]
    save(
        cast.nurse,
        episode,
        identifier=row.pk,
        seen_version=1,
        consultation=running(cast.gp, episode),
        **(dict.fromkeys(ITEMS, 0) | {"mood": 3, "sleep": 2, "comment": "Udfyldt hjemme."}),
    )
    assert rows(1, episode, content) == [
        (
            "PHQ-9: depression",
            "Sum: 5 af 27, Lette tegn på depression · Udfyldt hjemme.",
            "Test nurse",
        )
    ]


def test_an_instrument_stands_as_each_consultation_left_it(cast: Cast, episode: Episode, content: Content) -> None:
    running(cast.gp, episode)
    row = saved(cast.gp, episode, "phq-4", mood=2)
    second = next_one(cast.gp, episode)
    filled = {"identifier": row.pk, "seen_version": 1, "consultation": second, "mood": 2, "interest": 1}
    save(cast.nurse, episode, "phq-4", **filled)
    third = next_one(cast.gp, episode)
    remove_response(by=cast.gp2, consultation=third, response=fresh(row), title="PHQ-4")
    title = content.instruments["phq-4"].title
    assert rows(1, episode, content) == [(title, "1 af 4 besvaret", "Test gp")]
    ((what, words, by),) = rows(2, episode, content)
    assert (what, by) == (title, "Test nurse")
    assert str(words).startswith("Heraf depression: 3 af 6")
    assert rows(3, episode, content) == [(title, None, "Test gp2")]


def test_an_instrument_that_its_release_does_not_hold_goes_by_its_key(
    cast: Cast, episode: Episode, content: Content
) -> None:
    QuestionnaireResponse.in_practice(
        episode=episode,
        consultation=running(cast.gp, episode),
        instrument="retired",
        instruments_release=content.releases["instruments"],
        scores={"total": {"value": 3, "band": ""}},
        comment="På papir.",
        answered_on=timezone.localdate(),
        recorded_by=cast.gp,
        recorded_at=timezone.now(),
    ).save(force_insert=True)
    assert rows(1, episode, content) == [("retired", "På papir.", "Test gp")]


def test_everything_comes_in_the_order_it_was_recorded_in(cast: Cast, episode: Episode, content: Content) -> None:
    noon = timezone.localtime().replace(hour=12, minute=0)

    def at(minutes: int) -> datetime:
        return noon + timedelta(minutes=minutes)

    add_tens(cast.gp, episode, at=at(2))
    saved(cast.gp, episode, mood=1)
    treat(cast.gp, episode, "tca", "current", at=at(1))
    answer(cast.gp, episode, risk__drives=True)
    found = in_number(1, episode, content)
    assert [row.at for row in found] == sorted(row.at for row in found)
    assert len(found) == 4


def test_the_page_shows_every_row_and_what_was_withdrawn(gp_client: Client, cast: Cast, episode: Episode) -> None:
    answer(cast.gp, episode, pain__description="Brænder <b>")
    save(cast.nurse, episode, consultation=running(cast.nurse, episode), **dict.fromkeys(ITEMS, 0))
    tens = add_tens(cast.gp, episode)
    remove_treatment(by=cast.nurse, consultation=running(cast.nurse, episode), treatment=tens)
    html = gp_client.get(reverse("consultation", args=[episode.pk, 1])).content.decode()
    table = html[html.index("<tbody>") : html.index("</tbody>")]
    assert table.count("<tr>") == 4
    for part in ("Brænder &lt;b&gt;", "PHQ-9: depression", "Sum: 0 af 27", "Test gp", "Test nurse"):
        assert part in table
    assert table.count("<em>trukket tilbage</em>") == 1
    assert "phq-9" not in table


def test_it_costs_the_same_however_much_was_recorded(cast: Cast, episode: Episode, content: Content) -> None:
    def cost() -> int:
        consultation = Consultation.objects.get(episode=episode)
        with CaptureQueriesContext(connection) as captured:
            happenings_in(consultation, content)
        return len(captured)

    running(cast.gp, episode)
    empty = cost()
    for number in range(4):
        answer((cast.gp, cast.nurse)[number % 2], episode, peg__pain=number, pain__description=str(number))
        treat(cast.gp2, episode, "tca", "stopped", effect="none")
        saved(cast.gp, episode, mood=1)
    assert cost() == empty == 4
