"""Hands a letter over for signature, signs and freezes it, withdraws it, and begins a version that replaces it."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import AccessAction, Practice, Staff
from assessment.episode.workspace import Workspace
from assessment.inquiries.threads import add_inquiry
from assessment.models import Inquiry, Patient
from assessment.record.contacts import contact_now
from assessment.rules.contacts.inquiry_state import SEEN
from referrals.follow_up.events import keep_standing
from referrals.letters.frozen_sections import (
    frozen_facts,
    frozen_medicines,
    frozen_sections,
    frozen_treatments,
    letter_drawing,
    letter_scores,
)
from referrals.letters.kinds import criteria_json, readiness_for, receiver_of, reservations_of, template_of
from referrals.letters.letter_evidence import facts_stated, instruments_stated
from referrals.letters.pdf import render_letter_pdf
from referrals.letters.writing import NotReady, StaleLetter, close_question, lock, log, missing_parts, take_back
from referrals.models import Letter, LetterWithdrawal, Referral
from referrals.rules.frozen_letter import FrozenLetter, FrozenPerson, FrozenPractice
from referrals.rules.pathway import Pathway
from referrals.rules.reservations import SignReasons, lacks_reason, reservation_lines

NO_REASONS = SignReasons()


class NotSigned(Exception):
    """Only a signed letter is handed out, sent or withdrawn."""


class ReasonMissing(Exception):
    """The letter goes against a criterion, or to where its pathway has run out, and no reason is given."""


class Withdrawn(Exception):
    """The letter was taken back: it can be read, and is neither handed out nor sent."""

    def __init__(self, withdrawal: LetterWithdrawal) -> None:
        super().__init__("the letter was withdrawn")
        self.withdrawal = withdrawal


@transaction.atomic
def hand_over(*, by: Staff, letter: Letter, note: str, doctor: Staff | None = None) -> Letter:
    """Ask a GP of the practice, or any of them, to sign the letter as it stands; a change of it takes that back.

    Raises AlreadySigned.
    """
    current = lock(letter)
    take_back(by, current)
    contact = contact_now(current.referral.episode)
    about = Inquiry.About.LETTER
    current.inquiry = add_inquiry(
        by=by, contact=contact, about=about, text=note, answer_by=timezone.localdate(), doctor=doctor
    )
    current.save(update_fields=["inquiry"])
    log(by, current, AccessAction.CHANGE)
    return current


@transaction.atomic
def sign_letter(
    *,
    by: Staff,
    letter: Letter,
    workspace: Workspace,
    pathway: Pathway,
    seen_version: int,
    reasons: SignReasons = NO_REASONS,
    at: datetime | None = None,
) -> Letter:
    """Freeze text, facts, releases and PDF under the GP's name. `at` is when; now by default.

    `reasons` are for what the letter is signed in spite of; they stand in it. Raises NotReady, ReasonMissing,
    StaleLetter when what was checked is not what would be signed, AlreadySigned, or NotRendered.
    """
    current = lock(letter)
    if current.version != seen_version:
        raise StaleLetter(current)
    missing = missing_parts(current, pathway)
    if missing:
        raise NotReady(missing)
    against = reservations_of(current, workspace, pathway)
    if lacks_reason(against, reasons):
        raise ReasonMissing
    now = at or timezone.now()
    current.signed_by, current.signed_at = by, now
    current.frozen = frozen_letter(current, workspace, pathway, by=by, at=now)
    first = current.frozen["sections"][0]
    first["text"] = "\n".join(filter(None, (first["text"], *reservation_lines(against, reasons))))
    current.pdf = render_letter_pdf(current.frozen)
    current.pdf_sha256 = hashlib.sha256(current.pdf).hexdigest()
    current.save(update_fields=["signed_by", "signed_at", "frozen", "pdf", "pdf_sha256"])
    close_question(by, current, SEEN)
    keep_standing(current.referral)
    log(by, current, AccessAction.SIGN)
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
    log(by, version, AccessAction.CREATE)
    return version


@transaction.atomic
def withdraw_letter(*, by: Staff, letter: Letter, reason: str) -> LetterWithdrawal:
    """Take a signed letter back, also after it was sent; the letter stays as it was signed.

    Raises NotSigned, or Withdrawn when that was done already.
    """
    standing_letter(letter)
    withdrawal = LetterWithdrawal.in_practice(letter=letter, reason=reason, withdrawn_by=by)
    withdrawal.save(force_insert=True)
    keep_standing(letter.referral)
    log(by, letter, AccessAction.CHANGE)
    return withdrawal


def standing_letter(letter: Letter) -> None:
    """Hold the letter until the transaction ends. Raises NotSigned, or Withdrawn."""
    current = Letter.objects.select_for_update(of=("self",)).only("signed_at").get(pk=letter.pk)
    if current.signed_at is None:
        raise NotSigned
    withdrawal = LetterWithdrawal.objects.select_related("withdrawn_by__user").filter(letter=current).first()
    if withdrawal:
        raise Withdrawn(withdrawal)


def frozen_letter(letter: Letter, workspace: Workspace, pathway: Pathway, *, by: Staff, at: datetime) -> FrozenLetter:
    """Everything that the signed letter says and rests on, as JSON. The PDF is made from this and nothing else.

    The GP who signs has confirmed the patient's consent: without it there is nothing to sign.
    """
    template, receiver = template_of(letter, pathway), receiver_of(letter, pathway)
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
        "patient": _frozen_person(workspace.episode.patient),
        "practice": _frozen_practice(by.practice),
        "signed": {"by": by.user.name, "authorisation_id": by.authorisation_id, "at": at.isoformat()},
        "consent": {"given": True, "confirmed_by": by.user.name, "at": at.isoformat()},
        "sections": frozen_sections(letter, template),
        "medicines": frozen_medicines(letter, template, workspace),
        "drawing": letter_drawing(template, workspace),
        "pathway": {"title": pathway.title, "as_of": pathway.as_of, "release": release.number},
        "criteria": criteria_json(readiness) if readiness else None,
        "stated": facts_stated(letter, workspace, pathway),
        "instruments": instruments_stated(letter, workspace, pathway),
        "facts": frozen_facts(template, workspace),
        "treatments": frozen_treatments(template, workspace),
        "progress": letter_scores(template, workspace),
        "as_of": workspace.case.as_of.isoformat(),
        "releases": workspace.content.manifest,
    }


def _frozen_person(patient: Patient) -> FrozenPerson:
    return {
        "name": patient.name,
        "given_name": patient.given_name,
        "family_name": patient.family_name,
        "cpr": patient.formatted_cpr,
        "address": patient.address,
        "postal_code": patient.postal_code,
        "city": patient.city,
        "phone": patient.phone,
    }


def _frozen_practice(practice: Practice) -> FrozenPractice:
    return {
        "name": practice.name,
        "address": practice.address,
        "postal_code": practice.postal_code,
        "city": practice.city,
        "phone": practice.phone,
        "provider_number": practice.provider_number,
        "gln": practice.gln,
    }
