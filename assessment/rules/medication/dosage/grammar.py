"""The grammar of a dose: tokens in, phrases out. Whatever no rule knows comes out as an unknown word. Pure Python."""

import re
from collections.abc import Callable
from decimal import Decimal

from assessment.rules.medication.dosage.amounts import amount, total
from assessment.rules.medication.dosage.intervals import every, period, read_limited_period, weekdays
from assessment.rules.medication.dosage.lexicon import LONGEST_PHRASE, Open, Plain
from assessment.rules.medication.dosage.numerals import MONTHS
from assessment.rules.medication.dosage.phrases import (
    Count,
    Daily,
    Grid,
    Left,
    Multiplier,
    Often,
    Phrase,
    Unknown,
    When,
)
from assessment.rules.medication.dosage.tokens import ARROW, NUMBER, PUNCTUATION, TIMES, Token
from assessment.rules.medication.dosage.words import (
    Tokens,
    at,
    daytime_at,
    is_meant,
    meaning_at,
    number_at,
    unit_at,
)

# Nobody takes more at a time, or more often; a larger number counts something else, such as what a box holds.
MOST_AT_A_TIME = 8
MOST_TIMES = 12
MOST_PIECES = 4
PIECES = frozenset({"stk", "styk", "styks"})
MOST_PARTS = 4
SIGNS = {
    "%": Open.OTHER_FORM,
    "+": Open.SEVERAL_WAYS,
    "~": Open.APPROXIMATE,
    "<": Open.AT_MOST,
    "≤": Open.AT_MOST,
    "↑": Open.CHANGING,
    "↓": Open.CHANGING,
}
VAGUE = (Open.APPROXIMATE, Open.AT_MOST)
# Two names for the end of one day: `aften, ved sengetid` may mean one time or two, `aften og ved sengetid` is two.
LATE = ({"evening", "bedtime"}, {"night", "bedtime"})
BETWEEN_TIMES = frozenset({",", "+", "-", "&", "/", "og", "samt"})
BETWEEN_NUMBERS = frozenset({"-", "til", "eller", "el", "/"})
CLOCK_TIME = re.compile(r"(?:[01]?\d|2[0-4])(?:\.[0-5]\d)?")
YEAR = re.compile(r"(?:19|20)\d\d")
DATE = re.compile(r"\d{1,2}/\d{1,2}(?:[-/](?:\d\d)?\d\d)?|(?:\d{1,2}\.){2}(?:\d\d)?\d\d|(?:\d{1,2}\.)?(?:19|20)\d\d")
BEFORE_A_DATE = frozenset({"d", "den", "pr", "i", "dato", "siden", "fra", ":", ",", "("})
Found = tuple[list[Phrase], int] | None


def phrases_of(tokens: Tokens) -> list[Phrase]:
    """Every phrase in order; none of the tokens is passed over."""
    phrases: list[Phrase] = []
    place = 0
    while place < len(tokens):
        found = next((found for rule in RULES if (found := rule(tokens, place))), None)
        more, place = found or ([Unknown(tokens[place].text)], place + 1)
        phrases += more
    return phrases


def _grid(tokens: Tokens, place: int) -> Found:
    """`1+0+2`, `1-1-2`: in the course of the day. `1+1` is one as well, `1-2` is a choice."""
    number, sign = number_at(tokens, place), ""
    parts: list[Decimal] = []
    after = place
    while number and len(number[0]) == 1:
        parts.append(number[0][0])
        after = number[1]
        sign = sign or at(tokens, after).key
        if at(tokens, after).key != sign or sign not in ("+", "-"):
            break
        number = number_at(tokens, after + 1)
    if len(parts) < (2 if sign == "+" else 3) or sign not in ("+", "-") or unit_at(tokens, after):
        return None
    if len(parts) > MOST_PARTS or max(parts) > MOST_AT_A_TIME:
        return [Unknown(" ".join(token.text for token in tokens[place:after]))], after
    return [Grid(sum(parts, Decimal(0)))], after


def _range(tokens: Tokens, place: int) -> Found:
    """`1-2 tabletter`, `2 til 3 gange`, `1 eller 2`: one or the other."""
    first = number_at(tokens, place)
    if not first or at(tokens, first[1]).key not in BETWEEN_NUMBERS:
        return None
    second = number_at(tokens, first[1] + 1)
    if not second:
        return None
    after = is_meant(tokens, second[1], Plain.GANGE) or second[1]
    alone = at(tokens, after).kind == TIMES and not number_at(tokens, after + 1)
    return [Left(Open.CHOICE)], after + 1 if alone else after


