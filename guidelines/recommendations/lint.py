"""The lint of a content file: finds errors, and warnings that the editor may answer in words. Pure Python.

An error must be put right. content["justifications"][finding.id] holds the words for a warning.
The id of a finding names what it is about, so that words for one wording or grade do not answer for another.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import product
from typing import Any, Literal

from guidelines.conditions.satisfiable import never_true
from guidelines.conditions.tree import (
    Always,
    Answered,
    Combination,
    ConditionError,
    InPopulation,
    Node,
    Not,
    compile_condition,
)
from guidelines.recommendations.case_parsing import EXPECTATIONS
from guidelines.recommendations.cases import RuledRow, ruled_rows
from guidelines.recommendations.currency import is_current
from guidelines.recommendations.direction import AGAINST, AVOID, says_avoid
from guidelines.recommendations.evaluation import STATUS_OF
from guidelines.recommendations.grade_verbs import WORDINGS, Wording, is_worded
from guidelines.recommendations.model import DIRECTION_LABELS, RecommendationContent
from guidelines.recommendations.outcomes import outcome_fault, outcomes_in, weak_points
from guidelines.vocabulary.faults import FIELDS
from guidelines.vocabulary.model import Vocabulary
from guidelines.vocabulary.shapes import walk

LONGEST_JUSTIFICATION = 500
GOOD_PRACTICE = "good-practice"
# The parts whose rows carry cases; a population may have some.
WITH_CASES = ("recommendations", "criteria")
Content = Mapping[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """`place` is the title of the recommendation, or of the whole; `key` is its row, where there is one."""

    level: Literal["error", "warning"]
    id: str
    place: str
    text: str
    key: str = ""


@dataclass(frozen=True)
class Grade:
    """One level of a rating scheme. `code` is what other systems call it; empty if nothing is graded."""

    label: str
    direction: str
    order: int
    code: str


@dataclass(frozen=True)
class LintContext:
    """What a content file refers to.

    `recommendations` are the keys of the other publications, guideline/key; `retired` are the titles of its own
    recommendations that it takes out.
    """

    as_of: date
    strengths: Mapping[str, Grade]
    certainties: Mapping[str, Grade]
    sources: Collection[str]
    recommendations: Collection[str]
    retired: Mapping[str, str]
    vocabulary: Vocabulary
    populations: Mapping[str, Node]


def lint(content: Content, around: LintContext) -> list[Finding]:
    """Every finding of a content file: the errors first, each group in the order of the file."""
    findings = [
        *_sources(content, around),
        *_review(content, around),
        *_check_retired(content, around),
        *_twice(content),
        *(finding for row in content.get("recommendations", ()) for finding in _recommendation(row, content, around)),
        *(finding for row in ruled_rows(content) if row.part in WITH_CASES for finding in _cases(row, around)),
    ]
    return sorted(findings, key=lambda finding: finding.level != "error")


def title_of(row: Row) -> str:
    return str(row.get("title") or row.get("label") or row.get("key", ""))


def _recommendation(row: Row, content: Content, around: LintContext) -> Iterator[Finding]:
    key, place = row["key"], title_of(row)
    yield from _lengths(row)
    if not (row.get("source_section") or "").strip():
        words = "Skriv, hvilket afsnit i kilden anbefalingen bygger på."
        yield Finding("error", f"no-section:{key}", place, words, key)
    newer = row.get("superseded_by")
    if newer and newer not in around.recommendations and newer not in _own_keys(content):
        words = "Den siges at være afløst, men den anbefaling, der afløser den, findes ikke."
        yield Finding("error", f"superseded:{key}", place, words, key)
    strength = around.strengths.get(row.get("strength", ""))
    certainty = around.certainties.get(row.get("evidence", ""))
    yield from _direction(row, strength)
    yield from _check_title(row)
    yield from _check_list(row)
    yield from _check_severity(row)
    yield from _check_attention(row, content)
    yield from _check_outcomes(row, content, around.vocabulary)
    if strength and certainty:
        yield from _grades(row, strength, certainty, around)
    if strength:
        yield from _check_wording(row, strength, (row.get("text") or "").strip())


def _lengths(row: Row) -> Iterator[Finding]:
    """Every text that is longer than its field is declared to hold."""
    for name, entry in walk(RecommendationContent):
        text = str(row.get(name) or "").strip()
        if entry.about and entry.about.longest and len(text) > entry.about.longest:
            words = f"{FIELDS.get(name, f'feltet »{name}«').rstrip(',')} er længere end {entry.about.longest} tegn."
            mark = f"too-long:{row['key']}" + ("" if name == "text" else f":{name}")
            yield Finding("error", mark, title_of(row), f"{words[:1].upper()}{words[1:]}", row["key"])


def _direction(row: Row, strength: Grade | None) -> Iterator[Finding]:
    key, direction = row["key"], row.get("direction")
    if direction not in DIRECTION_LABELS:
        words = "Vælg én retning: for eller imod."
        yield Finding("error", f"direction:{key}", title_of(row), words, key)
    elif strength and strength.direction in DIRECTION_LABELS and strength.direction != direction:
        words = f"Retningen passer ikke til styrken »{strength.label}«."
        yield Finding("error", f"direction:{key}", title_of(row), words, key)


def _check_title(row: Row) -> Iterator[Finding]:
    """A title stands alone in lists and notes: nobody may read it as the opposite of the advice."""
    is_against = row.get("direction") == AGAINST
    if is_against == says_avoid(row.get("title") or ""):
        return
    words = (
        f"Titlen kan læses som et tilbud, men anbefalingen er imod. Begynd den med »{AVOID}«: »{AVOID} massage«."
        if is_against
        else f"Titlen begynder med »{AVOID}«, men anbefalingen er for. Skriv, hvad der skal gøres."
    )
    yield Finding("error", f"title:{row['key']}", title_of(row), words, row["key"])


def _check_list(row: Row) -> Iterator[Finding]:
    if row.get("lifted_because") and row.get("list_name") == "consider":
        words = "Det, der kommer først med en grund, står under »Gør nu«. Vælg den liste, eller tag grunden ud."
        yield Finding("error", f"list:{row['key']}", title_of(row), words, row["key"])


def _check_severity(row: Row) -> Iterator[Finding]:
    """What is serious, or only a caution, says why."""
    is_said, has_ground = bool(row.get("severity")), bool((row.get("severity_ground") or "").strip())
    if is_said is not has_ground:
        words = "Skriv både, hvor alvorligt det er, og hvorfor: med kilden."
        yield Finding("error", f"severity:{row['key']}", title_of(row), words, row["key"])


def _check_attention(row: Row, content: Content) -> Iterator[Finding]:
    """A safety prompt that asks for nothing is never open: nobody would see it in the strip or on the list."""
    if content.get("kind") == "safety_prompts" and not row.get("attention_when"):
        words = "Den åbnes aldrig, for intet siger, hvornår der skal gøres noget. Skriv det, fx altid."
        yield Finding("error", f"never-open:{row['key']}", title_of(row), words, row["key"])


def _check_outcomes(row: Row, content: Content, vocabulary: Vocabulary) -> Iterator[Finding]:
    """What can come of a safety prompt; of any other advice nobody reads it."""
    key, place = row["key"], title_of(row)
    if not row.get("outcomes"):
        return
    if content.get("kind") != "safety_prompts":
        words = "Kun et sikkerhedshensyn har udfald. Her læses de aldrig: tag dem ud."
        yield Finding("error", f"outcomes:{key}", place, words, key)
        return
    outcomes = outcomes_in(row["outcomes"])
    if fault := outcome_fault(outcomes, vocabulary):
        yield Finding("error", f"outcomes:{key}:fault", place, f"Udfaldene hænger ikke sammen: {fault}.", key)
    for mark, words in weak_points(outcomes):
        yield Finding("error", f"outcomes:{key}:{mark}", place, words, key)


def _grades(row: Row, strength: Grade, certainty: Grade, around: LintContext) -> Iterator[Finding]:
    key, place = row["key"], title_of(row)
    if strength.code == GOOD_PRACTICE and certainty.code:
        words = f"»{strength.label}« har ingen evidensgrad, men her står »{certainty.label}«."
        yield Finding("error", f"good-practice:{key}", place, words, key)
    if strength.code == "strong" and _is_low(certainty, around.certainties.values()):
        words = f"»{strength.label}« bygger på »{certainty.label}«. Skriv, hvorfor den alligevel er stærk."
        grades = f"{row['strength']}:{row['evidence']}"
        yield Finding("warning", f"strong-on-low:{key}:{grades}", place, words, key)


def _is_low(certainty: Grade, certainties: Iterable[Grade]) -> bool:
    """Whether a certainty is in the lower half of its scheme's, or is none at all: below moderate, and C of A, B, C."""
    graded = sorted(grade.order for grade in certainties if grade.code)
    return not certainty.code or graded.index(certainty.order) >= len(graded) / 2


