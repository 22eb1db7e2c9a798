"""Where a referral stands after what was recorded, and which steps may come next."""

from datetime import UTC, date, datetime, timedelta

import pytest

from referrals.course import NEXT, Course, Fault, Moment, State, course_of, fault_in

DAY = date(2026, 3, 2)
AS_OF = DAY + timedelta(days=100)
REASONS = ("incomplete", "other")


def moments(*steps: tuple[State, int] | tuple[State, int, int]) -> list[Moment]:
    """Each (state, days after DAY, version), recorded in this order."""
    begin = datetime(2026, 3, 2, 8, tzinfo=UTC)
    return [
        Moment(begin + timedelta(hours=number), step[0], DAY + timedelta(days=step[1]), step[2] if len(step) > 2 else 1)
        for number, step in enumerate(steps)
    ]


def course(*steps: tuple[State, int] | tuple[State, int, int]) -> Course:
    return course_of(moments(*steps))


SIGNED, SENT = (State.SIGNED, 0), (State.SENT, 1)
TO_ACCEPTED = (SIGNED, SENT, (State.RECEIVED, 5), (State.ACCEPTED, 9))


def step(state: State, days: int, **values: object) -> Moment:
    defaults = {"letter": 1, "reason": "incomplete" if state == State.RETURNED else ""}
    return Moment(datetime.now(UTC), state, DAY + timedelta(days=days), **defaults | values)  # type: ignore[arg-type]


def fault(where: Course, what: Moment) -> Fault | None:
    return fault_in(where, what, REASONS, AS_OF)


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ((), State.PREPARED),
        ((SIGNED,), State.SIGNED),
        ((SIGNED, (State.WITHDRAWN, 1)), State.WITHDRAWN),
        ((SIGNED, SENT), State.SENT),
        (TO_ACCEPTED, State.ACCEPTED),
        ((*TO_ACCEPTED, (State.STARTED, 60), (State.ENDED, 90)), State.ENDED),
    ],
)
def test_the_newest_record_is_the_state(steps: tuple[tuple[State, int], ...], state: State) -> None:
    assert course(*steps).state == state


def test_the_order_of_recording_counts_and_not_the_order_of_asking() -> None:
    assert course_of(reversed(moments(*TO_ACCEPTED))) == course(*TO_ACCEPTED)


def test_a_new_version_changes_nothing_until_it_is_sent() -> None:
    returned = (SIGNED, SENT, (State.RETURNED, 8))
    assert course(*returned, (State.SIGNED, 10, 2)).state == State.RETURNED
    again = course(*returned, (State.SIGNED, 10, 2), (State.SENT, 12, 2))
    assert (again.state, again.since) == (State.SENT, DAY + timedelta(days=12))
    assert again.days_waiting(DAY + timedelta(days=20)) == 19


def test_a_withdrawal_takes_the_newest_version_and_no_older_one() -> None:
    both = (SIGNED, SENT, (State.SIGNED, 3, 2), (State.SENT, 4, 2))
    assert course(*both, (State.WITHDRAWN, 5, 1)).state == State.SENT
    withdrawn = course(*both, (State.WITHDRAWN, 5, 2))
    assert (withdrawn.state, withdrawn.is_waiting) == (State.WITHDRAWN, False)
    assert course(*both, (State.WITHDRAWN, 5, 2), (State.SIGNED, 6, 3)).state == State.SIGNED


def test_a_course_that_has_begun_is_not_undone_by_a_withdrawal() -> None:
    assert course(*TO_ACCEPTED, (State.STARTED, 60), (State.WITHDRAWN, 61)).state == State.STARTED


@pytest.mark.parametrize("state", list(State))
def test_waiting_is_between_the_sending_and_the_course(state: State) -> None:
    where = course(SIGNED, SENT, (state, 5))
    if state == State.SIGNED:
        where = course(SIGNED)
    expected = state in (State.SENT, State.RECEIVED, State.ACCEPTED, State.PREPARED)
    if state != State.PREPARED:
        assert where.is_waiting is expected
        assert (where.days_waiting(AS_OF) is not None) is expected


@pytest.mark.parametrize(("days", "overdue"), [(30, 0), (31, 0), (32, 1), (61, 30)])
def test_an_answer_is_overdue_from_the_day_after_the_limit(days: int, overdue: int) -> None:
    as_of = DAY + timedelta(days=days)
    assert course(SIGNED, SENT).days_overdue(as_of, 30) == overdue
    assert course(SIGNED, SENT, (State.RECEIVED, 5)).days_overdue(as_of, 30) == overdue
    assert course(SIGNED, SENT).days_overdue(as_of, None) == 0
    assert course(SIGNED, SENT, (State.RETURNED, 5)).days_overdue(as_of, 30) == 0


