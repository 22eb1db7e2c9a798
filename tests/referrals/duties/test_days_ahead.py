"""What is worked out ahead is what each day says by itself: made-up patients on chosen days, and single edges."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from assessment.models import Episode
from benchmarks.duties import compare
from guidelines.in_force.content import Content
from guidelines.vocabulary.dates import add_months
from referrals.duties.reading import _told
from referrals.rules.duties.day_bounds import _passed
from tests.support.records.cast import Cast
from tests.support.records.duties import called, duties_now
from tests.support.records.patients import answer

BEGINNINGS = (date(2026, 11, 29), date(2027, 3, 27), date(2028, 2, 28))


@pytest.mark.parametrize("as_of", BEGINNINGS)
def test_sixty_patients_have_on_forty_days_what_each_day_says(as_of: date, content: Content) -> None:
    """Twenty of them from each beginning. Tried: `<` for `<=` of the last day ahead and of a deferral's day; birthdays
    a day late; `reopens_on` left out of the days that count.
    """
    first = BEGINNINGS.index(as_of) * 20
    assert [line for number in range(first, first + 20) for line in compare(number, content, as_of, 40)] == []


@pytest.mark.parametrize("months", [1, 3, 6, 12])
def test_the_first_day_that_lies_so_many_months_after_is_found_at_the_ends_of_months_too(months: int) -> None:
    """Tried: the day so many months on, and no other."""
    day = date(2027, 1, 25)
    while day < date(2028, 3, 5):
        reached, passed = _passed(day, months)
        for first, edge in ((reached, day), (passed, day + timedelta(days=1))):
            assert add_months(first, -months) >= edge > add_months(first - timedelta(days=1), -months), (day, months)
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2027-03-27T22:59:00+00:00", date(2027, 3, 27)),
        ("2027-03-27T23:30:00+00:00", date(2027, 3, 28)),
        ("2027-03-28T21:30:00+00:00", date(2027, 3, 28)),
        ("2027-03-28T22:30:00+00:00", date(2027, 3, 29)),
        ("2027-10-30T22:30:00+00:00", date(2027, 10, 31)),
        ("2027-10-31T22:30:00+00:00", date(2027, 10, 31)),
        ("2027-10-31T23:30:00+00:00", date(2027, 11, 1)),
    ],
)
def test_an_answer_is_of_its_day_in_copenhagen(moment: str, day: date) -> None:
    """At half past midnight and before it, around both changes of summer time. Tried: the day in UTC."""
    assert _told({"value": None, "version": 1, "at": moment, "by": "", "consultation": None}).day == day


def test_a_contact_after_midnight_is_on_the_day_of_the_follow_up(cast: Cast, episode: Episode, in_a: None) -> None:
    """Tried: the day of the contact in UTC."""
    day = timezone.localdate() + timedelta(days=3)
    answer(cast.gp, episode, practical__next_follow_up=day)
    assert called("follow_up", away=3) == [""]
    after_midnight = timezone.make_aware(datetime(day.year, day.month, day.day, 0, 30))
    for moment, is_done in ((after_midnight - timedelta(minutes=31), False), (after_midnight, True)):
        Episode.objects.filter(pk=episode.pk).update(last_contact=moment)
        answer(cast.gp, episode, practical__next_follow_up=day - timedelta(days=1))
        answer(cast.gp, episode, practical__next_follow_up=day)
        reasons = {duty.reason for duty in duties_now("follow_up", "no_date", away=5)}
        assert reasons == ({"no_date"} if is_done else {"follow_up"})
