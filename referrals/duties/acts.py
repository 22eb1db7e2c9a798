"""What somebody says of a duty: that they take it over, that it is put off, or that the patient does not wish it.

Each is a row that is only added.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Role, Staff
from assessment.inquiries.threads import add_inquiry, add_step
from assessment.models import Inquiry, InquiryStep
from assessment.record.contacts import contact_now
from guidelines.in_force.content import Content
from guidelines.vocabulary.dates import add_months
from referrals.duties.reasons import AGREED, FOLLOW_UPS, REASONS, Urgency
from referrals.duties.reckoning import keep_duties
from referrals.models import Duty, DutyAct

MOST_DAYS, MONTHS_DECLINED = 30, 12


class DutyGone(Exception):
    """The duty stands no more: somebody has seen to it, or it is another by now. Nothing was recorded."""


@dataclass
class DutyTaken(Exception):
    """Somebody else has taken the duty over in the meantime. Nothing was recorded."""

    by: Staff | None


class DutyStays(ValueError):
    """The duty cannot be put off or declined so; the message says why. Nothing was recorded."""


def duty_to_act_on(duty_id: UUID) -> Duty:
    """The duty with its episode and patient. Raises DutyGone."""
    found = Duty.objects.select_related("episode__patient").filter(pk=duty_id, episode__ended_at=None).first()
    if found is None:
        raise DutyGone
    return found


@transaction.atomic
def take_over(*, by: Staff, duty_id: UUID, seen_owner: UUID | None) -> Duty:
    """The duty is theirs from now on. Raises DutyGone, and DutyTaken if it is another's than the page showed."""
    duty = _hold(duty_id)
    if duty.owner_id == by.pk:
        return duty
    if duty.owner_id != seen_owner:
        raise DutyTaken(duty.owner)
    _keep(by, duty, DutyAct.Kind.TAKEN)
    return duty


@transaction.atomic
def put_off(*, by: Staff, duty_id: UUID, until: date, because: str, as_of: date) -> Duty:
    """The duty calls again on that day. Raises DutyGone, or DutyStays with the reason in words."""
    duty = _hold(duty_id)
    if fault := fault_in_day(duty, by, until, as_of):
        raise DutyStays(fault)
    _keep(by, duty, DutyAct.Kind.PUT_OFF, until=until, because=because)
    return duty


@transaction.atomic
def decline_follow_up(
    *,
    by: Staff,
    duty_id: UUID,
    because: str,
    doctor: Staff | None = None,
    seen_day: date,
    content: Content,
    as_of: date,
) -> DutyAct:
    """The patient does not wish the follow-up: a doctor is told, and it calls again after twelve months.

    `seen_day` is when it called on the page. Raises DutyGone, also where it is no follow-up or calls on another day by
    now; DutyStays where something is open or agreed under Safety, as the record says then; and NotADoctorHere.
    """
    keep_duties(duty_to_act_on(duty_id).episode_id, content, as_of)
    duty = _hold(duty_id)
    if duty.reason not in FOLLOW_UPS or duty.day != seen_day:
        raise DutyGone
    if first := fault_in_declining(duty, as_of):
        raise DutyStays(first)
    about, contact = Inquiry.About.DECLINED, contact_now(duty.episode)
    inquiry = add_inquiry(by=by, contact=contact, text=because, answer_by=as_of, about=about, doctor=doctor)
    if by.role == Role.GP:
        add_step(by=by, inquiry=inquiry, kind=InquiryStep.Kind.SEEN)
    until = add_months(as_of, MONTHS_DECLINED)
    return _keep(by, duty, DutyAct.Kind.DECLINED, until=max(until, duty.due_on + timedelta(days=1)), because=because)


def fault_in_declining(duty: Duty, as_of: date) -> str:
    """What is to be done first under Safety of the patient, open or agreed for a day to come; empty if nothing is."""
    there = Q(gone_on=None) | Q(gone_on__gt=as_of)
    open_now = Q(opens_on=None) | Q(opens_on__lte=as_of) | Q(reason__in=AGREED)
    first = Duty.objects.filter(there & open_now, episode=duty.episode, urgency=Urgency.SAFETY).order_by("day").first()
    if first is None:
        return ""
    said = {"what": REASONS[first.reason].sentence(first.words), "day": f"{first.day:%d.%m.%Y}"}
    if first.day > as_of:
        return (
            _("Under Safety there is first, on %(day)s: %(what)s. Follow-up can be declined when that is done.") % said
        )
    return _("Under Safety this is open, do it first: %(what)s. Follow-up can be declined when that is done.") % said


def limit_of(duty: Duty, by: Staff, as_of: date) -> str:
    """Within which limit the duty can be put off, in words, where that is narrower than for most; else empty."""
    return fault_in_day(duty, by, as_of + timedelta(days=MOST_DAYS), as_of)


def fault_in_day(duty: Duty, by: Staff, until: date, as_of: date) -> str:
    """Why the duty cannot be put off until then, in words; empty if it can."""
    is_safety = REASONS[duty.reason].urgency == Urgency.SAFETY
    if is_safety and by.role != Role.GP:
        return _("Only a doctor can put off a question of safety, and by one day at most. Tell a doctor.")
    if until <= as_of:
        return _("Choose a day after today.")
    if is_safety and until > as_of + timedelta(days=1):
        return _("A question of safety is put off by one day at most.")
    if until > as_of + timedelta(days=MOST_DAYS):
        last = as_of + timedelta(days=MOST_DAYS)
        return _("Choose a day within 30 days, at the latest %(day)s.") % {"day": f"{last:%d.%m.%Y}"}
    if until <= duty.day:
        return _("It calls on %(day)s already. Choose a later day.") % {"day": f"{duty.day:%d.%m.%Y}"}
    return ""


def _hold(duty_id: UUID) -> Duty:
    """The duty, held until the transaction ends."""
    if not Duty.objects.select_for_update().filter(pk=duty_id):
        raise DutyGone
    return duty_to_act_on(duty_id)


def _keep(by: Staff, duty: Duty, kind: DutyAct.Kind, *, until: date | None = None, because: str = "") -> DutyAct:
    said = {"reason": duty.reason, "reference": duty.reference, "due_on": duty.due_on}
    act = DutyAct.in_practice(episode=duty.episode, **said, kind=kind, until=until, because=because, recorded_by=by)
    act.save(force_insert=True)
    what = _("duty: %(what)s") % {"what": act.get_kind_display()}
    record_access(by=by, action=AccessAction.CHANGE, patient_id=duty.episode.patient_id, detail=what)
    return act
