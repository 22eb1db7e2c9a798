"""The kinds of comparison, by what they compare with; and what every comparison must be able to do. Pure Python.

An operand comes as it stands in the content (JSON); if the comparison does not take its kind, it raises OperandError.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from guidelines.conditions.operands import (
    YES_OR_NO,
    OperandControl,
    OperandError,
    input_text,
    read_typed_number,
    to_bool,
    to_list,
    to_number,
    to_scalar,
    to_text,
    typed_number_fault,
)
from guidelines.conditions.words import Fact, either, name_with_key, nearest_to, quote_all, value_in_words
from guidelines.vocabulary.facts import Facts, Value
from guidelines.vocabulary.model import FactType

LONGEST_IN_MONTHS = 1200
Test = Callable[[Value, Facts], bool | None]
AnyValue = TypeVar("AnyValue")


def for_any_value(test: Callable[[AnyValue, Facts], bool | None]) -> Test:
    """The same test: that a fact's values are of the type that it takes was checked before (`fits`)."""
    return cast("Test", test)


@dataclass(frozen=True, eq=False)
class Operator(ABC):
    """One comparison. `words` name it in lists and in what is refused; `types` are the facts that it is meant for."""

    name: str
    words: str
    types: frozenset[FactType]
    control: OperandControl

    @abstractmethod
    def test_of(self, operand: object, fact: Fact) -> Test:
        """The test of a known value; None where it is known in part, and the rest decides. It runs for every case: what
        can be worked out before is worked out here."""

    @abstractmethod
    def fault_of(self, operand: object, fact: Fact) -> str:
        """Why the operand cannot be used with this fact, in words for the one who edits it; empty if it can."""

    @abstractmethod
    def sentence_of(self, name: str, operand: object, fact: Fact | None) -> str:
        """How it reads of the fact of this name; None if the vocabulary no longer has it."""

    @abstractmethod
    def edges_of(self, operand: object) -> Iterable[str | float]:
        """The values at which it changes its answer, for the search for what can never be true: texts, or numbers,
        which are months back where the fact is a date. Yes and no, and what can be chosen, is tried anyway."""

    @abstractmethod
    def inputs_of(self, operand: object) -> list[str]:
        """What stands in the builder's inputs; what cannot be used is shown there as well."""

    @abstractmethod
    def operand_of(self, inputs: Sequence[str], fact: Fact | None) -> object:
        """The operand that was chosen or typed, to be stored; what cannot be read comes out as it was typed."""

    def fits(self, fact_type: FactType | None) -> bool:
        """Whether facts of this type can be compared so; None stands for a fact that does not exist."""
        return fact_type in self.types

    def answer_to_absence(self, operand: object) -> bool | None:
        """What it says of an unknown fact: that is unknown too, but where absence is itself an answer."""
        return None

    def negation_of(self, name: str, operand: object, fact: Fact | None) -> str:
        """How it reads that it does not hold; empty if that is said by a line above it."""
        return ""

    def choices_of(self, fact_type: FactType | None) -> Mapping[str, str]:
        """What can be chosen in the builder's list of comparisons: codes, and their words."""
        return {self.name: self.words}

    def input_fault_of(self, inputs: Sequence[str], fact: Fact) -> str:
        """Why what was typed cannot be read; empty if it can."""
        return ""

    def unit_of(self, fact: Fact) -> str:
        """What stands behind the inputs."""
        return ""


class YesOrNo(Operator):
    """Yes or no, chosen together with the comparison: its code ends with it."""

    def edges_of(self, operand: object) -> Iterable[str | float]:
        return ()

    def inputs_of(self, operand: object) -> list[str]:
        return [input_text(to_bool(operand))]

    def operand_of(self, inputs: Sequence[str], fact: Fact | None) -> object:
        return YES_OR_NO.get(inputs[0], inputs[0]) if inputs else ""


