"""What the pages ask of the tables that grow without end is found by an index, and no row is read and thrown away."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessLogEntry, Staff
from accounts.tenancy.context import practice_context
from accounts.tenancy.row_security import as_owner
from assessment.models import Answer, Consultation, Episode
from assessment.record.consultations import begin_consultation
from guidelines.in_force.content import Content, Kind
from tests.support.records.cast import Cast
from tests.support.records.patients import answer

LOG, ANSWERS, EPISODES = "accounts_accesslogentry", "assessment_answer", "assessment_episode"
OWN, OTHERS = 120, 3000
# Nobody's look at them is written, and they are of no patient that is there.
LOOKS = f"""
    INSERT INTO {LOG} (practice_id, staff_id, patient_id, action, detail, at)
    SELECT %s, %s, %s, 'read', '', now() - number * interval '1 second' FROM generate_series(1, %s) AS number
"""


@pytest.fixture
def grown(cast: Cast, episode: Episode, episode_b: Episode, content: Content) -> Consultation:
    """A practice that was silent while another went on: few rows of its own, and then many of the other's."""
    with practice_context(cast.practice_a.pk):
        consultation = begin_consultation(by=cast.gp, episode=episode, form="in_person")
        answer(cast.gp, episode, peg__pain=7)
    release = content.releases_of(Kind.VOCABULARY)[0].pk
    look(cast.gp, episode.patient_id, OWN)
    look(cast.nurse, uuid4(), OWN)
    look(cast.gp_b, uuid4(), OTHERS)
    with practice_context(cast.practice_b.pk):
        Answer.objects.bulk_create(
            Answer.in_practice(
                episode=episode_b,
                question="peg.pain",
                value=number % 11,
                version=number,
                vocabulary_release_id=release,
                recorded_by=cast.gp_b,
                recorded_at=episode_b.started_at,
            )
            for number in range(1, OTHERS)
        )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {LOG}, {ANSWERS}")
    return consultation


def look(by: Staff, patient_id: UUID, times: int) -> None:
    with practice_context(by.practice_id), connection.cursor() as cursor:
        cursor.execute(LOOKS, [by.practice_id, by.pk, patient_id, times])


def plans_of(table: str, client: Client, url: str, practice_id: UUID) -> list[dict[str, Any]]:
    """How the database reads this table for a page: each step of each plan that names it."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    reads = [
        entry["sql"] for entry in captured if entry["sql"].startswith("SELECT") and f'FROM "{table}"' in entry["sql"]
    ]
    assert reads
    steps = []
    with practice_context(practice_id), connection.cursor() as cursor:
        for read in reads:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {read}")
            found = cursor.fetchone()[0]
            steps += steps_in((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])
    return steps


def steps_in(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(step for below in plan.get("Plans", ()) for step in steps_in(below))]


def indexes_in(steps: list[dict[str, Any]], table: str) -> set[str]:
    """The indexes by which the table is read; nothing else of it is read, and nothing is thrown away."""
    of_table = [step for step in steps if step.get("Relation Name") == table]
    assert not [step for step in of_table if step["Node Type"] == "Seq Scan"]
    # The line itself that a page goes on from.
    assert not [step for step in of_table if step.get("Rows Removed by Filter", 0) > 1]
    assert not [step for step in steps if step.get("Rows Removed by Index Recheck")]
    return {step["Index Name"] for step in steps if "Index Name" in step and step.get("Relation Name", table) == table}


@pytest.mark.parametrize(
    ("asked", "indexes"),
    [
        ("", {"access_of_practice"}),
        ("?before={newest}", {"access_of_practice", "accounts_accesslogentry_pkey"}),
        ("?staff={nurse}", {"access_of_staff"}),
    ],
)
def test_the_practices_log(grown: Consultation, gp_client: Client, cast: Cast, asked: str, indexes: set[str]) -> None:
    """Tried: each index dropped."""
    with practice_context(cast.practice_a.pk):
        newest = AccessLogEntry.objects.latest("at")
    url = reverse("practice") + asked.format(newest=newest.pk, nurse=cast.nurse.pk)
    assert indexes_in(plans_of(LOG, gp_client, url, cast.practice_a.pk), LOG) == indexes


def test_the_patients_log(grown: Consultation, gp_client: Client, cast: Cast) -> None:
    """Tried: the index dropped."""
    url = reverse("patient", args=[grown.episode.patient_id])
    assert indexes_in(plans_of(LOG, gp_client, url, cast.practice_a.pk), LOG) == {"access_by_patient"}


@pytest.mark.parametrize("page", ["history", "progress", "consultation"])
def test_the_answers(grown: Consultation, gp_client: Client, cast: Cast, page: str) -> None:
    """Tried: the key of the consultation dropped, and the unique one of the episode."""
    asked = {"history": ["peg.pain"], "progress": [], "consultation": [grown.number]}
    steps = plans_of(ANSWERS, gp_client, reverse(page, args=[grown.episode_id, *asked[page]]), cast.practice_a.pk)
    names = {name.partition("_id_")[0] for name in indexes_in(steps, ANSWERS)}
    by_consultation = {"assessment_answer_consultation"} if page == "consultation" else set()
    assert names == {"answer_once_per_version", *by_consultation}


def test_the_register_reads_its_fifty_of_two_thousand_open_episodes(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    """In their order, by the index of open episodes; all of them are only counted. Tried: ordered by the number."""
    with practice_context(cast.practice_a.pk):
        Episode.objects.bulk_create(
            Episode.in_practice(patient=episode.patient, number=number, started_by=cast.gp) for number in range(2, 2000)
        )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {EPISODES}, assessment_patient")
    steps = plans_of(EPISODES, gp_client, reverse("patients"), cast.practice_a.pk)
    read = [step for step in steps if step.get("Relation Name") == EPISODES]
    assert read[0]["Index Name"] == "open_episodes"
    assert read[0]["Actual Rows"] == 50
