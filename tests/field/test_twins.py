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
from tests.support.http.forms import Typed, form_with
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


def pasted(client: Client, episode: Episode, *lines: str) -> tuple[HttpResponse, Typed]:
    """The rows of a pasted list, all in use, and what its page sends as it stands."""
    address = reverse("treatments_paste", args=[episode.pk])
    page = client.post(address, {"text": "\n".join(lines), "status": "current"})
    return page, form_with(page, "count")


def test_a_ticked_row_of_a_list_was_seen_beside_the_words_that_it_stands_there(
    gp_client: Client, episode: Episode
) -> None:
    """Tried: asked a second time."""
    send(gp_client, episode)
    page, sent = pasted(gp_client, episode, "Morfin 10 mg x 2")
    assert "Står allerede på listen" in page.content.decode()
    assert "row0-take" not in sent
    assert gp_client.post(page.wsgi_request.path, sent | {"row0-take": "on"}).status_code == 302
    assert SAID not in text_of(gp_client.get(section_url(episode)))


def test_the_second_of_two_rows_of_one_list_is_ticked_by_hand_and_then_right(
    gp_client: Client, episode: Episode
) -> None:
    """Tried: both ticked; asked a second time; held against the patient's list alone."""
    page, sent = pasted(gp_client, episode, "Morfin 30 mg x 2", "Morfin 10 mg x 3", "Morfin 10 mg pn", "Pinex 1 g x 4")
    assert "Samme præparat som i rækken ovenfor, »Morfin 30 mg x 2«. Sæt kun kryds" in text_of(page)
    assert text_of(page).count("Samme præparat") == 1
    assert [f"row{number}-take" in sent for number in range(4)] == [True, False, True, True]
    assert gp_client.post(page.wsgi_request.path, sent | {"row1-take": "on"}).status_code == 302
    saved = {row.daily_dose_mg: row.twin_confirmed for row in Treatment.objects.filter(name="Morfin")}
    assert saved == {Decimal(60): False, Decimal(30): True, None: False}
    assert SAID not in text_of(gp_client.get(section_url(episode)))


@pytest.mark.parametrize("changed", ["its name", "the list"])
def test_a_row_that_became_a_second_one_on_the_page_is_asked_about(
    changed: str, gp_client: Client, episode: Episode
) -> None:
    """Nobody saw it beside the words. Tried: any ticked row taken for confirmed; the answer sent with the question."""
    page, sent = pasted(gp_client, episode, "Morfin 30 mg x 2", "Oxycodon 10 mg x 2")
    if changed == "the list":
        send(gp_client, episode, "Oxycodon", atc="N02AA05")
    else:
        sent |= {"row1-name": "Morfin", "row1-atc": "N02AA01"}
    before = Treatment.objects.count()
    asked = gp_client.post(page.wsgi_request.path, sent)
    assert asked.status_code == 422
    assert "to rækker lægges sammen. Er det rigtigt?" in text_of(asked)
    again = form_with(asked, "count")
    assert gp_client.post(page.wsgi_request.path, again).status_code == 422
    name = "Oxycodon" if changed == "the list" else "Morfin"
    assert Treatment.objects.count() == before
    sure = again | {"sure": [f"row1-name=to rækker med {name}"]}
    assert gp_client.post(page.wsgi_request.path, sure).status_code == 302
    assert Treatment.objects.filter(twin_confirmed=True).count() == 1


def test_of_three_rows_two_were_asked_about() -> None:
    rows = [TreatmentRow("strong_opioid", "current", name="Morfin", daily_dose_mg=10.0) for _ in range(2)]
    sure = TreatmentRow("strong_opioid", "current", name="Morfin", daily_dose_mg=10.0, twin_confirmed=True)
    assert opioid_exposure([*rows, sure], MEDICINES).doubled == ("Morfin",)
    assert opioid_exposure([rows[0], sure, sure], MEDICINES).doubled == ()
    assert opioid_exposure(rows[:1], MEDICINES).doubled == ()
