"""Writing and signing letters."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.models import AccessAction, Staff
from assessment.answers import stored
from assessment.models import Episode
from assessment.progress import frozen_scores
from assessment.workspace import Workspace
from referrals.models import Letter, Referral
from referrals.pathway import LetterSection, Pathway
from referrals.pdf import render_letter_pdf
from referrals.prefill import drawing_of, prefilled_sections
from referrals.readiness import readiness_of


class StaleLetter(Exception):
    """Someone else changed the letter in the meantime. Nothing was saved."""

    def __init__(self, theirs: Letter) -> None:
        super().__init__("the letter was changed in the meantime")
        self.theirs = theirs


class NotReady(Exception):
    """The letter cannot be signed; `missing` says what it lacks."""

    def __init__(self, missing: "MissingParts") -> None:
        super().__init__("the letter is not complete")
        self.missing = missing


class AlreadySigned(Exception):
    """A signed letter is not changed; a new version replaces it."""

    def __init__(self, letter: Letter) -> None:
        super().__init__("the letter is signed")
        self.letter = letter


@dataclass(frozen=True)
class MissingParts:
    """What keeps a letter from being signed."""

    sections: list[LetterSection]
    receiver: bool

    def __bool__(self) -> bool:
        return bool(self.sections) or self.receiver


@transaction.atomic
def start_letter(*, by: Staff, workspace: Workspace, pathway: Pathway, destination: str) -> Letter:
    """A letter to this destination, prefilled from the facts; the one in preparation if there is one."""
    episode = Episode.objects.select_for_update().get(pk=workspace.episode.pk)
    running = Letter.objects.filter(
        referral__episode=episode, referral__destination=destination, signed_at=None
    ).first()
    if running:
        return running
    referral = Referral.in_practice(
        episode=episode,
        destination=destination,
        pathway_release=workspace.content.releases[pathway.key],
        prepared_by=by,
    )
    referral.save(force_insert=True)
    letter = Letter.in_practice(
        referral=referral,
        number=1,
        planning_area=workspace.episode.patient.planning_area,
        sections={
            key: {"generated": text, "text": text}
            for key, text in prefilled_sections(pathway, workspace, destination).items()
        },
        created_by=by,
    )
    letter.save(force_insert=True)
    _log(by, letter, AccessAction.CREATE)
    return letter


@transaction.atomic
def edit_letter(
    *, by: Staff, letter: Letter, texts: Mapping[str, str], planning_area: str, seen_version: int
) -> Letter:
    """Save the letter's text. Raises StaleLetter or AlreadySigned, and saves nothing."""
    current = _lock(letter)
    empty = {"generated": "", "text": ""}
    sections = current.sections | {
        key: {**current.sections.get(key, empty), "text": text}
        for key, text in texts.items()
        if text != current.section_text(key)
    }
    if sections == current.sections and planning_area == current.planning_area:
        return current
    if current.version != seen_version:
        raise StaleLetter(current)
    current.sections, current.planning_area = sections, planning_area
    current.version += 1
    current.save(update_fields=["sections", "planning_area", "version"])
    _log(by, current, AccessAction.CHANGE)
    return current


@transaction.atomic
def take_new_answers(*, by: Staff, letter: Letter, workspace: Workspace, pathway: Pathway) -> Letter:
    """Bring sections that nobody edited up to the facts; an edited one keeps its text. Raises AlreadySigned."""
    current = _lock(letter)
    generated = prefilled_sections(pathway, workspace, letter.referral.destination)
    for key, text in generated.items():
        part = current.sections.setdefault(key, {"generated": "", "text": ""})
        if part["text"] == part["generated"]:
            part["text"] = text
        part["generated"] = text
    current.version += 1
    current.save(update_fields=["sections", "version"])
    _log(by, current, AccessAction.CHANGE)
    return current


def _lock(letter: Letter) -> Letter:
    current: Letter = Letter.objects.select_for_update().defer("pdf").get(pk=letter.pk)
    current.referral = letter.referral
    if current.signed_at:
        raise AlreadySigned(current)
    return current


