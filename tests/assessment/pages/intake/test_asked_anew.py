"""A follow-up asks: nothing is chosen from last time, the earlier answer stands beside, "unchanged" is an answer."""

import json
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import Answer, Episode
from assessment.record.form_changes import DataAbsent
from guidelines.in_force.content import Content
from tests.support.http.forms import HTMX, form_of
from tests.support.records.cast import Cast
from tests.support.records.consultations import TODAY
from tests.support.records.follow_up import follow_up, past_the_plan
from tests.support.records.patients import answer, current, known

pytestmark = pytest.mark.usefixtures("in_a")


def agenda(episode: Episode) -> str:
    return reverse("agenda", args=[episode.pk])


def save(client: Client, episode: Episode, typed: dict[str, Any], step: int, **said: str) -> Any:
    """The page as it was opened, saved by itself with this changed."""
    changed = {key.replace("__", "."): value for key, value in said.items()}
    return client.post(agenda(episode), typed | {"step": str(step)} | changed, headers=HTMX)


def chosen(page: Any, question: str) -> list[str]:
    """What stands in the question's field, which is on the page: a radio that is not chosen sends nothing."""
    assert question in [field.name for field in page.context["fields"]]
    return form_of(page).get(question, [])


def given(episode: Episode, question: str) -> list[tuple[Any, str]]:
    """Every answer to the question, with who gave it, in order."""
    rows = Answer.objects.filter(episode=episode, question=question).order_by("version")
    return [(row.value, row.recorded_by.user.name) for row in rows.select_related("recorded_by__user")]


