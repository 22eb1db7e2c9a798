"""Which course an episode is on, and when it grows."""

from datetime import date, timedelta

import pytest

from assessment.rules.asking.course import end_of_short, grown_on, is_short
from assessment.rules.keys import BROAD_COURSE, ONSET
from guidelines.vocabulary.facts import Value

ONSET_DAY = date(2026, 11, 1)
LAST = ONSET_DAY + timedelta(days=84)
NEW: dict[str, Value] = {ONSET: ONSET_DAY}


def test_pain_is_new_for_twelve_weeks() -> None:
    """Tried: less than 84 days."""
    assert end_of_short(NEW) == LAST
    assert is_short(NEW, LAST)
    assert not is_short(NEW, LAST + timedelta(days=1))
    assert not is_short({}, LAST)


@pytest.mark.parametrize(("said", "short"), [(True, False), (False, True)])
def test_somebody_can_broaden_it(said: bool, short: bool) -> None:
    assert is_short(NEW | {BROAD_COURSE: said}, LAST) is short


def test_the_day_on_which_it_grew() -> None:
    """None for an episode that was long from the start. Tried: the day of a broadening that was taken back."""
    said = ONSET_DAY + timedelta(days=30)
    assert grown_on(NEW, ONSET_DAY, None) == LAST + timedelta(days=1)
    assert grown_on(NEW | {BROAD_COURSE: True}, ONSET_DAY, said) == said
    assert grown_on(NEW | {BROAD_COURSE: False}, ONSET_DAY, said) == LAST + timedelta(days=1)
    assert grown_on(NEW, LAST + timedelta(days=1), None) is None
    assert grown_on({}, ONSET_DAY, None) is None
