"""The pages of a question to a doctor, from the nurse's question to what the patient was told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import Staff
from assessment.inquiries.threads import answer_inquiry
from assessment.models import Episode, Inquiry
from assessment.record.clock import today
from tests.support.records.cast import Cast

pytestmark = pytest.mark.usefixtures("in_a")

SignIn = Callable[[Staff], Client]
HOME, LIST = reverse("home"), reverse("inquiries")
TYPED = {"text": "Må tramadol skiftes?", "doctor": "", "answer_by": f"{today() + timedelta(days=1):%d.%m.%Y}"}


def ask_page(episode: Episode) -> str:
    return reverse("inquiries_of_episode", args=[episode.pk])


def at(name: str) -> str:
    return reverse(name, args=[Inquiry.objects.latest("recorded_at").pk])


def test_a_question_goes_to_the_doctor_and_its_answer_back_until_the_patient_is_told(
    cast: Cast, episode: Episode, sign_in: SignIn
) -> None:
    nurse, doctor = sign_in(cast.nurse), sign_in(cast.gp)
    sent = nurse.post(ask_page(episode), TYPED | {"doctor": str(cast.gp.pk)}, follow=True)
    assertContains(sent, "Spørgsmålet er sendt til Test gp.")
    assertContains(sent, "venter på Test gp")
    for page in (HOME, LIST):
        assertContains(doctor.get(page), "Må tramadol skiftes?")
    assertNotContains(nurse.get(at("inquiry")), reverse("inquiry_answer", args=[Inquiry.objects.get().pk]))
    assertRedirects(doctor.post(at("inquiry_answer"), {"kind": "answer", "text": "Ja.", "seen": "0"}), at("inquiry"))
    back = nurse.get(HOME)
    assertContains(back, "Svar fra lægen, skal gives videre: Må tramadol skiftes?")
    assertContains(back, "Ja.")
    assertRedirects(nurse.post(at("inquiry_pass_on"), {"text": "", "seen": "1"}), LIST)
    assertNotContains(nurse.get(LIST), "Må tramadol skiftes?")
    assertContains(nurse.get(ask_page(episode)), "givet videre til patienten")


def test_a_nurse_does_not_answer(cast: Cast, episode: Episode, sign_in: SignIn) -> None:
    sign_in(cast.gp).post(ask_page(episode), TYPED)
    refused = sign_in(cast.nurse).post(at("inquiry_answer"), {"kind": "answer", "text": "Ja.", "seen": "0"})
    assert refused.status_code == 403


def test_whoever_is_no_doctor_of_the_practice_is_refused_in_words(
    cast: Cast, episode: Episode, sign_in: SignIn
) -> None:
    nurse = sign_in(cast.nurse)
    for other in (cast.gp_b, cast.nurse):
        refused = nurse.post(ask_page(episode), TYPED | {"doctor": str(other.pk)})
        assertContains(refused, "Vælg en læge i klinikken eller »en læge«.", status_code=422)
        assertContains(refused, "Må tramadol skiftes?", status_code=422)
    passed = nurse.post(ask_page(episode), TYPED | {"answer_by": f"{today() - timedelta(days=1):%d.%m.%Y}"})
    assertContains(passed, "Datoen er passeret", status_code=422)
    assert not Inquiry.objects.exists()


def test_the_second_of_two_answers_is_kept_and_says_what_the_first_was(
    cast: Cast, episode: Episode, sign_in: SignIn
) -> None:
    sign_in(cast.nurse).post(ask_page(episode), TYPED)
    sign_in(cast.gp).post(at("inquiry_answer"), {"kind": "answer", "text": "Ja.", "seen": "0"})
    late = sign_in(cast.gp2).post(at("inquiry_answer"), {"kind": "answer", "text": "Nej.", "seen": "0"}, follow=True)
    assertContains(late, "I mellemtiden har Test gp også skrevet: »Ja.«. Begge dele er gemt.")


def test_what_came_meanwhile_is_shown_before_the_patient_is_told(cast: Cast, episode: Episode, sign_in: SignIn) -> None:
    nurse = sign_in(cast.nurse)
    nurse.post(ask_page(episode), TYPED)
    inquiry = Inquiry.objects.get()
    for doctor in (cast.gp, cast.gp2):
        answer_inquiry(by=doctor, inquiry=inquiry, kind="answer", text=f"Svar af {doctor}.", seen=0)
    stale = nurse.post(at("inquiry_pass_on"), {"text": "Ringet.", "seen": "1"})
    for part in ("Dit er ikke gemt.", "Svar af Test gp2.", "Ringet.", 'name="seen" value="2"'):
        assertContains(stale, part, status_code=409)


def test_an_answer_without_words_is_refused_and_changing_the_treatment_leads_there(
    cast: Cast, episode: Episode, sign_in: SignIn
) -> None:
    sign_in(cast.nurse).post(ask_page(episode), TYPED)
    doctor = sign_in(cast.gp)
    assertContains(doctor.post(at("inquiry_answer"), {"kind": "answer", "seen": "0"}), "Skriv svaret.", status_code=422)
    changes = doctor.post(at("inquiry_answer"), {"kind": "changing", "seen": "0"})
    assert changes["Location"].startswith(reverse("section", args=[episode.pk, "treatment"]))
    for page in (changes["Location"], reverse("treatment_add", args=[episode.pk])):
        assertContains(doctor.get(page), "Må tramadol skiftes?")
    assertContains(doctor.get(at("inquiry")), "ingen række på listen er rettet endnu")


def test_one_takes_ones_own_question_back(cast: Cast, episode: Episode, sign_in: SignIn) -> None:
    nurse = sign_in(cast.nurse)
    nurse.post(ask_page(episode), TYPED)
    taken = nurse.post(at("inquiry_pass_on"), {"take_back": "1", "seen": "0"}, follow=True)
    assertContains(taken, "Spørgsmålet er trukket tilbage.")
    assertNotContains(taken, "Må tramadol skiftes?")
