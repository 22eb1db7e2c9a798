"""Whom to tell of a weakness: in the file that RFC 9116 names, where the settings say whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client, override_settings

ADDRESS = "/.well-known/security.txt"

pytestmark = pytest.mark.django_db


def test_it_says_whom_to_tell_and_until_when_that_holds(client: Client) -> None:
    """Tried: a day that is past."""
    with override_settings(SECURITY_CONTACT="mailto:sikkerhed@klinik.example"):
        answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == "mailto:sikkerhed@klinik.example"
    left = datetime.fromisoformat(lines["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)
    assert lines["Canonical"].endswith(ADDRESS)


def test_where_nobody_is_named_there_is_no_file(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 404
