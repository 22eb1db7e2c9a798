"""Pasting a list of medicines: rows to confirm, nothing saved before, once however often it is confirmed."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.tenancy.context import practice_context
from assessment.models import Consultation, Episode, Treatment
from assessment.pages.treatments.paste_forms import MOST_LINES, PastedRowForm
from tests.support.records.cast import Cast
from tests.support.records.patients import treat

pytestmark = pytest.mark.usefixtures("in_a")

LIST = "Amitriptylin 25 mg, 1 tablet til natten\nTbl. Pinex 500 mg 2x4\nIbuprofen 400 mg p.n.\nVitamin D"


def url(episode: Episode) -> str:
    return reverse("treatments_paste", args=[episode.pk])


def read(client: Client, episode: Episode, text: str = LIST, status: str = "current") -> list[PastedRowForm]:
    response = client.post(url(episode), {"text": text, "status": status})
    assert response.status_code == 200
    rows: list[PastedRowForm] = response.context["rows"]
    return rows


def sent(rows: list[PastedRowForm], **changes: Any) -> dict[str, Any]:
    """What the page of rows sends."""
    data: dict[str, Any] = {"count": str(len(rows)), "text": LIST}
    for row in rows:
        for field in row:
            value = field.value()
            if value not in (None, False, ""):
                data[field.html_name] = "on" if value is True else str(value)
    return {key: value for key, value in (data | changes).items() if value is not None}


def test_the_lines_become_rows_and_nothing_is_saved(gp_client: Client, episode: Episode) -> None:
    rows = read(gp_client, episode)
    assert [(row["line"].value(), row["kind"].value(), row["daily_dose_mg"].value()) for row in rows] == [
        ("Amitriptylin 25 mg, 1 tablet til natten", "tca", 25),
        ("Tbl. Pinex 500 mg 2x4", "paracetamol", 4000),
        ("Ibuprofen 400 mg p.n.", "nsaid_oral", None),
        ("Vitamin D", "", None),
    ]
    assert [row["take"].value() for row in rows] == [True, True, True, False]
    assert {row["status"].value() for row in rows} == {"current"}
    assert not Treatment.objects.exists()
    assert not Consultation.objects.exists()


def test_the_status_is_not_answered_beforehand(gp_client: Client, episode: Episode) -> None:
    rows = read(gp_client, episode, status="")
    assert {row["status"].value() for row in rows} == {""}
    refused = gp_client.post(url(episode), sent(rows))
    assert refused.status_code == 422
    assert [list(row.errors) for row in refused.context["faulty"]] == [["status"]] * 3
    assert not Treatment.objects.exists()


def test_confirming_saves_the_ticked_rows_once(gp_client: Client, cast: Cast, episode: Episode) -> None:
    rows = read(gp_client, episode)
    for _ in range(2):
        response = gp_client.post(url(episode), sent(rows))
        assert response["Location"] == reverse("section", args=[episode.pk, "treatment"])
    saved = Treatment.objects.order_by("name")
    assert [(row.name, row.atc, row.daily_dose_mg, row.status, row.fast_acting, row.version) for row in saved] == [
        ("Amitriptylin", "N06AA09", 25, "current", None, 1),
        ("Ibuprofen", "M01AE01", None, "current", None, 1),
        ("Pinex", "N02BE01", 4000, "current", None, 1),
    ]
    assert {row.recorded_by_id for row in saved} == {cast.gp.pk}


def test_a_row_is_saved_as_it_was_corrected(gp_client: Client, episode: Episode) -> None:
    rows = read(gp_client, episode, "Vitamin D 1 daglig")
    changes = {"row0-take": "on", "row0-kind": "other_drug", "row0-name": "Vitamin D3", "row0-status": "stopped"}
    assert gp_client.post(url(episode), sent(rows, **changes)).status_code == 302
    row = Treatment.objects.get()
    assert (row.kind, row.name, row.status, row.daily_dose_mg) == ("other_drug", "Vitamin D3", "stopped", None)


def test_one_fault_holds_all_back_and_every_row_stays(gp_client: Client, episode: Episode) -> None:
    rows = read(gp_client, episode)
    refused = gp_client.post(url(episode), sent(rows, **{"row1-daily_dose_mg": "en del", "row3-name": "D-vitamin"}))
    assert refused.status_code == 422
    assert [row["name"].value() for row in refused.context["rows"]][1:] == ["Pinex", "Ibuprofen", "D-vitamin"]
    assert refused.context["rows"][1]["daily_dose_mg"].value() == "en del"
    identifiers = [row["identifier"].value() for row in refused.context["rows"]]
    assert identifiers == [row["identifier"].value() for row in rows]
    assert not Treatment.objects.exists()


def test_when_nothing_is_ticked_it_is_said(gp_client: Client, episode: Episode) -> None:
    rows = read(gp_client, episode, "Vitamin D")
    refused = gp_client.post(url(episode), sent(rows))
    assert (refused.status_code, refused.context["none_chosen"]) == (422, True)


def test_what_stands_in_the_list_already_is_marked_and_not_ticked(
    gp_client: Client, cast: Cast, episode: Episode
) -> None:
    treat(cast.gp, episode, "paracetamol", "stopped", name="paracetamol")
    treat(cast.gp, episode, "other_drug", "current", name="vitamin d")
    rows = read(gp_client, episode)
    assert [(row.duplicate, row["take"].value()) for row in rows] == [
        ("", True),
        ("Stoppet", False),
        ("", True),
        ("Bruges nu", False),
    ]


def test_a_list_that_is_too_long_or_empty_is_refused_with_its_text(gp_client: Client, episode: Episode) -> None:
    long = "\n".join(["Pinex 500 mg"] * (MOST_LINES + 1))
    refused = gp_client.post(url(episode), {"text": long})
    assert refused.status_code == 422
    assert refused.context["form"]["text"].value() == long
    assert gp_client.post(url(episode), {"text": "  "}).status_code == 422
    assert len(read(gp_client, episode, "\n".join(["Pinex 500 mg"] * MOST_LINES))) == MOST_LINES


def test_the_text_is_kept_until_its_rows_are_saved(gp_client: Client, cast: Cast, episode: Episode) -> None:
    assert gp_client.post(url(episode), {"text": LIST, "autosave": "typing"}).status_code == 204
    assert gp_client.get(url(episode)).context["form"]["text"].value() == LIST
    rows = read(gp_client, episode)
    assert gp_client.get(url(episode)).context["form"]["text"].value() == LIST
    gp_client.post(url(episode), sent(rows))
    assert gp_client.get(url(episode)).context["form"]["text"].value() is None


@pytest.mark.parametrize("count", ["", "-1", "²", "999999999", "x"])
def test_a_damaged_count_is_no_fault(count: str, gp_client: Client, episode: Episode) -> None:
    response = gp_client.post(url(episode), {"count": count, "row0-take": "on", "row0-identifier": "x"})
    assert response.status_code == 422
    assert not Treatment.objects.exists()


def test_a_foreign_episode_is_not_found_and_a_foreign_row_is_no_twin(
    gp_client: Client, cast: Cast, episode: Episode, episode_b: Episode
) -> None:
    treat(cast.gp_b, episode_b, "tca", "current", name="Amitriptylin")
    assert gp_client.get(url(episode_b)).status_code == 404
    assert gp_client.post(url(episode_b), {"text": LIST}).status_code == 404
    rows = read(gp_client, episode)
    assert [row.duplicate for row in rows] == [""] * 4
    with practice_context(cast.practice_b.pk):
        taken = Treatment.objects.get().pk
    assert gp_client.post(url(episode), sent(rows, **{"row0-identifier": str(taken)})).status_code == 302
    assert Treatment.objects.get(kind="tca").pk != taken


def test_a_row_says_which_word_was_not_understood_and_is_not_ticked(gp_client: Client, episode: Episode) -> None:
    """Tried: the words left out of the page; the row ticked."""
    text = "Tramadol 50 mg x 3 hokus pokus\nOxycodon 10 mg x 2 (sep.)\nMorfin 10 mg x 6 pn"
    page = gp_client.post(url(episode), {"text": text, "status": "current"})
    unknown, stopped, as_needed = page.context["rows"]
    assert (unknown.not_understood, unknown["take"].value(), unknown["daily_dose_mg"].value()) == (
        "»hokus«, »pokus«",
        False,
        None,
    )
    assert (stopped["take"].value(), stopped["status"].value()) == (False, "")
    assert (as_needed["take"].value(), as_needed["status"].value()) == (True, "current")
    html = page.content.decode()
    assert "Ikke forstået: »hokus«, »pokus«." in html
    assert "linjen siger, at det er stoppet" in html
    assert "(tages efter behov)" in html


def test_a_row_that_was_stopped_is_saved_only_with_a_status_that_somebody_chose(
    gp_client: Client, episode: Episode
) -> None:
    """Tried: the status of the whole list given to it."""
    rows = read(gp_client, episode, "Oxycodon 10 mg x 2 (sep.)")
    refused = gp_client.post(url(episode), sent(rows, **{"row0-take": "on"}))
    assert refused.status_code == 422
    assert list(refused.context["rows"][0].errors) == ["status"]
    chosen = {"row0-take": "on", "row0-status": "stopped"}
    assert gp_client.post(url(episode), sent(rows, **chosen)).status_code == 302
    row = Treatment.objects.get()
    assert (row.status, row.daily_dose_mg) == ("stopped", None)
    (row_of_stopped,) = read(gp_client, episode, "Morfin 10 mg x 2 (sep.)", status="stopped")
    assert (row_of_stopped["status"].value(), row_of_stopped["take"].value()) == ("stopped", False)


def test_a_number_of_two_readings_is_asked_and_saved_as_it_is_chosen(gp_client: Client, episode: Episode) -> None:
    """Tried: the first reading filled in; the choice forgotten where another row has a fault; any number taken."""
    text = "Pinex 1.500 mg x 3\nVitamin D"
    rows = read(gp_client, episode, text)
    assert rows[0]["daily_dose_mg"].value() is None
    assert rows[0].reading_field.field.choices[1:] == [
        ("4500", "1500 mg × 3 = 4500 mg"),
        ("4.5", "1,5 mg × 3 = 4,5 mg"),
    ]
    assert rows[1].reading_field is None
    data = sent(rows, text=text, **{"row0-reading": "4.5"})
    faulty = gp_client.post(url(episode), data | {"row1-take": "on", "row1-status": "current"})
    assert faulty.status_code == 422
    assert faulty.context["rows"][0].reading_field.value() == "4.5"
    assert b"1,5 mg \xc3\x97 3 = 4,5 mg" in faulty.content
    foreign = gp_client.post(url(episode), data | {"row0-reading": "99"})
    assert list(foreign.context["rows"][0].errors) == ["reading"]
    both = gp_client.post(url(episode), data | {"row0-daily_dose_mg": "3000"})
    assert list(both.context["rows"][0].errors) == ["daily_dose_mg"]
    assert not Treatment.objects.exists()
    assert gp_client.post(url(episode), data).status_code == 302
    assert Treatment.objects.get().daily_dose_mg == Decimal("4.5")


def test_a_number_of_two_readings_that_nobody_chose_leaves_the_dose_open(gp_client: Client, episode: Episode) -> None:
    rows = read(gp_client, episode, "Pinex 1.500 mg x 3")
    assert rows[0]["reading"].value() == ""
    assert gp_client.post(url(episode), sent(rows, text="Pinex 1.500 mg x 3")).status_code == 302
    assert Treatment.objects.get().daily_dose_mg is None