def _check_wording(row: Row, strength: Grade, text: str) -> Iterator[Finding]:
    """The verb is to fit the arrow. What is not graded may be worded in any way."""
    direction = "either" if strength.code == GOOD_PRACTICE else strength.direction
    wording: Wording | None = WORDINGS.get((strength.code, direction))
    if wording and not is_worded(text, wording):
        mark = sha256(text.encode()).hexdigest()[:8]
        words = f"Ordene passer ikke til »{strength.label}«. Sådan en anbefaling {wording.reads}"
        yield Finding("warning", f"wording:{row['key']}:{row['strength']}:{mark}", title_of(row), words, row["key"])


def _sources(content: Content, around: LintContext) -> Iterator[Finding]:
    for place, key, source in named_sources(content):
        if source not in around.sources:
            words = f"Kilden »{source}« findes ikke blandt kilderne."
            yield Finding("error", f"source:{key or 'all'}:{source}", place, words, key)


def named_sources(content: Content) -> Iterator[tuple[str, str, str]]:
    """Every source that is named, once for each row: the row's title and key, and the source."""
    whole = str(content.get("title") or content.get("key", ""))
    if isinstance(content.get("source"), str):
        yield whole, "", content["source"]
    for row in content.get("recommendations", ()):
        if row.get("source"):
            yield title_of(row), row["key"], row["source"]
    for part in content.values():
        for row in part if isinstance(part, list) else (part,) if isinstance(part, dict) else ():
            if isinstance(row, dict):
                key = str(row.get("key", ""))
                for source in dict.fromkeys(_sources_in(row)):
                    yield title_of({"key": whole} | row), key, source


