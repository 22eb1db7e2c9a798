"""Referrals of the measured practice: letters that were sent, one in preparation, a full list on the first page."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Staff
from assessment.episode.workspace import build_workspace
from assessment.models import Episode
from guidelines.in_force.content import current_content
from referrals.follow_up.events import record_event
from referrals.letters.writing import start_letter
from referrals.models import Letter
from referrals.pathways.in_force import pathway_of

CENTRE, REVIEW = "multidisciplinary_centre", "medication_review"


def prepare(gp: Staff, episode: Episode, destination: str) -> Letter:
    """A letter that is being written."""
    content = current_content()
    fresh = Episode.objects.select_related("patient").get(pk=episode.pk)
    workspace = build_workspace(fresh, content, timezone.localdate())
    return start_letter(by=gp, workspace=workspace, pathway=pathway_of(content), destination=destination)


def refer(gp: Staff, episode: Episode, days_ago: int) -> None:
    """A referral that was signed and sent so many days ago, with a PDF that nobody looks at."""
    letter, day = prepare(gp, episode, CENTRE), timedelta(days=days_ago)
    Letter.objects.filter(pk=letter.pk).update(
        signed_by=gp, signed_at=timezone.now() - day, frozen={}, pdf=b"PDF", pdf_sha256="none"
    )
    letter.refresh_from_db()
    record_event(by=gp, referral=letter.referral, kind="sent", on=timezone.localdate() - day, letter=letter)
