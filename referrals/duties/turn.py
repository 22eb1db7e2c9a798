"""Whose turn it is with an episode: who has the duty that calls first."""

from datetime import date

from accounts.tenancy.statements import Prepared
from assessment.models import Episode
from referrals.duties.todays_list import Colleague
from referrals.models import Duty


def turn_of(episode: Episode, as_of: date) -> Duty | None:
    """The duty that calls: of those that do today the most urgent, else the next one; None if there is nothing to do.

    As they were worked out last: one query.
    """
    there = (duty for duty in duties_of_episode(episode=episode.pk) if duty.gone_on is None or duty.gone_on > as_of)
    return min(
        there, key=lambda duty: (duty.day > as_of, duty.urgency if duty.day <= as_of else 0, duty.day), default=None
    )


duties_of_episode = Prepared(
    lambda episode: Duty.objects.filter(episode=episode).select_related("owner__user").order_by("reason", "reference"),
    "episode",
)


def colleague_of(duty: Duty) -> Colleague | None:
    """Who has it; None where it is nobody's, or any doctor's."""
    staff = duty.owner
    return Colleague(staff.user.name, staff.is_active and staff.user.is_active) if staff else None