def _sources_in(row: Any) -> Iterator[str]:
    """A part of a source stands as {"source": key, "section": …}; a questionnaire's `source` is its citation."""
    if isinstance(row, dict):
        if isinstance(row.get("source"), str) and "section" in row:
            yield row["source"]
        for child in row.values():
            yield from _sources_in(child)
    elif isinstance(row, list):
        for child in row:
            yield from _sources_in(child)


def _review(content: Content, around: LintContext) -> Iterator[Finding]:
    """The three-year rule: of a recommendation that says when its evidence was reviewed, or of the whole."""
    rows = content.get("recommendations", ())
    for row in rows:
        reviewed = row.get("evidence_reviewed")
        if reviewed and is_current(as_of=around.as_of, last_assessed=reviewed, literature_search=None) is False:
            words = f"Evidensen er sidst gennemgået {reviewed}, for mere end tre år siden."
            yield Finding("warning", f"overdue:{row['key']}:{reviewed}", title_of(row), words, row["key"])
    assessed, searched = content.get("last_assessed"), content.get("literature_search")
    current = is_current(as_of=around.as_of, last_assessed=assessed, literature_search=searched)
    if current is False and not all(row.get("evidence_reviewed") for row in rows):
        dates = ", ".join(
            f"{name} {stated}" for name, stated in (("vurdering", assessed), ("søgning", searched)) if stated
        )
        words = f"Udgiverens seneste gennemgang er mere end tre år gammel ({dates})."
        marked = ":".join(stated for stated in (assessed, searched) if stated)
        yield Finding("warning", f"overdue:{marked}", str(content.get("title", "")), words)


