"""Paused and as needed: recognised in a list, kept with the treatment, and told wherever the treatment is.

FHIR calls them MedicationStatement.status on-hold and dosage.asNeeded.
"""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessment.models import Episode, Treatment
from assessment.notes.preoperative import treatment_lines as history_lines
from assessment.notes.summary import episode_summary
from assessment.rules.facts import TreatmentRow
from assessment.rules.medication.opioid_total import AS_NEEDED, opioid_exposure
from assessment.treatments.words import treatment_sentences
from guidelines.in_force.content import Content
from referrals.letters.prefill import treatment_lines
from referrals.pathways.in_force import pathway_of
from tests.support.content.medicines import MEDICINES
from tests.support.http.treatments import add_url, section_url
from tests.support.records.cast import Cast
from tests.support.records.consultations import look
from tests.support.records.patients import treat

pytestmark = pytest.mark.usefixtures("in_a")

MORPHINE = {"name": "Morfin", "kind": "strong_opioid", "atc": "N02AA01"}


def send(client: Client, episode: Episode, **typed: str) -> HttpResponse:
    return client.post(add_url(episode), MORPHINE | {"status": "current", "identifier": str(uuid4())} | typed)


def pasted(client: Client, episode: Episode, line: str, **chosen: str) -> Treatment:
    """The row that the line becomes, saved as it stands."""
    address = reverse("treatments_paste", args=[episode.pk])
    page = client.post(address, {"text": line, "status": "current"})
    (row,) = page.context["rows"]
    sent = {row.add_prefix(name): row[name].value() for name in row.fields if row[name].value() not in (None, False)}
    sent |= {"count": "1", "text": line, row.add_prefix("take"): "on"} | chosen
    assert client.post(address, sent).status_code == 302
    return Treatment.objects.get()


def said_of(episode: Episode, content: Content) -> dict[str, str]:
    """What screens and documents say of the medicines."""
    workspace = look(episode)
    section = next(
        section
        for template in pathway_of(content).letters.values()
        for section in template.sections
        if section.treatments == "drug"
    )
    return {
        "letter": "\n".join(treatment_lines(section, workspace)),
        "note": episode_summary(workspace).text,
        "operation": "\n".join(line.details for line in history_lines(workspace)),
    }


@pytest.mark.parametrize(
    ("line", "as_needed", "on_hold"),
    [
        ("Morfin 10 mg p.n.", True, False),
        ("Morfin 10 mg x 6 om nødvendigt", True, False),
        ("Morfin 10 mg x 2, på pause", False, True),
        ("Morfin 10 mg x 2 pauseret", False, True),
        ("Morfin 10 mg p.n., pauseret", True, True),
        ("Morfin 10 mg x 2", False, False),
    ],
)
def test_what_a_pasted_line_says_is_kept(
    line: str, as_needed: bool, on_hold: bool, gp_client: Client, episode: Episode
) -> None:
    """Tried: the row saved without either; a paused one chosen as in use."""
    row = pasted(gp_client, episode, line)
    assert (row.as_needed, row.on_hold) == (as_needed, on_hold)
    assert row.status == ("stopped" if on_hold else "current")
    assert row.daily_dose_mg == (20 if line == "Morfin 10 mg x 2" else None)
    event = apps.get_model("assessment.TreatmentEvent").objects.get()
    assert (event.as_needed, event.on_hold) == (as_needed, on_hold)


