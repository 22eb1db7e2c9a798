"""The only way to a letter from a view: within the practice, and in the access log."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.models import AccessAction, Staff
from accounts.prepared import Prepared
from assessment.access import MOST_SHOWN
from assessment.models import Episode
from referrals.models import Letter, ReferralEvent


def get_letter(*, by: Staff, letter_id: UUID, action: AccessAction = AccessAction.READ) -> Letter:
    """A letter with its referral, episode and patient. Raises Http404."""
    letters = Letter.objects.select_related(
        "referral__episode__patient",
        "referral__pathway_release",
        "signed_by__user",
        "created_by__user",
        "handed_over_by__user",
        "withdrawal__withdrawn_by__user",
    ).defer("pdf")
    letter: Letter = get_object_or_404(letters, pk=letter_id)
    patient_id = letter.referral.episode.patient_id
    record_access(
        by=by, action=action, patient_id=patient_id, detail=_("letter, version %(number)s") % {"number": letter.number}
    )
    return letter


def in_lists(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Letters without their text, with what a list says of each: who signed, handed over, sent and withdrew it when.

    `sendings` are the times that it was sent.
    """
    sent = ReferralEvent.objects.filter(kind=ReferralEvent.Kind.SENT).select_related("recorded_by__user")
    return (
        letters.select_related("referral", "signed_by__user", "handed_over_by__user", "withdrawal__withdrawn_by__user")
        .defer("pdf", "frozen", "sections")
        .prefetch_related(Prefetch("events", queryset=sent, to_attr="sendings"))
    )


def letters_to_sign(*, by: Staff) -> list[Letter]:
    """The practice's letters that wait for a GP, the one that has waited longest first. At most 50."""
    letters = Letter.objects.filter(signed_at=None, handed_over_at__isnull=False).select_related(
        "referral__episode__patient", "referral__pathway_release__publication", "handed_over_by__user"
    )
    found = list(letters.defer("pdf", "frozen", "sections").order_by("handed_over_at")[:MOST_SHOWN])
    if found:
        record_access(by=by, action=AccessAction.SEARCH, detail=_("letters to be signed"))
    return found


def newest_signed_letter(episode: Episode) -> Letter | None:
    """The last letter that left the episode, without its text; whoever sees the episode may know of it."""
    return next(iter(_newest_signed(episode=episode.pk)), None)


_newest_signed = Prepared(
    lambda episode: (
        Letter.objects.filter(referral__episode=episode, signed_at__isnull=False)
        .select_related("withdrawal")
        .only("id", "number", "signed_at", "withdrawal__id")
        .order_by("-signed_at")[:1]
    ),
    "episode",
)
