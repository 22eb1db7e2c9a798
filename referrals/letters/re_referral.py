"""Refers a patient again, after a return or a course."""

from accounts.models import Staff
from assessment.episode.workspace import Workspace
from referrals.follow_up.course_display import display_now
from referrals.letters.writing import start_letter
from referrals.models import Letter, Referral
from referrals.rules.pathway import Pathway


class NotOver(ValueError):
    """The earlier referral is still under way."""


def start_re_referral(*, by: Staff, referral: Referral, workspace: Workspace, pathway: Pathway) -> Letter:
    """A new referral to the same destination, its letter prefilled anew, with what became of the earlier one.

    A letter to the destination that is in preparation already is returned as it is. Raises NotOver.
    """
    if not display_now(referral, workspace.case.as_of).can_be_referred_again:
        raise NotOver
    return start_letter(
        by=by, workspace=workspace, pathway=pathway, destination=referral.destination, replaces=referral
    )
