"""Registers patients, changes their identity, and starts their episodes."""

import re
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from stdnum.dk import cpr as cpr_number

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from accounts.text.normal import normalise_text
from assessment.models import Episode, Patient
from assessment.models.states import newest_state, row_at_state

CPR_SAID = re.compile(r"^\W*cpr[\s.-]*(?:n(?:umme)?r)?[\s.:-]*", re.IGNORECASE)
BETWEEN_DIGITS = re.compile(r"[\s.\-\u2010-\u2015\u2212]")


class PatientValues(TypedDict, total=False):
    """What may change of a patient."""

    given_name: str
    family_name: str
    address: str
    postal_code: str
    city: str
    phone: str
    planning_area: str


class AlreadyRegistered(ValueError):
    """The practice has a patient with this CPR number."""


def digits_of_cpr(text: str) -> str:
    """What a CPR number is kept as: without the words before it, the blanks and the dash, however they are written."""
    return BETWEEN_DIGITS.sub("", CPR_SAID.sub("", normalise_text(text)))


def register_patient(*, by: Staff, cpr: str, **values: Unpack[PatientValues]) -> Patient:
    """A new patient of the practice; the birth date follows from the CPR number (date and century, no modulus 11).

    Raises AlreadyRegistered. A patient of another practice with the same number is no obstacle and is not hinted at.
    """
    number = cpr_number.validate(digits_of_cpr(cpr))
    if Patient.objects.filter(cpr=number).exists():
        raise AlreadyRegistered
    patient = Patient.in_practice(cpr=number, birth_date=cpr_number.get_birth_date(number), registered_by=by, **values)
    try:
        with transaction.atomic():
            patient.save(force_insert=True)
            record_access(by=by, action=AccessAction.CREATE, patient_id=patient.pk)
    except IntegrityError as error:
        raise AlreadyRegistered from error
    return patient


class StalePatient(Exception):
    """What would be changed was changed in the meantime, and said something else. Nothing was recorded."""

    def __init__(self, theirs: Patient, fields: list[str]) -> None:
        super().__init__(f"{len(fields)} fields of the patient were changed in the meantime")
        self.theirs = theirs
        self.fields = fields


def version_of(patient: Patient) -> int:
    """The state of the patient's identity that stands now: a number that grows with every change."""
    return newest_state(patient)


@transaction.atomic
def update_patient(
    *, by: Staff, patient: Patient, seen_version: int | None = None, **values: Unpack[PatientValues]
) -> None:
    """Change what may change of a patient: name, address, phone, planning area. Earlier states are kept.

    A field that was changed after `seen_version`, and that the form leaves as it was shown, is not touched. Raises
    StalePatient, and records nothing, where both have changed one. Without a version the values hold as they are.
    """
    current = Patient.objects.select_for_update().get(pk=patient.pk)
    changed = {field: value for field, value in values.items() if value != getattr(current, field)}
    if seen_version is not None:
        shown = row_at_state(patient, seen_version)
        newer = [field for field in changed if shown is None or getattr(shown, field) != getattr(current, field)]
        conflicts = [field for field in newer if shown is None or changed[field] != getattr(shown, field)]
        if conflicts:
            raise StalePatient(current, conflicts)
        changed = {field: value for field, value in changed.items() if field not in newer}
    for field, value in changed.items():
        setattr(current, field, value)
    for field in values:
        setattr(patient, field, getattr(current, field))
    if changed:
        current.save(update_fields=list(changed))
    record_access(by=by, action=AccessAction.CHANGE, patient_id=patient.pk)


class EpisodeIsOpen(ValueError):
    """The patient has an open episode, and nobody said that a second one is meant. Nothing was recorded."""


@transaction.atomic
def start_episode(*, by: Staff, patient: Patient, may_be_second: bool = True) -> Episode:
    """A new episode of pain. Raises EpisodeIsOpen beside an open one, unless it `may_be_second`."""
    Patient.objects.select_for_update().get(pk=patient.pk)
    if not may_be_second and patient.episodes.filter(ended_at=None).exists():
        raise EpisodeIsOpen
    number = (patient.episodes.aggregate(last=Max("number"))["last"] or 0) + 1
    episode = Episode.in_practice(patient=patient, number=number, started_by=by)
    episode.save(force_insert=True)
    record_access(
        by=by, action=AccessAction.CREATE, patient_id=patient.pk, detail=_("episode %(number)s") % {"number": number}
    )
    return episode
