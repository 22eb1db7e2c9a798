"""A question is added and retired by a release: asked at once, asked no longer, and never forgotten."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Episode
from assessment.notes.preoperative import gather_history
from assessment.rules.agenda import agenda_of
from guidelines.in_force.content import Content
from tests.support.content.changes import in_force, retiring, with_stairs
from tests.support.http.forms import form_of
from tests.support.records.cast import Cast
from tests.support.records.patients import answer
from tests.support.records.questionnaires import workspace

pytestmark = pytest.mark.usefixtures("in_a", "content")
DIET, MANAGES, EXPECTATIONS = "risk.diet", "resources.manages", "understanding.expectations"


def section(episode: Episode, key: str) -> str:
    return reverse("section", args=[episode.pk, key])


def progress(episode: Episode, key: str) -> tuple[int, int]:
    (entry,) = [entry for entry in workspace(episode).sections if entry.section.key == key]
    return entry.answered, entry.total


def test_a_new_question_is_asked_and_answered_without_a_restart(gp_client: Client, episode: Episode) -> None:
    assertNotContains(gp_client.get(section(episode, "everyday")), "Kan patienten gå på trapper?")
    answered, total = progress(episode, "everyday")
    in_force(with_stairs)
    gp_client.post(reverse("consultation_begin", args=[episode.pk]), {"contact_form": "in_person"})
    page = gp_client.get(section(episode, "everyday"))
    assertContains(page, "Kan patienten gå på trapper?")
    sent = gp_client.post(section(episode, "everyday"), form_of(page) | {"everyday.stairs": ["no"]})
    assert sent.status_code == 302
    assert Episode.objects.get(pk=episode.pk).answers["everyday.stairs"]["value"] == "no"
    assert progress(episode, "everyday") == (answered + 1, total + 1)
    summary = gp_client.get(reverse("episode_summary", args=[episode.pk]))
    assertContains(summary, "Trapper: Nej, slet ikke")
    note = gp_client.get(reverse("consultation_end", args=[episode.pk]))
    assertContains(note, "Trapper: Nej, slet ikke")


def test_a_retired_question_is_no_longer_asked_anywhere(cast: Cast, gp_client: Client, episode: Episode) -> None:
    label = escape(workspace(episode).content.vocabulary.label(DIET))
    answered, total = progress(episode, "risk")
    on_the_agenda = workspace(episode).content.vocabulary.agenda[1].questions
    assert MANAGES in on_the_agenda
    content = in_force(retiring(DIET, MANAGES, EXPECTATIONS))
    for address in (section(episode, "risk"), reverse("agenda", args=[episode.pk])):
        assertNotContains(gp_client.get(address), label)
    assert progress(episode, "risk") == (answered, total - 1)
    second = agenda_of(2, content.vocabulary, (), ())
    assert second is not None
    assert MANAGES not in (*second.part.questions, *second.open, *second.carried_over)
    assert not {DIET, MANAGES, EXPECTATIONS}.intersection(entry.key for entry in workspace(episode).next_questions)
    assert workspace(episode).display.open([DIET, "risk.bmi"]) == workspace(episode).display.open(["risk.bmi"])
    shorts = [line.short for part in gather_history(workspace(episode)).parts for line in part.lines]
    assert content.vocabulary.short(EXPECTATIONS) not in shorts


def test_what_was_answered_before_stays_readable_and_does_not_grow_stale(
    cast: Cast, gp_client: Client, episode: Episode, content: Content
) -> None:
    answer(cast.gp, episode, risk__diet="Mest rugbrød.", understanding__expectations="Mindre ondt.")
    in_force(retiring(DIET, EXPECTATIONS), lambda body: [row.update(fresh_months=0) for row in body["questions"]])
    assertNotContains(gp_client.get(section(episode, "risk")), "Mest rugbrød.")
    assertContains(gp_client.get(reverse("history", args=[episode.pk, DIET])), "Mest rugbrød.")
    assertContains(gp_client.get(reverse("episode_summary", args=[episode.pk])), "Mest rugbrød.")
    assertContains(gp_client.get(reverse("consultation_end", args=[episode.pk])), "Mest rugbrød.")
    assert workspace(episode).facts.values[DIET] == "Mest rugbrød."
    lines = [line for part in gather_history(workspace(episode)).parts for line in part.lines]
    assert [line.known.value for line in lines if line.short == "Forventninger" and line.known] == ["Mindre ondt."]
    assert DIET not in [entry.question.key for entry in workspace(episode).stale()]


def test_an_answer_on_a_page_that_was_open_when_the_question_was_retired_is_kept(
    gp_client: Client, episode: Episode
) -> None:
    typed = form_of(gp_client.get(section(episode, "risk"))) | {DIET: ["Skrevet lige før."]}
    in_force(retiring(DIET))
    assert gp_client.post(section(episode, "risk"), typed).status_code == 302
    assert Episode.objects.get(pk=episode.pk).answers[DIET]["value"] == "Skrevet lige før."
    assertNotContains(gp_client.get(section(episode, "risk")), "Skrevet lige før.")
