"""A follow-up as it is agreed, »om 2 uger«: read as a day, shown back as that day, and not asked about."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import Episode, TaperPlan
from assessment.record.clock import today
from assessment.rules.medication.partial_dates import parse_ahead
from guidelines.vocabulary.dates import add_months
from tests.support.http.forms import HTMX, form_of, parsed, url
from tests.support.records.patients import current

pytestmark = pytest.mark.usefixtures("in_a")

FOLLOW_UP = "practical.next_follow_up"
DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("I dag", DAY),
        ("i morgen", DAY + timedelta(days=1)),
        ("i overmorgen", DAY + timedelta(days=2)),
        ("om 2 uger", DAY + timedelta(days=14)),
        ("2 uger", DAY + timedelta(days=14)),
        ("Om  to  uger", DAY + timedelta(days=14)),
        ("om 14 dage", DAY + timedelta(days=14)),
        ("om en uge", DAY + timedelta(days=7)),
        ("om 3 mdr.", date(2027, 2, 28)),
        ("om 3 mdr", date(2027, 2, 28)),
        ("3 måneder", date(2027, 2, 28)),
        ("om en måned", date(2026, 12, 29)),
        ("om et halvt år", date(2027, 5, 29)),
        ("½ år", date(2027, 5, 29)),
        ("1½ år", date(2028, 5, 29)),
        ("om 1 år", date(2027, 11, 29)),
        ("om 1½ måned", None),
        ("om 1½ uge", None),
        ("om 0 uger", None),
        ("for 2 uger siden", None),
        ("2 uger siden", None),
        ("om nogle uger", None),
        ("uger", None),
        ("om 2", None),
        ("om 999 år", None),
        ("", None),
    ],
)
def test_a_time_ahead_is_the_day_that_it_means(typed: str, day: date | None) -> None:
    """Tried: half a month rounded down."""
    assert parse_ahead(typed, DAY) == day


def send(client: Client, episode: Episode, typed: str) -> Any:
    sent = form_of(client.get(url(episode, "practical"))) | {FOLLOW_UP: [typed]}
    return client.post(url(episode, "practical"), sent, headers=HTMX)


def test_it_is_saved_as_the_day_and_the_page_shows_the_day(gp_client: Client, episode: Episode) -> None:
    """Tried: the words left in the field, which tomorrow would mean another day."""
    day = today() + timedelta(days=14)
    saved = send(gp_client, episode, "om 2 uger")
    assert saved.status_code == 200
    assert current(episode).answers[FOLLOW_UP]["value"] == day.isoformat()
    (field,) = [each for each in parsed(saved).iter("input") if each.get("name") == FOLLOW_UP]
    assert field.get("value") == f"{day:%d.%m.%Y}"
    assert 'name="sure"' not in saved.content.decode()
    plain = send(gp_client, episode, f"{day:%d.%m.%Y}")
    assert not [each for each in parsed(plain).iter("input") if each.get("name") == FOLLOW_UP]


def test_far_ahead_is_asked_about_whichever_way_it_is_written(gp_client: Client, episode: Episode) -> None:
    far = add_months(today(), 36)
    asked = send(gp_client, episode, "om 3 år")
    assert asked.status_code == 422
    assert f'name="sure" value="{FOLLOW_UP}={far:%d.%m.%Y}"' in asked.content.decode()


def test_every_day_that_is_planned_is_read_so(gp_client: Client, episode: Episode) -> None:
    """The next contact of a taper plan."""
    typed = {"medicine": "oxycodon", "start_dose": "20 mg", "step-TOTAL_FORMS": "0", "step-INITIAL_FORMS": "0"}
    address = reverse("taper_add", args=[episode.pk])
    assert gp_client.post(address, typed | {"next_contact_on": "om 3 uger"}).status_code == 302
    assert TaperPlan.objects.get().next_contact_on == today() + timedelta(days=21)


def test_a_day_that_has_been_is_not_written_as_a_time_ahead(gp_client: Client, episode: Episode) -> None:
    sent = form_of(gp_client.get(url(episode, "workup"))) | {"workup.ecg_date": ["om 2 uger"]}
    assert gp_client.post(url(episode, "workup"), sent, headers=HTMX).status_code == 422
