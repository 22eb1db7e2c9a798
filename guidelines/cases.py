"""Cases: made-up patients that stand with a rule and say what it is to answer for each of them. Pure Python.

A case is {"name", "as_of", "facts", "expect"} and perhaps "attention"; a fact that it leaves out is unknown.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import isfinite
from typing import Any

from guidelines.conditions import Node
from guidelines.evaluation import CompiledRecommendation, Status, compile_recommendation, evaluate_recommendation
from guidelines.facts import TREATMENTS, Facts, Value
from guidelines.vocabulary import DerivedFact, Question, Vocabulary

MOST_CASES = 50
LONGEST_NAME = 100
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


@dataclass(frozen=True)
class Case:
    name: str
    as_of: date
    facts: Mapping[str, Value]
    expect: str
    attention: bool | None = None

    @property
    def expected(self) -> str:
        """The expectation in words."""
        return in_words(self.expect, self.attention)


@dataclass(frozen=True)
class CaseResult:
    """What the rule answered. Without `case`, it could not be read; `faults` says why."""

    name: str
    passed: bool
    case: Case | None = None
    got: str = ""
    decided_by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class RuledRow:
    """A row of the content that has a rule, and its cases as they are stored."""

    part: str
    key: str
    title: str
    applies_when: Any
    attention_when: Any = None
    cases: Sequence[Any] = ()


@dataclass(frozen=True)
class RowResult:
    """The cases of one row; `faults` are about the row: too many cases, or a rule that cannot be used."""

    row: RuledRow
    results: tuple[CaseResult, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def failing(self) -> int:
        return len(self.faults) + sum(not result.passed for result in self.results)


# Which part of a content file holds the rows with a rule, by the name of that part: their title, their condition.
RULED_PARTS = {
    "recommendations": ("title", "applies_when"),
    "criteria": ("title", "when"),
    "populations": ("label", "when"),
}


def ruled_rows(content: Mapping[str, Any]) -> list[RuledRow]:
    """The rows of a content file that have a rule: recommendations for a patient, criteria, populations."""
    return [
        RuledRow(
            part, row["key"], row.get(title) or row["key"], row[when], row.get("attention_when"), row.get("cases") or ()
        )
        for part, (title, when) in RULED_PARTS.items()
        for row in content.get(part, ())
        if row.get(when) is not None
    ]


def run_row(row: RuledRow, vocabulary: Vocabulary, populations: Mapping[str, Node]) -> RowResult:
    """Every case of the row, evaluated and compared with what it expects."""
    try:
        rule = compile_recommendation(row.key, row.applies_when, row.attention_when, vocabulary, populations)
    except ValueError as error:
        return RowResult(row, faults=(f"»{row.title}«: betingelsen kan ikke bruges. {error}",))
    faults = row_faults(row)
    if len(row.cases) > MOST_CASES:
        return RowResult(row, faults=faults)
    return RowResult(row, tuple(run_case(case, rule, vocabulary) for case in row.cases), faults)


def row_faults(row: RuledRow) -> tuple[str, ...]:
    """What is wrong with the cases of a row taken together."""
    faults = []
    if len(row.cases) > MOST_CASES:
        faults.append(f"»{row.title}« har {len(row.cases)} prøver. Der kan være højst {MOST_CASES}.")
    names = [_name(case) for case in row.cases]
    faults += [f"»{row.title}« har flere prøver med navnet »{name}«." for name in twice(names)]
    return tuple(faults)


def twice(names: Iterable[str]) -> list[str]:
    """The names that stand more than once, whatever their case, in the order that they are met again."""
    seen: set[str] = set()
    found: dict[str, str] = {}
    for name in names:
        folded = name.strip().casefold()
        if folded in seen and folded:
            found.setdefault(folded, name)
        seen.add(folded)
    return list(found.values())


def run_case(row: Any, rule: CompiledRecommendation, vocabulary: Vocabulary) -> CaseResult:
    try:
        case = parse_case(row, vocabulary)
    except CaseError as error:
        return CaseResult(_name(row) or "uden navn", passed=False, faults=error.faults)
    result = evaluate_recommendation(rule, Facts(as_of=case.as_of, values=case.facts))
    asks_for_attention = case.attention is not None
    passed = result.status == case.expect and (not asks_for_attention or result.attention is case.attention)
    got = EXPECTATIONS[result.status]
    if asks_for_attention and result.status == Status.APPLIES:
        got = f"{got}, {ATTENTION[result.attention]}"
    return CaseResult(
        case.name,
        passed,
        case,
        got,
        tuple(fact_in_words(key, case.facts, vocabulary) for key in in_order(result.deciding, vocabulary)),
        tuple(vocabulary.short(key).replace(": ", " ") for key in in_order(result.missing, vocabulary)),
    )


def in_words(expect: str, attention: bool | None) -> str:
    words = EXPECTATIONS[expect]
    return words if attention is None else f"{words}, {ATTENTION[attention]}"


def facts_in_words(facts: Mapping[str, Value], vocabulary: Vocabulary) -> list[str]:
    """Each fact with its value, in the order of the intake."""
    return [fact_in_words(key, facts, vocabulary) for key in in_order(facts, vocabulary)]


def fact_in_words(key: str, facts: Mapping[str, Value], vocabulary: Vocabulary) -> str:
    # "Tramadol: bruges nu: Ja" would have two colons.
    name = vocabulary.short(key).replace(": ", " ")
    if key not in facts:
        return f"{name}: ikke besvaret"
    return f"{name}: {vocabulary.display(key, facts[key]) or 'intet er skrevet'}"


def in_order(keys: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """Facts as they are met: age and duration, the questions of the intake, and what was tried."""
    tried = [key for key, fact in vocabulary.derived.items() if TREATMENTS in fact.inputs]
    order = [
        *(key for key, fact in vocabulary.derived.items() if TREATMENTS not in fact.inputs),
        *vocabulary.questions,
        *tried,
    ]
    place = {key: index for index, key in enumerate(order)}
    return sorted(keys, key=lambda key: (place.get(key, len(place)), key))


def _name(row: Any) -> str:
    name = row.get("name") if isinstance(row, Mapping) else ""
    return name if isinstance(name, str) else ""


@dataclass
class _Reader:
    """Collects what is wrong with a case while it is read; every fault names the case."""

    name: str
    faults: list[str] = field(default_factory=list)

    def fault(self, words: str) -> None:
        self.faults.append(f"Prøven »{self.name or 'uden navn'}«: {words}")


def parse_case(row: Any, vocabulary: Vocabulary) -> Case:
    """The case that was stored. Raises CaseError with everything that is wrong with it."""
    if not isinstance(row, Mapping):
        raise CaseError(["En prøve skal have navn, dato, fakta og det, der ventes."])
    reader = _Reader(_name(row).strip())
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
    return Case(reader.name, as_of, facts, str(expect), attention)


def _parse_facts(given: Any, as_of: date | None, vocabulary: Vocabulary, reader: _Reader) -> dict[str, Value]:
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


def parse_day(value: Any) -> date | None:
    """The day of an ISO text (2026-11-25); None for anything else."""
    if not isinstance(value, str) or len(value) != 10:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def parse_value(fact: Question | DerivedFact, value: Any, as_of: date | None) -> Value:
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


def _one_of(fact: Question | DerivedFact, value: Any) -> str:
    labels: Mapping[Any, str] = fact.values
    if isinstance(value, str) and value in labels:
        return value
    raise ValueError(f"svaret er ikke på listen. Vælg mellem: {', '.join(labels.values())}.")


def _number(fact: Question | DerivedFact, value: Any) -> int | float:
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


def _date(fact: Question | DerivedFact, value: Any, as_of: date | None) -> date:
    day = parse_day(value)
    if day is None:
        raise ValueError("datoen findes ikke. Skriv den som 2026-11-25.")
    if as_of and isinstance(fact, Question) and fact.not_in_future and day > as_of:
        raise ValueError("datoen ligger efter prøvens dato.")
    return day
