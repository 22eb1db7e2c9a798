"""What a draft does to patients: the same cases under what is in force and under the draft. Pure Python.

An unknown is an answer of its own: that something can no longer be known is neither a gain nor a loss.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from typing import Any, Literal

from guidelines.conditions import NOTHING
from guidelines.facts import Facts

MOST_EXAMPLES = 5
Kind = Literal["recommendation", "destination", "requirement", "exclusion", "offer"]


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    FAULT = "fault"
    ABSENT = "absent"


class Change(StrEnum):
    """What becomes of one thing for one case, in the order that it is told in."""

    GAINS = "gains"
    LOSES = "loses"
    TURNS_UNKNOWN = "turns_unknown"
    RULED_OUT = "ruled_out"
    ATTENTION = "attention"
    FAULT = "fault"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Result:
    """What is answered for one case; `attention` is None while it cannot be known."""

    answer: Answer
    attention: bool | None = False
    deciding: frozenset[str] = NOTHING
    missing: frozenset[str] = NOTHING


NOT_THERE = Result(Answer.ABSENT)


@dataclass(frozen=True)
class Subject:
    """One thing that is answered for a case: a recommendation, a criterion, a destination, another offer.

    `rule` and `wording` are compared with those of the same thing in the other content. `pathway` is the pathway that
    it belongs to, if any.
    """

    kind: Kind
    key: str
    title: str
    rule: Any
    wording: Any
    evaluate: Callable[[Facts], Result]
    pathway: str = ""


@dataclass(frozen=True)
class Pair:
    """The same thing before and after; None where only one of the contents has it."""

    before: Subject | None
    after: Subject | None

    @property
    def subject(self) -> Subject:
        found = self.after or self.before
        assert found
        return found

    @property
    def same_rule(self) -> bool:
        return bool(self.before and self.after and self.before.rule == self.after.rule)

    @property
    def same_wording(self) -> bool:
        return bool(self.before and self.after and self.before.wording == self.after.wording)


@dataclass(frozen=True)
class SeenTwice:
    """One case as each of the contents sees it.

    `pathways` are the ones that the case follows before and after; None where it is looked at under all of them.
    """

    before: Facts
    after: Facts
    about: Any = None
    pathways: tuple[str, str] | None = None


@dataclass(frozen=True)
class Example:
    case: SeenTwice
    change: Change
    before: Result
    after: Result


@dataclass
class Shift:
    """What changes with one thing: for how many cases, and a few of them."""

    pair: Pair
    counts: Counter[Change] = field(default_factory=Counter)
    found: dict[Change, list[Example]] = field(default_factory=dict)

    def note(self, example: Example) -> None:
        self.counts[example.change] += 1
        kept = self.found.setdefault(example.change, [])
        if len(kept) < MOST_EXAMPLES:
            kept.append(example)

    @property
    def examples(self) -> list[Example]:
        """At most five, of every kind of change that there is; where only words change there is nothing to show."""
        kinds = [self.found[change] for change in Change if change != Change.WORDING and change in self.found]
        in_turn = (example for row in zip_longest(*kinds) for example in row if example)
        return sorted(list(in_turn)[:MOST_EXAMPLES], key=lambda example: list(Change).index(example.change))


@dataclass
class Impact:
    """What changes over many cases. `touched` counts cases: how many have at least one such change."""

    size: int = 0
    changed: int = 0
    touched: Counter[Change] = field(default_factory=Counter)
    shifts: list[Shift] = field(default_factory=list)


def pairs_of(before: Iterable[Subject], after: Iterable[Subject], *, same_facts: bool) -> list[Pair]:
    """What has to be looked at, in the order of the later content: all that differs, and all where facts differ."""
    old = {(one.kind, one.key): one for one in before}
    new = {(one.kind, one.key): one for one in after}
    pairs = [Pair(old.get(name), new.get(name)) for name in dict.fromkeys([*new, *old])]
    return [pair for pair in pairs if not (same_facts and pair.same_rule and pair.same_wording)]


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
        before = _result(pair.before, case.before, case.pathways and case.pathways[0])
        after = _result(pair.after, case.after, case.pathways and case.pathways[1])
        change = change_of(before, after)
        if change is None and not pair.same_wording and _is_seen(pair.subject, before, after):
            change = Change.WORDING
        if change:
            shift.note(Example(case, change, before, after))
            yield change


def _result(subject: Subject | None, facts: Facts, pathway: str | None) -> Result:
    if subject is None or (pathway is not None and subject.pathway not in ("", pathway)):
        return NOT_THERE
    return subject.evaluate(facts)


def change_of(before: Result, after: Result) -> Change | None:
    """What the step from one result to the other is for the patient; None where it is the same."""
    if Answer.FAULT in (before.answer, after.answer) and before.answer != after.answer:
        return Change.FAULT
    if before.answer == after.answer:
        return Change.ATTENTION if before.attention is not after.attention else None
    match after.answer:
        case Answer.YES:
            return Change.GAINS
        case Answer.UNKNOWN:
            return Change.TURNS_UNKNOWN
    if before.answer == Answer.YES:
        return Change.LOSES
    # A "no" that is not there any more, or a new one, is nothing that anybody sees.
    return Change.RULED_OUT if before.answer == Answer.UNKNOWN else None


def _is_seen(subject: Subject, before: Result, after: Result) -> bool:
    """Whether the words are read in such a case: those of advice where it applies, those of a criterion always."""
    if Answer.ABSENT in (before.answer, after.answer):
        return False
    return subject.kind not in ("recommendation", "offer") or after.answer == Answer.YES
