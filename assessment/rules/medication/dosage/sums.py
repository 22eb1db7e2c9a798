"""Adds the phrases of a dose up to the dose of a day, or says why there is none. Pure Python."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from assessment.rules.medication.dosage.lexicon import Open
from assessment.rules.medication.dosage.phrases import (
    Amount,
    Count,
    Daily,
    Grid,
    Interval,
    Multiplier,
    Often,
    Phrase,
    When,
)
from guidelines.medicines.model import MICROGRAMS_PER_HOUR
from guidelines.vocabulary.numbers import number_in_danish

# More than these are what a box holds.
MOST_PATCHES = 3


class Unclear(Exception):
    """The words are known, but together they do not say one dose a day."""

    def __init__(self, reason: Open) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass
class Intake:
    """What is said of one time of taking: how much, how many, and how often."""

    amounts: list[Amount] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    multipliers: list[Multiplier] = field(default_factory=list)
    often: list[int] = field(default_factory=list)
    whens: list[When] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    daily: bool = False

    @property
    def has_frequency(self) -> bool:
        return bool(self.often or self.whens or self.grids or self.daily)


def sum_of_day(phrases: Sequence[Phrase], unit: str) -> tuple[Decimal, str]:
    """The dose a day in `unit`, and how it was reckoned. Each amount has one reading. Raises Unclear."""
    totals = [phrase for phrase in phrases if isinstance(phrase, Amount) and phrase.total]
    intakes = _intakes([phrase for phrase in phrases if phrase not in totals])
    if unit == MICROGRAMS_PER_HOUR:
        dose, words = _patch(intakes, phrases)
    elif totals and not any(intake.amounts for intake in intakes):
        if len(intakes) > 1 or intakes[0].has_frequency or intakes[0].counts:
            raise Unclear(Open.SEVERAL_WAYS)
        dose, words = totals[0].readings[0], f"{totals[0].written[0]} i døgnet"
    else:
        dose, words = _one(intakes[0]) if len(intakes) == 1 else _several(intakes)
    if not dose:
        raise Unclear(Open.NO_AMOUNT)
    if any(total.readings[0] != dose for total in totals):
        raise Unclear(Open.SEVERAL_WAYS)
    return dose.normalize() + 0, words


def _intakes(phrases: Sequence[Phrase]) -> list[Intake]:
    """The phrases in groups: a new one begins with an amount or count that comes after a phrase of how often."""
    intakes = [Intake()]
    for phrase in phrases:
        # `tre gange dagligt to tabletter 50 mg`: what is taken may stand last.
        first = intakes[0]
        late = len(intakes) == 1 and not first.amounts and (isinstance(phrase, Amount) or not first.counts)
        if isinstance(phrase, Amount | Count | Multiplier) and intakes[-1].has_frequency and not late:
            intakes.append(Intake())
        _put(intakes[-1], phrase)
    return intakes


def _put(intake: Intake, phrase: Phrase) -> None:
    match phrase:
        case Amount():
            intake.amounts.append(phrase)
        case Count():
            intake.counts.append(phrase)
        case Multiplier():
            intake.multipliers.append(phrase)
        case Often():
            intake.often.append(phrase.times)
        case When():
            intake.whens.append(phrase)
        case Grid():
            intake.grids.append(phrase)
        case Daily():
            intake.daily = True


def _patch(intakes: list[Intake], phrases: Sequence[Phrase]) -> tuple[Decimal, str]:
    """The strength of the patches that are worn at a time. How often they are changed adds nothing."""
    amounts = [amount for intake in intakes for amount in intake.amounts]
    counts = [count for intake in intakes for count in intake.counts]
    changed = any(isinstance(phrase, Interval) for phrase in phrases)
    taken = [intake for intake in intakes if intake.whens or intake.grids or intake.daily or intake.multipliers]
    if any(often != 1 or not changed for intake in intakes for often in intake.often):
        # `x 2 hver 3. dag`: two patches, or two changes?
        raise Unclear(Open.SEVERAL_WAYS)
    if len(amounts) != 1 or len(counts) > 1 or taken or amounts[0].daily:
        raise Unclear(Open.SEVERAL_WAYS)
    count = counts[0].number if counts else Decimal(1)
    if count not in range(1, MOST_PATCHES + 1):
        raise Unclear(Open.SEVERAL_WAYS)
    dose = amounts[0].readings[0] * count
    if count == 1:
        return dose, f"plaster {amounts[0].written[0]}"
    return dose, f"{number_in_danish(count)} plastre × {amounts[0].written[0]} = {number_in_danish(dose)} µg/t"


def _one(intake: Intake) -> tuple[Decimal, str]:
    """One amount, at most one count, and one way of saying how often; two that say the same are one."""
    if len(intake.amounts) != 1 or len(intake.counts) > 1 or len(intake.multipliers) > 1:
        raise Unclear(Open.SEVERAL_WAYS if intake.amounts else Open.NO_AMOUNT)
    amount = intake.amounts[0]
    count, times = _count_and_times(intake)
    apart = intake.often or intake.whens or intake.grids or intake.counts
    if (amount.parts or (amount.daily and apart)) and (count != 1 or times != 1):
        # `150 mg dagligt x 3`, `20 + 15 mg x 2`: the sum of the day, or several of them?
        raise Unclear(Open.SEVERAL_WAYS)
    dose = amount.readings[0] * count * times
    if amount.parts:
        return dose, f"{amount.written[0]} = {number_in_danish(dose)} mg"
    factors = [amount.written[0], *([number_in_danish(count)] if count != 1 else []), number_in_danish(times)]
    return dose, f"{' × '.join(factors)} = {number_in_danish(dose)} mg"


def _count_and_times(intake: Intake) -> tuple[Decimal, Decimal]:
    """How many at a time, and how many times a day."""
    if any(count.bracketed and count.number != 1 for count in intake.counts):
        # `500 mg (2 tabl.)`: two of 500 mg, or 500 mg as two?
        raise Unclear(Open.SEVERAL_WAYS)
    count = intake.counts[0].number if intake.counts else Decimal(1)
    if intake.grids:
        if len(intake.grids) > 1 or count != 1 or intake.often or intake.whens or intake.multipliers:
            raise Unclear(Open.SEVERAL_WAYS)
        return Decimal(1), intake.grids[0].total
    named = _times_of_day(intake)
    said = {*intake.often, *([named] if named else [])}
    multiplier = intake.multipliers[0].number if intake.multipliers else None
    if len(said) > 1 or (multiplier is not None and (intake.counts or (named == multiplier and multiplier > 1))):
        raise Unclear(Open.SEVERAL_WAYS)
    if said:
        return (count if multiplier is None else multiplier), Decimal(said.pop())
    if multiplier is not None:
        return Decimal(1), multiplier
    if intake.daily or any(amount.daily for amount in intake.amounts):
        return count, Decimal(1)
    raise Unclear(Open.HOW_OFTEN)


def _times_of_day(intake: Intake) -> int:
    """How many times of day are named; 0 for none."""
    if len(intake.whens) > 1:
        raise Unclear(Open.SEVERAL_WAYS)
    times = intake.whens[0].times if intake.whens else ()
    _check_named(times)
    return len(times)


def _check_named(times: Sequence[str]) -> None:
    if len(set(times)) < len(times):
        raise Unclear(Open.SEVERAL_WAYS)


def _several(intakes: list[Intake]) -> tuple[Decimal, str]:
    """`10 mg morgen og 20 mg aften`, `1 tablet morgen, 2 tabletter aften`: each with its own times of day."""
    first = intakes[0]
    by_count = len(first.amounts) == 1 and all(intake.counts for intake in intakes)
    by_count = by_count and not any(intake.amounts for intake in intakes[1:])
    by_amount = all(len(intake.amounts) == 1 and not intake.counts for intake in intakes)
    plain = all(intake.whens and not (intake.often or intake.grids or intake.multipliers) for intake in intakes)
    if not plain or not (by_count or by_amount) or any(amount.daily for one in intakes for amount in one.amounts):
        raise Unclear(Open.SEVERAL_WAYS)
    _check_named([time for intake in intakes for when in intake.whens for time in when.times])
    amounts = [intake.amounts[0] if intake.amounts else first.amounts[0] for intake in intakes]
    factors = [_count_and_times(intake) for intake in intakes]
    dose = sum(
        (one.readings[0] * count * times for one, (count, times) in zip(amounts, factors, strict=True)), Decimal(0)
    )
    terms = [
        " × ".join([amount.written[0], *(number_in_danish(factor) for factor in pair if factor != 1)])
        for amount, pair in zip(amounts, factors, strict=True)
    ]
    return dose, f"{' + '.join(terms)} = {number_in_danish(dose)} mg"
