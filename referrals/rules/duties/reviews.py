"""Where the review of somebody's opioids stands. Pure Python.

DASAIM's good practice (2019, "stabil"): every one to three months. Guidance 9523, 2.2.2 and 3.1.3: by the doctor, at a
meeting, at each renewal; at the most half a year apart in a stable, well-founded course.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from guidelines.vocabulary.dates import add_months

PROPOSED_MONTHS, LONGEST_MONTHS = 3, 6
SOON = timedelta(days=14)


class OpioidReview(StrEnum):
    """In the order of what needs action."""

    OVERDUE = "overdue"
    NEVER = "never"
    UNKNOWN = "unknown"
    SOON = "soon"
    FINE = "fine"


@dataclass(frozen=True)
class ReviewDue:
    """Where it stands on a day, when the next review is proposed, and the day that is the limit."""

    state: OpioidReview
    next_on: date | None = None
    limit: date | None = None


def review_due(last: date | None, begun: date | None, as_of: date) -> ReviewDue:
    """From the last review that counts, and the day that the first opioid in use was begun; None: not known."""
    if last is None and begun is None:
        return ReviewDue(OpioidReview.UNKNOWN)
    since = last or begun
    assert since, "one of them is known"
    next_on, limit = add_months(since, PROPOSED_MONTHS), add_months(since, LONGEST_MONTHS)
    if as_of > next_on:
        return ReviewDue(OpioidReview.OVERDUE if last else OpioidReview.NEVER, next_on, limit)
    return ReviewDue(OpioidReview.SOON if next_on - as_of <= SOON else OpioidReview.FINE, next_on, limit)
