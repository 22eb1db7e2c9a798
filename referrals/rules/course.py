"""Works out what became of a referral from its letters and events. Pure Python; `as_of` is always given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class CourseState(StrEnum):
    """Where a referral stands. From `sent` on, each is also a kind of event."""

    PREPARED = "prepared"
    SIGNED = "signed"
    WITHDRAWN = "withdrawn"
    SENT = "sent"
    RECEIVED = "received"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    STARTED = "started"
    ENDED = "ended"
    CLOSED = "closed"


WAITING = (CourseState.SENT, CourseState.RECEIVED, CourseState.ACCEPTED)
# What somebody waits for, or has to do something about.
FOLLOWED = (*WAITING, CourseState.RETURNED, CourseState.SIGNED)
# What a withdrawn letter takes with it: once the course has begun, the letter has done its work.
ENDED_BY_WITHDRAWAL = (CourseState.SIGNED, *WAITING, CourseState.RETURNED)
CAN_BE_REFERRED_AGAIN = (CourseState.RETURNED, CourseState.ENDED, CourseState.CLOSED, CourseState.WITHDRAWN)
EVENTS = (
    CourseState.SENT,
    CourseState.RECEIVED,
    CourseState.ACCEPTED,
    CourseState.RETURNED,
    CourseState.STARTED,
    CourseState.ENDED,
    CourseState.CLOSED,
)

# The steps that may come next, but for the sending of a version, which may come at any time.
# The same step again adds to it: another date, the plan that came later.
NEXT: Mapping[CourseState, tuple[CourseState, ...]] = {
    CourseState.PREPARED: (),
    CourseState.SIGNED: (CourseState.CLOSED,),
    CourseState.WITHDRAWN: (CourseState.CLOSED,),
    CourseState.SENT: (CourseState.RECEIVED, CourseState.ACCEPTED, CourseState.RETURNED, CourseState.CLOSED),
    CourseState.RECEIVED: (CourseState.ACCEPTED, CourseState.RETURNED, CourseState.CLOSED),
    CourseState.RETURNED: (CourseState.CLOSED,),
    CourseState.ACCEPTED: (CourseState.ACCEPTED, CourseState.STARTED, CourseState.RETURNED, CourseState.CLOSED),
    CourseState.STARTED: (CourseState.ENDED,),
    CourseState.ENDED: (CourseState.ENDED,),
    CourseState.CLOSED: (),
}


@dataclass(frozen=True)
class Moment:
    """One thing that happened to a referral: a letter signed or withdrawn, or an event. `at` is when it was recorded,
    `on` the day it happened, `letter` the number of the version.
    """

    at: datetime
    state: CourseState
    on: date
    letter: int = 0
    reason: str = ""
    text: str = ""
    expected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a referral stands, as a list says it: kept with the referral whenever something happens to it.

    `sent_first` and `sent_last` are the days of the first and the last version that was sent, `expected_on` the day
    that the centre has named, `return_reason` why it was returned.
    """

    state: CourseState = CourseState.PREPARED
    since: date | None = None
    sent_first: date | None = None
    sent_last: date | None = None
    expected_on: date | None = None
    return_reason: str = ""

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING

    def days_waiting(self, as_of: date) -> int | None:
        """The days since the first version was sent; None if the patient is not waiting."""
        return (as_of - self.sent_first).days if self.is_waiting and self.sent_first else None

    def days_overdue(self, as_of: date, answer_expected_days: int | None) -> int:
        """The days since the centre's own date has passed, or since an answer was expected; 0 if neither."""
        expected = self.expected_by(answer_expected_days)
        return max((as_of - expected).days, 0) if expected else 0

    def expected_by(self, answer_expected_days: int | None) -> date | None:
        """The day that the centre has named, or by which an answer is expected; None if nothing is waited for."""
        if self.state == CourseState.ACCEPTED:
            return self.expected_on
        if self.is_waiting and self.sent_last and answer_expected_days is not None:
            return self.sent_last + timedelta(days=answer_expected_days)
        return None


