"""Finding, registering and showing patients; the identity that stands on every page of a patient."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from stdnum.exceptions import ValidationError

from accounts.models import AccessAction, AccessLogEntry
from accounts.tenancy.context import NoPractice, practice_context
from assessment.models import Episode, Patient, PatientEvent
from assessment.record.access import MOST_SHOWN, find_patients
from assessment.record.patients import AlreadyRegistered, register_patient, start_episode, update_patient
from assessment.treatments.ledger import treatments_of
from tests.support.http.forms import parsed
from tests.support.records.cast import CPR_A, CPR_A2, CPR_B, Cast
from tests.support.records.patients import answer, make_episode, make_patient, treat

IDENTITY = {"given_name": "Testperson", "family_name": "Kanin", "postal_code": "2400", "planning_area": "byen"}


def banner_of(response: HttpResponse) -> str:
    banners = [element for element in parsed(response).iter("section") if element.get("class") == "patient-banner"]
    assert len(banners) == 1
    return " ".join("".join(banners[0].itertext()).split())


def logged(cast: Cast, **values: Any) -> list[AccessLogEntry]:
    with practice_context(cast.practice_a.pk):
        return list(AccessLogEntry.objects.filter(**values))


@pytest.mark.parametrize(
    ("cpr", "birth_date"),
    [
        ("1509819996", date(1981, 9, 15)),
        ("0211223989", date(1922, 11, 2)),
        ("2103009996", date(2000, 3, 21)),
        ("0212159995", date(2015, 12, 2)),
        ("0102585001", date(1858, 2, 1)),
    ],
)
def test_the_birth_date_follows_from_the_number_with_its_century_and_without_modulus_11(
    cpr: str, birth_date: date, cast: Cast
) -> None:
    assert make_patient(cast.gp, cpr).birth_date == birth_date


@pytest.mark.parametrize("cpr", ["150981-9996", "150981 9996", " 1509819996 "])
def test_a_number_is_kept_as_ten_digits_however_it_is_written(cpr: str, cast: Cast) -> None:
    assert make_patient(cast.gp, cpr).cpr == "1509819996"


@pytest.mark.parametrize(
    "cpr", ["3002819996", "1513819996", "0000000000", "150981999", "15098199960", "15098199x6", ""]
)
def test_what_is_not_a_cpr_number_is_not_registered(cpr: str, cast: Cast, in_a: None) -> None:
    with pytest.raises(ValidationError):
        register_patient(by=cast.gp, cpr=cpr, **IDENTITY)
    assert not Patient.objects.exists()


def test_the_database_too_refuses_a_number_that_is_not_ten_digits(cast: Cast, patient: Patient, in_a: None) -> None:
    with pytest.raises(DatabaseError, match="patient_cpr_ten_digits"), transaction.atomic():
        Patient.objects.filter(pk=patient.pk).update(cpr="150981999x")


def test_a_registration_keeps_who_and_all_that_was_said(cast: Cast, in_a: None) -> None:
    made = make_patient(cast.nurse, city="Testby", phone="00000011")
    kept = Patient.objects.get(pk=made.pk)
    assert (kept.name, kept.city, kept.phone, kept.planning_area) == ("Testperson Kanin", "Testby", "00000011", "byen")
    assert kept.registered_by_id == cast.nurse.pk
    assert kept.practice_id == cast.practice_a.pk
    entry = AccessLogEntry.objects.get(patient_id=made.pk)
    assert (entry.action, entry.staff_id) == (AccessAction.CREATE, cast.nurse.pk)


def test_the_same_number_is_registered_once_per_practice_and_another_practice_is_no_obstacle(cast: Cast) -> None:
    first = make_patient(cast.gp)
    with pytest.raises(AlreadyRegistered):
        make_patient(cast.gp2)
    other = make_patient(cast.gp_b)
    assert first.pk != other.pk
    with practice_context(cast.practice_a.pk):
        assert list(Patient.objects.values_list("pk", flat=True)) == [first.pk]


def test_a_change_keeps_the_earlier_identity(cast: Cast, patient: Patient, in_a: None) -> None:
    update_patient(by=cast.nurse, patient=patient, address="Nyvej 2", planning_area="nord")
    assert Patient.objects.get(pk=patient.pk).address == "Nyvej 2"
    addresses = PatientEvent.objects.filter(pgh_obj_id=patient.pk).order_by("pgh_id").values_list("address", flat=True)
    assert list(addresses) == ["Testvej 1", "Nyvej 2"]
    entry = AccessLogEntry.objects.get(patient_id=patient.pk, action=AccessAction.CHANGE)
    assert entry.staff_id == cast.nurse.pk


def test_episodes_are_numbered_for_each_patient(cast: Cast) -> None:
    one, two = make_patient(cast.gp), make_patient(cast.gp, CPR_A2)
    numbers = [make_episode(cast.gp, patient).number for patient in (one, one, two, one)]
    assert numbers == [1, 2, 1, 3]


def test_without_a_practice_nothing_is_registered_and_nothing_is_read(cast: Cast, patient: Patient) -> None:
    with pytest.raises(NoPractice):
        register_patient(by=cast.gp, cpr=CPR_A2, **IDENTITY)
    with pytest.raises(NoPractice):
        start_episode(by=cast.gp, patient=patient)
    with pytest.raises(NoPractice):
        Patient.objects.count()


@pytest.fixture
def three(cast: Cast) -> dict[str, Patient]:
    return {
        "kanin": make_patient(cast.gp, CPR_A),
        "ræv": make_patient(cast.gp, CPR_A2, given_name="Åse Marie", family_name="Ræv"),
        "b": make_patient(cast.gp_b, CPR_B, family_name="Kanin"),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("150981-9996", ["kanin"]),
        ("1509819996", ["kanin"]),
        ("150981", ["kanin"]),
        ("15098", []),
        ("9819996", []),
        ("0107729995", []),
        ("kanin", ["kanin"]),
        ("PERSON kan", ["kanin"]),
        ("åse ræv", ["ræv"]),
        ("Åse Kanin", []),
        ("e", ["kanin", "ræv"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("   ", []),
    ],
)
def test_a_search_finds_by_the_beginning_of_the_number_or_by_every_word_of_the_name(
    query: str, found: list[str], three: dict[str, Patient], cast: Cast, in_a: None
) -> None:
    assert [patient.pk for patient in find_patients(by=cast.gp, query=query)] == [three[name].pk for name in found]


def test_a_search_shows_at_most_fifty(cast: Cast, in_a: None) -> None:
    for number in range(MOST_SHOWN + 1):
        make_patient(cast.gp, f"01028550{number:02}", family_name=f"Nummer{number:02}")
    found = find_patients(by=cast.gp, query="nummer")
    assert [patient.family_name for patient in found] == [f"Nummer{number:02}" for number in range(MOST_SHOWN)]


def test_the_log_of_a_search_holds_no_whole_number(cast: Cast, three: dict[str, Patient]) -> None:
    with practice_context(cast.practice_a.pk):
        find_patients(by=cast.gp, query="150981-9996")
    assert [entry.detail for entry in logged(cast, action=AccessAction.SEARCH)] == ["150981-xxxx"]


def test_the_search_page_lists_who_was_found_and_masks_the_number(gp_client: Client, patient: Patient) -> None:
    response = gp_client.post(reverse("patients_find"), {"q": "kanin"})
    assert reverse("patient", args=[patient.pk]) in response.content.decode()
    assert patient.masked_cpr in response.content.decode()
    assert patient.cpr not in response.content.decode()
    assert gp_client.get(reverse("patients_find")).status_code == 405


def test_registering_leads_to_the_patient(gp_client: Client, cast: Cast) -> None:
    response = gp_client.post(reverse("patient_register"), IDENTITY | {"cpr": "150981-9996"})
    with practice_context(cast.practice_a.pk):
        patient = Patient.objects.get(cpr=CPR_A)
    assert response.status_code == 302
    assert response["Location"] == reverse("patient", args=[patient.pk])


def test_the_practice_s_planning_area_is_proposed(gp_client: Client) -> None:
    chosen = [
        option.get("value")
        for option in parsed(gp_client.get(reverse("patient_register"))).iter("option")
        if option.get("selected") is not None
    ]
    assert chosen == ["byen"]


def test_a_number_that_the_practice_has_already_is_said_at_the_field_and_the_rest_is_kept(
    gp_client: Client, patient: Patient
) -> None:
    response = gp_client.post(reverse("patient_register"), IDENTITY | {"cpr": patient.cpr, "family_name": "Anden"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["cpr"]
    typed = {element.get("name"): element.get("value") for element in parsed(response).iter("input")}
    assert (typed["cpr"], typed["family_name"]) == (patient.cpr, "Anden")


def test_a_patient_s_identity_is_changed(gp_client: Client, patient: Patient, in_a: None) -> None:
    url = reverse("patient_edit", args=[patient.pk])
    shown = {"seen_version": gp_client.get(url).context["seen_version"]}
    response = gp_client.post(url, IDENTITY | shown | {"family_name": "Nyt"})
    assert response.status_code == 302
    assert Patient.objects.get(pk=patient.pk).family_name == "Nyt"


def test_the_banner_never_shows_a_name_that_was_not_saved(gp_client: Client, patient: Patient, in_a: None) -> None:
    refused = IDENTITY | {"family_name": "Forkert", "postal_code": "24"}
    response = gp_client.post(reverse("patient_edit", args=[patient.pk]), refused)
    assert response.status_code == 422
    assert Patient.objects.get(pk=patient.pk).family_name == "Kanin"
    assert "Testperson Kanin" in banner_of(response)
    assert "Forkert" not in banner_of(response)


def test_who_the_patient_is_stands_on_every_page_of_the_patient(
    cast: Cast, episode: Episode, gp_client: Client
) -> None:
    answer(cast.gp, episode, peg__pain=7)
    treat(cast.gp, episode, "tca", "stopped")
    with practice_context(cast.practice_a.pk):
        row = treatments_of(episode)[0]
    pages = [
        reverse("patient", args=[episode.patient_id]),
        reverse("patient_edit", args=[episode.patient_id]),
        reverse("episode", args=[episode.pk]),
        reverse("section", args=[episode.pk, "pain"]),
        reverse("section", args=[episode.pk, "treatment"]),
        reverse("history", args=[episode.pk, "peg.pain"]),
        reverse("treatment_add", args=[episode.pk]),
        reverse("treatment_change", args=[episode.pk, row.pk]),
        reverse("advice_respond", args=[episode.pk, "generalised-pain", "tca"]),
        reverse("readiness", args=[episode.pk]),
    ]
    for address in pages:
        response = gp_client.get(address)
        assert response.status_code == 200, address
        banner = banner_of(response)
        for expected in (episode.patient.name, episode.patient.masked_cpr, str(episode.patient.age_years)):
            assert expected in banner, address
        title = next(parsed(response).iter("title")).text or ""
        assert "Kanin" not in title
        assert CPR_A not in address + title


def test_an_episode_is_started_from_the_patient_s_page(gp_client: Client, patient: Patient, in_a: None) -> None:
    response = gp_client.post(reverse("episode_start", args=[patient.pk]))
    episode = Episode.objects.get(patient=patient)
    assert response["Location"] == reverse("first_nine", args=[episode.pk])
    content = gp_client.get(reverse("patient", args=[patient.pk])).content.decode()
    assert reverse("episode", args=[episode.pk]) in content


def test_the_register_lists_the_open_episodes_with_the_newest_contact_first(
    cast: Cast, gp_client: Client, episode_b: Episode
) -> None:
    quiet, seen = (make_episode(cast.gp, make_patient(cast.gp, cpr)) for cpr in (CPR_A, CPR_A2))
    answer(cast.gp, seen, peg__pain=1)
    content = gp_client.get(reverse("patients")).content.decode()
    places = [content.index(reverse("episode", args=[episode.pk])) for episode in (seen, quiet)]
    assert places == sorted(places)
    assert str(episode_b.pk) not in content


def test_a_foreign_patient_and_one_who_does_not_exist_answer_alike(gp_client: Client, episode_b: Episode) -> None:
    foreign, nobody = (gp_client.get(reverse("patient", args=[pk])) for pk in (episode_b.patient_id, uuid4()))
    assert foreign.status_code == nobody.status_code == 404
    assert [template.name for template in foreign.templates] == [template.name for template in nobody.templates]
    assert "Hemmelig" not in foreign.content.decode()


def test_looking_at_a_patient_is_logged(cast: Cast, sign_in: Callable[..., Client], patient: Patient) -> None:
    sign_in(cast.nurse).get(reverse("patient", args=[patient.pk]))
    assert [entry.staff_id for entry in logged(cast, action=AccessAction.READ)] == [cast.nurse.pk]
