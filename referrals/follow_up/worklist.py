"""The worklist: the practice's referrals that somebody waits for or must do something about."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case, OuterRef, QuerySet, Subquery, When

from accounts.tenancy.statements import Prepared
from assessment.models.record import full_name
from guidelines.in_force.content import Content, current_content
from guidelines.models import Release
from referrals.follow_up.course_display import StandingDisplay
from referrals.follow_up.noted_since import noted_since_signing
from referrals.follow_up.open_steps import basis_of, count_open_steps, keep_open_steps, state_of_record
from referrals.models import Letter, Referral
from referrals.pathways.in_force import pathway_named, pathways_of
from referrals.rules.course import FOLLOWED, CourseState, Standing
from referrals.rules.pathway import Pathway

MOST_SHOWN = 50


class Line(NamedTuple):
    """A referral as the database keeps it; from `state` to `return_reason` as `Standing` has it.

    `record` is the state of the record now, `steps_of` what `open_steps` was worked out from.
    """

    referral_id: UUID
    given_name: str
    family_name: str
    destination: str
    pathway: str
    release_id: int
    state: str
    since: date | None
    sent_first: date | None
    sent_last: date | None
    expected_on: date | None
    return_reason: str
    in_preparation: int | None
    open_steps: int
    steps_of: str
    record: str

    @property
    def standing(self) -> Standing:
        days = self.since, self.sent_first, self.sent_last, self.expected_on
        return Standing(CourseState(self.state), *days, self.return_reason)


@dataclass(frozen=True)
class FollowedReferral(StandingDisplay):
    """A referral in the list, with how many steps of the waiting time nobody has seen to.

    `noted_since`: of a letter that is signed and not sent, what was noted since.
    """

    line: Line
    standing: Standing
    pathway: Pathway
    as_of: date
    open_steps: int = 0
    noted_since: tuple[str, ...] = ()

    @property
    def destination(self) -> str:
        return self.line.destination

    @property
    def patient_name(self) -> str:
        return full_name(self.line.given_name, self.line.family_name)

    @property
    def has_steps(self) -> bool:
        return self.standing.is_waiting and self.is_referral

    @property
    def order(self) -> tuple[bool, bool, int, int]:
        """Returned ones first, then what is signed and not sent, the longest overdue, and who has waited longest."""
        is_sent = self.standing.state != CourseState.SIGNED
        return not self.is_returned, is_sent, -self.days_overdue, -(self.days_waiting or 0)


@dataclass(frozen=True)
class FollowedReferrals:
    rows: list[FollowedReferral]
    has_more: bool


def referrals_to_follow(*, as_of: date) -> FollowedReferrals:
    """What waits for an answer or a course, was returned, or is signed and not sent; at most 50.

    What needs action comes first. Shown beside the open episodes, whose entry in the access log tells of both. One
    query, however many there are; how many steps are open is worked out only where something has changed since, and
    what was noted since a signature is read where a letter waits to be sent.
    """
    found = [Line(*row) for row in _followed()]
    if not found:
        return FollowedReferrals([], has_more=False)
    content = current_content()
    rows = _with_steps([_display(line, content, as_of) for line in found[:MOST_SHOWN]], content)
    signed = [row.line.referral_id for row in rows if row.standing.state == CourseState.SIGNED]
    noted = noted_since_signing(signed, content)
    rows = [replace(row, noted_since=noted.get(row.line.referral_id, ())) for row in rows] if noted else rows
    return FollowedReferrals(sorted(rows, key=lambda row: row.order), has_more=len(found) > MOST_SHOWN)


def _lines() -> QuerySet[Referral, tuple[Any, ...]]:
    unsigned = Letter.objects.filter(referral=OuterRef("pk"), signed_at=None).values("number")
    urgent = Case(When(state=CourseState.RETURNED, then=0), When(state=CourseState.SIGNED, then=1), default=2)
    return (
        Referral.objects.filter(episode__ended_at=None, state__in=FOLLOWED)
        .order_by(urgent, "since", "pk")
        .values_list(
            *("pk", "episode__patient__given_name", "episode__patient__family_name", "destination"),
            *("pathway_release__publication__key", "pathway_release"),
            *Standing.__slots__,
            Case(When(state=CourseState.RETURNED, then=Subquery(unsigned))),
            *("open_steps", "steps_of"),
            state_of_record(),
        )[: MOST_SHOWN + 1]
    )


_followed = Prepared(_lines)


def _display(line: Line, content: Content, as_of: date) -> FollowedReferral:
    pathway = _pathway_of(content, line.pathway, line.release_id)
    shown = FollowedReferral(line, line.standing, pathway, as_of)
    return replace(shown, open_steps=line.open_steps) if shown.has_steps else shown


@lru_cache(maxsize=100)
def _pathway_of(content: Content, key: str, release_id: int) -> Pathway:
    """The pathway by its key, in its newest release; in the release of the referral where none is in force."""
    for pathway in pathways_of(content):
        if pathway.key == key:
            return pathway
    return pathway_named(content, Release.objects.select_related("publication").get(pk=release_id))


def _with_steps(rows: Sequence[FollowedReferral], content: Content) -> list[FollowedReferral]:
    """The rows with the steps that are open now. What had to be worked out anew is kept for the next look."""
    bases = {row.line.referral_id: basis_of(content, row.as_of, row.line.record) for row in rows if row.has_steps}
    stale = {
        row.line.referral_id: row.pathway
        for row in rows
        if row.has_steps and row.line.steps_of != bases[row.line.referral_id]
    }
    if not stale:
        return list(rows)
    anew = count_open_steps(stale, content, rows[0].as_of)
    keep_open_steps([Referral(pk=key, open_steps=steps, steps_of=bases[key]) for key, steps in anew.items()])
    return [replace(row, open_steps=anew.get(row.line.referral_id, row.open_steps)) for row in rows]
