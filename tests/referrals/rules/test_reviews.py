"""Where the review of somebody's opioids stands."""

from datetime import date

import pytest

from referrals.rules.duties.reviews import OpioidReview, review_due

LAST = date(2026, 8, 31)


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (date(2026, 11, 15), OpioidReview.FINE),
        (date(2026, 11, 16), OpioidReview.SOON),
        (date(2026, 11, 30), OpioidReview.SOON),
        (date(2026, 12, 1), OpioidReview.OVERDUE),
    ],
)
def test_three_months_are_proposed_and_two_weeks_before_it_is_soon(as_of: date, state: OpioidReview) -> None:
    """At a month's end too. Tried: `>=` for `>`; `<` for `<=`."""
    due = review_due(LAST, None, as_of)
    assert (due.state, due.next_on, due.limit) == (state, date(2026, 11, 30), date(2027, 2, 28))


def test_never_is_another_thing_than_not_to_be_known() -> None:
    """Tried: an unknown start taken for a fine one."""
    assert review_due(None, LAST, date(2026, 12, 1)).state == OpioidReview.NEVER
    assert review_due(None, LAST, date(2026, 9, 30)).state == OpioidReview.FINE
    assert review_due(None, None, date(2026, 12, 1)).state == OpioidReview.UNKNOWN
