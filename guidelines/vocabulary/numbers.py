"""Numbers as people write them, the Danish way or the international one: one reader for every field and list.

Pure Python. What can mean two things is never guessed: `1.500` is 1500 in Danish and one and a half elsewhere, and only
limits that rule one of them out decide.
"""

import re
from collections.abc import Callable
from decimal import Decimal

LONGEST = 40
BLANKS = " \u00a0\u2009\u202f"
WHOLE = re.compile(r"\d+")
# Groups of three after a first one that is no zero: 1.500, 1,500,000, 1 500; a zero in front is never such a group.
GROUPS = re.compile(rf"[1-9]\d{{0,2}}(?:([.,{BLANKS}'])\d{{3}})(?:\1\d{{3}})*")
PARTED = re.compile(r"(\d+)[.,](\d+)")
# Groups of three, and then a decimal sign of the other kind: 1.234,5 or 1,234.5.
GROUPS_PARTED = re.compile(rf"([1-9]\d{{0,2}}(?:([.,{BLANKS}'])\d{{3}})(?:\2\d{{3}})*)([.,])(\d+)")


class NotANumber(ValueError):
    """The text is no number, however it is read."""


class Ambiguous(ValueError):
    """The text can be read in two ways; `readings` are both, the Danish one first."""

    def __init__(self, readings: tuple[Decimal, ...]) -> None:
        super().__init__(" / ".join(map(str, readings)))
        self.readings = readings


def readings_of(text: str) -> tuple[Decimal, ...]:
    """What the text can mean: nothing, one number, or two of them, the Danish reading first.

    Only the digits 0 to 9 count, and no more signs than anybody writes. A minus in front is read, so
    that a limit can refuse the number by name.
    """
    stripped = text.strip().strip(BLANKS)
    sign, digits = (-1, stripped[1:].lstrip()) if stripped[:1] in ("-", "\u2212") else (1, stripped)
    if len(digits) > LONGEST or (not digits.isascii() and not set(digits) <= {*"0123456789.,'", *BLANKS}):
        return ()
    return tuple(sign * value for value in _read_unsigned(digits))


def _read_unsigned(digits: str) -> tuple[Decimal, ...]:
    if WHOLE.fullmatch(digits):
        return (Decimal(digits),)
    if (match := GROUPS_PARTED.fullmatch(digits)) and match[2] != match[3]:
        return (Decimal(f"{_plain(match[1])}.{match[4]}"),)
    parted = PARTED.fullmatch(digits)
    fraction = (Decimal(f"{parted[1]}.{parted[2]}"),) if parted else ()
    if not (match := GROUPS.fullmatch(digits)):
        return fraction
    thousands = (Decimal(_plain(digits)),)
    # In Danish a dot groups and a comma parts; the other reading is what it means elsewhere.
    return (*fraction, *thousands) if match[1] == "," else (*thousands, *fraction)


def _plain(groups: str) -> str:
    return re.sub(r"\D", "", groups)


def read_number(text: str, fits: Callable[[Decimal], bool] = lambda _: True) -> Decimal:
    """The number that the text says.

    `fits` tells whether a field, or a medicine's highest dose, allows a number: of two readings the only one that
    fits is meant. Where neither fits the Danish one is answered, for the field's own limit to refuse. Raises
    Ambiguous where both fit, and NotANumber.
    """
    readings = readings_of(text)
    if not readings:
        raise NotANumber(text)
    fitting = tuple(value for value in readings if fits(value))
    if len(fitting) > 1:
        raise Ambiguous(fitting)
    return fitting[0] if fitting else readings[0]


def number_in_danish(number: Decimal) -> str:
    """The number without trailing zeros and with a decimal comma: 0,5 and 1500."""
    return f"{number.normalize() + 0:f}".replace(".", ",")


def number_to_type(number: Decimal) -> str:
    """The number as it can be typed and is read in one way only: 1,125 can mean 1125, and 1,1250 cannot."""
    shown = number_in_danish(number)
    return shown if len(readings_of(shown)) == 1 else f"{shown}0"