def _check_retired(content: Content, around: LintContext) -> Iterator[Finding]:
    own = _own_keys(content)
    for entry in content.get("retired", ()):
        key, successor = entry["key"], entry.get("successor")
        place = around.retired.get(key, key)
        if not (entry.get("reason") or "").strip():
            words = "Anbefalingen er taget ud uden begrundelse. Skriv hvorfor."
            yield Finding("error", f"retired:{key}", place, words)
        if successor and successor not in own and successor not in around.recommendations:
            words = "Anbefalingen er taget ud med en afløser, som ikke findes."
            yield Finding("error", f"retired-successor:{key}", place, words)


def _own_keys(content: Content) -> set[str]:
    keys = [row["key"] for row in content.get("recommendations", ())]
    return {*keys, *(f"{content.get('key')}/{key}" for key in keys)}


def _twice(content: Content) -> Iterator[Finding]:
    rows = content.get("recommendations", ())
    for field, words in (("title", "Titlen"), ("text", "Teksten")):
        counted = Counter(_fold_value(row.get(field)) for row in rows)
        for value, times in counted.items():
            if value and times > 1:
                same = [row for row in rows if _fold_value(row.get(field)) == value]
                others = ", ".join(f"»{title_of(row)}«" for row in same[1:])
                marked = ":".join(row["key"] for row in same)
                said = f"{words} er den samme som i {others}."
                yield Finding("warning", f"same-{field}:{marked}", title_of(same[0]), said, same[0]["key"])


def _fold_value(value: Any) -> str:
    return re.sub(r"\s+", " ", value).strip().casefold() if isinstance(value, str) else ""


def _cases(row: RuledRow, around: LintContext) -> Iterator[Finding]:
    try:
        rule = compile_condition(row.applies_when, around.vocabulary, around.populations)
        never = [
            never_true(tree, around.vocabulary, around.populations)
            for tree in (row.applies_when, row.attention_when)
            if tree is not None
        ]
    except ConditionError:
        return  # its cases fail, and say why
    for reason in filter(None, never):
        yield Finding("error", f"never-true:{row.key}", row.title, reason, row.key)
    expected = {case.get("expect") for case in row.cases if isinstance(case, Mapping)}
    possible = {STATUS_OF[value] for value in outcomes(rule)}
    for status, words in EXPECTATIONS.items():
        if status in possible - expected:
            said = f"Der er ingen prøve med svaret »{words}«."
            yield Finding("warning", f"no-case:{row.key}:{status}", row.title, said, row.key)


def outcomes(node: Node) -> frozenset[bool | None]:
    """The values that a condition can have, each part taken by itself: more than it really can, where parts hang
    together, and never fewer."""
    match node:
        case Always():
            return frozenset({True})
        case Answered():
            return frozenset({True, False})
        case Not(child):
            return frozenset(None if value is None else not value for value in outcomes(child))
        case InPopulation(_, definition):
            return outcomes(definition)
        case Combination(children, decisive):
            found: frozenset[bool | None] = frozenset({not decisive})
            for child in children:
                found = frozenset(
                    _combine_truths(one, other, decisive) for one, other in product(found, outcomes(child))
                )
            return found
        case _:
            return frozenset({True, False, None})


def _combine_truths(one: bool | None, other: bool | None, decisive: bool) -> bool | None:
    if decisive in (one, other):
        return decisive
    return None if None in (one, other) else not decisive
