"""The checks for whoever runs the service: open to anyone, and telling nothing of a patient."""

from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guidelines.in_force.content import Content, Kind
from guidelines.models import Release
from tests.support.records.cast import CPR_A, Cast
from tests.support.records.patients import make_patient


def test_live_answers_without_the_database() -> None:
    response = Client().get(reverse("health_live"))
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


def test_ready_answers_when_content_is_in_force(content: Content) -> None:
    response = Client().get(reverse("health_ready"))
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("kind", [Kind.VOCABULARY, Kind.PATHWAY])
def test_not_ready_without_the_content_that_no_page_can_do_without(kind: str, content: Content) -> None:
    for release in content.releases_of(kind):  # type: ignore[arg-type]
        Release.objects.filter(pk=release.pk).update(effective=(release.effective.lower, timezone.now()))
    response = Client().get(reverse("health_ready"))
    assert response.status_code == 503
    assert b"ContentMissing" in response.content
    assert Client().get(reverse("health_live")).status_code == 200


def test_not_ready_without_the_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise OperationalError("the server at /secret/socket is gone")

    with monkeypatch.context() as patched:
        patched.setattr("chronicpain.views.connection.ensure_connection", fail)
        response = Client().get(reverse("health_ready"))
    assert response.status_code == 503
    assert b"OperationalError" in response.content
    assert b"secret" not in response.content


def test_the_checks_tell_nothing_of_a_patient(cast: Cast, content: Content) -> None:
    make_patient(cast.gp, CPR_A)
    for name in ("health_live", "health_ready"):
        response = Client().get(reverse(name))
        assert response["Content-Type"] == "text/plain"
        assert response.content == b"ok"