@dataclass(frozen=True)
class Course:
    """Where a referral stands, since which day, and what led there; `moments` in the order they were recorded."""

    state: CourseState
    since: date | None
    moments: tuple[Moment, ...]

    @property
    def last(self) -> Moment | None:
        """What made the state."""
        return next((moment for moment in reversed(self.moments) if moment.state == self.state), None)

    @property
    def sendings(self) -> dict[int, date]:
        """The day that each version was sent; of two days recorded for one, the later record."""
        return {moment.letter: moment.on for moment in self.moments if moment.state == CourseState.SENT}

    @property
    def is_waiting(self) -> bool:
        return self.standing.is_waiting

    @property
    def standing(self) -> "Standing":
        """What a list says of it."""
        days = sorted(self.sendings.values())
        last = self.last
        return Standing(
            state=self.state,
            since=self.since,
            sent_first=days[0] if days else None,
            sent_last=days[-1] if days else None,
            expected_on=last.expected_on if last and self.state == CourseState.ACCEPTED else None,
            return_reason=last.reason if last and self.state == CourseState.RETURNED else "",
        )

    def days_waiting(self, as_of: date) -> int | None:
        return self.standing.days_waiting(as_of)

    def days_overdue(self, as_of: date, answer_expected_days: int | None) -> int:
        return self.standing.days_overdue(as_of, answer_expected_days)

    @property
    def steps(self) -> tuple[CourseState, ...]:
        """What may come next; sending a version belongs to its letter."""
        return NEXT[self.state]

    @property
    def corrections(self) -> tuple[CourseState, ...]:
        """What else can be true when something was recorded by mistake: anything, once a letter has been sent."""
        return tuple(state for state in EVENTS if self.sendings and state not in self.steps)

    def follows(self, step: Moment) -> bool:
        """Whether the step is a next one. A new version may always be sent; of one that was sent, that is corrected."""
        return step.letter not in self.sendings if step.state == CourseState.SENT else step.state in NEXT[self.state]

    def signed_on(self, letter: int) -> date | None:
        """The day that a version was signed; None if it is not signed, or was withdrawn."""
        last: dict[int, Moment] = {
            moment.letter: moment
            for moment in self.moments
            if moment.state in (CourseState.SIGNED, CourseState.WITHDRAWN)
        }
        found = last.get(letter)
        return found.on if found and found.state == CourseState.SIGNED else None


def course_of(moments: Iterable[Moment]) -> Course:
    """The state after everything that was recorded, one after the other: the newest record is what is true now.

    A version that is signed changes nothing for a referral that is under way, until it is sent.
    """
    ordered = tuple(sorted(moments, key=lambda moment: moment.at))
    state, since, newest = CourseState.PREPARED, None, 0
    for moment in ordered:
        if moment.state == CourseState.SIGNED:
            newest = max(newest, moment.letter)
            if state not in (CourseState.PREPARED, CourseState.WITHDRAWN):
                continue
        elif moment.state == CourseState.WITHDRAWN and not (moment.letter == newest and state in ENDED_BY_WITHDRAWAL):
            continue
        state, since = moment.state, moment.on
    return Course(state, since, ordered)


class StepFault(StrEnum):
    """Why a step cannot be recorded."""

    NOT_SIGNED = "not_signed"
    NOT_SENT = "not_sent"
    SAY_WHY = "say_why"
    IN_FUTURE = "in_future"
    BEFORE_SIGNING = "before_signing"
    BEFORE_SENDING = "before_sending"
    BEFORE_LAST = "before_last"
    NO_REASON = "no_reason"
    REASON_WITHOUT_RETURN = "reason_without_return"
    EXPECTED_WITHOUT_ACCEPTANCE = "expected_without_acceptance"
    EXPECTED_BEFORE = "expected_before"


def fault_in(course: Course, step: Moment, reasons: Iterable[str], as_of: date) -> StepFault | None:
    """Why this step cannot be recorded now; None if it can.

    A step that does not follow from where the referral stands corrects what was recorded by mistake, and says so in
    its text. `reasons` are the codes of the pathway for a return.
    """
    if step.on > as_of:
        return StepFault.IN_FUTURE
    return _out_of_order(course, step) or _too_early(course, step) or _unsaid(step, reasons)


def _out_of_order(course: Course, step: Moment) -> StepFault | None:
    if course.state == CourseState.PREPARED:
        return StepFault.NOT_SIGNED
    if course.follows(step):
        return None
    if not course.sendings:
        return StepFault.NOT_SENT
    return None if step.text.strip() else StepFault.SAY_WHY


def _too_early(course: Course, step: Moment) -> StepFault | None:
    if step.state == CourseState.SENT:
        signed = course.signed_on(step.letter)
        if signed is None:
            return StepFault.NOT_SIGNED
        return StepFault.BEFORE_SIGNING if step.on < signed else None
    if course.sendings and step.on < max(course.sendings.values()):
        return StepFault.BEFORE_SENDING
    is_before_last = course.follows(step) and course.since and step.on < course.since
    return StepFault.BEFORE_LAST if is_before_last else None


def _unsaid(step: Moment, reasons: Iterable[str]) -> StepFault | None:
    if step.state == CourseState.RETURNED and step.reason not in reasons:
        return StepFault.NO_REASON
    if step.state != CourseState.RETURNED and step.reason:
        return StepFault.REASON_WITHOUT_RETURN
    if step.expected_on and step.state != CourseState.ACCEPTED:
        return StepFault.EXPECTED_WITHOUT_ACCEPTANCE
    if step.expected_on and step.expected_on < step.on:
        return StepFault.EXPECTED_BEFORE
    return None