class OneChoice(Operator):
    """One value of the fact's list."""

    def fault_of(self, operand: object, fact: Fact) -> str:
        return choice_fault([to_text(operand)], fact)

    def edges_of(self, operand: object) -> Iterable[str | float]:
        return (to_text(operand),)

    def inputs_of(self, operand: object) -> list[str]:
        return [input_text(operand)]

    def operand_of(self, inputs: Sequence[str], fact: Fact | None) -> object:
        return inputs[0] if inputs else ""


class SeveralChoices(Operator):
    """Some values of the fact's list."""

    def words_of(self, operand: object, fact: Fact | None) -> list[str]:
        """Each value in words; there is at least one."""
        words = [value_in_words(fact, to_scalar(value)) for value in to_list(operand)]
        if not words:
            raise OperandError(operand)
        return words

    def fault_of(self, operand: object, fact: Fact) -> str:
        values = to_list(operand)
        return (
            choice_fault(values, fact)
            if values
            else f"{name_with_key(fact)}: »{self.words}« skal have mindst én værdi."
        )

    def edges_of(self, operand: object) -> Iterable[str | float]:
        return map(to_text, to_list(operand))

    def inputs_of(self, operand: object) -> list[str]:
        return [input_text(value) for value in to_list(operand)]

    def operand_of(self, inputs: Sequence[str], fact: Fact | None) -> object:
        return list(inputs)


class Numbers(Operator):
    """One number, or a list of as many as there are inputs; where the fact is a date, months back from the day."""

    def numbers_in(self, operand: object) -> list[float]:
        return [to_number(number) for number in self._operands(operand)]

    def fault_of(self, operand: object, fact: Fact) -> str:
        numbers = self.numbers_in(operand)
        if fact.type != "date":
            return ""
        if not all(isinstance(number, int) for number in numbers):
            raise OperandError(operand)
        for number in numbers:
            if number not in range(LONGEST_IN_MONTHS + 1):
                limits = f"fra 0 til {LONGEST_IN_MONTHS}, ikke {number}"
                return f"{name_with_key(fact)}: antallet af måneder skal være {limits}."
        return ""

    def edges_of(self, operand: object) -> Iterable[str | float]:
        return self.numbers_in(operand)

    def inputs_of(self, operand: object) -> list[str]:
        given = self._operands(operand)
        if any(isinstance(value, bool) for value in given):
            raise OperandError(operand)
        return [input_text(value) for value in given]

    def operand_of(self, inputs: Sequence[str], fact: Fact | None) -> object:
        numbers = [read_typed_number(text, fact) for text in inputs]
        if len(self.control.boxes) > 1:
            return numbers
        return numbers[0] if numbers else ""

    def input_fault_of(self, inputs: Sequence[str], fact: Fact) -> str:
        return next(filter(None, (typed_number_fault(text, fact) for text in inputs)), "")

    def unit_of(self, fact: Fact) -> str:
        return "måneder" if fact.type == "date" else fact.unit

    def _operands(self, operand: object) -> Sequence[object]:
        if len(self.control.boxes) == 1:
            return [operand]
        given = to_list(operand)
        if len(given) != len(self.control.boxes):
            raise OperandError(operand)
        return given


# A longer list is not named whole.
MOST_NAMED = 30


def choice_fault(values: Iterable[object], fact: Fact) -> str:
    """Why these cannot be values of the fact; empty if they can."""
    outside = [value for value in values if not isinstance(value, str) or value not in fact.values]
    if not outside:
        return ""
    labels = {str(value): label for value, label in fact.values.items()}
    if len(labels) <= MOST_NAMED:
        allowed = f"Vælg blandt {either([f'»{label}«' for label in labels.values()])}."
    else:
        near = [f"»{labels[code]}« ({code})" for code in nearest_to(str(outside[0]), labels)]
        allowed = f"Det nærmeste er {either(near)}." if near else f"Ingen af de {len(labels)} på listen ligner."
    return f"{name_with_key(fact)} kan ikke være {quote_all(outside)}. {allowed}"
