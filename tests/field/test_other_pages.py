"""Plan, questionnaire, letter, consultation: a page never claims to show more than it does."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.care_plan.agreement import plan_of, save_plan, values_of
from assessment.episode.workspace import build_workspace
from assessment.models import Consultation, Episode, QuestionnaireResponse
from assessment.questionnaires.responses import save_response
from assessment.record.clock import today
from assessment.record.consultations import begin_consultation, end_consultation
from assessment.treatments.statements import record_no_treatments, says_none_tried
from guidelines.in_force.content import Content
from referrals.letters.writing import start_letter
from referrals.models import Letter
from referrals.pathways.in_force import pathway_of
from tests.support.http.forms import HTMX, ids
from tests.support.records.cast import Cast

pytestmark = pytest.mark.usefixtures("in_a")


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["press", "autosave"])
def test_a_plan_in_conflict_takes_over_what_it_left_alone(
    headers: dict[str, str], gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Goal and offers were changed by a colleague; the page has changed the goal only, and saves again.

    Tried: without the other's offers on the page, its empty field wiped them out in the name of its writer.
    """
    url, empty = reverse("plan", args=[episode.pk]), dict.fromkeys(values_of(plan_of(episode)), "")
    save_plan(by=cast.nurse, episode=episode, values={"goal": "deres", "offers": "Kursus"}, seen_version=0)
    typed = empty | {"goal": "mit", "seen_version": "0"}
    told = gp_client.post(url, typed, headers=headers)
    assert told.status_code == 409
    if headers:
        assert "field_offers" in ids(told)
        assert "field_goal" not in ids(told)
        shown = "Kursus"
    else:
        shown = told.context["form"]["offers"].value()
    again = typed | {"seen_version": told.context["seen_version"], "offers": shown}
    assert gp_client.post(url, again, headers=headers).status_code in (200, 302)
    stands = values_of(plan_of(episode))
    assert (stands["goal"], stands["offers"]) == ("mit", "Kursus")


def test_a_field_of_the_plan_that_cannot_be_kept_lets_no_newer_text_pass_unseen(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    """Tried: what cannot be kept passed over, and so the version advanced past a text that the page never showed."""
    url, empty = reverse("plan", args=[episode.pk]), dict.fromkeys(values_of(plan_of(episode)), "")
    save_plan(by=cast.nurse, episode=episode, values={"goal": "deres"}, seen_version=0)
    told = gp_client.post(url, empty | {"goal": "x" * 601, "seen_version": "0"}, headers=HTMX)
    assert told.status_code == 409
    assert "deres" in told.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["press", "autosave"])
def test_a_questionnaire_in_conflict_takes_over_what_it_left_alone(
    headers: dict[str, str], gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: without the other's answer on the page, it was withdrawn in the name of its writer."""
    instrument = content.instruments["phq-9"]
    first, second, third = [item.key for item in instrument.items][:3]
    same: dict[str, Any] = {"episode": episode, "instrument": instrument, "content": content}
    begun = save_response(by=cast.gp, identifier=episode.pk, seen_version=0, values={third: 1}, **same).response
    assert begun
    save_response(by=cast.nurse, identifier=begun.pk, seen_version=1, values={first: 1, second: 2}, **same)
    url = reverse("questionnaire_response", args=[episode.pk, instrument.key, begun.pk])
    day = f"{begun.answered_on:%d.%m.%Y}"
    typed = {first: "3", third: "1", "answered_on": day, "identifier": str(begun.pk), "seen_version": "1"}
    told = gp_client.post(url, typed, headers=headers)
    assert told.status_code == 409
    if headers:
        assert f"field_{second}" in ids(told)
    else:
        assert str(told.context["form"][second].value()) == "2"
    again = typed | {"seen_version": told.context["seen_version"], second: "2"}
    assert gp_client.post(url, again, headers=headers).status_code in (200, 302)
    stands = QuestionnaireResponse.objects.get(pk=begun.pk).items
    assert (stands[first], stands[second]) == (3, 2)


def test_a_letter_that_was_refused_has_seen_nothing_newer(
    gp_client: Client, cast: Cast, episode: Episode, content: Content
) -> None:
    """Tried: the version that stands by now, on a page that was never shown it."""
    pathway, workspace = pathway_of(content), build_workspace(episode, content, today())
    destination = next(iter(pathway.destinations))
    letter = start_letter(by=cast.gp, workspace=workspace, pathway=pathway, destination=destination)
    url, section = reverse("letter", args=[letter.pk]), next(iter(letter.sections))
    form = gp_client.get(url).context["form"]
    shown = {name: str(form[name].value() or "") for name in form.fields} | {"seen_version": str(letter.version)}
    gp_client.post(url, shown | {section: "Kollegaens tekst"})
    refused = gp_client.post(url, shown | {section: "Min tekst", "planning_area": "findes ikke"})
    assert refused.status_code == 422
    assert str(refused.context["seen_version"]) == str(letter.version)
    told = gp_client.post(url, shown | {section: "Min tekst", "seen_version": refused.context["seen_version"]})
    assert told.status_code == 409
    assert Letter.objects.get(pk=letter.pk).section_text(section) == "Kollegaens tekst"


def test_a_consultation_ends_once(cast: Cast, episode: Episode) -> None:
    """Two end it at once. Tried: the second one's name and note over the first one's."""
    consultation = begin_consultation(by=cast.gp, episode=episode, form="phone")
    same = Consultation.objects.get(pk=consultation.pk)
    end_consultation(by=cast.gp, consultation=consultation, note="den første")
    end_consultation(by=cast.nurse, consultation=same, note="den anden")
    stands = Consultation.objects.get(pk=consultation.pk)
    assert (stands.ended_by, stands.note) == (cast.gp, "den første")
    assert same.ended_by == cast.gp


def test_who_says_of_the_treatments_what_another_has_just_taken_back_is_heard(cast: Cast, episode: Episode) -> None:
    """The later word holds. Tried: a refusal that nobody catches."""
    stale = Episode.objects.select_related("patient").get(pk=episode.pk)
    mine = begin_consultation(by=cast.gp, episode=stale, form="phone")
    theirs = begin_consultation(by=cast.nurse, episode=Episode.objects.get(pk=episode.pk), form="phone")
    for none_tried in (True, False):
        record_no_treatments(by=cast.nurse, consultation=theirs, none_tried=none_tried)
    record_no_treatments(by=cast.gp, consultation=mine, none_tried=True)
    assert says_none_tried(Episode.objects.get(pk=episode.pk))
