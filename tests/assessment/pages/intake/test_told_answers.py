"""What the record itself answers of the red flags is said beside the field, and asked about where it is not chosen."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from assessment.models import Episode
from assessment.record.clock import today
from assessment.rules.asking.told import told_answers
from assessment.rules.facts import Case, facts_of
from guidelines.conditions.asking import compile_told
from guidelines.conditions.tree import compile_populations
from guidelines.vocabulary.facts import Value
from tests.support.content.files import VOCABULARY
from tests.support.http.forms import HTMX, form_of, url
from tests.support.records.cast import CPR_A2, Cast
from tests.support.records.patients import answer, current, make_episode, make_patient

FLAGS, ONSET = "workup.red_flags", "pain.onset_date"
DAY = date(2026, 11, 25)
TOLD = compile_told(VOCABULARY, compile_populations(VOCABULARY))[FLAGS]


@pytest.mark.parametrize(
    ("born", "answers", "told"),
    [
        (date(1976, 11, 25), {ONSET: DAY - timedelta(days=84)}, {"age_over_50_new_onset"}),
        (date(1976, 11, 26), {ONSET: DAY - timedelta(days=84)}, set()),
        (date(1950, 1, 1), {ONSET: DAY - timedelta(days=85)}, set()),
        (date(1950, 1, 1), {}, set()),
        (date(1990, 1, 1), {"workup.active_cancer": True}, {"cancer_history"}),
        (date(1990, 1, 1), {"workup.active_cancer": False}, set()),
    ],
)
def test_only_what_is_known_tells_an_answer(born: date, answers: dict[str, Value], told: set[str]) -> None:
    """Tried: pain of any age as new; the day before the birthday; unknown taken for yes."""
    assert {*told_answers(TOLD, facts_of(Case(DAY, born, answers), VOCABULARY), VOCABULARY)} == told


@pytest.fixture
def older(cast: Cast) -> Episode:
    """Somebody over 50 whose pain is new."""
    episode = make_episode(cast.gp, make_patient(cast.gp, CPR_A2))
    answer(cast.gp, episode, pain__onset_date=today() - timedelta(days=21))
    return episode


@pytest.mark.usefixtures("in_a")
def test_none_of_these_is_asked_about_where_the_record_says_one(gp_client: Client, older: Episode) -> None:
    """On the agenda and on the section; said to be right it is kept, and is not asked about again while it stands.
    Tried: refused; taken unasked; asked at each later save of the page."""
    said = "Nye smerter efter 50-årsalderen ("
    for page in (reverse("agenda", args=[older.pk]), url(older, "workup")):
        assertContains(gp_client.get(page), f"Journalen siger: {said}")
    page = url(older, "workup")
    sent = form_of(gp_client.get(page)) | {FLAGS: ["none"]}
    assertContains(gp_client.post(page, sent, headers=HTMX), f"Journalen siger: {said}", status_code=422)
    assert FLAGS not in current(older).answers
    sure = sent | {"sure": [f"{FLAGS}=age_over_50_new_onset"], "step": ["2"]}
    assert gp_client.post(page, sure, headers=HTMX).status_code == 200
    assert current(older).answers[FLAGS]["value"] == []
    again = form_of(gp_client.get(page)) | {"workup.active_cancer": ["false"]}
    assert gp_client.post(page, again, headers=HTMX).status_code == 200


@pytest.mark.usefixtures("in_a")
def test_nothing_is_asked_where_it_is_chosen_or_the_record_says_nothing(
    gp_client: Client, older: Episode, episode: Episode
) -> None:
    """Tried: asked of everybody."""
    page = url(older, "workup")
    sent = form_of(gp_client.get(page)) | {FLAGS: ["age_over_50_new_onset"]}
    assert gp_client.post(page, sent, headers=HTMX).status_code == 200
    assertNotContains(gp_client.get(page), "Journalen siger")
    page = url(episode, "workup")
    sent = form_of(gp_client.get(page)) | {FLAGS: ["none"]}
    assert gp_client.post(page, sent, headers=HTMX).status_code == 200


@pytest.mark.usefixtures("in_a")
def test_what_is_said_on_the_same_page_counts(gp_client: Client, episode: Episode) -> None:
    """Cancer is said beside "none of these". Tried: only what was known before."""
    page = url(episode, "workup")
    sent = form_of(gp_client.get(page)) | {FLAGS: ["none"], "workup.active_cancer": ["true"]}
    asked = gp_client.post(page, sent, headers=HTMX)
    assertContains(asked, "Tidligere kræftsygdom", status_code=422)
    assert current(episode).answers["workup.active_cancer"]["value"] is True
    assert FLAGS not in current(episode).answers