def _times(tokens: Tokens, place: int) -> Found:
    """`x 4`, `x 4 gange`; before a form it counts tablets, before an amount it says nothing of its own."""
    if at(tokens, place).kind != TIMES:
        return None
    if choice := _range(tokens, place + 1):
        return choice
    if amount(tokens, place + 1):
        return [], place + 1
    if for_a_while := read_limited_period(tokens, place + 1):
        return for_a_while
    number = number_at(tokens, place + 1)
    if not number:
        return None
    if form := is_meant(tokens, number[1], Plain.FORM, Plain.PATCH):
        return [_count(tokens, place, number[0], number[1])], form
    return [_frequency_phrase(number[0])], is_meant(tokens, number[1], Plain.GANGE) or number[1]


def _frequency_phrase(readings: tuple[Decimal, ...]) -> Phrase:
    times = readings[0]
    whole = len(readings) == 1 and 0 < times <= MOST_TIMES and times % 1 == 0
    return Often(int(times)) if whole else Left(Open.SEVERAL_WAYS)


def _count(tokens: Tokens, place: int, readings: tuple[Decimal, ...], after: int) -> Phrase:
    most = MOST_PIECES if at(tokens, after).key in PIECES else MOST_AT_A_TIME
    if len(readings) > 1 or readings[0] > most:
        return Left(Open.SEVERAL_WAYS)
    patch = is_meant(tokens, after, Plain.PATCH) is not None
    return Count(readings[0], patch=patch, bracketed=at(tokens, place - 1).key in ("(", "["))


def _number(tokens: Tokens, place: int) -> Found:
    """A number, by what follows: tablets, times, `x`, an amount, a time of day, or something that leaves it open."""
    number = number_at(tokens, place)
    if not number:
        return None
    readings, after = number
    count = _count(tokens, place, readings, after)
    if form := is_meant(tokens, after, Plain.FORM, Plain.PATCH):
        return [count], form
    if other := is_meant(tokens, after, Open.OTHER_FORM):
        return [Left(Open.OTHER_FORM)], other
    if often := is_meant(tokens, after, Plain.GANGE):
        return [_frequency_phrase(readings)], often
    if at(tokens, after).kind == TIMES:
        if amount(tokens, after + 1):
            return [Multiplier(count.number) if isinstance(count, Count) else count], after + 1
        return ([count], after) if number_at(tokens, after + 1) else ([_frequency_phrase(readings)], after + 1)
    if amount(tokens, after):
        return [Left(Open.SEVERAL_WAYS) if at(tokens, place).kind == NUMBER else count], after
    if _goes_on(tokens, after):
        return [count], after
    if _is_vague(tokens, place):
        return [], after
    return [Unknown(" ".join(token.text for token in tokens[place:after]))], after


def _goes_on(tokens: Tokens, place: int) -> bool:
    """Whether what follows a bare number says when it is taken, or in which cases."""
    meaning = meaning_at(tokens, place)
    words = (Plain.DAILY, Plain.DAYTIME, Plain.EVERY, Plain.CLOCK, Plain.WEEKDAY)
    if meaning and (meaning[0] in words or isinstance(meaning[0], Open)):
        return True
    if at(tokens, place).key in ("a", "á", "à"):
        return amount(tokens, place + 1) is not None
    return any(rule(tokens, place) for rule in (every, period))


def _is_vague(tokens: Tokens, place: int) -> bool:
    """Whether what stands right before a number leaves it open already: `ca. 20`, `max 8`, `~20`."""
    if SIGNS.get(at(tokens, place - 1).key) in VAGUE:
        return True
    return any(is_meant(tokens, begin, *VAGUE) == place for begin in range(max(0, place - LONGEST_PHRASE), place))


def _read_times_of_day(tokens: Tokens, place: int) -> Found:
    """`morgen, middag og aften`."""
    first = daytime_at(tokens, place)
    if not first:
        return None
    times, after = [first[0]], first[1]
    while True:
        following = after
        while at(tokens, following).key in BETWEEN_TIMES and following - after < 2:
            following += 1
        more = daytime_at(tokens, following) if following > after else None
        if not more:
            return [When(tuple(times))], after
        between = {token.key for token in tokens[after:following]}
        if "/" in between and times[-1] != "morning":
            return [Left(Open.CHOICE)], more[1]
        if "," in between and len(between) == 1 and {times[-1], more[0]} in LATE:
            return [Left(Open.SEVERAL_WAYS)], more[1]
        times.append(more[0])
        after = more[1]


