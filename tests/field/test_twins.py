"""The same medicine in two rows, both in use: asked about once, never refused, and said beside the sum until then."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessment.models import Episode, Treatment
from assessment.rules.facts import TreatmentRow
from assessment.rules.medication.opioid_total import opioid_exposure
from tests.support.content.medicines import MEDICINES
from tests.support.http.treatments import add_url, section_url
from tests.support.records.cast import Cast
from tests.support.records.patients import treat

pytestmark = pytest.mark.usefixtures("in_a")

MORPHINE = {"kind": "strong_opioid", "atc": "N02AA01", "status": "current", "daily_dose_mg": "30"}
ASKED = "Morfin står allerede på listen: to rækker lægges sammen."
SAID = "Mængden lægger flere rækker af samme præparat sammen, og ingen har bekræftet, at de alle er rigtige: Morfin."
SURE = "name=to rækker med Morfin"


def send(client: Client, episode: Episode, name: str = "Morfin", **typed: str) -> HttpResponse:
    return client.post(add_url(episode), MORPHINE | {"name": name, "identifier": str(uuid4())} | typed)


def text_of(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def test_a_second_row_is_asked_about_once_and_kept_when_it_is_right(gp_client: Client, episode: Episode) -> None:
    """Tried: not asked; refused; asked again of a row that was said to be right."""
    assert send(gp_client, episode).status_code == 302
    asked = send(gp_client, episode)
    assert asked.status_code == 422
    assert ASKED in text_of(asked)
    assert Treatment.objects.count() == 1
    assert send(gp_client, episode, sure=SURE).status_code == 302
    page = text_of(gp_client.get(section_url(episode)))
    assert "60 mg" in page
    assert SAID not in page
    for row in Treatment.objects.all():
        address = reverse("treatment_change", args=[episode.pk, row.pk])
        sent = MORPHINE | {"name": "Morfin", "side_effects": "træt", "seen_version": str(row.version)}
        assert gp_client.post(address, sent).status_code == 302
    assert text_of(gp_client.get(section_url(episode))).count(SAID) == 0


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Morfin", {"status": "stopped"}),
        ("Morfin", {"as_needed": "on", "daily_dose_mg": ""}),
        ("Oxycodon", {"atc": "N02AA05"}),
        ("", {"atc": "", "kind": "other_drug", "daily_dose_mg": ""}),
    ],
)
def test_what_is_not_added_up_is_not_asked_about(
    name: str, typed: dict[str, str], gp_client: Client, episode: Episode
) -> None:
    """Whichever of the two was there first. Tried: every row of the same name."""
    assert send(gp_client, episode, name, **typed).status_code == 302
    assert send(gp_client, episode).status_code == 302
    if typed.get("status", "current") != "current" or "as_needed" in typed:
        assert send(gp_client, episode, name, **typed).status_code == 302


def test_the_sum_says_so_until_somebody_has_confirmed_it(gp_client: Client, cast: Cast, episode: Episode) -> None:
    """Two rows from a list, or from before. Tried: the sum as good as any other."""
    for _ in range(2):
        treat(cast.gp, episode, "strong_opioid", "current", name="Morfin", daily_dose_mg=Decimal(30))
    assert SAID in text_of(gp_client.get(section_url(episode)))
    row = Treatment.objects.first()
    assert row
    address = reverse("treatment_change", args=[episode.pk, row.pk])
    sent = MORPHINE | {"name": "Morfin", "seen_version": "1"}
    assert ASKED in text_of(gp_client.post(address, sent))
    assert gp_client.post(address, sent | {"sure": SURE}).status_code == 302
    assert SAID not in text_of(gp_client.get(section_url(episode)))


def test_a_ticked_row_of_a_list_was_seen_beside_the_words_that_it_stands_there(
    gp_client: Client, episode: Episode
) -> None:
    """Tried: asked a second time."""
    send(gp_client, episode)
    address, line = reverse("treatments_paste", args=[episode.pk]), "Morfin 10 mg x 2"
    page = gp_client.post(address, {"text": line, "status": "current"})
    assert "Står allerede på listen" in page.content.decode()
    (row,) = page.context["rows"]
    assert row["take"].value() is False
    sent = {row.add_prefix(name): row[name].value() for name in row.fields if row[name].value() not in (None, False)}
    assert gp_client.post(address, sent | {"count": "1", "text": line, "row0-take": "on"}).status_code == 302
    assert SAID not in text_of(gp_client.get(section_url(episode)))


def test_of_three_rows_two_were_asked_about() -> None:
    rows = [TreatmentRow("strong_opioid", "current", name="Morfin", daily_dose_mg=10.0) for _ in range(2)]
    sure = TreatmentRow("strong_opioid", "current", name="Morfin", daily_dose_mg=10.0, twin_confirmed=True)
    assert opioid_exposure([*rows, sure], MEDICINES).doubled == ("Morfin",)
    assert opioid_exposure([rows[0], sure, sure], MEDICINES).doubled == ()
    assert opioid_exposure(rows[:1], MEDICINES).doubled == ()
