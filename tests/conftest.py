"""What every test may lean on: the content in force, two practices, and people in each role."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Practice, Role, Staff, User
from accounts.tenancy.context import practice_context
from assessment.models import Episode, Patient
from assessment.record.answers import Given, record_answers
from assessment.record.consultations import consultation_of_today
from assessment.record.patients import register_patient, start_episode
from assessment.treatments.ledger import add_treatment
from guidelines.in_force.content import Content, current_content
from tests.support.html import pages_on_one_line
from tests.support.suite.databases import connected_to, copied_database, tests_database

pytest_plugins = ["tests.support.suite.plugin"]
__all__ = ["pages_on_one_line"]

# From the published national test numbers.
CPR_A, CPR_A2, CPR_B = "1509819996", "3001749995", "0107729995"
PASSWORD = "a long demo password"


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """One database for both connections, whatever tests are chosen, with the content in force."""
    name = tests_database()
    with django_db_blocker.unblock(), copied_database(name), connected_to(name), django_db_blocker.block():
        yield


@pytest.fixture(autouse=True)
def fast_passwords(settings: Any) -> None:
    """The real hasher is slow by design; what it hashes is not what these tests are about."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def content(db: None) -> Content:
    return current_content()


@dataclass
class Cast:
    """Everyone: two GPs (the first is manager) and a nurse in practice A, a GP in B, an editor, one without a place."""

    practice_a: Practice
    practice_b: Practice
    gp: Staff
    gp2: Staff
    nurse: Staff
    gp_b: Staff
    editor: User
    nobody: User


def make_user(name: str, **values: Any) -> User:
    return User.objects.create_user(email=f"{name}@test.example", password=PASSWORD, name=f"Test {name}", **values)


def make_staff(practice: Practice, name: str, role: Role, **values: Any) -> Staff:
    return Staff.objects.create(practice=practice, user=make_user(name), role=role, **values)


@pytest.fixture
def cast(db: None) -> Cast:
    practice_a = Practice.objects.create(
        name="Klinik A",
        address="Prøvevej 1",
        postal_code="2400",
        city="København NV",
        phone="00000001",
        provider_number="000001",
        planning_area="byen",
    )
    practice_b = Practice.objects.create(name="Klinik B", planning_area="nord")
    return Cast(
        practice_a=practice_a,
        practice_b=practice_b,
        gp=make_staff(practice_a, "gp", Role.GP, is_manager=True, authorisation_id="TEST1"),
        gp2=make_staff(practice_a, "gp2", Role.GP),
        nurse=make_staff(practice_a, "nurse", Role.NURSE),
        gp_b=make_staff(practice_b, "gp-b", Role.GP),
        editor=make_user("editor", is_content_administrator=True),
        nobody=make_user("nobody"),
    )


@pytest.fixture
def in_a(cast: Cast) -> Iterator[None]:
    """The test runs in practice A."""
    with practice_context(cast.practice_a.pk):
        yield


def make_patient(by: Staff, cpr: str = CPR_A, **values: Any) -> Patient:
    """A patient registered by this member of a practice."""
    defaults = {
        "given_name": "Testperson",
        "family_name": "Kanin",
        "address": "Testvej 1",
        "postal_code": "2400",
        "city": "København NV",
        "planning_area": "byen",
    }
    with practice_context(by.practice_id):
        return register_patient(by=by, cpr=cpr, **defaults | values)


def make_episode(by: Staff, patient: Patient) -> Episode:
    with practice_context(by.practice_id):
        return start_episode(by=by, patient=patient)


def answer(by: Staff, episode: Episode, **answers: Given) -> Episode:
    """Record answers in today's consultation; a dot in a key is written as a double underscore."""
    values = {key.replace("__", "."): value for key, value in answers.items()}
    with practice_context(by.practice_id):
        content = current_content()
        consultation = consultation_of_today(by=by, episode=episode)
        version = Episode.objects.get(pk=episode.pk).version
        return record_answers(
            by=by, consultation=consultation, section="test", values=values, seen_version=version, content=content
        )


def treat(by: Staff, episode: Episode, kind: str, status: str, **values: Any) -> None:
    with practice_context(by.practice_id):
        consultation = consultation_of_today(by=by, episode=episode)
        add_treatment(by=by, consultation=consultation, identifier=uuid4(), kind=kind, status=status, **values)


@pytest.fixture
def patient(cast: Cast) -> Patient:
    return make_patient(cast.gp)


@pytest.fixture
def episode(cast: Cast, patient: Patient) -> Episode:
    return make_episode(cast.gp, patient)


@pytest.fixture
def episode_b(cast: Cast) -> Episode:
    """Practice B's, with a name that must never be seen in practice A."""
    return make_episode(cast.gp_b, make_patient(cast.gp_b, CPR_B, family_name="Hemmelig", planning_area="nord"))


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[Staff | User], Client]:
    """A client signed in as this person."""

    def sign_in_as(person: Staff | User) -> Client:
        client = Client()
        client.force_login(person.user if isinstance(person, Staff) else person)
        return client

    return sign_in_as


def confirm_password(client: Client) -> Client:
    """What a GP does before signing: enter the password once more."""
    response = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert response.status_code == 302, "the password was refused"
    return client


@pytest.fixture
def gp_client(cast: Cast, sign_in: Callable[[Staff], Client]) -> Client:
    return sign_in(cast.gp)
