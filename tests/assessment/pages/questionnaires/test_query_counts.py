"""The budget holds however many instruments were filled in: at most 15 queries for a page of an episode or a save."""

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import Episode
from tests.support.http.forms import HTMX
from tests.support.http.queries import MOST, queries_of
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.patients import make_episode, make_patient
from tests.support.records.questionnaires import DAY, saved

pytestmark = pytest.mark.usefixtures("in_a")


@pytest.fixture
def few(cast: Cast, episode: Episode) -> Episode:
    saved(cast.gp, episode, death=1)
    return episode


@pytest.fixture
def many(cast: Cast) -> Episode:
    """Thirty filling-ins, each with its alert, by three clinicians."""
    episode = make_episode(cast.gp, make_patient(cast.gp, CPR_A2))
    for number in range(30):
        by = (cast.gp, cast.gp2, cast.nurse)[number % 3]
        key, item = (("phq-9", "death"), ("mdi", "life"))[number % 2]
        saved(by, episode, key, **{item: 1}, answered_on=DAY)
    return episode


@pytest.mark.parametrize("name", ["episode", "readiness", "questionnaires"])
def test_a_page_keeps_the_budget(name: str, gp_client: Client, few: Episode, many: Episode) -> None:
    addresses = [reverse(name, args=[episode.pk]) for episode in (few, few, many)]
    counts = [queries_of(partial(gp_client.get, address)) for address in addresses]
    assert len(counts[1]) <= MOST, "\n".join(counts[1])
    assert len(counts[2]) == len(counts[1]), "\n".join(counts[2])


def test_an_autosave_keeps_the_budget(gp_client: Client, cast: Cast, few: Episode, many: Episode) -> None:
    today = timezone.localdate().strftime("%d.%m.%Y")
    counts = []
    for episode in (few, many):
        row = saved(cast.gp, episode, mood=1)
        url = reverse("questionnaire_response", args=[episode.pk, "phq-9", row.pk])
        typed = {"seen_version": "1", "identifier": str(row.pk), "answered_on": today, "mood": "2"}
        counts.append(queries_of(partial(gp_client.post, url, typed, headers=HTMX)))
    assert len(counts[0]) <= MOST, "\n".join(counts[0])
    assert len(counts[1]) == len(counts[0]), "\n".join(counts[1])