def _clock(tokens: Tokens, place: int) -> Found:
    """`kl. 8, 14 og 20`."""
    after = is_meant(tokens, place, Plain.CLOCK)
    times: list[str] = []
    while after and CLOCK_TIME.fullmatch(at(tokens, after).text):
        if is_meant(tokens, after + 1, Plain.FORM) or unit_at(tokens, after + 1) or at(tokens, after + 1).kind == TIMES:
            break
        minutes = at(tokens, after + 1).key == ":" and at(tokens, after + 2).text.isdigit()
        times.append("".join(token.text for token in tokens[after : after + (3 if minutes else 1)]))
        after += 3 if minutes else 1
        following = after
        while at(tokens, following).key in (",", "og", "+", "&", "kl") and following - after < 3:
            following += 1
        if following == after or not CLOCK_TIME.fullmatch(at(tokens, following).text):
            break
        if is_meant(tokens, following + 1, Plain.FORM, Plain.DAYTIME) or unit_at(tokens, following + 1):
            break
        after = following
    return ([When(tuple(times))], after) if after and times else None


def _since(tokens: Tokens, place: int) -> Found:
    """`siden 2019`, `startet i marts 2024`."""
    after = is_meant(tokens, place, Plain.SINCE)
    dated = _after_date(tokens, after) if after else 0
    return ([], dated) if after and dated > after else None


def _set_phrase(tokens: Tokens, place: int) -> Found:
    """A phrase of several words that leaves the dose open, before its words are taken one by one: `en gang imellem`."""
    found = meaning_at(tokens, place)
    return _word(tokens, place) if found and isinstance(found[0], Open) and found[1] > place + 1 else None


def _word(tokens: Tokens, place: int) -> Found:
    """A phrase of the lexicon that stands by itself, with the day on which something was stopped."""
    found = meaning_at(tokens, place)
    if not found:
        return None
    meaning, after = found
    if meaning in (Open.STOPPED, Open.PAUSED):
        after = _after_date(tokens, after)
    if isinstance(meaning, Open):
        return [Left(meaning)], after
    if meaning is Plain.DAILY:
        return [Daily()], after
    return ([], after) if meaning in (Plain.NOISE, Plain.FORM, Plain.PATCH, Plain.AND) else None


def _after_date(tokens: Tokens, place: int) -> int:
    """The place after a date that follows here, else this place: `12.03.2024`, `d. 1/3-24`, `i marts 2024`."""
    after = place
    while at(tokens, after).key in BEFORE_A_DATE:
        after += 1
    # A day of the month may stand before its name; any other word is left for whoever reads on.
    has_day = at(tokens, after).text.rstrip(".").isdecimal() and at(tokens, after + 1).key in MONTHS
    month = after + 1 if has_day else after
    if at(tokens, month).key in MONTHS:
        return month + (2 if YEAR.fullmatch(at(tokens, month + 1).text) else 1)
    for length in (5, 3, 1):
        text = "".join(token.text for token in tokens[after : after + length])
        if DATE.fullmatch(text):
            return after + length
    return place


def _sign(tokens: Tokens, place: int) -> Found:
    token: Token = at(tokens, place)
    if token.kind == ARROW:
        return [Left(Open.CHANGING)], place + 1
    if token.key == "+" and amount(tokens, place + 1):
        # `20 mg morgen + 15 mg aften`: what it adds up to is for the sums to tell.
        return [], place + 1
    if token.key in SIGNS:
        return [Left(SIGNS[token.key])], place + 1
    before = meaning_at(tokens, place + 1)
    if token.key == "/" and before and isinstance(before[0], Open):
        return [], place + 1
    if token.key in PUNCTUATION or token.key in ("&", "-"):
        return [], place + 1
    return None


# The first rule that fits is taken: those that need more to fit come first.
RULES: tuple[Callable[[Tokens, int], Found], ...] = (
    *(_set_phrase, total, amount, _grid, _range, _times, every, read_limited_period, period, weekdays, _number),
    *(_read_times_of_day, _clock, _since, _word, _sign),
)
