"""Keying in the sheet before a visit."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import Episode
from tests.support.http.forms import parsed, values_of
from tests.support.records.patients import current

FILLED = {
    "gcps.pain_frequency": "every_day",
    "gcps.limiting_frequency": "most_days",
    "peg.pain": "7",
    "peg.enjoyment": "0",
    "peg.activity": "10",
    "places": "38 40",
}
KEPT = {
    "gcps.pain_frequency": "every_day",
    "gcps.limiting_frequency": "most_days",
    "peg.pain": 7,
    "peg.enjoyment": 0,
    "peg.activity": 10,
    "pain.drawing": ("back_lower_back", "back_buttock_right"),
}


def keying(episode: Episode) -> str:
    return reverse("previsit_keying", args=[episode.pk])


def day_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def key_in(client: Client, episode: Episode, seen: int | None = None, **changes: Any) -> HttpResponse:
    """Key in a whole sheet of today, with these fields otherwise; a dot in a key is written as a double underscore."""
    version = current(episode).version if seen is None else seen
    typed: dict[str, Any] = FILLED | {"seen_version": str(version), "day": f"{timezone.localdate():%d.%m.%Y}"}
    typed |= {key.replace("__", "."): value for key, value in changes.items()}
    return client.post(keying(episode), typed)


def typed_on(response: Any) -> dict[str, list[str]]:
    """What the page's fields hold."""
    kept: dict[str, list[str]] = {}
    (main,) = parsed(response).iter("main")
    for control in main.iter("input"):
        if control.get("name"):
            kept.setdefault(str(control.get("name")), []).extend(values_of(control))
    return kept
