"""The comparisons that a condition can make with one fact. Each is one object that says all there is to say about it.

The rest of the program asks the object, and names none of them. In the builder they are offered in this order, and
the first that fits is chosen with the fact. How to add one: docs/how-to/operator.md. Pure Python.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from guidelines.conditions.operands import (
    CHECKS,
    ONE_NUMBER,
    SELECT,
    WITH_THE_COMPARISON,
    YES_OR_NO,
    OperandControl,
    to_bool,
    to_list,
    to_scalar,
    to_text,
)
from guidelines.conditions.operator_kinds import (
    Numbers,
    OneChoice,
    Operator,
    SeveralChoices,
    Test,
    YesOrNo,
    for_any_value,
)
from guidelines.conditions.words import Fact, either, months_in_words, name_with_key, quote, value_in_words
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.facts import PERHAPS, Facts
from guidelines.vocabulary.model import DerivedFact, FactType, display_value

BOOL_OR_CHOICE: frozenset[FactType] = frozenset({"bool", "choice"})
CHOICE: frozenset[FactType] = frozenset({"choice"})
MULTI: frozenset[FactType] = frozenset({"multi"})
MULTI_OR_TEXT: frozenset[FactType] = frozenset({"multi", "text"})
NUMERIC: frozenset[FactType] = frozenset({"number", "scale"})
DATE: frozenset[FactType] = frozenset({"date"})
EVERY: frozenset[FactType] = frozenset(get_args(FactType))


class Is(OneChoice):
    """A value of a list, or yes or no."""

    def test_of(self, operand: object, fact: Fact) -> Test:
        expected = to_scalar(operand)
        return lambda value, facts: value == expected

    def fault_of(self, operand: object, fact: Fact) -> str:
        if fact.type != "bool":
            return super().fault_of(operand, fact)
        to_bool(operand)
        return ""

    def sentence_of(self, name: str, operand: object, fact: Fact | None) -> str:
        if isinstance(operand, bool):
            # "Tramadol: bruges nu" would give two colons.
            return f"{name.replace(': ', ' ')}: {'ja' if operand else 'nej'}"
        return f"{name} er {value_in_words(fact, to_scalar(operand))}"

    def negation_of(self, name: str, operand: object, fact: Fact | None) -> str:
        return f"{name} er ikke {value_in_words(fact, operand)}" if isinstance(operand, str) else ""

    def edges_of(self, operand: object) -> tuple[str | float]:
        return (to_scalar(operand),)

    def operand_of(self, inputs: Sequence[str], fact: Fact | None) -> object:
        chosen = inputs[0] if inputs else ""
        return YES_OR_NO.get(chosen, chosen) if fact and fact.type == "bool" else chosen


class In(SeveralChoices):
    def test_of(self, operand: object, fact: Fact) -> Test:
        wanted = to_list(operand)
        return lambda value, facts: value in wanted

    def sentence_of(self, name: str, operand: object, fact: Fact | None) -> str:
        return f"{name} er {either(self.words_of(operand, fact))}"


class NotIn(SeveralChoices):
    def test_of(self, operand: object, fact: Fact) -> Test:
        unwanted = to_list(operand)
        return lambda value, facts: value not in unwanted

    def sentence_of(self, name: str, operand: object, fact: Fact | None) -> str:
        words = self.words_of(operand, fact)
        return f"{name} er {'hverken' if len(words) > 1 else 'ikke'} {either(words)}"


class Has(OneChoice):
    """One of the values that were chosen."""

    def test_of(self, operand: object, fact: Fact) -> Test:
        wanted = to_text(operand)
        perhaps = PERHAPS + wanted

        def holds(value: tuple[str, ...], facts: Facts) -> bool | None:
            return wanted in value or (None if perhaps in value else False)

        return for_any_value(holds)

    def sentence_of(self, name: str, operand: object, fact: Fact | None) -> str:
        return f"{name} omfatter {value_in_words(fact, to_text(operand))}"


class Empty(YesOrNo):
    """Nothing was chosen or written, by somebody who was asked."""

    def test_of(self, operand: object, fact: Fact) -> Test:
        expected = to_bool(operand)

        def holds_of_codes(value: tuple[str, ...], facts: Facts) -> bool | None:
            known = any(not code.startswith(PERHAPS) for code in value)
            return None if value and not known else known is not expected

        if isinstance(fact, DerivedFact):
            return for_any_value(holds_of_codes)
        return lambda value, facts: (not value) is expected

    def fault_of(self, operand: object, fact: Fact) -> str:
        to_bool(operand)
        return ""

    def sentence_of(self, name: str, operand: object, fact: Fact | None) -> str:
        is_empty = to_bool(operand)
        if fact is not None and fact.type == "multi":
            return f"{name}: {'ingen af mulighederne er valgt' if is_empty else 'mindst én af mulighederne er valgt'}"
        return f"{name}: {'intet er skrevet' if is_empty else 'noget er skrevet'}"

    def choices_of(self, fact_type: FactType | None) -> Mapping[str, str]:
        some, none = ("har mindst én valgt", "har ingen valgt") if fact_type == "multi" else ("har en tekst", "er tom")
        return {f"{self.name}:false": some, f"{self.name}:true": none}


@dataclass(frozen=True, eq=False)
class Limit(Numbers):
    """More or less than a number. `test_for` makes the test of a limit."""

    test_for: Callable[[float], Callable[[float, Facts], bool]]

    def test_of(self, operand: object, fact: Fact) -> Test:
        (limit,) = self.numbers_in(operand)
        return for_any_value(self.test_for(limit))

    def sentence_of(self, name: str, operand: object, fact: Fact | None) -> str:
        (limit,) = self.numbers_in(operand)
        return f"{name} {self.words} {value_in_words(fact, limit)}"


class OlderThanMonths(Numbers):
    def test_of(self, operand: object, fact: Fact) -> Test:
        months = int(*self.numbers_in(operand))

        def holds(value: date, facts: Facts) -> bool:
            return value < add_months(facts.as_of, -months)

        return for_any_value(holds)

    def sentence_of(self, name: str, operand: object, fact: Fact | None) -> str:
        (months,) = self.numbers_in(operand)
        return f"{name} er mere end {months_in_words(months)} siden" if months else f"{name}: datoen er passeret"


class WithinMonths(Numbers):
    def test_of(self, operand: object, fact: Fact) -> Test:
        months = int(*self.numbers_in(operand))

        def holds(value: date, facts: Facts) -> bool:
            return add_months(facts.as_of, -months) <= value <= facts.as_of

        return for_any_value(holds)

    def sentence_of(self, name: str, operand: object, fact: Fact | None) -> str:
        (months,) = self.numbers_in(operand)
        return f"{name} ligger inden for de seneste {months_in_words(months)}"


class Between(Numbers):
    """From one number to another, or from one number of months back to another; both included."""

    def test_of(self, operand: object, fact: Fact) -> Test:
        low, high = self.numbers_in(operand)

        def holds(value: float, facts: Facts) -> bool:
            return low <= value <= high

        def holds_of_day(value: date, facts: Facts) -> bool:
            return add_months(facts.as_of, -int(high)) <= value <= add_months(facts.as_of, -int(low))

        return for_any_value(holds_of_day) if fact.type == "date" else for_any_value(holds)

    def fault_of(self, operand: object, fact: Fact) -> str:
        low, high = self.numbers_in(operand)
        if fault := super().fault_of(operand, fact):
            return fault
        if low > high:
            return f"{name_with_key(fact)}: skriv det mindste tal først, ikke {quote(low)} før {quote(high)}."
        return ""

    def sentence_of(self, name: str, operand: object, fact: Fact | None) -> str:
        low, high = self.numbers_in(operand)
        if fact and fact.type == "date":
            return f"{name} er fra {display_value(low, {})} til og med {months_in_words(high)} siden"
        first = value_in_words(fact, low).removesuffix(f" {fact.unit}" if fact else "")
        return f"{name} er fra {first} til og med {value_in_words(fact, high)}"

    def choices_of(self, fact_type: FactType | None) -> Mapping[str, str]:
        return {self.name: f"{self.words} måneder siden" if fact_type == "date" else self.words}


class IsAnswered(YesOrNo):
    """Whether anything is known: the one comparison where absence is itself an answer."""

    def fits(self, fact_type: FactType | None) -> bool:
        return True

    def test_of(self, operand: object, fact: Fact) -> Test:
        expected = to_bool(operand)
        return lambda value, facts: expected

    def answer_to_absence(self, operand: object) -> bool | None:
        return not to_bool(operand)

    def fault_of(self, operand: object, fact: Fact) -> str:
        if isinstance(operand, bool):
            return ""
        return f"{name_with_key(fact)}: »{self.words}« er ja eller nej, ikke {quote(operand)}."

    def sentence_of(self, name: str, operand: object, fact: Fact | None) -> str:
        return f"{name}: {'besvaret' if to_bool(operand) else 'ikke besvaret'}"

    def choices_of(self, fact_type: FactType | None) -> Mapping[str, str]:
        return {f"{self.name}:true": "er besvaret", f"{self.name}:false": "er ikke besvaret"}


ALL: tuple[Operator, ...] = (
    Is("is", "er", BOOL_OR_CHOICE, SELECT),
    In("in", "er en af", CHOICE, CHECKS),
    NotIn("not_in", "er ingen af", CHOICE, CHECKS),
    Has("has", "omfatter", MULTI, SELECT),
    Empty("empty", "er tom", MULTI_OR_TEXT, WITH_THE_COMPARISON),
    Limit("gte", "er mindst", NUMERIC, ONE_NUMBER, lambda limit: lambda value, facts: value >= limit),
    Limit("gt", "er mere end", NUMERIC, ONE_NUMBER, lambda limit: lambda value, facts: value > limit),
    Limit("lte", "er højst", NUMERIC, ONE_NUMBER, lambda limit: lambda value, facts: value <= limit),
    Limit("lt", "er mindre end", NUMERIC, ONE_NUMBER, lambda limit: lambda value, facts: value < limit),
    OlderThanMonths("older_than_months", "er mere end … måneder siden", DATE, ONE_NUMBER),
    WithinMonths("within_months", "ligger inden for de seneste … måneder", DATE, ONE_NUMBER),
    Between("between", "er fra … til og med …", NUMERIC | DATE, OperandControl("number", ("fra", "til og med"))),
    IsAnswered("answered", "er besvaret", EVERY, WITH_THE_COMPARISON),
)
OPERATORS: Mapping[str, Operator] = {operator.name: operator for operator in ALL}
