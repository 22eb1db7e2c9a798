"""Opening and ending consultations."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.models import AccessAction, Staff
from assessment.models import Consultation, Episode


def open_consultation_of(episode: Episode) -> Consultation | None:
    consultation = Consultation.objects.filter(episode=episode, ended_at=None).first()
    if consultation:
        consultation.episode = episode
    return consultation


def consultation_of_today(*, by: Staff, episode: Episode, form: str = Consultation.Form.IN_PERSON) -> Consultation:
    """The consultation that runs now: the one opened today, or a new one.

    One that was left open on an earlier day is ended first, so that no answer is dated to the wrong visit.
    """
    newest = Consultation.objects.filter(episode=episode).order_by("-number").first()
    if newest and newest.ended_at is None:
        newest.episode = episode
        if timezone.localdate(newest.opened_at) == timezone.localdate():
            return newest
        end_consultation(by=by, consultation=newest)
    number = newest.number + 1 if newest else 1
    consultation = Consultation.in_practice(episode=episode, number=number, opened_by=by, form=form)
    try:
        with transaction.atomic():
            consultation.save(force_insert=True)
    except IntegrityError:
        # Someone else opened today's at the same moment: go on in that one.
        return consultation_of_today(by=by, episode=episode, form=form)
    detail = _("consultation %(number)s") % {"number": number}
    record_access(by=by, action=AccessAction.CREATE, patient_id=episode.patient_id, detail=detail)
    return consultation


def end_consultation(*, by: Staff, consultation: Consultation) -> None:
    """End the consultation; what was said in it stays as it is."""
    consultation.ended_by = by
    consultation.ended_at = timezone.now()
    consultation.save(update_fields=["ended_by", "ended_at"])
    record_access(
        by=by,
        action=AccessAction.CHANGE,
        patient_id=consultation.episode.patient_id,
        detail=_("consultation %(number)s ended") % {"number": consultation.number},
    )
