"""The contact that something is recorded in: a running consultation, or a day without contact."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from assessment.models import (
    AdviceResponse,
    Answer,
    CarePlan,
    Consultation,
    ContactAttempt,
    Episode,
    Inquiry,
    InquiryStep,
    QuestionnaireResponse,
    TaperPlan,
    Treatment,
)
from assessment.record.consultations import newest_consultation


@dataclass(frozen=True)
class WithoutContact:
    """What was recorded of an episode on one day while no consultation ran: a taper followed from the desk, an advice
    weighed before the visit, a sheet keyed in. It has no number and no form, and nobody was seen.

    With `until` it is no day, but all that was recorded so from `since` (None: the beginning) until a consultation.
    """

    episode: Episode
    day: date
    number: None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def episode_id(self) -> UUID:
        return self.episode.pk

    def holds(self, at: datetime) -> bool:
        """Whether what was recorded without contact at that moment belongs to it."""
        if self.until is None:
            return timezone.localdate(at) == self.day
        return at < self.until and (self.since is None or at > self.since)


Contact = Consultation | WithoutContact
# What is recorded in a contact: a row, or an earlier state of one.
Recorded = (
    AdviceResponse
    | Answer
    | CarePlan
    | ContactAttempt
    | Inquiry
    | InquiryStep
    | QuestionnaireResponse
    | TaperPlan
    | Treatment
)


def contact_now(episode: Episode) -> Contact:
    """The consultation that was begun today and runs; without one, no contact. It begins and ends none."""
    newest = newest_consultation(episode)
    today = timezone.localdate()
    return newest if newest and newest.ended_at is None and newest.day == today else WithoutContact(episode, today)


def reference_of(contact: Contact) -> Consultation | None:
    """What a row that was recorded in it refers to."""
    return contact if isinstance(contact, Consultation) else None


def is_of(row: Recorded, contact: Contact) -> bool:
    """Whether a row, or an earlier state of one, was recorded in this contact."""
    if isinstance(contact, Consultation):
        return bool(row.consultation_id == contact.pk)
    at = getattr(row, "removed_at", None) or row.recorded_at
    return row.consultation_id is None and contact.holds(at)


def end_of(contact: Contact) -> datetime:
    """When it ended: now while it goes on, and never later than its own day."""
    if isinstance(contact, WithoutContact) and contact.until:
        return contact.until
    ended = (contact.ended_at if isinstance(contact, Consultation) else None) or timezone.now()
    return min(ended, timezone.make_aware(datetime.combine(contact.day + timedelta(days=1), time.min)))


def make_time_test(contact: Contact) -> Callable[[datetime, UUID], bool]:
    """Whether what somebody did at a moment belongs to the contact: for what is recorded without naming one.

    To a consultation belongs what was done in it by whoever began it: a letter that a doctor signs while a nurse is on
    the telephone is no part of the nurse's contact.
    """
    if isinstance(contact, Consultation):
        return lambda at, by: _is_in(contact, at, by)
    consultations = list(contact.episode.consultations.all())
    return lambda at, by: contact.holds(at) and not any(_is_in(one, at, by) for one in consultations)


def _is_in(consultation: Consultation, at: datetime, by: UUID) -> bool:
    return by == consultation.opened_by_id and consultation.opened_at <= at <= end_of(consultation)


def since_last(consultation: Consultation) -> WithoutContact:
    """What was recorded without contact since the consultation before this one."""
    others = (one for one in consultation.episode.consultations.all() if one.number < consultation.number)
    earlier = max(others, key=lambda one: one.number, default=None)
    # What others did while it ran belongs to no consultation, and is told in the next one.
    since = earlier.opened_at if earlier else None
    return WithoutContact(consultation.episode, consultation.day, since=since, until=consultation.opened_at)


# What is kept of an episode with the contact that it was recorded in: rows that never change, and states of others.
STATES = ("CarePlanEvent", "QuestionnaireResponseEvent", "TaperPlanEvent", "TreatmentEvent")


def days_without_contact(episode: Episode) -> list[WithoutContact]:
    """The days on which something was recorded while no consultation ran, the newest first."""
    kept: list[type[Model]] = [
        Answer,
        AdviceResponse,
        Inquiry,
        *(apps.get_model("assessment", name) for name in STATES),
    ]
    rows = [model.objects.filter(episode=episode, consultation=None) for model in kept]  # type: ignore[attr-defined]
    rows.append(ContactAttempt.objects.filter(episode=episode))
    rows.append(InquiryStep.objects.filter(inquiry__episode=episode, consultation=None))
    moments = {removed or recorded for found in rows for recorded, removed in _moments(found)}
    days = sorted({timezone.localdate(at) for at in moments}, reverse=True)
    return [WithoutContact(episode, day) for day in days]


def _moments(rows: Any) -> list[tuple[datetime, datetime | None]]:
    """When each was recorded, and when it was taken out again, where it can be."""
    if any(field.name == "removed_at" for field in rows.model._meta.get_fields()):
        return list(rows.values_list("recorded_at", "removed_at"))
    return [(at, None) for at in rows.values_list("recorded_at", flat=True)]
