"""Operands: what a comparison takes beside its fact, as the content stores it and as the builder lets it be chosen or
typed. Pure Python."""

from dataclasses import dataclass
from decimal import Decimal
from math import isfinite
from typing import Literal

from guidelines.conditions.words import Fact
from guidelines.vocabulary.model import Question
from guidelines.vocabulary.numbers import number_to_type, read_number, readings_of

Scalar = bool | str | int | float
YES_OR_NO = {"true": True, "false": False}


class OperandError(ValueError):
    """The operand is of another kind than the comparison takes."""


@dataclass(frozen=True)
class OperandControl:
    """What the builder asks for an operand with. `boxes` holds the word before each of its inputs; where there is no
    input, the operand is chosen together with the comparison."""

    kind: Literal["", "select", "checks", "number"]
    boxes: tuple[str, ...]


WITH_THE_COMPARISON = OperandControl("", ())
SELECT = OperandControl("select", ("",))
CHECKS = OperandControl("checks", ("",))
ONE_NUMBER = OperandControl("number", ("",))


def to_bool(operand: object) -> bool:
    if isinstance(operand, bool):
        return operand
    raise OperandError(operand)


def to_text(operand: object) -> str:
    if isinstance(operand, str):
        return operand
    raise OperandError(operand)


def to_number(operand: object) -> float:
    """A number that can be compared: not true, and not infinite."""
    if isinstance(operand, bool) or not isinstance(operand, int | float):
        raise OperandError(operand)
    if isinstance(operand, float) and not isfinite(operand):
        raise OperandError(operand)
    return operand


def to_scalar(operand: object) -> Scalar:
    if isinstance(operand, bool | str | int | float):
        return operand
    raise OperandError(operand)


def to_list(operand: object) -> tuple[object, ...]:
    if isinstance(operand, list | tuple):
        return tuple(operand)
    raise OperandError(operand)


def input_text(value: object) -> str:
    """A value as it stands in an input: yes and no as the form sends them, a number so that it is read as it was."""
    scalar = to_scalar(value)
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    return scalar if isinstance(scalar, str) else number_to_type(Decimal(str(scalar)))


def read_typed_number(text: str, fact: Fact | None) -> float | str:
    """A typed number, read by what the fact can be; the text itself if it is no number, or can mean two."""
    least, most = (fact.min, fact.max) if isinstance(fact, Question) else (None, None)
    asks_whole = fact is not None and fact.type in ("date", "scale")

    def fits(number: Decimal) -> bool:
        return (
            (least is None or number >= Decimal(str(least)))
            and (most is None or number <= Decimal(str(most)))
            and (not asks_whole or number == int(number))
        )

    try:
        number = read_number(text, fits)
    except ValueError:
        return text
    return int(number) if number == int(number) else float(number)


def typed_number_fault(text: str, fact: Fact | None) -> str:
    """Why a text is not read as a number; empty if it is."""
    if not isinstance(read_typed_number(text, fact), str):
        return ""
    readings = [number_to_type(number) for number in readings_of(text)]
    if readings:
        return f"»{text}« kan læses på to måder. Skriv {readings[0]} eller {readings[1]}."
    return f"»{text}« er ikke et tal. Skriv det som 12 eller 12,5."
