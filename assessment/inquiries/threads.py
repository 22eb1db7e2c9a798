"""Asks a doctor about a patient, answers, and passes the answer on: every step is added, and none is changed."""

from collections.abc import Sequence
from datetime import date, time
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Role, Staff
from assessment.models import AdviceResponse, Episode, Inquiry, InquiryStep, TaperPlan, Treatment
from assessment.models.inquiries import is_doctor_here
from assessment.record.consultations import EpisodeOver
from assessment.record.contacts import Contact, contact_now, reference_of
from assessment.rules.contacts.inquiry_state import CLOSED, OPEN
from assessment.treatments.display import display_treatment
from guidelines.in_force.content import current_content

Kind = InquiryStep.Kind
ShownFacts = Sequence[tuple[str, str]]


class InquiryValues(TypedDict, total=False):
    """What a question is about, beside its text, and what stood on the page."""

    about: str
    decision: AdviceResponse
    taper: TaperPlan
    shown: ShownFacts
    doctor: Staff | None
    answer_at: time | None


class NotADoctorHere(ValueError):
    """Whom the question is for is no doctor of this practice, or works here no more. Nothing was recorded."""


class NotToAnswer(ValueError):
    """One's own question, or an answer that it does not take. Nothing was recorded."""


class StaleInquiry(Exception):
    """Something came of the question since the page was shown. Nothing was recorded."""


def colleagues_here(by: Staff) -> list[Staff]:
    """Everyone who works in the practice, by name."""
    working = Staff.objects.filter(practice=by.practice_id, is_active=True, user__is_active=True)
    return list(working.select_related("user").order_by("user__sort_key"))


def doctors_here(by: Staff) -> list[Staff]:
    """Whom a question can be for: the practice's doctors, by name."""
    return [colleague for colleague in colleagues_here(by) if colleague.role == Role.GP]


@transaction.atomic
def ask_doctor(*, by: Staff, contact: Contact, text: str, answer_by: date, **values: Unpack[InquiryValues]) -> Inquiry:
    """A new question to one doctor, or to any. Raises NotADoctorHere, or EpisodeOver."""
    if contact.episode.ended_at:
        raise EpisodeOver
    inquiry = add_inquiry(by=by, contact=contact, text=text, answer_by=answer_by, **values)
    _log(by, inquiry, AccessAction.CREATE)
    return inquiry


def add_inquiry(*, by: Staff, contact: Contact, text: str, answer_by: date, **values: Unpack[InquiryValues]) -> Inquiry:
    """The same, of a deed that writes the log itself. Raises NotADoctorHere."""
    doctor = values.get("doctor")
    if doctor and (doctor.practice_id != by.practice_id or not is_doctor_here(doctor)):
        raise NotADoctorHere
    values["shown"] = [(what, how) for what, how in values.get("shown", ())]
    inquiry = Inquiry.in_practice(
        episode=contact.episode,
        consultation=reference_of(contact),
        text=text,
        answer_by=answer_by,
        recorded_by=by,
        **values,
    )
    inquiry.save(force_insert=True)
    return inquiry


@transaction.atomic
def answer_inquiry(*, by: Staff, inquiry: Inquiry, kind: str, text: str = "", seen: int) -> list[InquiryStep]:
    """Keep a doctor's answer, and say what has come since the page that showed `seen` steps: every answer is kept.

    Raises NotToAnswer for one's own question, or where it takes no such answer.
    """
    if is_own(by, inquiry) or (kind == Kind.SEEN and not inquiry.may_be_seen):
        raise NotToAnswer
    steps = _hold(inquiry)
    if kind == Kind.SEEN and steps and steps[-1].kind == Kind.SEEN:
        return []
    _add(by, inquiry, steps, kind, text)
    return steps[seen:]


