"""Works out whether guidance is current, by the publisher's own rule.

Sundhedsstyrelsen calls a guideline not current once its literature search or last professional assessment
is more than three years old.
"""

from calendar import monthrange
from datetime import date

from guidelines.vocabulary.dates import add_months

YEARS = 3


def last_day_of(stated: str) -> date:
    """The last day that a date of year, month or day precision (2018, 2023-12, 2019-06-19) may mean."""
    parts = [int(part) for part in stated.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])


def falls_due(*stated: str | None) -> date | None:
    """The last day on which guidance with these dates is current: the oldest one decides. None if none is known."""
    days = [last_day_of(text) for text in stated if text]
    return add_months(min(days), 12 * YEARS) if days else None


def is_current(*, as_of: date, last_assessed: str | None, literature_search: str | None) -> bool | None:
    """Whether guidance with these dates is current; None if no date is known. One date that is too old is enough."""
    due = falls_due(last_assessed, literature_search)
    return None if due is None else due >= as_of
