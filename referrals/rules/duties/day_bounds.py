"""The days on which the calendar alone can open or close a duty: someone turns 75, an ecg grows old. Pure Python.

Between two of them nothing changes unless somebody records something, so that a case is looked at on these days only.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain

from assessment.rules.facts import BEGUN_MONTHS_AGO, Case, in_use
from assessment.rules.keys import AGE, DURATION_DAYS, DURATION_MONTHS, LONG_TERM_UNREVIEWED, ONSET
from guidelines.conditions.tree import Comparison, Group, InPopulation, Node, Not
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.told_dates import ToldDate
from referrals.rules.duties.records import Records

ONE_DAY = timedelta(days=1)


def days_that_count(case: Case, records: Records, first: date, last: date) -> list[date]:
    """The days after `first`, up to `last`, on which another duty may stand than the day before."""
    conditions = [
        *chain.from_iterable((rule.applies_when, rule.attention_when) for rule in records.rules.safety),
        *(fits for referral in records.referrals if referral.standing.is_waiting for _key, fits in referral.waiting),
    ]
    compared = {pair for node in conditions if node is not None for pair in edges_in(node)}
    days = {day for fact, edge in compared for day in _days_of(fact, edge, case)}
    for given in records.given.values():
        days |= {day for day in (given.deferred_until, given.reopens_on) if day}
        days.add(given.decided_on + ONE_DAY)
    return sorted(day for day in days if first < day <= last)


def edges_in(node: Node) -> Iterator[tuple[str, float]]:
    """Every fact that is compared in the condition, with the numbers at which the comparison changes its answer.

    A fact without a number comes with 0: of one that follows from the calendar the days are known without it.
    """
    match node:
        case Group():
            for child in node.children:
                yield from edges_in(child)
        case Not():
            yield from edges_in(node.child)
        case InPopulation():
            yield from edges_in(node.definition)
        case Comparison():
            numbers = [edge for edge in node.operator.edges_of(node.operand) if isinstance(edge, int | float)]
            yield from ((node.fact, edge) for edge in numbers or (0,))


def _days_of(fact: str, edge: float, case: Case) -> Iterable[date]:
    """The days on which the calendar takes the fact past the edge."""
    if fact == AGE:
        return [add_months(case.birth_date, 12 * years) for years in (int(edge), int(edge) + 1)]
    if fact in (DURATION_DAYS, DURATION_MONTHS):
        onset = case.answers.get(ONSET)
        ends = _ends_of(onset) if isinstance(onset, date) else ()
        return chain.from_iterable(_durations(end, int(edge), in_days=fact == DURATION_DAYS) for end in ends)
    if fact in BEGUN_MONTHS_AGO:
        return _days_of_treatments(case, BEGUN_MONTHS_AGO[fact], is_reviewed=fact == LONG_TERM_UNREVIEWED)
    answer = case.answers.get(fact)
    ends = _ends_of(answer) if isinstance(answer, date) else ()
    return chain.from_iterable((end, end + ONE_DAY, *_passed(end, int(edge))) for end in ends)


def _ends_of(day: date) -> tuple[date, ...]:
    """The first and the last day that it may be."""
    return (date.fromordinal(day.toordinal()), day.latest) if isinstance(day, ToldDate) else (day,)


def _durations(onset: date, edge: int, *, in_days: bool) -> list[date]:
    if in_days:
        return [onset + timedelta(days=edge), onset + timedelta(days=edge + 1)]
    whole = [add_months(onset, months) for months in (edge, edge + 1)]
    return [*whole, *(day + ONE_DAY for day in whole)]


def _days_of_treatments(case: Case, months: int, *, is_reviewed: bool) -> Iterator[date]:
    for row in in_use(case.treatments or ()):
        reviewed = row.last_specialist_review if is_reviewed else None
        for day in (row.started, row.started_by, reviewed):
            if day:
                yield from (date.fromordinal(day.toordinal()), *_passed(day, months))


def _passed(day: date, months: int) -> list[date]:
    """The first days on which so many months back is that day or later, and later: at a month's end not one day on."""
    start = add_months(day, months)
    after = [start + timedelta(days=days) for days in range(6)]
    reached = next((one for one in after if add_months(one, -months) >= day), start)
    return [reached, next((one for one in after if add_months(one, -months) > day), reached)]
