"""Finds what is at a place among the tokens: a number, a word of the lexicon, a unit. Pure Python.

Every function takes the tokens and a place, and returns what it found and the place after it, or None.
"""

from collections.abc import Sequence
from decimal import Decimal

from assessment.rules.medication.dosage.lexicon import (
    DAYTIMES,
    LONGEST_PHRASE,
    PHRASES,
    STEMS,
    Meaning,
    Plain,
)
from assessment.rules.medication.dosage.numerals import (
    FRACTIONS,
    HALVES,
    HOUR_WORDS,
    NUMBERS,
    ONE_AND_A_HALF,
    ORDINALS,
    PERIODS,
    QUARTERS,
    UNITS,
    WRITTEN_FRACTIONS,
)
from assessment.rules.medication.dosage.tokens import FRACTION, NUMBER, SIGN, WORD, Token
from guidelines.vocabulary.numbers import readings_of

# `hver 2den dag`.
ORDINAL_ENDINGS = frozenset({"den", "de", "dje", "te", "nde"})
END = Token(SIGN, "", "")
Tokens = Sequence[Token]
HALF = FRACTIONS["½"]


def at(tokens: Tokens, place: int) -> Token:
    return tokens[place] if 0 <= place < len(tokens) else END


def meaning_at(tokens: Tokens, place: int) -> tuple[Meaning, int] | None:
    """The longest phrase of the lexicon that begins here; a slash is read as `pr.`."""
    keys: list[str] = []
    for token in tokens[place : place + LONGEST_PHRASE]:
        if token.kind != WORD and token.key != "/":
            break
        keys.append("pr" if token.key == "/" else token.key)
    for length in range(len(keys), 0, -1):
        meaning = PHRASES.get(" ".join(keys[:length]))
        if meaning is not None:
            return meaning, place + length
    found = next((meaning for stem, meaning in STEMS if keys and keys[0].startswith(stem)), None)
    return (found, place + 1) if found else None


def is_meant(tokens: Tokens, place: int, *meanings: Meaning) -> int | None:
    """The place after the phrase that stands here, if it means one of these."""
    found = meaning_at(tokens, place)
    return found[1] if found and found[0] in meanings else None


def daytime_at(tokens: Tokens, place: int) -> tuple[str, int] | None:
    after = is_meant(tokens, place, Plain.DAYTIME)
    return (DAYTIMES[" ".join(token.key for token in tokens[place:after])], after) if after else None


def number_at(tokens: Tokens, place: int) -> tuple[tuple[Decimal, ...], int] | None:
    """A number in digits, as a fraction, or in words to twelve: what it can mean."""
    token = at(tokens, place)
    if token.kind == FRACTION:
        return (FRACTIONS[token.key],), place + 1
    if token.kind == WORD:
        return _number_in_words(tokens, place)
    if token.kind != NUMBER:
        return None
    if fraction := _written_fraction(tokens, place):
        return (fraction,), place + 3
    readings = readings_of(token.text)
    if len(readings) == 1 and token.text.isdigit():
        if (more := at(tokens, place + 1)).kind == FRACTION:
            return (readings[0] + FRACTIONS[more.key],), place + 2
        if fraction := _written_fraction(tokens, place + 1):
            return (readings[0] + fraction,), place + 4
    return (readings, place + 1) if readings else None


def _written_fraction(tokens: Tokens, place: int) -> Decimal | None:
    """`1/2`, `1/4` or `3/4`, unless a unit makes it two strengths."""
    if at(tokens, place + 1).key != "/" or unit_at(tokens, place + 3):
        return None
    return WRITTEN_FRACTIONS.get((at(tokens, place).key, at(tokens, place + 2).key))


def _number_in_words(tokens: Tokens, place: int) -> tuple[tuple[Decimal, ...], int] | None:
    key, following = at(tokens, place).key, at(tokens, place + 1).key
    if key in HALVES:
        return (HALF,), place + 1
    if key in ONE_AND_A_HALF:
        return (1 + HALF,), place + 1
    if key in QUARTERS:
        return (QUARTERS[key],), place + 1
    if key not in NUMBERS:
        return None
    if NUMBERS[key] == 1 and (following in HALVES or following in QUARTERS):
        return (HALF if following in HALVES else QUARTERS[following],), place + 2
    half = place + 2 if following == "og" else place + 1
    if NUMBERS.get(at(tokens, half).key) == 1 and at(tokens, half + 1).key in HALVES:
        return (NUMBERS[key] + HALF,), half + 2
    return (NUMBERS[key],), place + 1


def ordinal_at(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """The number after `hver`: 3, tredje, anden."""
    token = at(tokens, place)
    if token.key in ORDINALS:
        return ORDINALS[token.key], place + 1
    found = number_at(tokens, place)
    if not found or len(found[0]) != 1 or found[0][0] % 1:
        return None
    return int(found[0][0]), found[1] + (at(tokens, found[1]).key in ORDINAL_ENDINGS)


def unit_at(tokens: Tokens, place: int) -> tuple[Decimal, int] | None:
    """A unit of weight: milligrams in one of it."""
    token = at(tokens, place)
    return (UNITS[token.key], place + 1) if token.kind == WORD and token.key in UNITS else None


def per_at(tokens: Tokens, place: int) -> int | None:
    """The place after a slash or `pr.`."""
    return place + 1 if at(tokens, place).key in ("/", "pr", "per") else None


def is_hour(tokens: Tokens, place: int) -> bool:
    return at(tokens, place).key in HOUR_WORDS


def period_at(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """A period: hours in one of it."""
    token = at(tokens, place)
    return (PERIODS[token.key], place + 1) if token.kind == WORD and token.key in PERIODS else None
