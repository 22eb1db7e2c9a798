"""Finds what contradicts itself in a letter, with the words that do. Pure Python: it warns, the clinician decides.

The rules are content (`Contradiction`); here they are only looked for.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from guidelines.conditions.verdicts import verdict_of
from guidelines.vocabulary.facts import Facts
from referrals.rules.pathway import Contradiction

# Before a word in the same clause, each of them denies it.
NEGATIONS = ("ingen", "intet", "ikke", "uden", "aldrig", "ej", "hverken", "benægter", "afkræfter")
# A clause ends with its sentence, and where an exception to it begins.
CLAUSE_END = re.compile(r"[.;:!?]\s+|\n|\b(?:men|undtagen|bortset fra|ud over|udover|dog)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """A text that was written: the answer to a question, a section of the letter, or what is noted of a treatment."""

    source: Literal["question", "section", "treatment"]
    key: str
    text: str
    about: tuple[str, ...] = ()  # of a section: the facts that it tells


@dataclass(frozen=True)
class Quote:
    """The words that say it, and where they stand."""

    source: Literal["question", "section", "treatment"]
    key: str
    text: str


@dataclass(frozen=True)
class FoundContradiction:
    """One contradiction: `said` against `against`; or `deciding`, the facts that do not go together.

    `is_fault`: its rule failed, and nobody knows.
    """

    contradiction: Contradiction
    said: Quote | None = None
    against: tuple[Quote, ...] = ()
    deciding: tuple[str, ...] = ()
    is_fault: bool = False


def find_contradictions(
    rules: Iterable[Contradiction], facts: Facts, passages: Sequence[Passage]
) -> list[FoundContradiction]:
    """Every contradiction among the typed facts and the passages, in the order of the rules."""
    return [found for rule in rules for found in _found(rule, facts, passages)]


def _found(rule: Contradiction, facts: Facts, passages: Sequence[Passage]) -> Iterator[FoundContradiction]:
    if rule.condition is not None:
        found = verdict_of(rule.condition, facts, name=f"the contradiction {rule.key}")
        if found.value or found.is_fault:
            yield FoundContradiction(rule, deciding=tuple(sorted(found.deciding)), is_fault=found.is_fault)
    denial = next(_denials(rule, passages), None) if rule.says else None
    if denial is not None:
        against = tuple(_mentions(rule, [passage for passage in passages if passage is not denial]))
        if against:
            yield FoundContradiction(rule, said=Quote(denial.source, denial.key, _short(denial.text)), against=against)


def _denials(rule: Contradiction, passages: Sequence[Passage]) -> Iterator[Passage]:
    """Where the fact is denied: in its own answer first, or in the section of the letter that tells it.

    A text that names the thing as well ("ingen kendte, men udslæt af penicillin") denies nothing.
    """
    for passage in sorted(passages, key=lambda one: one.source != "question"):
        tells = passage.key == rule.says if passage.source == "question" else rule.says in passage.about
        if tells and _words(rule.denials).search(passage.text) and not any(_mentions(rule, [passage])):
            yield passage


def _mentions(rule: Contradiction, passages: Iterable[Passage]) -> Iterator[Quote]:
    """Each clause that names one of the words and does not deny it. The letter repeats answers: each is quoted once."""
    quoted: list[str] = []
    for passage in passages:
        for clause in filter(None, map(str.strip, CLAUSE_END.split(passage.text))):
            named = _words(rule.mentions).search(clause)
            if not named or _words((*NEGATIONS, *rule.denials)).search(clause[: named.start()]):
                continue
            if not any(earlier in clause.casefold() for earlier in quoted):
                quoted.append(clause.casefold())
                yield Quote(passage.source, passage.key, _short(clause))


@lru_cache(maxsize=256)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words, in any case; of several words, with any space between. Without words nothing is found."""
    spelled = (r"\s+".join(map(re.escape, word.split())) for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)" if words else r"(?!)", re.IGNORECASE)


def _short(text: str) -> str:
    """A quotation that fits on a line or two."""
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:199]}…"
