"""The only way to a letter or a referral from a view: within the practice, and in the access log."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.models import AccessAction, Staff
from referrals.events import with_course
from referrals.models import Letter, Referral


def get_letter(*, by: Staff, letter_id: UUID, action: AccessAction = AccessAction.READ) -> Letter:
    """A letter with its referral, episode and patient. Raises Http404."""
    letters = Letter.objects.select_related(
        "referral__episode__patient", "referral__pathway_release", "signed_by__user", "created_by__user"
    ).defer("pdf")
    letter: Letter = get_object_or_404(letters, pk=letter_id)
    patient_id = letter.referral.episode.patient_id
    record_access(
        by=by, action=action, patient_id=patient_id, detail=_("letter, version %(number)s") % {"number": letter.number}
    )
    return letter


def get_referral(*, by: Staff, referral_id: UUID) -> Referral:
    """A referral with its episode and patient, its letters and events. Raises Http404."""
    referrals = Referral.objects.select_related("episode__patient", "pathway_release__publication")
    referral: Referral = get_object_or_404(with_course(referrals), pk=referral_id)
    record_access(
        by=by, action=AccessAction.READ, patient_id=referral.episode.patient_id, detail=_("what became of the referral")
    )
    return referral