def test_a_paused_treatment_is_not_in_use_and_is_called_paused_everywhere(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    """Tried: told as stopped."""
    sent = {"status": "on_hold", "daily_dose_mg": "30", "started": "2024", "stopped": "03.2026"}
    assert send(gp_client, episode, **sent).status_code == 302
    page = " ".join(gp_client.get(section_url(episode)).content.decode().split())
    assert "<td>På pause</td>" in page.replace("> <", "><")
    assert "fra 2024, på pause siden 03.2026" in page
    assert not look(episode).facts.values["treatment.strong_opioid.current"]
    assert look(episode).facts.values["treatment.strong_opioid.tried"]
    assert opioid_exposure(look(episode).case.treatments or (), content.medicines).uses == ()
    for name, text in said_of(episode, content).items():
        assert "på pause" in text.lower(), f"{name}: {text}"
        assert "stoppet" not in text.lower(), f"{name}: {text}"
    row = Treatment.objects.get()
    form = gp_client.get(reverse("treatment_change", args=[episode.pk, row.pk])).context["form"]
    assert form["status"].value() == "on_hold"


def test_what_is_taken_as_needed_has_no_dose_of_every_day(
    gp_client: Client, episode: Episode, content: Content
) -> None:
    """Tried: the sum silent about why it is incomplete; documents without the words."""
    assert send(gp_client, episode, as_needed="on").status_code == 302
    page = " ".join(gp_client.get(section_url(episode)).content.decode().split())
    assert "efter behov" in page
    assert AS_NEEDED in page
    for name, text in said_of(episode, content).items():
        assert "efter behov" in text, f"{name}: {text}"
    row = Treatment.objects.get()
    form = gp_client.get(reverse("treatment_change", args=[episode.pk, row.pk])).context["form"]
    assert form["as_needed"].value() is True


def test_what_does_not_go_together_is_refused_in_words(gp_client: Client, episode: Episode) -> None:
    """Tried: saved, which the database then refuses."""
    both = send(gp_client, episode, as_needed="on", daily_dose_mg="30")
    assert both.status_code == 422
    assert "har ingen fast døgndosis" in both.content.decode()
    stopped = send(gp_client, episode, status="on_hold", stopped_for_side_effects="true")
    assert stopped.status_code == 422
    assert "En behandling på pause er ikke stoppet." in stopped.content.decode()
    assert not Treatment.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"status": "current", "on_hold": True},
        {"status": "declined", "on_hold": True},
        {"status": "stopped", "on_hold": True, "stopped_for_side_effects": True},
        {"status": "current", "as_needed": True, "daily_dose_mg": Decimal(30)},
    ],
)
def test_the_database_holds_it_too(values: dict[str, Any], cast: Cast, episode: Episode) -> None:
    """What goes past the form is refused."""
    with pytest.raises(IntegrityError), transaction.atomic():
        treat(cast.gp, episode, "strong_opioid", **values)


def test_the_history_says_when_it_was_paused(cast: Cast, gp_client: Client, episode: Episode, content: Content) -> None:
    """As every other change of the row."""
    treat(cast.gp, episode, "strong_opioid", "current", name="Morfin", daily_dose_mg=Decimal(30))
    row = Treatment.objects.get()
    address = reverse("treatment_change", args=[episode.pk, row.pk])
    sent = MORPHINE | {"status": "on_hold", "daily_dose_mg": "", "as_needed": "on", "seen_version": "1"}
    assert gp_client.post(address, sent).status_code == 302
    was, now = apps.get_model("assessment.TreatmentEvent").objects.order_by("pgh_id")
    said = treatment_sentences(now, content, was)
    assert "på pause (før bruges nu)" in said
    assert "efter behov (før 30 mg i døgnet)" in said


def test_an_opioid_as_needed_says_why_it_is_not_in_the_sum() -> None:
    row = TreatmentRow("strong_opioid", "current", name="Morfin", as_needed=True)
    (use,) = opioid_exposure([row], MEDICINES).uses
    assert (use.morphine_mg, use.unknown) == (None, AS_NEEDED)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("50 mg p.n.", "Sæt kryds ved »Efter behov«"),
        ("ca 20", "»Ca.« er ikke en fast dosis."),
        ("DAK", "Indtast et tal."),
    ],
)
def test_the_word_that_leaves_a_dose_open_is_the_one_that_is_named(
    typed: str, words: str, gp_client: Client, episode: Episode
) -> None:
    """Tried: the number after the word called unknown."""
    refused = send(gp_client, episode, daily_dose_mg=typed)
    assert refused.status_code == 422
    assert words in refused.content.decode()
    assert "Ikke forstået" not in refused.content.decode()


@pytest.mark.parametrize(
    ("typed", "dose"),
    [("1.000", 1000), ("1.000 mg", 1000), ("1.500 mg x 2", 3000), ("500", 500), ("1,5", Decimal("1.5"))],
)
def test_strengths_decide_where_the_highest_dose_does_not(
    typed: str, dose: Any, gp_client: Client, episode: Episode
) -> None:
    """Nobody takes 1 mg of paracetamol, whose smallest tablet is 500 mg. What is written in one way stands as it is.

    Tried: both readings offered.
    """
    row = {"name": "Paracetamol", "kind": "paracetamol", "status": "stopped", "daily_dose_mg": typed}
    assert gp_client.post(add_url(episode), row | {"identifier": str(uuid4())}).status_code == 302
    assert Treatment.objects.get().daily_dose_mg == dose
