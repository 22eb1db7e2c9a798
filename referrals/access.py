"""The only way to a letter from a view: within the practice, and in the access log."""

from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.models import AccessAction, Staff
from accounts.prepared import Prepared
from assessment.models import Episode
from referrals.models import Letter


def get_letter(*, by: Staff, letter_id: UUID, action: AccessAction = AccessAction.READ) -> Letter:
    """A letter with its referral, episode and patient. Raises Http404."""
    letters = Letter.objects.select_related(
        "referral__episode__patient", "referral__pathway_release__publication", "signed_by__user", "created_by__user"
    ).defer("pdf")
    letter: Letter = get_object_or_404(letters, pk=letter_id)
    patient_id = letter.referral.episode.patient_id
    record_access(
        by=by, action=action, patient_id=patient_id, detail=_("letter, version %(number)s") % {"number": letter.number}
    )
    return letter


def newest_signed_letter(episode: Episode) -> Letter | None:
    """The last letter that left the episode, without its text; whoever sees the episode may know of it."""
    return next(iter(_newest_signed(episode=episode.pk)), None)


_newest_signed = Prepared(
    lambda episode: (
        Letter.objects.filter(referral__episode=episode, signed_at__isnull=False)
        .only("id", "number", "signed_at")
        .order_by("-signed_at")[:1]
    ),
    "episode",
)
