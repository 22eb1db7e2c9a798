"""Patients, their episodes, answers and treatments, made through the functions that the pages use."""

from typing import Any
from uuid import uuid4

from accounts.models import Staff
from accounts.tenancy.context import practice_context
from assessment.episode.workspace import case_of
from assessment.models import Episode, Patient
from assessment.record.answers import record_answers
from assessment.record.consultations import begin_consultation
from assessment.record.form_changes import AnswerInput
from assessment.record.patients import register_patient, start_episode
from assessment.treatments.ledger import add_treatment
from guidelines.in_force.content import Content, current_content
from guidelines.vocabulary.facts import Value
from tests.support.records.cast import CPR_A


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


def answer(by: Staff, episode: Episode, **answers: AnswerInput) -> Episode:
    """Record answers in today's consultation; a dot in a key is written as a double underscore."""
    values = {key.replace("__", "."): value for key, value in answers.items()}
    with practice_context(by.practice_id):
        content = current_content()
        consultation = begin_consultation(by=by, episode=episode, form="in_person")
        version = Episode.objects.get(pk=episode.pk).version
        return record_answers(
            by=by, consultation=consultation, section="test", values=values, seen_version=version, content=content
        )


def treat(by: Staff, episode: Episode, kind: str, status: str, **values: Any) -> None:
    with practice_context(by.practice_id):
        consultation = begin_consultation(by=by, episode=episode, form="in_person")
        add_treatment(by=by, consultation=consultation, identifier=uuid4(), kind=kind, status=status, **values)


def current(episode: Episode) -> Episode:
    return Episode.objects.select_related("patient").get(pk=episode.pk)


def known(episode: Episode, content: Content) -> dict[str, Value]:
    fresh = current(episode)
    return dict(case_of(fresh, [], content.vocabulary, fresh.patient.birth_date).answers)
