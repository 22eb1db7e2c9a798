"""The duties of the practice in force, as the list of the day has them."""

from datetime import date, timedelta

from django.db.models import Q

from assessment.record.clock import today
from guidelines.in_force.content import current_content
from referrals.duties.reckoning import keep_all, stale_episodes
from referrals.models import Duty


def duties_now(*reasons: str, away: int = 0) -> list[Duty]:
    """What calls so many days from today or before, of these reasons; the one that has called longest first."""
    content, day = current_content(), today() + timedelta(days=away)
    keep_all(stale_episodes(content, today(), 1000), content, today())
    found = Duty.objects.filter(Q(gone_on=None) | Q(gone_on__gt=day), day__lte=day, episode__ended_at=None)
    return list(found.filter(reason__in=reasons).order_by("day", "pk") if reasons else found.order_by("day", "pk"))


def called(*reasons: str, away: int = 0) -> list[str]:
    """What they are about."""
    return [duty.reference for duty in duties_now(*reasons, away=away)]


def due_days(*reasons: str) -> list[date]:
    """The days of all duties of these reasons, however far ahead."""
    return sorted(duty.due_on for duty in duties_now(*reasons, away=4000))