@transaction.atomic
def pass_on(*, by: Staff, inquiry: Inquiry, text: str = "", seen: int) -> None:
    """Keep that the patient was told what was answered. Raises StaleInquiry if another answer has come, or none has."""
    steps = _hold(inquiry)
    if len(steps) != seen or inquiry.state in (OPEN, CLOSED):
        raise StaleInquiry
    _add(by, inquiry, steps, Kind.PASSED_ON, text)


@transaction.atomic
def take_back(*, by: Staff, inquiry: Inquiry, text: str = "") -> None:
    """Whoever asked takes it back while nothing has come of it. Raises StaleInquiry, or NotToAnswer for another's."""
    if inquiry.recorded_by_id != by.pk or inquiry.about != Inquiry.About.QUESTION:
        raise NotToAnswer
    steps = _hold(inquiry)
    if steps:
        raise StaleInquiry
    _add(by, inquiry, steps, Kind.TAKEN_BACK, text)


def is_own(by: Staff, inquiry: Inquiry) -> bool:
    """Whether they asked it themselves, so that another must answer. A worry that a doctor tells at a step of a taper
    is theirs to close; what they handed on under Safety goes by a decision, or when another has seen it.
    """
    return inquiry.recorded_by_id == by.pk and inquiry.about != Inquiry.About.TAPER


def add_step(*, by: Staff, inquiry: Inquiry, kind: str, text: str = "") -> None:
    """A step that comes of another deed, which holds the episode and writes the log itself; none where it is over."""
    steps = list(inquiry.steps.all())
    if inquiry.state != CLOSED:
        _write(by, inquiry, steps, kind, text)


def tell_changed(by: Staff, contact: Contact, row: Treatment) -> None:
    """A doctor has changed a row: it answers what waits for it, and stands with what the same doctor changed today."""
    if by.role != Role.GP:
        return
    kinds = (Kind.CHANGING, Kind.CHANGED)
    steps = InquiryStep.objects.filter(kind__in=kinds, inquiry__episode=contact.episode, recorded_by=by)
    waiting = Inquiry.objects.filter(pk__in=steps.values("inquiry")).select_related("episode")
    for inquiry in waiting:
        kept = _hold(inquiry)
        last, text = kept[-1], _said_of(row)
        is_of_today = last.kind == Kind.CHANGED and timezone.localdate(last.recorded_at) == timezone.localdate()
        if last.recorded_by_id == by.pk and (last.kind == Kind.CHANGING or is_of_today) and last.text != text:
            _write(by, inquiry, kept, Kind.CHANGED, text)


def _said_of(row: Treatment) -> str:
    """The row as it stands in the database now."""
    row.refresh_from_db(fields=["daily_dose_mg"])
    shown = display_treatment(row, current_content().vocabulary)
    if row.removed_at:
        return ", ".join((shown.title, _("taken out of the list")))
    return ", ".join(part for part in (shown.title, shown.status.lower(), shown.dose) if part)


def _hold(inquiry: Inquiry) -> list[InquiryStep]:
    """The steps as they stand; nobody adds to them until the transaction ends."""
    Episode.objects.select_for_update().only("pk").get(pk=inquiry.episode_id)
    inquiry._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    return list(InquiryStep.objects.filter(inquiry=inquiry).select_related("recorded_by__user"))


def _add(by: Staff, inquiry: Inquiry, steps: Sequence[InquiryStep], kind: str, text: str) -> None:
    _write(by, inquiry, steps, kind, text)
    _log(by, inquiry, AccessAction.CHANGE)


def _write(by: Staff, inquiry: Inquiry, steps: Sequence[InquiryStep], kind: str, text: str) -> None:
    step = InquiryStep.in_practice(
        inquiry=inquiry,
        number=len(steps) + 1,
        kind=kind,
        text=text,
        consultation=reference_of(contact_now(inquiry.episode)),
        recorded_by=by,
    )
    step.save(force_insert=True)


def _log(by: Staff, inquiry: Inquiry, action: AccessAction) -> None:
    record_access(by=by, action=action, patient_id=inquiry.episode.patient_id, detail=_("question to a doctor"))
