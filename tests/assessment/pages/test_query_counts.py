"""The budget: at most 15 queries for a page of an episode or a save, however long the episode is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.advice.decisions import respond_to_advice
from assessment.models import AdviceResponse, Answer, Consultation, Episode
from assessment.record.answers import record_answers
from assessment.treatments.ledger import treatments_of
from guidelines.in_force.content import Content, current_content
from tests.support.http.forms import HTMX
from tests.support.http.queries import MOST, queries_of
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.patients import answer, make_episode, make_patient, treat

pytestmark = pytest.mark.usefixtures("in_a")

SCALES = (
    *("pain.intensity_average", "pain.intensity_worst", "pain.intensity_rest"),
    *("wellbeing.stress", "peg.enjoyment", "peg.activity"),
)


def with_a_consultation(cast: Cast, episode: Episode) -> Episode:
    """Today's consultation is open, and one answer of each section that is measured is given."""
    answer(cast.gp, episode, peg__pain=5, work__status="retired")
    return episode


@pytest.fixture
def short(cast: Cast, episode: Episode) -> Episode:
    """One consultation."""
    return with_a_consultation(cast, episode)


@pytest.fixture
def long(cast: Cast, content: Content) -> Episode:
    """40 consultations, 200 answers and more, 30 treatments, 20 decisions on advice, by three clinicians."""
    episode = make_episode(cast.gp, make_patient(cast.gp, CPR_A2))
    clinicians = (cast.gp, cast.gp2, cast.nurse)
    for number in range(1, 40):
        by, at = clinicians[number % 3], timezone.now() - timedelta(days=7 * (40 - number))
        consultation = Consultation.in_practice(
            form="in_person", episode=episode, number=number, opened_by=by, opened_at=at, ended_by=by, ended_at=at
        )
        consultation.save(force_insert=True)
        record_answers(
            by=by,
            consultation=consultation,
            section="test",
            values={key: (number + index) % 10 for index, key in enumerate(SCALES)},
            seen_version=number - 1,
            content=content,
            at=at,
        )
    kinds = list(content.vocabulary.treatment_kinds)
    for number in range(30):
        treat(cast.gp, episode, kinds[number % len(kinds)], "stopped", effect="none")
    for number, rule in enumerate(content.rules[:20]):
        respond_to_advice(
            by=clinicians[number % 3],
            episode=episode,
            consultation=None,
            recommendation=content.recommendations[rule.key],
            response="defer",
            reason="later",
            facts={},
        )
    with_a_consultation(cast, episode)
    assert Consultation.objects.filter(episode=episode).count() == 40
    assert Answer.objects.filter(episode=episode).count() >= 200
    assert len(treatments_of(episode)) == 30
    assert AdviceResponse.objects.filter(episode=episode).count() == 20
    return episode


def overview(client: Client, episode: Episode) -> HttpResponse:
    return client.get(reverse("episode", args=[episode.pk]))


def section(client: Client, episode: Episode) -> HttpResponse:
    return client.get(reverse("section", args=[episode.pk, "pain"]))


def readiness(client: Client, episode: Episode) -> HttpResponse:
    return client.get(reverse("readiness", args=[episode.pk]))


@pytest.mark.parametrize("ask", [overview, section, readiness])
def test_a_page_of_an_episode_keeps_the_budget_whatever_its_length(
    ask: Callable[[Client, Episode], HttpResponse], short: Episode, long: Episode, gp_client: Client
) -> None:
    current_content()
    ask(gp_client, short)
    first, second = (queries_of(lambda episode=episode: ask(gp_client, episode)) for episode in (short, long))  # type: ignore[misc]
    assert len(first) <= MOST, "\n".join(first)
    assert len(second) == len(first), "\n".join(second)


@pytest.mark.parametrize(("before", "now"), [("passive", "none"), ("none", "passive"), ("passive", "active")])
def test_a_save_that_changes_what_a_safety_prompt_rests_on_keeps_the_budget(
    before: str, now: str, cast: Cast, episode: Episode, gp_client: Client
) -> None:
    """A prompt that goes is kept, and told in the same answer. Tried: rows that are read twice; decisions of before."""
    address = reverse("section", args=[episode.pk, "wellbeing"])
    answer(cast.gp, episode, wellbeing__suicidal_thoughts=before)
    gp_client.get(address)
    version = Episode.objects.get(pk=episode.pk).version
    typed = {"seen_version": str(version), "wellbeing.suicidal_thoughts": now}
    answered: list[HttpResponse] = []

    def save() -> HttpResponse:
        answered.append(gp_client.post(address, typed, headers=HTMX))
        return answered[0]

    asked = queries_of(save)
    assert len(asked) <= MOST, "\n".join(asked)
    is_gone = AdviceResponse.objects.filter(episode=episode, safety=AdviceResponse.Safety.GONE).exists()
    assert is_gone is (now == "none")
    assert ("stod åbent, da svaret blev ændret" in answered[0].content.decode()) is is_gone


def test_a_save_keeps_the_budget_whatever_the_episode_s_length(
    short: Episode, long: Episode, gp_client: Client
) -> None:
    """An autosave that changes something, while the consultation is open."""
    section(gp_client, short)
    saves = []
    for episode in (short, long):
        version = Episode.objects.get(pk=episode.pk).version
        address = reverse("section", args=[episode.pk, "work"])
        typed = {"seen_version": str(version), "work.status": "sick_leave", "work.conditions_explored": "true"}
        saves.append(queries_of(lambda: gp_client.post(address, typed, headers=HTMX)))  # noqa: B023
        assert Episode.objects.get(pk=episode.pk).version == version + 1
    assert len(saves[0]) <= MOST, "\n".join(saves[0])
    assert len(saves[1]) == len(saves[0]), "\n".join(saves[1])
