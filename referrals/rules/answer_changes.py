"""Compares what the same cases are answered by the content in force and by a draft. Pure Python.

An unknown is an answer of its own: that something can no longer be known is neither a gain nor a loss.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from typing import Any, Literal

from guidelines.conditions.tree import NOTHING
from guidelines.vocabulary.facts import Facts

MOST_EXAMPLES = 5
Kind = Literal["recommendation", "destination", "requirement", "exclusion", "offer"]


class SubjectAnswer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    FAULT = "fault"
    ABSENT = "absent"


class Change(StrEnum):
    """What becomes of one thing for one case, in the order that it is told in."""

    GAINS = "gains"
    LOSES = "loses"
    NO_LONGER_KNOWN = "no_longer_known"
    TURNS_UNKNOWN = "turns_unknown"
    RULED_OUT = "ruled_out"
    ATTENTION = "attention"
    FAULT = "fault"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """What is answered for one case; `attention` is None if it is not known."""

    answer: SubjectAnswer
    attention: bool | None = False
    deciding: frozenset[str] = NOTHING
    missing: frozenset[str] = NOTHING


NOT_THERE = SubjectResult(SubjectAnswer.ABSENT)


@dataclass(frozen=True)
class Subject:
    """One thing that is answered for a case: a recommendation, a criterion, a destination, another offer.

    `rule` and `wording` are compared with those of the same thing in the other content; `uses` are the facts that the
    rule asks of. `answer` is the result without its reasons, and `explain` the same with them; most answers need none.
    `pathway` is the pathway that it belongs to, if any.
    """

    kind: Kind
    key: str
    title: str
    rule: Any
    wording: Any
    answer: Callable[[Facts], SubjectResult]
    explain: Callable[[Facts], SubjectResult]
    uses: frozenset[str] = NOTHING
    pathway: str = ""


@dataclass(frozen=True)
class Pair:
    """The same thing before and after; None if only one of the contents has it."""

    before: Subject | None
    after: Subject | None

    @property
    def subject(self) -> Subject:
        found = self.after or self.before
        assert found
        return found

    @property
    def sides(self) -> tuple[tuple[Subject | None, int], tuple[Subject | None, int]]:
        """Each with its place: 0 before, 1 after."""
        return (self.before, 0), (self.after, 1)

    @property
    def same_rule(self) -> bool:
        return bool(self.before and self.after and self.before.rule == self.after.rule)

    @property
    def same_wording(self) -> bool:
        return bool(self.before and self.after and self.before.wording == self.after.wording)


@dataclass(frozen=True)
class SeenTwice:
    """One case as each of the contents sees it.

    `pathways` are the ones that the case follows before and after; None if it is looked at under all of them.
    """

    before: Facts
    after: Facts
    about: Any = None
    pathways: tuple[str, str] | None = None


@dataclass(frozen=True)
class Example:
    case: SeenTwice
    change: Change
    before: SubjectResult
    after: SubjectResult


@dataclass
class Shift:
    """What changes with one thing: for how many cases, and a few of them."""

    pair: Pair
    counts: Counter[Change] = field(default_factory=Counter)
    found: dict[Change, list[Example]] = field(default_factory=dict)

    def note(self, change: Change, case: SeenTwice) -> None:
        self.counts[change] += 1
        kept = self.found.setdefault(change, [])
        if len(kept) < MOST_EXAMPLES and change != Change.WORDING:
            before, after = (_result(one, case, explained=True) for one in self.pair.sides)
            kept.append(Example(case, change, before, after))

    @property
    def examples(self) -> list[Example]:
        """At most five, of every kind of change that there is; where only words change there is nothing to show."""
        kinds = [self.found.get(change, []) for change in Change]
        in_turn = (example for row in zip_longest(*kinds) for example in row if example)
        return sorted(list(in_turn)[:MOST_EXAMPLES], key=lambda example: list(Change).index(example.change))


@dataclass
class Impact:
    """What changes over many cases. `touched` counts cases: how many have at least one such change."""

    size: int = 0
    changed: int = 0
    touched: Counter[Change] = field(default_factory=Counter)
    shifts: list[Shift] = field(default_factory=list)


def pairs_of(before: Iterable[Subject], after: Iterable[Subject], changed_facts: frozenset[str]) -> list[Pair]:
    """What has to be looked at, in the order of the later content: what differs, or asks of a fact that does."""
    old = {(one.kind, one.key): one for one in before}
    new = {(one.kind, one.key): one for one in after}
    pairs = [Pair(old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old])]
    return [pair for pair in pairs if not (pair.same_rule and pair.same_wording) or pair.subject.uses & changed_facts]


def compare(pairs: Iterable[Pair], cases: Iterable[SeenTwice]) -> Impact:
    """Every pair over every case."""
    impact = Impact(shifts=[Shift(pair) for pair in pairs])
    for case in cases:
        impact.size += 1
        changes = set(_changes(impact.shifts, case))
        impact.touched.update(changes)
        impact.changed += bool(changes - {Change.WORDING})
    return impact


def _changes(shifts: Iterable[Shift], case: SeenTwice) -> Iterator[Change]:
    for shift in shifts:
        pair = shift.pair
        before, after = (_result(one, case) for one in pair.sides)
        change = change_of(before, after)
        if change is None and not pair.same_wording and _is_seen(pair.subject, before, after):
            change = Change.WORDING
        if change:
            shift.note(change, case)
            yield change


def _result(one: tuple[Subject | None, int], case: SeenTwice, *, explained: bool = False) -> SubjectResult:
    subject, place = one
    if subject is None or (case.pathways and subject.pathway not in ("", case.pathways[place])):
        return NOT_THERE
    facts = case.after if place else case.before
    return subject.explain(facts) if explained else subject.answer(facts)


def change_of(before: SubjectResult, after: SubjectResult) -> Change | None:
    """What the step from one result to the other is for the patient; None if it is the same."""
    if SubjectAnswer.FAULT in (before.answer, after.answer) and before.answer != after.answer:
        return Change.FAULT
    if before.answer == after.answer:
        return Change.ATTENTION if before.attention is not after.attention else None
    match after.answer:
        case SubjectAnswer.YES:
            return Change.GAINS
        case SubjectAnswer.UNKNOWN:
            return Change.NO_LONGER_KNOWN if before.answer == SubjectAnswer.YES else Change.TURNS_UNKNOWN
    if before.answer == SubjectAnswer.YES:
        return Change.LOSES
    # A "no" that is not there any more, or a new one, is nothing that anybody sees.
    return Change.RULED_OUT if before.answer == SubjectAnswer.UNKNOWN else None


def _is_seen(subject: Subject, before: SubjectResult, after: SubjectResult) -> bool:
    """Whether the words are read in such a case: those of advice where it applies, those of a criterion always."""
    if SubjectAnswer.ABSENT in (before.answer, after.answer):
        return False
    return subject.kind not in ("recommendation", "offer") or after.answer == SubjectAnswer.YES
