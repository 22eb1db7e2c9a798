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
from assessment.models import Episode
from assessment.workspace import Workspace
from referrals.letter_kinds import criteria_json, readiness_for, receiver_of, template_of
from referrals.letter_parts import (
    frozen_facts,
    frozen_sections,
    frozen_treatments,
    letter_drawing,
    letter_scores,
)
from referrals.models import Letter, Referral
from referrals.pathway import LetterSection, Pathway
from referrals.pdf import render_letter_pdf
from referrals.prefill import prefilled_sections
from referrals.section_text import EMPTY, Choice, chosen, is_edited, put_in, said


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
    """The letter of this key, prefilled from the facts; the one in preparation if there is one."""
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
    *,
    by: Staff,
    letter: Letter,
    texts: Mapping[str, str],
    planning_area: str,
    seen_version: int,
    reasons: Mapping[str, str] | None = None,
    receiver: str | None = None,
) -> Letter:
    """Save the letter's text, why sections are not relevant, and where it goes. What is not given stays as it is.

    Raises StaleLetter or AlreadySigned, and saves nothing.
    """
    current = _lock(letter)
    sections = dict(current.sections)
    for key, text in texts.items():
        if text != current.section_text(key):
            sections[key] = {**sections.get(key, EMPTY), "text": text}
    for key, reason in (reasons or {}).items():
        if reason != sections.get(key, EMPTY).get("not_relevant", ""):
            sections[key] = {**sections.get(key, EMPTY), "not_relevant": reason}
    receiver = current.receiver if receiver is None else receiver
    if (sections, planning_area, receiver) == (current.sections, current.planning_area, current.receiver):
        return current
    if current.version != seen_version:
        raise StaleLetter(current)
    current.sections, current.planning_area, current.receiver = sections, planning_area, receiver
    return _changed(by, current)


@transaction.atomic
def take_new_answers(*, by: Staff, letter: Letter, workspace: Workspace, pathway: Pathway) -> Letter:
    """Bring sections that nobody edited up to the facts, with what stood there kept beside it. Raises AlreadySigned.

    An edited section is left alone until somebody has chosen: its own text, or the one from the answers.
    """
    current = _lock(letter)
    for key, text in prefilled_sections(pathway, workspace, letter.referral.destination).items():
        part = current.sections.get(key, EMPTY)
        if not is_edited(part) or part["text"] == text:
            current.sections[key] = put_in({**part, "generated": text}, text)
    return _changed(by, current)


@transaction.atomic
def choose_text(
    *, by: Staff, letter: Letter, section: str, choice: Choice, workspace: Workspace, pathway: Pathway
) -> Letter:
    """Give a section the text from the answers, its own, or the one before it. What it replaces is kept beside it.

    Raises AlreadySigned, and KeyError for a section that the letter does not have.
    """
    current = _lock(letter)
    generated = prefilled_sections(pathway, workspace, letter.referral.destination)[section]
    current.sections[section] = chosen(current.sections.get(section, EMPTY), choice, generated)
    return _changed(by, current)


def _changed(by: Staff, letter: Letter) -> Letter:
    letter.version += 1
    letter.save(update_fields=["sections", "planning_area", "receiver", "version"])
    _log(by, letter, AccessAction.CHANGE)
    return letter


def _lock(letter: Letter) -> Letter:
    current: Letter = Letter.objects.select_for_update().defer("pdf").get(pk=letter.pk)
    current.referral = letter.referral
    if current.signed_at:
        raise AlreadySigned(current)
    return current


def missing_parts(letter: Letter, pathway: Pathway) -> MissingParts:
    """The required sections that are empty and not said to be irrelevant, and the receiver when there is none."""
    template = template_of(letter, pathway)
    empty = [
        section
        for section in template.sections
        if section.required and not said(letter.sections.get(section.key, EMPTY)).strip()
    ]
    return MissingParts(empty, receiver=receiver_of(letter, pathway) is None)


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
        receiver=last.receiver,
        sections=last.sections,
        created_by=by,
    )
    version.save(force_insert=True)
    version.referral = letter.referral
    _log(by, version, AccessAction.CREATE)
    return version


def frozen_letter(letter: Letter, workspace: Workspace, pathway: Pathway, *, by: Staff, at: datetime) -> dict[str, Any]:
    """Everything that the signed letter says and rests on, as JSON. The PDF is made from this and nothing else.

    The GP who signs has confirmed the patient's consent: without it there is nothing to sign.
    """
    patient, template = workspace.episode.patient, template_of(letter, pathway)
    receiver = receiver_of(letter, pathway)
    assert receiver is not None, "a letter without a receiver is not signed"
    readiness = readiness_for(letter, workspace, pathway)
    release = workspace.content.releases.get(pathway.key, letter.referral.pathway_release)
    return {
        "number": letter.number,
        "is_trial": settings.DEMO,
        "destination": {"key": template.key, "title": template.title},
        "heading": template.heading,
        "is_referral": template.is_referral,
        "receiver": receiver,
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
        "consent": {"given": True, "confirmed_by": by.user.name, "at": at.isoformat()},
        "sections": frozen_sections(letter, template, workspace),
        "drawing": letter_drawing(template, workspace),
        "pathway": {"title": pathway.title, "as_of": pathway.as_of, "release": release.number},
        "criteria": criteria_json(readiness) if readiness else None,
        "facts": frozen_facts(template, workspace),
        "treatments": frozen_treatments(template, workspace),
        "progress": letter_scores(template, workspace),
        "as_of": workspace.case.as_of.isoformat(),
        "releases": workspace.content.manifest,
    }


def _log(by: Staff, letter: Letter, action: AccessAction) -> None:
    patient_id = letter.referral.episode.patient_id
    record_access(
        by=by, action=action, patient_id=patient_id, detail=_("letter, version %(number)s") % {"number": letter.number}
    )
