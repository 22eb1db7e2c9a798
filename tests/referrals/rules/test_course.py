"""Where a referral stands after what was recorded, and which steps may come next."""

from datetime import UTC, date, datetime, timedelta

import pytest

from referrals.rules.course import NEXT, Course, CourseState, Moment, StepFault, course_of, fault_in

DAY = date(2026, 3, 2)
AS_OF = DAY + timedelta(days=100)
REASONS = ("incomplete", "other")


def moments(*steps: tuple[CourseState, int] | tuple[CourseState, int, int]) -> list[Moment]:
    """Each (state, days after DAY, version), recorded in this order."""
    begin = datetime(2026, 3, 2, 8, tzinfo=UTC)
    return [
        Moment(begin + timedelta(hours=number), step[0], DAY + timedelta(days=step[1]), step[2] if len(step) > 2 else 1)
        for number, step in enumerate(steps)
    ]


def course(*steps: tuple[CourseState, int] | tuple[CourseState, int, int]) -> Course:
    return course_of(moments(*steps))


SIGNED, SENT = (CourseState.SIGNED, 0), (CourseState.SENT, 1)
TO_ACCEPTED = (SIGNED, SENT, (CourseState.RECEIVED, 5), (CourseState.ACCEPTED, 9))


def step(state: CourseState, days: int, **values: object) -> Moment:
    defaults = {"letter": 1, "reason": "incomplete" if state == CourseState.RETURNED else ""}
    return Moment(datetime.now(UTC), state, DAY + timedelta(days=days), **defaults | values)  # type: ignore[arg-type]


def fault(where: Course, what: Moment) -> StepFault | None:
    return fault_in(where, what, REASONS, AS_OF)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ((), CourseState.PREPARED),
        ((SIGNED,), CourseState.SIGNED),
        ((SIGNED, (CourseState.WITHDRAWN, 1)), CourseState.WITHDRAWN),
        ((SIGNED, SENT), CourseState.SENT),
        (TO_ACCEPTED, CourseState.ACCEPTED),
        ((*TO_ACCEPTED, (CourseState.STARTED, 60), (CourseState.ENDED, 90)), CourseState.ENDED),
    ],
)
def test_the_newest_record_is_the_state(steps: tuple[tuple[CourseState, int], ...], state: CourseState) -> None:
    assert course(*steps).state == state


def test_the_order_of_recording_counts_and_not_the_order_of_asking() -> None:
    assert course_of(reversed(moments(*TO_ACCEPTED))) == course(*TO_ACCEPTED)


def test_a_new_version_changes_nothing_until_it_is_sent() -> None:
    returned = (SIGNED, SENT, (CourseState.RETURNED, 8))
    assert course(*returned, (CourseState.SIGNED, 10, 2)).state == CourseState.RETURNED
    again = course(*returned, (CourseState.SIGNED, 10, 2), (CourseState.SENT, 12, 2))
    assert (again.state, again.since) == (CourseState.SENT, DAY + timedelta(days=12))
    assert again.days_waiting(DAY + timedelta(days=20)) == 19


def test_a_withdrawal_takes_the_newest_version_and_no_older_one() -> None:
    both = (SIGNED, SENT, (CourseState.SIGNED, 3, 2), (CourseState.SENT, 4, 2))
    assert course(*both, (CourseState.WITHDRAWN, 5, 1)).state == CourseState.SENT
    withdrawn = course(*both, (CourseState.WITHDRAWN, 5, 2))
    assert (withdrawn.state, withdrawn.is_waiting) == (CourseState.WITHDRAWN, False)
    assert course(*both, (CourseState.WITHDRAWN, 5, 2), (CourseState.SIGNED, 6, 3)).state == CourseState.SIGNED


def test_a_course_that_has_begun_is_not_undone_by_a_withdrawal() -> None:
    assert course(*TO_ACCEPTED, (CourseState.STARTED, 60), (CourseState.WITHDRAWN, 61)).state == CourseState.STARTED


@pytest.mark.parametrize("state", list(CourseState))
def test_waiting_is_between_the_sending_and_the_course(state: CourseState) -> None:
    where = course(SIGNED, SENT, (state, 5))
    if state == CourseState.SIGNED:
        where = course(SIGNED)
    expected = state in (CourseState.SENT, CourseState.RECEIVED, CourseState.ACCEPTED, CourseState.PREPARED)
    if state != CourseState.PREPARED:
        assert where.is_waiting is expected
        assert (where.days_waiting(AS_OF) is not None) is expected


@pytest.mark.parametrize(("days", "overdue"), [(30, 0), (31, 0), (32, 1), (61, 30)])
def test_an_answer_is_overdue_from_the_day_after_the_limit(days: int, overdue: int) -> None:
    as_of = DAY + timedelta(days=days)
    assert course(SIGNED, SENT).days_overdue(as_of, 30) == overdue
    assert course(SIGNED, SENT, (CourseState.RECEIVED, 5)).days_overdue(as_of, 30) == overdue
    assert course(SIGNED, SENT).days_overdue(as_of, None) == 0
    assert course(SIGNED, SENT, (CourseState.RETURNED, 5)).days_overdue(as_of, 30) == 0


def test_an_answer_is_expected_from_the_last_version_that_was_sent() -> None:
    """Tried: overdue from the first sending; waiting from the last one."""
    again = course(SIGNED, SENT, (CourseState.SIGNED, 10, 2), (CourseState.SENT, 12, 2))
    assert again.days_overdue(DAY + timedelta(days=42), 30) == 0
    assert again.days_overdue(DAY + timedelta(days=43), 30) == 1
    assert again.days_waiting(DAY + timedelta(days=43)) == 42


