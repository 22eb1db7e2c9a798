"""The first nine, one question after the other, and what is not relevant: as the pages show it, without JavaScript."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from assessment.episode.first_questions import MOST, first_questions
from assessment.episode.workspace import build_workspace
from assessment.models import Episode
from assessment.record.clock import today
from guidelines.in_force.content import current_content
from guidelines.vocabulary.facts import TREATMENTS
from tests.support.http.forms import HTMX, form_of, ids, url
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.patients import answer, current, make_episode, make_patient, treat

pytestmark = pytest.mark.usefixtures("in_a")
# A man of 60 with pain in one place for years, who takes nothing.
SAYS = {
    "workup.red_flags": ["none"],
    "wellbeing.suicidal_thoughts": ["none"],
    "pain.onset_date": ["01.03.2020"],
    "workup.active_cancer": ["false"],
    "pain.distribution": ["localised"],
    "own.operation": ["none"],
    "workup.differentials_excluded": ["true"],
}


def page_of(episode: Episode) -> str:
    return reverse("first_nine", args=[episode.pk])


def asked_on(page: HttpResponse) -> str:
    """The question that the page asks; empty where it asks none."""
    found = page.context["fields"]
    return found[0].name if found else TREATMENTS if page.context["first"].ahead else ""


def walk(client: Client, episode: Episode) -> list[str]:
    """Answer each question with its button, as a browser without scripts does, until nothing is asked."""
    asked: list[str] = []
    while question := asked_on(page := client.get(page_of(episode))):
        assert question not in asked
        asked.append(question)
        if question == TREATMENTS:
            nothing = reverse("treatments_none", args=[episode.pk])
            sent = client.post(nothing, headers={"Referer": page_of(episode)})
            assertRedirects(sent, page_of(episode), fetch_redirect_response=False)
            continue
        typed = form_of(page)
        if question in SAYS:
            typed |= {question: SAYS[question]}
        else:
            typed |= {f"absent.{question}": ["asked-unknown"]}
        assertRedirects(client.post(page_of(episode), typed | {"next": "1"}), page_of(episode))
    return asked


def test_nine_answers_at_most_each_by_its_button_and_what_is_next_depends_on_them(
    gp_client: Client, episode: Episode
) -> None:
    """Tried: the next question worked out when the page was first opened."""
    assertContains(gp_client.get(reverse("episode", args=[episode.pk])), page_of(episode))
    asked = walk(gp_client, episode)
    assert asked[:4] == ["workup.red_flags", "wellbeing.suicidal_thoughts", TREATMENTS, "pain.onset_date"]
    assert len(asked) == MOST
    # She has pain in one place: nothing is asked about what is meant for pain all over.
    assert "everyday.function_reduced" not in asked
    space = build_workspace(current(episode), current_content(), today())
    first = first_questions(space)
    assert (first.ahead, {*first.given}) == ([], {*asked})
    assert first.decided > 0.9 * len(space.results)
    done = gp_client.get(page_of(episode))
    assertContains(done, "Her er ikke flere spørgsmål.")
    assertNotContains(gp_client.get(reverse("episode", args=[episode.pk])), page_of(episode))
    # The agenda begins with what was found.
    assertContains(gp_client.get(reverse("agenda", args=[episode.pk])), "Det ved vi allerede")


def test_a_choice_is_saved_at_once_and_the_strip_shows_what_it_opens(gp_client: Client, episode: Episode) -> None:
    """As the other pages do, not only when the button is pressed; the same question stays. What cannot be read comes
    back as a part of the page too. Tried: the form without its trigger; the parts looked for on this page."""
    page = gp_client.get(f"{page_of(episode)}?spm=wellbeing.suicidal_thoughts")
    assertContains(page, 'hx-trigger="change delay:250ms, pause"')
    assertContains(page, 'id="seen-version"')
    assertContains(page, 'id="saved-mark"')
    sent = form_of(page) | {"wellbeing.suicidal_thoughts": ["passive"]}
    saved = gp_client.post(page_of(episode), sent, headers=HTMX)
    assertContains(saved, "Sikkerhed: 1 åben")
    assert current(episode).answers["wellbeing.suicidal_thoughts"]["value"] == "passive"
    wrong = {**sent, "wellbeing.suicidal_thoughts": ["no such"], "step": ["7"]}
    assertNotContains(gp_client.post(page_of(episode), wrong, headers=HTMX), "<html", status_code=422)


def test_another_question_can_be_taken_first(gp_client: Client, episode: Episode) -> None:
    page = gp_client.get(page_of(episode))
    assert asked_on(page) == "workup.red_flags"
    later = page.context["later"][-1].key
    assert asked_on(gp_client.get(f"{page_of(episode)}?spm={later}")) == later
    assert asked_on(gp_client.get(f"{page_of(episode)}?spm=no.such")) == "workup.red_flags"


def test_an_answer_that_cannot_be_read_is_asked_again_with_what_was_typed(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, workup__red_flags=(), wellbeing__suicidal_thoughts="none")
    page = gp_client.get(f"{page_of(episode)}?spm=pain.onset_date")
    wrong = gp_client.post(page_of(episode), form_of(page) | {"pain.onset_date": ["i går måske"], "next": "1"})
    assert wrong.status_code == 422
    assertContains(wrong, "i går måske", status_code=422)
    assert "pain.onset_date" not in current(episode).answers


def test_pregnancy_is_not_asked_of_a_man_and_the_question_stays_in_reach(gp_client: Client, cast: Cast) -> None:
    """Tried: the question left out of the page and of the line below it."""
    man = make_episode(cast.gp, make_patient(cast.gp, CPR_A2))
    page = gp_client.get(url(man, "health"))
    assertNotContains(page, 'name="health.pregnant"')
    assertContains(page, "Ikke relevant her:")
    assertContains(page, "?ogsaa=health.pregnant#field_health.pregnant")
    shown = gp_client.get(url(man, "health") + "?ogsaa=health.pregnant")
    assertContains(shown, 'name="health.pregnant"')
    assert gp_client.post(url(man, "health"), form_of(shown) | {"health.pregnant": ["false"]}).status_code == 302
    assertContains(gp_client.get(url(man, "health")), 'name="health.pregnant"')


def test_a_question_comes_to_its_place_when_its_premise_is_answered_and_goes_again(
    gp_client: Client, episode: Episode
) -> None:
    """Tried: only at the next load of the page; and a question without a place on every save."""
    opened = form_of(gp_client.get(url(episode, "practical")))
    needed, language = "practical.interpreter_needed", "practical.interpreter"
    assert f"absent.{language}" not in opened
    saved = gp_client.post(url(episode, "practical"), opened | {needed: ["true"]}, headers=HTMX)
    assertContains(saved, f'name="{language}"')
    assert f"field_{language}" in ids(saved)
    version = str(current(episode).version)
    more = opened | {
        needed: ["false"],
        "seen_version": [version],
        "step": ["1"],
        f"absent.{language}": [""],
        language: [""],
    }
    gone = gp_client.post(url(episode, "practical"), more, headers=HTMX)
    assertNotContains(gone, f'name="{language}"')
    assert f"field_{language}" in ids(gone)


def test_an_own_question_comes_to_its_place_when_an_answer_makes_it_count(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Clearance is asked with duloxetine and ill kidneys alone. Tried: only what the content's conditions move."""
    treat(cast.gp, episode, "duloxetine", "current")
    opened = form_of(gp_client.get(url(episode, "health")))
    impaired, clearance = "health.renal_impairment", "own.creatinine_clearance"
    without = {key: value for key, value in opened.items() if clearance not in key}
    answered = gp_client.post(url(episode, "health"), without | {impaired: ["false"]}, headers=HTMX)
    assertNotContains(answered, f'name="{clearance}"')
    more = without | {impaired: ["true"], "seen_version": [str(current(episode).version)], "step": ["1"]}
    assertContains(gp_client.post(url(episode, "health"), more, headers=HTMX), f'name="{clearance}"')


def test_the_language_of_an_interpreter_that_nobody_needs_is_not_missed(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    answer(cast.gp, episode, practical__interpreter_needed=False)
    space = build_workspace(current(episode), current_content(), today())
    assert space.facts.is_irrelevant("practical.interpreter")
    progress = {entry.section.key: entry.total for entry in space.sections}
    answer(cast.gp, episode, practical__interpreter_needed=True)
    more = build_workspace(current(episode), current_content(), today())
    assert {entry.section.key: entry.total for entry in more.sections}["practical"] == progress["practical"] + 1
