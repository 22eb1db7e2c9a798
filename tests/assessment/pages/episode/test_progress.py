"""The page of the scores over time: what it says, how many queries it asks, and for whom."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import AccessLogEntry, Staff
from assessment.episode.progress import read_progress
from assessment.models import Consultation, Episode
from assessment.record.form_changes import DataAbsent
from assessment.treatments.ledger import add_treatment
from guidelines.in_force.content import Content
from tests.support.records.cast import Cast
from tests.support.records.consultations import TODAY, WHOLE, consult, look, respond
from tests.support.records.patients import answer, treat

pytestmark = pytest.mark.usefixtures("in_a")


def page_of(client: Client, episode: Episode, name: str = "progress") -> str:
    response = client.get(reverse(name, args=[episode.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_chart_table_change_and_treatments(cast: Cast, episode: Episode, gp_client: Client) -> None:
    consult(cast.gp, episode, 30, WHOLE)
    consult(cast.gp, episode, 10, WHOLE | {"peg.activity": 10})
    treat(cast.gp, episode, "duloxetine", "current", started=TODAY - timedelta(days=20))
    page = page_of(gp_client, episode)
    since = f"{TODAY - timedelta(days=30):%d.%m.%Y}"
    assert f"PEG-score 6,7 → 7,7, 1,0 højere (15 %) siden {since}" in page
    assert "Lavere er bedre." in page
    (chart,) = re.findall(r'<img class="chart"[^>]*>', page)
    assert 'src="data:image/svg+xml;base64,' in chart
    assert "Duloxetin" in chart
    assert "Tallene står i tabellen." in chart
    assert f'<th scope="row">{since}</th>' in page
    assert "<strong>6,7</strong>" in page
    assert "<svg" not in page
    assert f'href="{reverse("progress", args=[episode.pk])}" aria-current="page"' in page


def test_a_treatment_without_a_start_is_in_the_table_and_says_that_it_is_not_drawn(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    treat(cast.gp, episode, "paracetamol", "stopped")
    page = page_of(gp_client, episode)
    assert "Paracetamol" in page
    assert _("not known: not drawn") in page
    assert _("not known") in page


def test_an_empty_episode_says_what_to_do(episode: Episode, gp_client: Client) -> None:
    page = page_of(gp_client, episode)
    assert "<img class=" not in page
    assert f'href="{reverse("section", args=[episode.pk, "pain"])}#field_peg.pain"' in page
    assert f'href="{reverse("section", args=[episode.pk, "wellbeing"])}#field_wellbeing.sleep"' in page


def test_the_burden_stands_with_its_words_and_its_days(cast: Cast, episode: Episode, gp_client: Client) -> None:
    answer(cast.gp, episode, wellbeing__sleep="severely_affected", work__impact="not_relevant")
    page = page_of(gp_client, episode)
    rows = re.findall(r'<th scope="row">([^<]*)</th><td>(.*?)</td><td>(.*?)</td>', page)
    shown = {question: (re.sub(r"<[^>]*>", "", words), day) for question, words, day in rows}
    assert shown["Søvn"] == ("Meget påvirket", f"{TODAY:%d.%m.%Y}")
    assert shown["Træthed"] == (f"{_('not asked')}: Træthed", "")
    assert "Konsekvens for arbejdslivet" not in shown
    assert page.count('<img class="chart"') == 1


def test_asked_without_an_answer_says_why_and_not_relevant_is_left_out(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    not_relevant = DataAbsent("not-applicable", "sover hele natten")
    answer(cast.gp, episode, wellbeing__sleep=DataAbsent("asked-declined"), wellbeing__fatigue=not_relevant)
    answer(cast.gp, episode, wellbeing__anxiety="affected")
    answer(cast.gp, episode, wellbeing__anxiety=None)
    page = page_of(gp_client, episode)
    assert _("does not want to answer") in page
    assert '<th scope="row">Træthed</th>' not in page
    assert '<th scope="row">Angst</th>' in page


def test_the_length_of_the_episode_costs_no_query(cast: Cast, episode: Episode, gp_client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(gp_client, episode)
        return len(captured)

    consult(cast.gp, episode, 300, WHOLE)
    respond(cast, episode, 300, {"total": {"value": 3, "band": ""}})
    count()
    short = count()
    for number in range(20):
        by = (cast.gp, cast.nurse)[number % 2]
        consult(by, episode, 200 - number, {"peg.pain": number % 10, "pain.intensity_worst": 9})
        respond(cast, episode, 200 - number, {"total": {"value": number, "band": ""}}, instrument=f"skema-{number % 3}")
        consultation = Consultation.objects.filter(episode=episode)[0]
        add_treatment(by=by, consultation=consultation, identifier=uuid4(), kind="tens", status="current")
    assert count() == short
    with CaptureQueriesContext(connection) as captured:
        read_progress(look(episode))
    read = [query["sql"] for query in captured if "answer" in query["sql"] or "questionnaire" in query["sql"]]
    assert sum('FROM "assessment_answer"' in query for query in read) == 1
    assert sum('FROM "assessment_questionnaireresponse"' in query for query in read) == 1


@pytest.mark.parametrize("name", ["progress", "complexity"])
def test_reading_the_page_is_logged_and_another_practice_finds_nothing(
    name: str, cast: Cast, episode: Episode, gp_client: Client, sign_in: Callable[[Staff], Client]
) -> None:
    before = AccessLogEntry.objects.filter(patient_id=episode.patient_id).count()
    page_of(gp_client, episode, name)
    assert AccessLogEntry.objects.filter(patient_id=episode.patient_id).count() == before + 1
    assert sign_in(cast.gp_b).get(reverse(name, args=[episode.pk])).status_code == 404
    assert gp_client.get(reverse(name, args=[uuid4()])).status_code == 404


def test_content_from_before_the_burden_leaves_the_page_standing(
    cast: Cast, episode: Episode, gp_client: Client, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = replace(content, burden=(), complexity=None)
    monkeypatch.setattr("assessment.pages.episode.progress_views.current_content", lambda: older)
    page_of(gp_client, episode)
    assert gp_client.get(reverse("complexity", args=[episode.pk])).status_code == 404
