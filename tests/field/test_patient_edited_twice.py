"""Two edits of one patient's name, address and phone: neither undoes the other unseen."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tenancy.context import practice_context
from assessment.models import Patient
from tests.support.http.forms import parsed


def opened(client: Client, patient: Patient) -> dict[str, Any]:
    """The form as a page shows it."""
    form = client.get(reverse("patient_edit", args=[patient.pk]))
    sent = {name: form.context["form"][name].value() or "" for name in form.context["form"].fields}
    return sent | {"seen_version": form.context["seen_version"]}


def send(client: Client, patient: Patient, sent: dict[str, Any]) -> Any:
    return client.post(reverse("patient_edit", args=[patient.pk]), sent)


def stands(patient: Patient) -> dict[str, str]:
    with practice_context(patient.practice_id):
        now = Patient.objects.get(pk=patient.pk)
        return {"address": now.address, "phone": now.phone}


@pytest.mark.parametrize(
    ("case", "first", "second", "status", "result"),
    [
        ("D21-merged", {"address": "Nyvej 2"}, {"phone": "22222222"}, 302, {"address": "Nyvej 2", "phone": "22222222"}),
        ("D21-told", {"address": "Nyvej 2"}, {"address": "Gade 3"}, 409, {"address": "Nyvej 2"}),
        ("D21-same", {"address": "Nyvej 2"}, {"address": "Nyvej 2"}, 302, {"address": "Nyvej 2"}),
        ("D21-left-alone", {"address": "Nyvej 2"}, {}, 302, {"address": "Nyvej 2"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_second_edit_is_told_or_merged(
    case: str,
    first: dict[str, str],
    second: dict[str, str],
    status: int,
    result: dict[str, str],
    gp_client: Client,
    patient: Patient,
) -> None:
    """Both pages were opened before either was saved. Tried: without the version, the old address came back."""
    before = stands(patient)
    one, other = opened(gp_client, patient), opened(gp_client, patient)
    assert send(gp_client, patient, one | first).status_code == 302
    assert send(gp_client, patient, other | second).status_code == status
    assert stands(patient) == before | result


def test_who_is_told_sees_both_and_saves_again(gp_client: Client, patient: Patient) -> None:
    one, other = opened(gp_client, patient), opened(gp_client, patient)
    send(gp_client, patient, one | {"address": "Nyvej 2"})
    told = send(gp_client, patient, other | {"address": "Gade 3", "planning_area": "syd"})
    text = "".join(parsed(told).itertext())
    assert "Nyvej 2" in text
    assert "Gade 3" in text
    # One's own other tab is nobody else.
    assert "En anden" not in text
    again = other | {"address": "Gade 3", "seen_version": told.context["seen_version"]}
    assert send(gp_client, patient, again).status_code == 302
    assert stands(patient)["address"] == "Gade 3"


def test_a_form_that_was_refused_has_seen_nothing_newer(gp_client: Client, patient: Patient) -> None:
    one, other = opened(gp_client, patient), opened(gp_client, patient)
    send(gp_client, patient, one | {"address": "Nyvej 2"})
    refused = send(gp_client, patient, other | {"address": "Gade 3", "postal_code": "x"})
    assert refused.status_code == 422
    again = other | {"address": "Gade 3", "seen_version": refused.context["seen_version"]}
    assert send(gp_client, patient, again).status_code == 409


@pytest.mark.parametrize("version", ["", "x", "999999999"])
def test_a_version_that_nobody_was_shown_overwrites_nothing(version: str, gp_client: Client, patient: Patient) -> None:
    sent = opened(gp_client, patient) | {"seen_version": version, "address": "Gade 3"}
    assert send(gp_client, patient, sent).status_code == 409
    assert stands(patient)["address"] != "Gade 3"
