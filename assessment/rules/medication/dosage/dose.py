"""A dose as general practitioners write it, read to a dose a day: only where every word is understood. Pure Python."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
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
    """A dose as it was read. `dose` is what is taken a day, in `unit`; None where the text leaves it open.

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


def read_dose(
    text: str,
    *,
    strength: Decimal | None = None,
    unit: str = MG,
    fits: Callable[[Decimal], bool] = lambda _: True,
) -> ReadDose:
    """The dose a day that a text without a medicine's name says: `50 mg x 4`, `500 mg 2 tabl. 3 x dgl`, `1+0+2`.

    `strength` is that of one tablet or patch, in `unit` (MG or MICROGRAMS_PER_HOUR), for a text that names none, as
    `1/2 tabl. morgen`; a strength in the text goes before it. `fits` tells whether a dose a day is possible, and so
    decides between two readings of a number (the field's limits, the medicine's highest dose); where none fits, the
    Danish reading is answered. Any text can be given. A bare number is no dose: read that with `read_number` first.
    """
    return dose_of_tokens(tokens_of(text), strength=strength, unit=unit, fits=fits)


def dose_of_tokens(
    tokens: Sequence[Token],
    *,
    strength: Decimal | None = None,
    unit: str = MG,
    fits: Callable[[Decimal], bool] = lambda _: True,
    is_patch: bool | None = None,
) -> ReadDose:
    """The same of a text that is cut into tokens already. `is_patch` is what the medicine is, where that is known."""
    phrases = phrases_of(tokens)
    if strength is not None and not any(isinstance(phrase, Amount) for phrase in phrases):
        words = f"{number_in_danish(strength)} {SHOWN_UNITS[unit]}"
        phrases = [Amount((strength,), (words,), unit), *phrases]
    units = {phrase.unit for phrase in phrases if isinstance(phrase, Amount)}
    found = units.pop() if len(units) == 1 else MG
    unknown = tuple(dict.fromkeys(phrase.word for phrase in phrases if isinstance(phrase, Unknown)))
    reasons = _reasons(phrases, patch=found == MICROGRAMS_PER_HOUR)
    if units or (is_patch is not None and is_patch != (found == MICROGRAMS_PER_HOUR) and _amounts(phrases)):
        # Only a patch is counted in µg per hour, and a patch is counted in nothing else.
        return ReadDose(unknown=unknown, reasons=tuple(dict.fromkeys((*reasons, Open.OTHER_UNIT))))
    if unknown or reasons:
        return ReadDose(unit=found, unknown=unknown, reasons=reasons)
    return _reckon(phrases, found, fits)


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


def _reckon(phrases: Sequence[Phrase], unit: str, fits: Callable[[Decimal], bool]) -> ReadDose:
    """The dose for each way of reading the numbers: one, or those to choose between."""
    amounts = _amounts(phrases)
    if sum(len(amount.readings) > 1 for amount in amounts) > MOST_IN_TWO_WAYS:
        return ReadDose(unit=unit, reasons=(Open.SEVERAL_WAYS,))
    spread = list(product(*(range(len(amount.readings)) for amount in amounts)))
    reckoned: dict[Decimal, Reckoned] = {}
    unclear: Unclear | None = None
    for choice in spread:
        chosen = iter(choice)
        one = [_as_read(phrase, next(chosen)) if isinstance(phrase, Amount) else phrase for phrase in phrases]
        try:
            dose, words = sum_of_day(one, unit)
        except Unclear as fault:
            unclear = unclear or fault
        else:
            reckoned.setdefault(dose, Reckoned(dose, words))
    if not reckoned:
        alone = amounts[0].readings if len(phrases) == len(amounts) == 1 else ()
        return ReadDose(unit=unit, reasons=(unclear.reason,) if unclear else (), amounts=alone)
    fitting = [one for one in reckoned.values() if fits(one.dose)] or [next(iter(reckoned.values()))]
    if len(fitting) > 1:
        return ReadDose(unit=unit, choices=tuple(fitting))
    return ReadDose(fitting[0].dose, unit, fitting[0].words)


def _as_read(amount: Amount, position: int) -> Amount:
    one = slice(position, position + 1)
    return Amount(amount.readings[one], amount.written[one], amount.unit, amount.daily, amount.total)
