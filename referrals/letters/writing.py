"""Starts letters, and saves changes of their text until they are signed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from assessment.episode.workspace import Workspace
from assessment.inquiries.threads import add_step
from assessment.models import Episode, Inquiry
from assessment.rules.contacts.inquiry_state import TAKEN_BACK
from referrals.letters.kinds import receiver_of, template_of
from referrals.letters.prefill import newest_texts, prefilled_sections
from referrals.models import Letter, Referral
from referrals.rules.pathway import LetterSection, Pathway
from referrals.rules.section_text import EMPTY, Choice, Part, apply_choice, is_edited, replace_text, section_words


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
    """The letter of this key, prefilled from the facts; the one in preparation if there is one.

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
    current = lock(letter)
    sections = _with_texts(current, texts, reasons or {})
    receiver = current.receiver if receiver is None else receiver
    if (sections, planning_area, receiver) == (current.sections, current.planning_area, current.receiver):
        return current
    if current.version != seen_version:
        raise StaleLetter(current)
    current.sections, current.planning_area, current.receiver = sections, planning_area, receiver
    return _note_change(by, current)


def _with_texts(letter: Letter, texts: Mapping[str, str], reasons: Mapping[str, str]) -> dict[str, Part]:
    """The letter's sections with these texts, and these reasons for having nothing to say."""
    sections: dict[str, Part] = dict(letter.sections)
    for key, text in texts.items():
        if text != letter.section_text(key):
            sections[key] = {**sections.get(key, EMPTY), "text": text}
    for key, reason in reasons.items():
        if reason != sections.get(key, EMPTY).get("not_relevant", ""):
            sections[key] = {**sections.get(key, EMPTY), "not_relevant": reason}
    return sections


@transaction.atomic
def take_new_answers(*, by: Staff, letter: Letter, workspace: Workspace, pathway: Pathway) -> Letter:
    """Bring sections that nobody edited up to the facts, with what stood there kept beside it. Raises AlreadySigned.

    An edited section is left alone until somebody has chosen: its own text, or the one from the answers.
    """
    current = lock(letter)
    for key, text in newest_texts(letter, workspace, pathway).items():
        part = current.sections.get(key, EMPTY)
        if not is_edited(part) or part["text"] == text:
            current.sections[key] = replace_text({**part, "generated": text}, text)
    return _note_change(by, current)


@transaction.atomic
def choose_text(
    *, by: Staff, letter: Letter, section: str, choice: Choice, workspace: Workspace, pathway: Pathway
) -> Letter:
    """Give a section the text from the answers, its own, or the one before it. What it replaces is kept beside it.

    Raises AlreadySigned, and KeyError for a section that the letter does not have.
    """
    current = lock(letter)
    generated = newest_texts(letter, workspace, pathway)[section]
    current.sections[section] = apply_choice(current.sections.get(section, EMPTY), choice, generated)
    return _note_change(by, current)


def _note_change(by: Staff, letter: Letter) -> Letter:
    letter.version += 1
    take_back(by, letter)
    letter.save(update_fields=["sections", "planning_area", "receiver", "version", "inquiry"])
    log(by, letter, AccessAction.CHANGE)
    return letter


def take_back(by: Staff, letter: Letter) -> None:
    """Undo a hand-over, as what was handed over is no longer what stands there; the letter is not saved."""
    close_question(by, letter, TAKEN_BACK)
    letter.inquiry = None


def close_question(by: Staff, letter: Letter, kind: str) -> None:
    """The question that the letter was handed over with is over; nothing where it was not handed over."""
    for inquiry in Inquiry.objects.filter(letter=letter).select_related("episode"):
        add_step(by=by, inquiry=inquiry, kind=kind)


def lock(letter: Letter) -> Letter:
    """The letter in preparation, held until the transaction ends. Raises AlreadySigned."""
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
        if section.required and not section_words(letter.sections.get(section.key, EMPTY)).strip()
    ]
    return MissingParts(empty, receiver=receiver_of(letter, pathway) is None)


def log(by: Staff, letter: Letter, action: AccessAction) -> None:
    """What was done to the letter, in its patient's access log."""
    patient_id = letter.referral.episode.patient_id
    record_access(
        by=by, action=action, patient_id=patient_id, detail=_("letter, version %(number)s") % {"number": letter.number}
    )
