"""Writing letters."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.models import AccessAction, Staff
from assessment.models import Episode
from assessment.workspace import Workspace
from referrals.models import Letter, Referral
from referrals.pathway import LetterSection, Pathway
from referrals.prefill import prefilled_sections


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
def start_letter(
    *, by: Staff, workspace: Workspace, pathway: Pathway, destination: str, replaces: Referral | None = None
) -> Letter:
    """A letter to this destination, prefilled from the facts; the one in preparation if there is one.

    `replaces` is the earlier referral that this one repeats.
    """
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
        replaces=replaces,
        prepared_by=by,
    )
    referral.save(force_insert=True)
    letter = Letter.in_practice(
        referral=referral,
        number=1,
        planning_area=workspace.episode.patient.planning_area,
        sections={
            key: {"generated": text, "text": text}
            for key, text in prefilled_sections(pathway, workspace, destination, replaces).items()
        },
        created_by=by,
    )
    letter.save(force_insert=True)
    log(by, letter, AccessAction.CREATE)
    return letter


@transaction.atomic
def edit_letter(
    *, by: Staff, letter: Letter, texts: Mapping[str, str], planning_area: str, seen_version: int
) -> Letter:
    """Save the letter's text. Raises StaleLetter or AlreadySigned, and saves nothing."""
    current = lock(letter)
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
    current.save(update_fields=["sections", "planning_area", "version", *current.take_back()])
    log(by, current, AccessAction.CHANGE)
    return current


@transaction.atomic
def take_new_answers(*, by: Staff, letter: Letter, workspace: Workspace, pathway: Pathway) -> Letter:
    """Bring sections that nobody edited up to the facts; an edited one keeps its text. Raises AlreadySigned."""
    current = lock(letter)
    generated = prefilled_sections(pathway, workspace, letter.referral.destination, letter.referral.replaces)
    for key, text in generated.items():
        part = current.sections.setdefault(key, {"generated": "", "text": ""})
        if part["text"] == part["generated"]:
            part["text"] = text
        part["generated"] = text
    current.version += 1
    current.save(update_fields=["sections", "version", *current.take_back()])
    log(by, current, AccessAction.CHANGE)
    return current


def lock(letter: Letter) -> Letter:
    """The letter in preparation, held until the transaction ends. Raises AlreadySigned."""
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


def log(by: Staff, letter: Letter, action: AccessAction) -> None:
    """What was done to the letter, in its patient's access log."""
    patient_id = letter.referral.episode.patient_id
    record_access(
        by=by, action=action, patient_id=patient_id, detail=_("letter, version %(number)s") % {"number": letter.number}
    )
