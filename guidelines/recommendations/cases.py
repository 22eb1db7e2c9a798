"""Cases: made-up patients, kept with a rule, and what it must answer for each. Runs them. Pure Python."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from guidelines.conditions.tree import Node
from guidelines.recommendations.case_parsing import ATTENTION, EXPECTATIONS, CaseError, ContentCase, name_of, parse_case
from guidelines.recommendations.evaluation import (
    CompiledRecommendation,
    Status,
    compile_recommendation,
    evaluate_recommendation,
)
from guidelines.vocabulary.facts import Facts, Value
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.shapes import Json, JsonObject, rows_in

MOST_CASES = 50


@dataclass(frozen=True)
class CaseResult:
    """What the rule answered. Without `case`, it could not be read; `faults` says why."""

    name: str
    passed: bool
    case: ContentCase | None = None
    got: str = ""
    decided_by: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RuledRow:
    """A row of the content that has a rule, and its cases as they are stored."""

    part: str
    key: str
    title: str
    applies_when: Json
    attention_when: Json = None
    cases: Sequence[Json] = ()


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


def ruled_rows(content: Mapping[str, Json]) -> list[RuledRow]:
    """The rows of a content file that have a rule: recommendations for a patient, criteria, populations."""
    return [
        RuledRow(
            part=part,
            key=str(row["key"]),
            title=str(row.get(title) or row["key"]),
            applies_when=row[when],
            attention_when=row.get("attention_when"),
            cases=_cases_of(row),
        )
        for part, (title, when) in RULED_PARTS.items()
        for row in rows_in(content, part)
        if row.get(when) is not None and isinstance(row.get("key"), str)
    ]


def _cases_of(row: JsonObject) -> Sequence[Json]:
    """The cases of a row as they stand; what is no list is one case that cannot be read."""
    cases = row.get("cases") or []
    return cases if isinstance(cases, list) else [cases]


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
    names = [name_of(case) for case in row.cases]
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


def run_case(row: Json, rule: CompiledRecommendation, vocabulary: Vocabulary) -> CaseResult:
    try:
        case = parse_case(row, vocabulary)
    except CaseError as error:
        return CaseResult(name_of(row) or "uden navn", passed=False, faults=error.faults)
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
        tuple(fact_in_words(key, case.facts, vocabulary) for key in order_facts(result.deciding, vocabulary)),
        tuple(vocabulary.short(key).replace(": ", " ") for key in order_facts(result.missing, vocabulary)),
    )


def facts_in_words(facts: Mapping[str, Value], vocabulary: Vocabulary) -> list[str]:
    """Each fact with its value, in the order of the intake."""
    return [fact_in_words(key, facts, vocabulary) for key in order_facts(facts, vocabulary)]


def fact_in_words(key: str, facts: Mapping[str, Value], vocabulary: Vocabulary) -> str:
    # "Tramadol: bruges nu: Ja" would have two colons.
    name = vocabulary.short(key).replace(": ", " ")
    if key not in facts:
        return f"{name}: ikke besvaret"
    return f"{name}: {vocabulary.display(key, facts[key]) or 'intet er skrevet'}"


def order_facts(keys: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """Facts as they are met: age and duration, the questions of the intake, and what was tried."""
    place = vocabulary.place_of_fact
    return sorted(keys, key=lambda key: (place.get(key, len(place)), key))
