"""Reads the amounts in a dose: `50 mg`, `20 + 15 mg`, what they are per, and a total (`i alt 150 mg`). Pure Python."""

from dataclasses import replace
from decimal import Decimal

from assessment.rules.medication.dosage.lexicon import Open, Plain
from assessment.rules.medication.dosage.phrases import Amount, Left, Phrase
from assessment.rules.medication.dosage.tokens import PUNCTUATION
from assessment.rules.medication.dosage.words import Tokens, at, is_hour, is_meant, number_at, per_at, unit_at
from guidelines.medicines.model import MG, MICROGRAMS_PER_HOUR
from guidelines.vocabulary.numbers import number_in_danish

MICROGRAM = Decimal("0.001")
BETWEEN_AMOUNTS = {"/": Open.COMBINATION, "-": Open.CHOICE, "til": Open.CHOICE}


def amount(tokens: Tokens, place: int) -> tuple[list[Phrase], int] | None:
    """`50 mg`, `25 µg/t`, `150 mg/døgn`, `20 + 15 mg`, and what is no amount: `10/5 mg`, `5-10 mg`, `20 mg/ml`."""
    if added := _added(tokens, place):
        return added
    number = number_at(tokens, place)
    if not number:
        return None
    readings, after = number
    reason = BETWEEN_AMOUNTS.get(at(tokens, after).key)
    if reason and (other := number_at(tokens, after + 1)) and (unit := unit_at(tokens, other[1])):
        per = per_at(tokens, unit[1])
        return [Left(reason)], per + 1 if per and is_hour(tokens, per) else unit[1]
    unit = unit_at(tokens, after)
    if not unit:
        return None
    milligrams, after = unit
    if (per := per_at(tokens, after)) and (phrase := _per(tokens, per, readings, milligrams)):
        return phrase
    written = tuple(f"{number_in_danish(value)} {tokens[after - 1].text}" for value in readings)
    values = tuple(value * milligrams for value in readings)
    day = is_meant(tokens, after, Plain.DAILY)
    return [Amount(values, written, MG, daily=day is not None)], day or after


def _added(tokens: Tokens, place: int) -> tuple[list[Phrase], int] | None:
    """`20 + 15 mg`, `20 mg + 15 mg`: what is taken in the course of a day, added up. The last one has a unit."""
    without_unit: list[tuple[Decimal, ...]] = []
    parts: list[tuple[Decimal, ...]] = []
    after, end = place, place
    while number := number_at(tokens, after):
        without_unit.append(number[0])
        after = number[1]
        if unit := unit_at(tokens, after):
            parts += [tuple(value * unit[0] for value in readings) for readings in without_unit]
            without_unit, after, end = [], unit[1], unit[1]
        if at(tokens, after).key != "+":
            break
        after += 1
    if len(parts) < 2:
        return None
    per = per_at(tokens, end)
    if per and is_hour(tokens, per):
        return [Left(Open.SEVERAL_WAYS)], per + 1
    if any(len(readings) > 1 for readings in parts):
        return [Left(Open.SEVERAL_WAYS)], end
    values = [readings[0] for readings in parts]
    written = f"{' + '.join(map(number_in_danish, values))} mg"
    return [Amount((sum(values, Decimal(0)),), (written,), daily=True, parts=True)], end


def _per(
    tokens: Tokens, place: int, readings: tuple[Decimal, ...], milligrams: Decimal
) -> tuple[list[Phrase], int] | None:
    """What an amount is per: an hour, a tablet, or something that is no tablet."""
    if is_hour(tokens, place):
        if milligrams != MICROGRAM:
            return [Left(Open.OTHER_FORM)], place + 1
        written = tuple(f"{number_in_danish(value)} µg/t" for value in readings)
        return [Amount(readings, written, MICROGRAMS_PER_HOUR)], place + 1
    if form := is_meant(tokens, place, Plain.FORM):
        written = tuple(f"{number_in_danish(value * milligrams)} mg" for value in readings)
        return [Amount(tuple(value * milligrams for value in readings), written)], form
    number = number_at(tokens, place)
    after = number[1] if number else place
    if unit := unit_at(tokens, after):
        return [Left(Open.COMBINATION if number else Open.OTHER_FORM)], unit[1]
    other = is_meant(tokens, after, Open.OTHER_FORM)
    return ([Left(Open.OTHER_FORM)], other) if other else None


def total(tokens: Tokens, place: int) -> tuple[list[Phrase], int] | None:
    """`= 150 mg`, `i alt 150 mg`, `døgndosis 150 mg`."""
    after = place + 1 if at(tokens, place).key == "=" else is_meant(tokens, place, Plain.TOTAL)
    if not after:
        return None
    while at(tokens, after).key in PUNCTUATION:
        after += 1
    found = amount(tokens, after)
    if not found or not isinstance(sum_said := found[0][0], Amount):
        return [Left(Open.SEVERAL_WAYS)], after
    return [replace(sum_said, total=True)], found[1]
