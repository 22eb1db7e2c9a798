"""The only way from a view to a letter or a referral: within the practice, and written to the access log."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.log.entries import record_access
from accounts.models import AccessAction, Staff
from accounts.tenancy.statements import Prepared
from referrals.follow_up.events import prefetch_course
from referrals.models import Letter, Referral, ReferralEvent


def get_letter(*, by: Staff, letter_id: UUID, action: AccessAction = AccessAction.READ) -> Letter:
    """A letter with its referral, episode and patient. Raises Http404."""
    found = _letter(letter=letter_id)
    if not found:
        raise Http404
    letter = found[0]
    patient_id = letter.referral.episode.patient_id
    record_access(
        by=by, action=action, patient_id=patient_id, detail=_("letter, version %(number)s") % {"number": letter.number}
    )
    return letter


_letter = Prepared(
    lambda letter: (
        Letter.objects.select_related(
            "referral__episode__patient",
            "referral__pathway_release__publication",
            "signed_by__user",
            "created_by__user",
            "inquiry__recorded_by__user",
            "withdrawal__withdrawn_by__user",
        )
        .defer("pdf", "referral__pathway_release__body")
        .filter(pk=letter)
    ),
    "letter",
)


def prepare_for_lists(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Letters without their text, with what a list says of each: who signed, handed over, sent and withdrew it when.

    `sendings` are the times that it was sent.
    """
    sent = ReferralEvent.objects.filter(kind=ReferralEvent.Kind.SENT).select_related("recorded_by__user")
    return (
        letters.select_related(
            "referral__pathway_release__publication",
            "signed_by__user",
            "inquiry__recorded_by__user",
            "withdrawal__withdrawn_by__user",
        )
        .defer("pdf", "frozen", "sections")
        .prefetch_related(Prefetch("events", queryset=sent, to_attr="sendings"))
    )


def get_referral(*, by: Staff, referral_id: UUID) -> Referral:
    """A referral with its episode and patient, its letters and events. Raises Http404."""
    referrals = Referral.objects.select_related("episode__patient", "pathway_release__publication")
    referral: Referral = get_object_or_404(prefetch_course(referrals), pk=referral_id)
    record_access(
        by=by, action=AccessAction.READ, patient_id=referral.episode.patient_id, detail=_("what became of the referral")
    )
    return referral
