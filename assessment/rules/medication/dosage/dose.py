"""Reads a dose as GPs write it to a dose a day, but only if every word is understood. Pure Python."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product

from assessment.rules.medication.dosage.grammar import phrases_of
from assessment.rules.medication.dosage.lexicon import Open
from assessment.rules.medication.dosage.numerals import WEEK
from assessment.rules.medication.dosage.phrases import Amount, Count, Interval, Left, Phrase, Unknown
from assessment.rules.medication.dosage.sums import Unclear, sum_of_day
from assessment.rules.medication.dosage.tokens import Token, tokens_of
from guidelines.medicines.model import MG, MICROGRAMS_PER_HOUR
from guidelines.vocabulary.numbers import number_in_danish

# Nobody chooses between the doses of more numbers than these that can each be read in two ways.
MOST_IN_TWO_WAYS = 2
SHOWN_UNITS = {MG: "mg", MICROGRAMS_PER_HOUR: "µg/t"}


@dataclass(frozen=True)
class Reckoned:
    """A dose a day, and how it came about, in Danish: `500 mg × 2 × 4 = 4000 mg`."""

    dose: Decimal
    words: str


@dataclass(frozen=True)
class ReadDose:
    """A dose as it was read. `dose` is what is taken a day, in `unit`; None if the text leaves it open.

    Why it is open: `unknown` are the words that were not understood, `reasons` what was understood and leaves it open,
    and `choices` the doses that the text can mean where only a number is written in two ways (`1.500 mg`).
    `amounts` is what the number can mean where the text is an amount and nothing else, such as `200 mg`.
    """

    dose: Decimal | None = None
    unit: str = MG
    reckoned: str = ""
    choices: tuple[Reckoned, ...] = ()
    unknown: tuple[str, ...] = ()
    reasons: tuple[Open, ...] = ()
    amounts: tuple[Decimal, ...] = ()

    @property
    def is_not_used(self) -> bool:
        """Whether the text says that it was stopped or put on hold."""
        return Open.STOPPED in self.reasons or Open.PAUSED in self.reasons


@dataclass(frozen=True)
class ReadingLimits:
    """What decides between two readings of a number.

    `fits` tells whether a dose a day is possible; where none fits, the Danish reading is answered. What is usual, at
    least `smallest` at a time and at most `highest` a day, decides only where it leaves one of them: else it is asked.
    """

    fits: Callable[[Decimal], bool] = field(default=lambda _: True)
    smallest: Decimal | None = None
    highest: Decimal | None = None

    def is_usual(self, dose: Decimal, amounts: Iterable[Decimal]) -> bool:
        is_enough = self.smallest is None or all(amount >= self.smallest for amount in amounts)
        return is_enough and (self.highest is None or dose <= self.highest)


NO_LIMITS = ReadingLimits()


def read_dose(
    text: str,
    *,
    strength: Decimal | None = None,
    unit: str = MG,
    fits: Callable[[Decimal], bool] = lambda _: True,
    smallest: Decimal | None = None,
) -> ReadDose:
    """The dose a day that a text without a medicine's name says: `50 mg x 4`, `500 mg 2 tabl. 3 x dgl`, `1+0+2`.

    `strength` is that of one tablet or patch, in `unit` (MG or MICROGRAMS_PER_HOUR), for a text that names none, as
    `1/2 tabl. morgen`; a strength in the text goes before it. `fits` and `smallest` are those of ReadingLimits: the
    field's limits and the medicine's. Any text can be given. A bare number is no dose: read that with `read_number`.
    """
    phrases = phrases_of(tokens_of(text))
    if strength is not None and not _amounts(phrases):
        words = f"{number_in_danish(strength)} {SHOWN_UNITS[unit]}"
        phrases = [Amount((strength,), (words,), unit), *phrases]
    return _dose_of(phrases, ReadingLimits(fits, smallest))


def dose_in_list(tokens: Sequence[Token], *, is_patch: bool, limits: ReadingLimits = NO_LIMITS) -> ReadDose:
    """The dose a day that a line of a medicine list says beside the name; `is_patch` is what the medicine is.

    Two amounts with a plus between them are no sum there: the strength of two substances is written so too.
    """
    phrases = phrases_of(tokens)
    added = [Left(Open.SEVERAL_WAYS)] if any(amount.parts for amount in _amounts(phrases)) else []
    read = _dose_of([*phrases, *added], limits)
    if is_patch != (read.unit == MICROGRAMS_PER_HOUR) and _amounts(phrases) and Open.OTHER_UNIT not in read.reasons:
        # Only a patch is counted in µg per hour, and a patch is counted in nothing else.
        return ReadDose(unknown=read.unknown, reasons=(*read.reasons, Open.OTHER_UNIT))
    return read


def _dose_of(phrases: Sequence[Phrase], limits: ReadingLimits) -> ReadDose:
    units = {amount.unit for amount in _amounts(phrases)}
    found = units.pop() if len(units) == 1 else MG
    unknown = tuple(dict.fromkeys(phrase.word for phrase in phrases if isinstance(phrase, Unknown)))
    reasons = _reasons(phrases, patch=found == MICROGRAMS_PER_HOUR)
    if units:
        return ReadDose(unknown=unknown, reasons=tuple(dict.fromkeys((*reasons, Open.OTHER_UNIT))))
    if unknown or reasons:
        return ReadDose(unit=found, unknown=unknown, reasons=reasons)
    return _reckon(phrases, found, limits)


def _amounts(phrases: Iterable[Phrase]) -> list[Amount]:
    return [phrase for phrase in phrases if isinstance(phrase, Amount)]


def _reasons(phrases: Iterable[Phrase], *, patch: bool) -> tuple[Open, ...]:
    """What leaves the dose open. A patch may be changed every few days, and counts as it is worn."""
    found = []
    for phrase in phrases:
        if isinstance(phrase, Left):
            found.append(phrase.reason)
        elif isinstance(phrase, Interval) and not (patch and phrase.hours <= WEEK):
            found.append(Open.NOT_DAILY)
        elif isinstance(phrase, Count) and phrase.patch and not patch:
            found.append(Open.OTHER_UNIT)
    return tuple(dict.fromkeys(found))


def _reckon(phrases: Sequence[Phrase], unit: str, limits: ReadingLimits) -> ReadDose:
    """The dose for each way of reading the numbers: one, or those to choose between."""
    amounts = _amounts(phrases)
    if sum(len(amount.readings) > 1 for amount in amounts) > MOST_IN_TWO_WAYS:
        return ReadDose(unit=unit, reasons=(Open.SEVERAL_WAYS,))
    spread = list(product(*(range(len(amount.readings)) for amount in amounts)))
    reckoned: dict[Decimal, Reckoned] = {}
    usual: set[Decimal] = set()
    unclear: Unclear | None = None
    for choice in spread:
        chosen = iter(choice)
        one = [_choose_reading(phrase, next(chosen)) if isinstance(phrase, Amount) else phrase for phrase in phrases]
        try:
            dose, words = sum_of_day(one, unit)
        except Unclear as fault:
            unclear = unclear or fault
        else:
            reckoned.setdefault(dose, Reckoned(dose, words))
            if limits.is_usual(dose, (amount.readings[0] for amount in _amounts(one))):
                usual.add(dose)
    if not reckoned:
        alone = amounts[0].readings if len(phrases) == len(amounts) == 1 else ()
        return ReadDose(unit=unit, reasons=(unclear.reason,) if unclear else (), amounts=alone)
    fitting = [one for one in reckoned.values() if limits.fits(one.dose)] or [next(iter(reckoned.values()))]
    likely = [one for one in fitting if one.dose in usual]
    meant = likely if len(likely) == 1 else fitting
    if len(meant) > 1:
        return ReadDose(unit=unit, choices=tuple(meant))
    return ReadDose(meant[0].dose, unit, meant[0].words)


def _choose_reading(amount: Amount, position: int) -> Amount:
    one = slice(position, position + 1)
    return replace(amount, readings=amount.readings[one], written=amount.written[one])