def test_an_accepted_referral_is_overdue_when_the_centres_date_has_passed() -> None:
    accepted = moments(*TO_ACCEPTED)
    named = DAY + timedelta(days=50)
    accepted[-1] = Moment(accepted[-1].at, State.ACCEPTED, accepted[-1].on, 1, expected_on=named)
    assert course_of(accepted).days_overdue(named, 30) == 0
    assert course_of(accepted).days_overdue(named + timedelta(days=3), 30) == 3
    assert course(*TO_ACCEPTED).days_overdue(AS_OF, 30) == 0


@pytest.mark.parametrize("before", [state for state in State if state not in (State.PREPARED, State.WITHDRAWN)])
def test_each_next_step_is_allowed_and_every_other_needs_a_word(before: State) -> None:
    where = course(SIGNED) if before == State.SIGNED else course(SIGNED, SENT, (before, 10))
    for state in NEXT[before]:
        assert fault(where, step(state, 20)) is None
    for state in set(where.corrections):
        assert fault(where, step(state, 20)) == Fault.SAY_WHY
        assert fault(where, step(state, 20, text="Forkert patient.")) is None
    assert not set(where.steps) & set(where.corrections)


@pytest.mark.parametrize("mistake", [State.RETURNED, State.ACCEPTED, State.STARTED, State.ENDED, State.CLOSED])
def test_a_mistake_never_has_to_stay_as_the_state(mistake: State) -> None:
    where = course(SIGNED, SENT, (mistake, 10))
    for true in (State.SENT, State.RECEIVED):
        assert true in where.corrections
        right = step(true, 1, text="Registreret på en forkert patient.")
        assert fault(where, right) is None
        assert course_of([*where.moments, right]).state == true


def test_nothing_is_answered_before_it_was_signed_and_sent() -> None:
    assert fault(course(), step(State.RECEIVED, 5)) == Fault.NOT_SIGNED
    assert fault(course(SIGNED), step(State.ACCEPTED, 5, text="x")) == Fault.NOT_SENT
    assert course(SIGNED).corrections == ()
    assert fault(course(SIGNED), step(State.SENT, 0)) is None
    assert fault(course(SIGNED), step(State.SENT, -1)) == Fault.BEFORE_SIGNING
    assert fault(course(SIGNED), step(State.SENT, 5, letter=2)) == Fault.NOT_SIGNED
    assert fault(course(SIGNED, (State.WITHDRAWN, 1)), step(State.SENT, 5)) == Fault.NOT_SIGNED


def test_a_new_version_is_sent_from_anywhere_and_a_sent_one_is_only_put_right() -> None:
    for state in (State.RETURNED, State.ENDED, State.CLOSED):
        where = course(SIGNED, SENT, (state, 10), (State.SIGNED, 11, 2))
        assert fault(where, step(State.SENT, 12, letter=2)) is None
        assert fault(where, step(State.SENT, 12)) == Fault.SAY_WHY


def test_the_days_stand_in_order() -> None:
    where = course(*TO_ACCEPTED)
    assert fault(where, step(State.STARTED, 101)) == Fault.IN_FUTURE
    assert fault(where, step(State.STARTED, 100)) is None
    assert fault(where, step(State.STARTED, 8)) == Fault.BEFORE_LAST
    assert fault(where, step(State.RETURNED, 0)) == Fault.BEFORE_SENDING
    assert fault(where, step(State.RECEIVED, 0, text="x")) == Fault.BEFORE_SENDING
    assert fault(where, step(State.RECEIVED, 4, text="x")) is None


def test_a_return_has_a_reason_of_the_pathway_and_nothing_else_has_one() -> None:
    where = course(SIGNED, SENT)
    assert fault(where, step(State.RETURNED, 5, reason="")) == Fault.NO_REASON
    assert fault(where, step(State.RETURNED, 5, reason="weather")) == Fault.NO_REASON
    assert fault(where, step(State.ACCEPTED, 5, reason="other")) == Fault.REASON_WITHOUT_RETURN


def test_only_an_accepted_referral_has_an_expected_date_and_not_before_it() -> None:
    where, later = course(SIGNED, SENT), DAY + timedelta(days=200)
    assert fault(where, step(State.ACCEPTED, 5, expected_on=later)) is None
    assert fault(where, step(State.RECEIVED, 5, expected_on=later)) == Fault.EXPECTED_WITHOUT_ACCEPTANCE
    assert fault(where, step(State.ACCEPTED, 5, expected_on=DAY)) == Fault.EXPECTED_BEFORE


def test_the_day_of_a_sending_that_was_put_right_is_the_later_record() -> None:
    where = course(SIGNED, (State.SENT, 9), (State.SENT, 3))
    assert where.days_waiting(DAY + timedelta(days=10)) == 7
