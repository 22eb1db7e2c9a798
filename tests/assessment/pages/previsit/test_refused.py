"""Keying in the sheet before a visit: what is refused, what is kept, and whose answer stands."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import Answer, Consultation, Episode
from assessment.pages.bound_field import ConflictDisplay
from guidelines.in_force.content import Content
from tests.support.http.forms import text_at
from tests.support.http.previsit import FILLED, KEPT, day_ago, key_in, keying, typed_on
from tests.support.records.cast import Cast
from tests.support.records.patients import answer, current, known

pytestmark = pytest.mark.usefixtures("in_a")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", ""),
        ("day", "31.02.2026"),
        ("day", "i går"),
        ("peg__pain", "11"),
        ("peg__activity", "-1"),
        ("gcps__pain_frequency", "sometimes"),
        ("places", "48"),
        ("places", "1 to"),
        ("places", "0 3"),
        ("pain__drawing", "elsewhere"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_everything_typed_stays(
    field: str, value: str, gp_client: Client, episode: Episode
) -> None:
    response = key_in(gp_client, episode, **{field: value})
    key = field.replace("__", ".")
    assert response.status_code == 422
    assert text_at(response, f"errors_{key}")
    assert text_at(response, "error-summary")
    kept = typed_on(response)
    # What is typed by hand is shown again; of a scale or a list, where there is no such number, nothing is chosen.
    sent = {name: [text] for name, text in FILLED.items()} | {"day": [f"{timezone.localdate():%d.%m.%Y}"]}
    sent[key] = [value] if field in ("day", "places") else []
    assert {name: kept[name] for name in sent} == sent
    assert not Answer.objects.exists()
    assert not Consultation.objects.exists()


def test_the_day_is_up_to_today(gp_client: Client, episode: Episode) -> None:
    assert key_in(gp_client, episode, day=f"{day_ago(-1):%d.%m.%Y}").status_code == 422
    assert key_in(gp_client, episode, day=f"{day_ago(0):%d.%m.%Y}").status_code == 302


@pytest.mark.parametrize(
    ("places", "ticked", "expected"),
    [
        ("38,40", [], ("back_lower_back", "back_buttock_right")),
        (" 40.38; 38 ", [], ("back_lower_back", "back_buttock_right")),
        ("1", ["back_neck"], ("front_head", "back_neck")),
        ("", ["back_neck"], ("back_neck",)),
        ("47", [], ("back_heel_left",)),
        ("0", [], ()),
        ("0", ["none"], ()),
        ("", ["none"], ()),
        ("", [], None),
    ],
)
def test_places_are_typed_as_numbers_or_clicked_or_both(
    places: str, ticked: list[str], expected: Any, gp_client: Client, episode: Episode, content: Content
) -> None:
    key_in(gp_client, episode, places=places, pain__drawing=ticked)
    assert known(episode, content).get("pain.drawing") == expected


def test_none_ticked_with_a_number_is_refused(gp_client: Client, episode: Episode) -> None:
    response = key_in(gp_client, episode, places="3", pain__drawing=["none"])
    assert response.status_code == 422
    assert text_at(response, "errors_places")


def test_a_question_that_the_sheet_does_not_have_is_refused(gp_client: Client, episode: Episode) -> None:
    assert key_in(gp_client, episode, pain__description="Ikke på arket").status_code == 422
    assert not Answer.objects.exists()


def test_a_page_without_its_version_saves_nothing(gp_client: Client, episode: Episode) -> None:
    response = key_in(gp_client, episode, seen_version="")
    assert (response.status_code, typed_on(response)["peg.pain"]) == (422, ["7"])
    assert not Answer.objects.exists()


def test_an_old_sheet_does_not_overwrite_a_newer_answer(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.nurse, episode, peg__pain=3, peg__enjoyment=0)
    day = f"{day_ago(2):%d.%m.%Y}"
    refused = key_in(gp_client, episode, day=day)
    assert refused.status_code == 422
    assert f"{timezone.localdate():%d.%m.%Y}" in text_at(refused, "errors_peg.pain")
    assert text_at(refused, "errors_peg.enjoyment") == ""  # it says the same
    assert known(episode, content) == {"peg.pain": 3, "peg.enjoyment": 0}
    assert key_in(gp_client, episode, day=day, peg__pain="").status_code == 302
    assert known(episode, content) == KEPT | {"peg.pain": 3}


def test_a_sheet_of_the_same_day_or_later_takes_the_place_of_the_answer(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.nurse, episode, peg__pain=3)
    assert key_in(gp_client, episode).status_code == 302
    assert known(episode, content) == KEPT
    told = Answer.objects.filter(question="peg.pain").order_by("version")
    assert [(row.value, row.recorded_by) for row in told] == [(3, cast.nurse), (7, cast.gp)]


def test_who_answered_in_the_meantime_is_shown_and_saving_again_puts_the_sheet_through(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    answer(cast.nurse, episode, peg__pain=3)
    response = key_in(gp_client, episode, seen=0)
    assert response.status_code == 409
    label = content.vocabulary.questions["peg.pain"].label
    (conflict,) = response.context["conflicts"]
    at = current(episode).answers["peg.pain"]["at"]
    assert conflict == ConflictDisplay(
        "peg.pain", label, "3 af 10", "7 af 10", by=str(cast.nurse), is_own=False, at=at, version=1
    )
    assert known(episode, content) == {"peg.pain": 3}
    kept = typed_on(response)
    assert (kept["peg.pain"], kept["places"], kept["seen_version"]) == (["7"], ["38 40"], ["1"])
    assert gp_client.post(keying(episode), kept).status_code == 302
    assert known(episode, content) == KEPT


def test_a_sheet_that_says_what_the_page_showed_is_not_dropped_for_a_newer_answer(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    """Unlike a section, where a field that is left as it was shown is nobody's answer."""
    answer(cast.gp, episode, peg__pain=7)
    answer(cast.nurse, episode, peg__pain=3)
    response = key_in(gp_client, episode, seen=1)
    assert response.status_code == 409
    assert response.context["conflicts"][0].theirs == "3 af 10"
    key_in(gp_client, episode, seen=2)
    assert known(episode, content) == KEPT


@pytest.mark.parametrize("name", ["previsit_sheet", "previsit_keying"])
def test_another_practice_s_episode_is_not_found(name: str, gp_client: Client, episode_b: Episode) -> None:
    assert gp_client.get(reverse(name, args=[episode_b.pk])).status_code == 404


def test_a_sheet_is_not_keyed_in_for_another_practice_s_patient(gp_client: Client, episode_b: Episode) -> None:
    assert gp_client.post(keying(episode_b), {"seen_version": "0", "peg.pain": "7"}).status_code == 404
    assert not Answer.objects.exists()
