"""What is open under Safety stands on top of every page of an episode, and nowhere once it is decided."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import Episode
from assessment.record.clock import today
from tests.support.http.forms import HTMX, form_of, ids, url
from tests.support.records.cast import Cast
from tests.support.records.patients import answer
from tests.support.records.prompts import RED_FLAGS, SUICIDAL, decide

PAGES = {
    "episode": [],
    "first_nine": [],
    "agenda": [],
    "section": ["pain"],
    "plan": [],
    "advice": [],
    "advice_respond": ["safety-prompts", "red-flags"],
    "history": ["pain.onset_date"],
    "readiness": [],
    "questionnaire": ["phq-9"],
    "treatment_add": [],
    "treatments_paste": [],
    "previsit_keying": [],
}


def strip_of(page: str) -> str:
    return page[page.index('id="safety"') :].partition("</section>")[0]


@pytest.mark.parametrize("name", PAGES)
def test_it_stands_on_every_page_with_the_way_to_its_decision(
    name: str, cast: Cast, episode: Episode, gp_client: Client
) -> None:
    """Tried: a page that does not work the advice out for itself showed nothing."""
    answer(cast.gp, episode, workup__red_flags=("trauma",))
    page = gp_client.get(reverse(name, args=[episode.pk, *PAGES[name]])).content.decode()
    strip = strip_of(page)
    assert "Sikkerhed: 1 åben" in strip
    assert "Faresignal: udred det først" in strip
    assert reverse("advice_respond", args=[episode.pk, "safety-prompts", "red-flags"]) in strip
    assert "hidden" not in strip.partition(">")[0]
    # Before the page's own content, for who reads it from its top.
    assert page.index('id="safety"') < page.index("<main")
    # Where the panel is not on the page, the way to the advice leads to where it is.
    target = re.search(r'href="([^"]*)#panel"', strip)
    assert target
    assert ('id="panel"' in page) is (target[1] == "")


def test_it_goes_with_the_decision_and_the_tab_counts_what_waits(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    overview = reverse("episode", args=[episode.pk])
    answer(cast.gp, episode, workup__red_flags=("trauma",))
    before = gp_client.get(overview)
    waiting = before.context["workspace"].attention
    assert f"<title>({waiting}) Overblik" in before.content.decode()
    decide(cast.gp, episode, RED_FLAGS, "closed", found="Røntgen uden fund.")
    after = gp_client.get(overview)
    assert "hidden" in strip_of(after.content.decode()).partition(">")[0]
    assert after.context["workspace"].attention == waiting - 1


def test_the_overview_tells_what_was_assessed_and_still_applies(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    """Tried: an assessed danger stood in the panel alone, and under Safety was that nothing is open."""
    overview, told = reverse("episode", args=[episode.pk]), f"vurderet {today():%d.%m.%Y}"
    answer(cast.gp, episode, wellbeing__suicidal_thoughts="active")
    assert told not in gp_client.get(overview).content.decode()
    given = {"plans": "Ingen planer.", "risk": "Lav", "arranged": "Ringer i morgen.", "next_contact": "om 2 uger"}
    decide(cast.gp, episode, SUICIDAL, "assessed", **given)
    middle = gp_client.get(overview).content.decode().partition('class="side"')[0]
    assert f"Selvmordstanker: <strong>Aktive tanker</strong> – {told}" in middle


def test_a_save_brings_it_to_an_open_page(episode: Episode, gp_client: Client) -> None:
    """Tried: the save renewed the panel alone, which stands a screen below the form on a narrow screen."""
    typed = form_of(gp_client.get(url(episode, "wellbeing")))
    response = gp_client.post(
        url(episode, "wellbeing"), typed | {"wellbeing.suicidal_thoughts": ["active"]}, headers=HTMX
    )
    assert "safety" in ids(response)
    assert "Selvmordstanker: vurdér i dag" in strip_of(response.content.decode())