def test_nothing_is_chosen_and_the_earlier_answer_stands_beside(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: the standing answer as the field's initial."""
    follow_up(cast.nurse, episode, practical__next_follow_up=TODAY, resources__most_important="Gå tur " * 30)
    page = gp_client.get(agenda(episode))
    typed = form_of(page)
    assert {"peg.pain", "resources.most_important"}.isdisjoint(key for key, value in typed.items() if any(value))
    beside = {field.name: field.beside.earlier for field in page.context["fields"] if field.beside.earlier}
    pain, text = beside["peg.pain"], beside["resources.most_important"]
    assert (pain.value, pain.by, pain.is_todays) == ("7 af 10", "Test nurse", False)
    # A text stands there whole: it can be kept, and written on.
    assert text.value in page.content.decode()
    assert json.loads(text.inputs) == {"resources.most_important": ["Gå tur " * 30]}
    assert json.loads(beside["practical.next_follow_up"].inputs) == {"practical.next_follow_up": [f"{TODAY:%d.%m.%Y}"]}


def test_what_is_left_empty_stays_as_it_was(gp_client: Client, cast: Cast, episode: Episode, content: Content) -> None:
    """Tried: an empty field that is asked anew as one that is emptied."""
    follow_up(cast.nurse, episode)
    typed = form_of(gp_client.get(agenda(episode)))
    assert save(gp_client, episode, typed, 1, peg__pain="9").status_code == 200
    assert known(episode, content).items() >= {("peg.pain", 9), ("peg.enjoyment", 6), ("peg.activity", 7)}
    assert given(episode, "peg.enjoyment") == [(6, "Test nurse")]
    # What was answered today can be taken back today.
    typed["peg.pain"] = [""]
    save(gp_client, episode, typed, 2)
    assert "peg.pain" not in known(episode, content)


def test_what_is_taken_back_today_lets_the_earlier_answer_be_seen_again(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """As the last one, with its own day and name, by the save itself and on a page that is opened anew; and it can be
    said again. What was taken back without an answer of today stays "withdrawn".

    Tried: the withdrawal as what stands beside; the earlier answer with the day of the withdrawal.
    """
    follow_up(cast.nurse, episode)
    before = gp_client.get(agenda(episode)).context["form"]["peg.pain"].beside.earlier
    typed = form_of(gp_client.get(agenda(episode)))
    save(gp_client, episode, typed, 1, peg__pain="9")
    answered = gp_client.get(agenda(episode))
    assert answered.context["form"]["peg.pain"].beside.earlier.is_todays
    typed = form_of(answered)
    saved = save(gp_client, episode, typed, 1, peg__pain="")
    (renewed,) = saved.context["restored_fields"]
    page = gp_client.get(agenda(episode))
    for shown in (renewed, page.context["form"]["peg.pain"]):
        earlier = shown.beside.earlier
        assert (earlier.value, earlier.by, earlier.is_todays) == ("7 af 10", "Test nurse", False)
        assert datetime.fromisoformat(earlier.at) == datetime.fromisoformat(before.at)
        assert json.loads(earlier.inputs) == {"peg.pain": ["7"]}
    assert chosen(page, "peg.pain") in ([], [""])
    save(gp_client, episode, form_of(page), 1, unchanged="peg.pain")
    assert [value for value, _by in given(episode, "peg.pain")] == [7, 9, None, 7]


def test_the_same_digit_is_an_answer_of_today_once(gp_client: Client, cast: Cast, episode: Episode) -> None:
    """Tried: the page's own answer as one from last time, recorded with every save."""
    consultation = follow_up(cast.nurse, episode)
    typed = form_of(gp_client.get(agenda(episode)))
    for step in (1, 1, 2):
        assert save(gp_client, episode, typed, step, peg__pain="7").status_code == 200
    assert given(episode, "peg.pain") == [(7, "Test nurse"), (7, "Test gp")]
    entry = current(episode).answers["peg.pain"]
    assert (entry["consultation"], entry["before"]["value"]) == (consultation.number, 7)
    # Opened again, the page shows what was answered today.
    assert form_of(gp_client.get(agenda(episode)))["peg.pain"] == ["7"]


@pytest.mark.parametrize("question", ["resources.most_important", "peg.pain"])
def test_unchanged_is_one_press_without_javascript(
    question: str, gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: what is sent empty as the answer of the press."""
    follow_up(cast.nurse, episode, resources__most_important="Gå tur\nmed hunden")
    typed = form_of(gp_client.get(agenda(episode))) | {"peg.enjoyment": ["8"], "unchanged": [question]}
    for _press in (1, 2):
        assert gp_client.post(agenda(episode), typed)["Location"] == f"{agenda(episode)}#field_{question}"
    earlier, now = given(episode, question)
    assert (earlier[0], earlier[1], now[1]) == (now[0], "Test nurse", "Test gp")
    assert given(episode, "peg.enjoyment")[1:] == [(8, "Test gp")]


def test_asked_in_vain_before_is_asked_again_and_can_be_so_again(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    past_the_plan(cast.nurse, episode)
    answer(cast.nurse, episode, wellbeing__sleep=DataAbsent("asked-declined"))
    Episode.objects.get(pk=episode.pk).consultations.filter(ended_at=None).update(number=9)
    page = gp_client.get(agenda(episode))
    typed = form_of(page)
    assert typed["absent.wellbeing.sleep"] == [""]
    gp_client.post(agenda(episode), typed | {"unchanged": ["wellbeing.sleep"]})
    rows = Answer.objects.filter(question="wellbeing.sleep").order_by("version")
    assert [row.data_absent_reason for row in rows] == ["asked-declined", "asked-declined"]


def test_two_at_once_answer_beside_each_other(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: what stood at the page's version as what an empty field was shown, which made a conflict of silence."""
    follow_up(cast.nurse, episode)
    typed = form_of(gp_client.get(agenda(episode)))
    answer(cast.gp2, episode, peg__pain=5)
    assert save(gp_client, episode, typed, 1, peg__activity="7").status_code == 200
    assert known(episode, content)["peg.pain"] == 5
    # The same answer as another's is no conflict, another one is; so is the earlier answer by its button.
    assert save(gp_client, episode, typed, 2, peg__pain="5").status_code == 200
    assert save(gp_client, episode, typed, 3, peg__pain="7").status_code == 409
    refused = gp_client.post(agenda(episode), typed | {"step": ["4"], "unchanged": ["peg.pain"]})
    (conflict,) = refused.context["conflicts"]
    assert (refused.status_code, conflict.theirs, conflict.mine) == (409, "5 af 10", "7 af 10")
    assert given(episode, "peg.pain")[1:] == [(5, "Test gp2")]


def test_a_section_asks_anew_only_while_a_follow_up_runs(gp_client: Client, cast: Cast, episode: Episode) -> None:
    """Where none runs, a section is looked up: its answers stand in it."""
    past_the_plan(cast.nurse, episode)
    section = reverse("section", args=[episode.pk, "pain"])
    assert chosen(gp_client.get(section), "peg.pain") == ["7"]
    assert chosen(gp_client.get(agenda(episode)), "peg.pain") == []
    answer(cast.gp, episode, pain__acute=False)
    assert chosen(gp_client.get(section), "peg.pain") == []


def test_a_damaged_version_loses_nothing(gp_client: Client, cast: Cast, episode: Episode, content: Content) -> None:
    """Without it the field is one like any other: what is empty is taken back, and can be seen to be."""
    follow_up(cast.nurse, episode)
    typed = form_of(gp_client.get(agenda(episode)))
    for damaged in ("", "-1", "²", "9" * 30, "x"):
        sent = typed | {"anew.peg.pain": [damaged], "peg.pain": ["6"]}
        assert gp_client.post(agenda(episode), sent).status_code == 302
    assert known(episode, content)["peg.pain"] == 6
