"""Reads how often a dose is taken: every so many hours or days, a week, a month, days of the week. Pure Python."""

from assessment.rules.medication.dosage.lexicon import Open, Plain
from assessment.rules.medication.dosage.numerals import DAY, WEEK
from assessment.rules.medication.dosage.phrases import Daily, Interval, Left, Often, Phrase
from assessment.rules.medication.dosage.tokens import Token
from assessment.rules.medication.dosage.words import (
    Tokens,
    at,
    daytime_at,
    is_meant,
    number_at,
    ordinal_at,
    per_at,
    period_at,
)

BETWEEN_WEEKDAYS = frozenset({",", "og", "+", "-", "&", "/", "samt", "til"})
ADVERBS_END = ("lig", "ligt", "tl", "tlg", "mdl", "mdlg")
BEFORE_LIMIT = frozenset({"i", "gennem", "over", "de"})
ORDINAL_DASHES = frozenset({"-", "til", "eller", "el", "/"})


def every(tokens: Tokens, place: int) -> tuple[list[Phrase], int] | None:
    """`hver 8. time`, `hver 3. dag`, `hveranden dag`, `hver anden aften`, `hver uge`."""
    number = _every_what(tokens, place)
    if not number:
        return None
    count, after, choice = number
    period_found = period_at(tokens, after)
    if period_found:
        hours, after = count * period_found[0], period_found[1]
    elif daytime := daytime_at(tokens, after):
        hours, after = count * DAY, daytime[1]
    elif weekday := is_meant(tokens, after, Plain.WEEKDAY):
        hours, after = count * WEEK, weekday
    else:
        return None
    return [Left(Open.CHOICE) if choice else _each(hours)], after


def _every_what(tokens: Tokens, place: int) -> tuple[int, int, bool] | None:
    """The number after `hver`, 1 if there is none; and whether there are two, as in `hver 6.-8. time`."""
    key = at(tokens, place).key
    for beginning in ("hvert", "hver"):
        if key.startswith(beginning) and key != beginning and len(key) > len(beginning):
            glued = ordinal_at([Token("word", key[len(beginning) :], "")], 0)
            if glued:
                return glued[0], place + 1, False
    after = is_meant(tokens, place, Plain.EVERY)
    if not after:
        # `hver uge` needs no number; `hver dag` and `hver morgen` are phrases of the lexicon.
        return None
    number = ordinal_at(tokens, after)
    if not number:
        return (1, after, False) if period_at(tokens, after) else None
    if at(tokens, number[1]).key in ORDINAL_DASHES and (other := ordinal_at(tokens, number[1] + 1)):
        return number[0], other[1], True
    return number[0], number[1], False


def _each(hours: int) -> Phrase:
    if hours > DAY:
        return Interval(hours)
    even = hours > 1 and DAY % hours == 0
    return Often(DAY // hours) if even else Left(Open.HOW_OFTEN)


def period(tokens: Tokens, place: int) -> tuple[list[Phrase], int] | None:
    """`om ugen`, `pr. måned`, `/uge`, `ugentligt`, `pr. 3 døgn`."""
    alone = period_at(tokens, place)
    if alone and alone[0] > DAY and at(tokens, place).key.endswith(ADVERBS_END):
        return [Interval(alone[0])], alone[1]
    after = per_at(tokens, place) or (place + 1 if at(tokens, place).key in ("om", "i") else None)
    if not after:
        return None
    number = ordinal_at(tokens, after) if at(tokens, place).key not in ("om", "i") else None
    count, after = number or (1, after)
    found = period_at(tokens, after)
    if not found:
        return None
    hours = count * found[0]
    if at(tokens, place).key in ("om", "i") and hours <= DAY:
        # `om dagen` and `i døgnet` are phrases of the lexicon; `i dag` is today.
        return None
    if hours == DAY:
        return [Daily()], found[1]
    return [_each(hours) if number or hours > DAY else Left(Open.HOW_OFTEN)], found[1]


def read_limited_period(tokens: Tokens, place: int) -> tuple[list[Phrase], int] | None:
    """`i 10 dage`, `i 5-7 dage`, `14 dage`: for a while only."""
    after = place + 1 if at(tokens, place).key in BEFORE_LIMIT else place
    number = number_at(tokens, after)
    if not number:
        return None
    after = number[1]
    if at(tokens, after).key in ORDINAL_DASHES and (other := number_at(tokens, after + 1)):
        after = other[1]
    found = period_at(tokens, after)
    return ([Left(Open.LIMITED)], found[1]) if found and not at(tokens, after).key.endswith(ADVERBS_END) else None


def weekdays(tokens: Tokens, place: int) -> tuple[list[Phrase], int] | None:
    """`mandag, onsdag og fredag`, `man-fre`."""
    after = is_meant(tokens, place, Plain.WEEKDAY)
    if not after:
        return None
    while True:
        following = after
        while at(tokens, following).key in BETWEEN_WEEKDAYS and following - after < 2:
            following += 1
        more = is_meant(tokens, following, Plain.WEEKDAY) if following > after else None
        if not more:
            return [Interval(WEEK)], after
        after = more