def test_an_accepted_referral_is_overdue_when_the_centres_date_has_passed() -> None:
    accepted = moments(*TO_ACCEPTED)
    named = DAY + timedelta(days=50)
    accepted[-1] = Moment(accepted[-1].at, CourseState.ACCEPTED, accepted[-1].on, 1, expected_on=named)
    assert course_of(accepted).days_overdue(named, 30) == 0
    assert course_of(accepted).days_overdue(named + timedelta(days=3), 30) == 3
    assert course(*TO_ACCEPTED).days_overdue(AS_OF, 30) == 0


@pytest.mark.parametrize(
    "before", [state for state in CourseState if state not in (CourseState.PREPARED, CourseState.WITHDRAWN)]
)
def test_each_next_step_is_allowed_and_every_other_needs_a_word(before: CourseState) -> None:
    where = course(SIGNED) if before == CourseState.SIGNED else course(SIGNED, SENT, (before, 10))
    for state in NEXT[before]:
        assert fault(where, step(state, 20)) is None
    for state in set(where.corrections):
        assert fault(where, step(state, 20)) == StepFault.SAY_WHY
        assert fault(where, step(state, 20, text="Forkert patient.")) is None
    assert not set(where.steps) & set(where.corrections)


@pytest.mark.parametrize(
    "mistake", [CourseState.RETURNED, CourseState.ACCEPTED, CourseState.STARTED, CourseState.ENDED, CourseState.CLOSED]
)
def test_a_mistake_never_has_to_stay_as_the_state(mistake: CourseState) -> None:
    where = course(SIGNED, SENT, (mistake, 10))
    for true in (CourseState.SENT, CourseState.RECEIVED):
        assert true in where.corrections
        right = step(true, 1, text="Registreret på en forkert patient.")
        assert fault(where, right) is None
        assert course_of([*where.moments, right]).state == true


def test_nothing_is_answered_before_it_was_signed_and_sent() -> None:
    assert fault(course(), step(CourseState.RECEIVED, 5)) == StepFault.NOT_SIGNED
    assert fault(course(SIGNED), step(CourseState.ACCEPTED, 5, text="x")) == StepFault.NOT_SENT
    assert course(SIGNED).corrections == ()
    assert fault(course(SIGNED), step(CourseState.SENT, 0)) is None
    assert fault(course(SIGNED), step(CourseState.SENT, -1)) == StepFault.BEFORE_SIGNING
    assert fault(course(SIGNED), step(CourseState.SENT, 5, letter=2)) == StepFault.NOT_SIGNED
    assert fault(course(SIGNED, (CourseState.WITHDRAWN, 1)), step(CourseState.SENT, 5)) == StepFault.NOT_SIGNED


def test_a_new_version_is_sent_from_anywhere_and_a_sent_one_is_only_put_right() -> None:
    for state in (CourseState.RETURNED, CourseState.ENDED, CourseState.CLOSED):
        where = course(SIGNED, SENT, (state, 10), (CourseState.SIGNED, 11, 2))
        assert fault(where, step(CourseState.SENT, 12, letter=2)) is None
        assert fault(where, step(CourseState.SENT, 12)) == StepFault.SAY_WHY


def test_the_days_stand_in_order() -> None:
    where = course(*TO_ACCEPTED)
    assert fault(where, step(CourseState.STARTED, 101)) == StepFault.IN_FUTURE
    assert fault(where, step(CourseState.STARTED, 100)) is None
    assert fault(where, step(CourseState.STARTED, 8)) == StepFault.BEFORE_LAST
    assert fault(where, step(CourseState.RETURNED, 0)) == StepFault.BEFORE_SENDING
    assert fault(where, step(CourseState.RECEIVED, 0, text="x")) == StepFault.BEFORE_SENDING
    assert fault(where, step(CourseState.RECEIVED, 4, text="x")) is None


def test_a_return_has_a_reason_of_the_pathway_and_nothing_else_has_one() -> None:
    where = course(SIGNED, SENT)
    assert fault(where, step(CourseState.RETURNED, 5, reason="")) == StepFault.NO_REASON
    assert fault(where, step(CourseState.RETURNED, 5, reason="weather")) == StepFault.NO_REASON
    assert fault(where, step(CourseState.ACCEPTED, 5, reason="other")) == StepFault.REASON_WITHOUT_RETURN


def test_only_an_accepted_referral_has_an_expected_date_and_not_before_it() -> None:
    """Tried: the day of the acceptance itself refused."""
    where, later = course(SIGNED, SENT), DAY + timedelta(days=200)
    assert fault(where, step(CourseState.ACCEPTED, 5, expected_on=later)) is None
    assert fault(where, step(CourseState.RECEIVED, 5, expected_on=later)) == StepFault.EXPECTED_WITHOUT_ACCEPTANCE
    assert fault(where, step(CourseState.ACCEPTED, 5, expected_on=DAY + timedelta(days=5))) is None
    the_day_before = DAY + timedelta(days=4)
    assert fault(where, step(CourseState.ACCEPTED, 5, expected_on=the_day_before)) == StepFault.EXPECTED_BEFORE


def test_the_day_of_a_sending_that_was_put_right_is_the_later_record() -> None:
    where = course(SIGNED, (CourseState.SENT, 9), (CourseState.SENT, 3))
    assert where.days_waiting(DAY + timedelta(days=10)) == 7