def missing_parts(letter: Letter, pathway: Pathway) -> MissingParts:
    """The required sections that are empty, and the receiver when the planning area gives none."""
    empty = [
        section
        for section in pathway.letter_sections
        if section.required and not letter.section_text(section.key).strip()
    ]
    return MissingParts(empty, receiver=pathway.route(letter.planning_area) is None)


@transaction.atomic
def sign_letter(*, by: Staff, letter: Letter, workspace: Workspace, pathway: Pathway, seen_version: int) -> Letter:
    """Freeze text, facts, releases and PDF under the GP's name.

    Raises NotReady, StaleLetter when what was checked is not what would be signed, AlreadySigned, or NotRendered.
    """
    current = _lock(letter)
    if current.version != seen_version:
        raise StaleLetter(current)
    missing = missing_parts(current, pathway)
    if missing:
        raise NotReady(missing)
    now = timezone.now()
    current.signed_by, current.signed_at = by, now
    current.frozen = frozen_letter(current, workspace, pathway, by=by, at=now)
    current.pdf = render_letter_pdf(current.frozen)
    current.pdf_sha256 = hashlib.sha256(current.pdf).hexdigest()
    current.save(update_fields=["signed_by", "signed_at", "frozen", "pdf", "pdf_sha256"])
    _log(by, current, AccessAction.SIGN)
    return current


@transaction.atomic
def new_version(*, by: Staff, letter: Letter) -> Letter:
    """A letter in preparation that will replace a signed one; it begins with the signed text."""
    referral = Referral.objects.select_for_update().get(pk=letter.referral_id)
    running = referral.letters.filter(signed_at=None).first()
    if running:
        return running
    last = referral.letters.latest("number")
    version = Letter.in_practice(
        referral=referral,
        number=last.number + 1,
        planning_area=last.planning_area,
        sections=last.sections,
        created_by=by,
    )
    version.save(force_insert=True)
    version.referral = letter.referral
    _log(by, version, AccessAction.CREATE)
    return version


def frozen_letter(letter: Letter, workspace: Workspace, pathway: Pathway, *, by: Staff, at: datetime) -> dict[str, Any]:
    """Everything that the signed letter says and rests on, as JSON. The PDF is made from this and nothing else."""
    patient = workspace.episode.patient
    route = pathway.route(letter.planning_area)
    assert route is not None, "a letter without a receiver is not signed"
    readiness = readiness_of(workspace, pathway).of(letter.referral.destination)
    destination = readiness.result.destination
    return {
        "number": letter.number,
        "is_trial": settings.DEMO,
        "destination": {"key": destination.key, "title": destination.title},
        "receiver": {"name": route.receiver, "gln": route.gln, "centre": route.centre},
        "patient": {
            "name": patient.name,
            "cpr": patient.formatted_cpr,
            "address": patient.address,
            "postal_code": patient.postal_code,
            "city": patient.city,
            "phone": patient.phone,
        },
        "practice": {
            field: getattr(by.practice, field)
            for field in ("name", "address", "postal_code", "city", "phone", "provider_number", "gln")
        },
        "signed": {"by": by.user.name, "authorisation_id": by.authorisation_id, "at": at.isoformat()},
        "sections": [
            {"key": section.key, "title": section.title, "text": letter.section_text(section.key)}
            for section in pathway.letter_sections
        ],
        "drawing": drawing_of(workspace),
        "pathway": {
            "title": pathway.title,
            "as_of": pathway.as_of,
            "release": workspace.content.releases[pathway.key].number,
        },
        "criteria": {
            "outcome": readiness.result.outcome.value,
            "states": {row.result.criterion.key: row.result.state.value for row in readiness.rows},
        },
        "facts": {key: stored(value) for key, value in workspace.facts.values.items()},
        "treatments": [
            {field: stored(getattr(row, field)) for field in row.__slots__} for row in workspace.case.treatments or ()
        ],
        "progress": frozen_scores(workspace),
        "as_of": workspace.case.as_of.isoformat(),
        "releases": workspace.content.manifest,
    }


def _log(by: Staff, letter: Letter, action: AccessAction) -> None:
    patient_id = letter.referral.episode.patient_id
    record_access(
        by=by, action=action, patient_id=patient_id, detail=_("letter, version %(number)s") % {"number": letter.number}
    )
