"""The worklist: the practice's referrals that somebody waits for or must do something about."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Exists, OuterRef, Q, Subquery, When

from assessment.episode.workspace import case_of
from assessment.models import Treatment
from assessment.rules.facts import facts_of
from guidelines.in_force.content import Content, current_content
from referrals.follow_up.course_display import ReferralDisplay, display_referral
from referrals.follow_up.events import prefetch_course
from referrals.follow_up.waiting_steps import waiting_rows
from referrals.models import Letter, Referral, ReferralEvent
from referrals.rules.course import WAITING, CourseState

MOST_SHOWN = 50
FOLLOWED = (*WAITING, CourseState.RETURNED)
SHOWN = (*FOLLOWED, CourseState.SIGNED)


@dataclass(frozen=True)
class FollowedReferral:
    """A referral in the list, with how many steps of the waiting time nobody has seen to."""

    shown: ReferralDisplay
    open_steps: int

    @property
    def order(self) -> tuple[bool, bool, int, int]:
        """Returned ones first, then what is signed and not sent, the longest overdue, and who has waited longest."""
        is_sent = self.shown.course.state != CourseState.SIGNED
        return not self.shown.is_returned, is_sent, -self.shown.days_overdue, -(self.shown.days_waiting or 0)


@dataclass(frozen=True)
class FollowedReferrals:
    rows: list[FollowedReferral]
    has_more: bool


def referrals_to_follow(*, as_of: date) -> FollowedReferrals:
    """What waits for an answer or a course, was returned, or is signed and not sent; at most 50.

    What needs action comes first.

    Shown beside the open episodes, whose entry in the access log tells of both. The number of queries does not
    depend on how many there are.
    """
    newest = ReferralEvent.objects.filter(referral=OuterRef("pk")).order_by("-recorded_at")
    unsent = Letter.objects.filter(referral=OuterRef("pk"), signed_at__isnull=False, withdrawal=None)
    referrals = (
        Referral.objects.filter(episode__ended_at=None)
        .annotate(stands=Subquery(newest.values("kind")[:1]), since=Subquery(newest.values("on")[:1]))
        .filter(Q(stands__in=FOLLOWED) | Q(Exists(unsent), stands=None))
        .select_related("episode__patient", "pathway_release__publication")
        .defer("pathway_release__body")
        .order_by(Case(When(stands=CourseState.RETURNED, then=0), When(stands=None, then=1), default=2), "since", "pk")
    )
    found = list(prefetch_course(referrals).prefetch_related("waiting_steps_done")[: MOST_SHOWN + 1])
    if not found:
        return FollowedReferrals([], has_more=False)
    treatments: dict[object, list[Treatment]] = {}
    for row in Treatment.objects.filter(episode__in={row.episode_id for row in found}, removed_at=None):
        treatments.setdefault(row.episode_id, []).append(row)
    content = current_content()
    rows = [
        _follow_referral(referral, treatments.get(referral.episode_id, []), content, as_of)
        for referral in found[:MOST_SHOWN]
    ]
    standing = (row for row in rows if row.shown.course.state in SHOWN)
    return FollowedReferrals(sorted(standing, key=lambda row: row.order), has_more=len(found) > MOST_SHOWN)


def _follow_referral(
    referral: Referral, treatments: list[Treatment], content: Content, as_of: date
) -> FollowedReferral:
    shown = display_referral(referral, content, as_of)
    facts = facts_of(case_of(referral.episode, treatments, content.vocabulary, as_of), content.vocabulary)
    steps = waiting_rows(shown.pathway, facts, referral) if shown.course.is_waiting and shown.is_referral else []
    return FollowedReferral(shown, sum(step.is_open for step in steps))
