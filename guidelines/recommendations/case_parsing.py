"""Reads a case from its stored form, strictly: every fault is a Danish sentence that names case and fact. Pure Python.

A case is {"name", "as_of", "facts", "expect"} and perhaps "attention"; a fact that it leaves out is unknown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from types import UnionType

from guidelines.recommendations.evaluation import Status
from guidelines.vocabulary.facts import Value
from guidelines.vocabulary.model import DerivedFact, FactType, Question, Vocabulary
from guidelines.vocabulary.shapes import Json, shape

LONGEST_NAME = 100
# What a value is stored as, by the type of its fact.
VALUES_OF: Mapping[FactType, type | UnionType] = {
    "bool": bool,
    "choice": str,
    "multi": list,
    "number": int | float,
    "scale": int | float,
    "text": str,
}
EXPECTATIONS: Mapping[str, str] = {
    Status.APPLIES: "gælder",
    Status.DOES_NOT_APPLY: "gælder ikke",
    Status.UNKNOWN: "kan ikke afgøres",
}
ATTENTION: Mapping[bool | None, str] = {
    True: "under »Gør nu«",
    False: "ikke under »Gør nu«",
    None: "»Gør nu« kan ikke afgøres",
}


class CaseError(ValueError):
    """The case cannot be used. `faults` says in Danish what is wrong, one sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = tuple(faults)


@shape("Prøven")
class CaseRow:
    """A case as it is stored."""

    name: str
    as_of: str = ""
    facts: dict[str, Json]
    expect: str = ""
    attention: bool | None = None


@dataclass(frozen=True, kw_only=True)
class ContentCase:
    name: str
    as_of: date
    facts: Mapping[str, Value]
    expect: str
    attention: bool | None = None

    @property
    def expected(self) -> str:
        """The expectation in words."""
        return describe_expectation(self.expect, self.attention)


def describe_expectation(expect: str, attention: bool | None) -> str:
    words = EXPECTATIONS[expect]
    return words if attention is None else f"{words}, {ATTENTION[attention]}"


def name_of(row: object) -> str:
    name = row.get("name") if isinstance(row, Mapping) else ""
    return name if isinstance(name, str) else ""


@dataclass
class _Reader:
    """Collects what is wrong with a case while it is read; every fault names the case."""

    name: str
    faults: list[str] = field(default_factory=list)

    def fault(self, words: str) -> None:
        self.faults.append(f"Prøven »{self.name or 'uden navn'}«: {words}")


def parse_case(row: object, vocabulary: Vocabulary) -> ContentCase:
    """The case that was stored. Raises CaseError with everything that is wrong with it."""
    if not isinstance(row, Mapping):
        raise CaseError(["En prøve skal have navn, dato, fakta og det, der ventes."])
    reader = _Reader(name_of(row).strip())
    if not reader.name:
        reader.fault("giv den et navn.")
    if len(reader.name) > LONGEST_NAME:
        reader.fault(f"navnet må være højst {LONGEST_NAME} tegn.")
    as_of = parse_day(row.get("as_of"))
    if as_of is None:
        reader.fault("datoen findes ikke. Skriv den som 2026-11-25.")
    expect, attention = row.get("expect"), row.get("attention")
    if not isinstance(expect, str) or expect not in EXPECTATIONS:
        reader.fault("sig, hvad der ventes: at reglen gælder, ikke gælder eller ikke kan afgøres.")
    if attention not in (True, False, None) or isinstance(attention, int) is not isinstance(attention, bool):
        reader.fault("»Gør nu« er ja, nej eller ikke prøvet.")
    elif attention and expect != Status.APPLIES:
        reader.fault("»Gør nu« kan kun ventes, hvor reglen gælder.")
    facts = _parse_facts(row.get("facts", {}), as_of, vocabulary, reader)
    if reader.faults or as_of is None:
        raise CaseError(reader.faults)
    return ContentCase(name=reader.name, as_of=as_of, facts=facts, expect=str(expect), attention=attention)


def _parse_facts(given: object, as_of: date | None, vocabulary: Vocabulary, reader: _Reader) -> dict[str, Value]:
    if not isinstance(given, Mapping):
        reader.fault("fakta skal stå med navn og værdi.")
        return {}
    facts: dict[str, Value] = {}
    for key, value in given.items():
        fact = vocabulary.questions.get(key) or vocabulary.derived.get(key)
        if fact is None:
            reader.fault(f"»{key}« er ikke et faktum, som spørgeskemaet kender.")
            continue
        try:
            facts[key] = parse_value(fact, value, as_of)
        except ValueError as error:
            reader.fault(f"{fact.short}: {error}")
    return facts


def parse_day(value: object) -> date | None:
    """The day of an ISO text (2026-11-25); None for anything else."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def parse_value(fact: Question | DerivedFact, value: object, as_of: date | None) -> Value:
    """A fact's value as the rules see it. Raises ValueError with what is allowed."""
    match fact.type:
        case "bool":
            if isinstance(value, bool):
                return value
            raise ValueError("svaret er ja eller nej.")
        case "number" | "scale":
            return _number(fact, value)
        case "date":
            return _date(fact, value, as_of)
        case "text":
            if isinstance(value, str):
                return value
            raise ValueError("svaret er en tekst.")
        case "multi":
            values = value if isinstance(value, list) else [None]
            return tuple(_one_of(fact, each) for each in values)
        case _:
            return _one_of(fact, value)


def stored_value(fact_type: FactType | None, value: Json) -> Value:
    """A fact of a stored case as the rules see it, whatever its list allows. Raises ValueError if it cannot be."""
    if fact_type == "date":
        day = parse_day(value)
        if day is None:
            raise ValueError(f"»{value}« er ikke en dag")
        return day
    allowed = VALUES_OF.get(fact_type, bool | int | float | str) if fact_type else bool | int | float | str | list
    if not isinstance(value, allowed) or (isinstance(value, bool) and fact_type not in (None, "bool")):
        raise ValueError(f"»{value}« er ikke et svar")
    if isinstance(value, list):
        return tuple(map(str, value))
    assert not isinstance(value, dict)
    assert value is not None
    return value


def _one_of(fact: Question | DerivedFact, value: object) -> str:
    labels = {str(one): label for one, label in fact.values.items()}
    if isinstance(value, str) and value in labels:
        return value
    raise ValueError(f"svaret er ikke på listen. Vælg mellem: {', '.join(labels.values())}.")


def _number(fact: Question | DerivedFact, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("svaret er et tal.")
    if fact.type == "scale" and not isinstance(value, int):
        raise ValueError("svaret er et helt tal.")
    if isinstance(fact, DerivedFact):
        if fact.values and value not in fact.values:
            raise ValueError(f"svaret er ikke på listen. Vælg mellem: {', '.join(fact.values.values())}.")
        if value < 0:
            raise ValueError("tallet kan ikke være under 0.")
        return value
    if (fact.min is not None and value < fact.min) or (fact.max is not None and value > fact.max):
        raise ValueError(f"tallet skal ligge mellem {fact.min:g} og {fact.max:g}.")
    return value


def _date(fact: Question | DerivedFact, value: object, as_of: date | None) -> date:
    day = parse_day(value)
    if day is None:
        raise ValueError("datoen findes ikke. Skriv den som 2026-11-25.")
    if as_of and isinstance(fact, Question) and fact.not_in_future and day > as_of:
        raise ValueError("datoen ligger efter prøvens dato.")
    return day
