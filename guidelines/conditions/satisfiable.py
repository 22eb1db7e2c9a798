"""Whether a condition can ever be true, and whether it can ever be false. Pure Python.

Each fact is tried with the values that its comparisons can tell apart, and with none at all. What is refused is
certain; what cannot be decided within the budget counts as possible. Facts are taken to be independent of each other:
that one computed fact bounds another (an age in years and one in months), or the answers behind it, is not looked at.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, combinations, pairwise

from guidelines.conditions.sentences import phrase_of
from guidelines.conditions.tree import (
    Always,
    AtLeast,
    Combination,
    Comparison,
    Group,
    InPopulation,
    Node,
    Not,
    compile_condition,
)
from guidelines.vocabulary.dates import add_months
from guidelines.vocabulary.facts import Facts, Value
from guidelines.vocabulary.model import Question, Vocabulary

STEPS = 2000
MOST_NAMED_VALUES = 8
# Only the distance to a date matters; in the middle of a month every month back is another day.
DAY = date(2024, 6, 15)

Outcome = Mapping[Comparison, bool | None]


class Undecided(Exception):
    """The budget is spent, or a fact has too many values to try."""


def never_true(tree: object, vocabulary: Vocabulary, populations: Mapping[str, Node]) -> str:
    """Why a condition that compiles can never be true, in words; empty if it can, or when that is undecided."""
    if _is_possible(compile_condition(tree, vocabulary, populations), True, vocabulary):
        return ""
    pair = _contradiction(tree, vocabulary, populations)
    return "Betingelsen kan aldrig være opfyldt" + (
        f": »{pair[0]}« og »{pair[1]}« kan ikke gælde sammen." if pair else "."
    )


def never_false(tree: object, vocabulary: Vocabulary, populations: Mapping[str, Node]) -> str:
    """A warning when a condition that compiles can never be false, though it does not say "always"; else empty."""
    if tree == {"always": True} or _is_possible(compile_condition(tree, vocabulary, populations), False, vocabulary):
        return ""
    return "Betingelsen kan aldrig blive forkert, hvad der end svares. Er det meningen, så vælg »Gælder altid«."


def _contradiction(tree: object, vocabulary: Vocabulary, populations: Mapping[str, Node]) -> tuple[str, str] | None:
    """Two parts that must both hold and exclude each other."""
    for one, two in combinations(_all_must_hold(tree), 2):
        if not _is_possible(compile_condition({"all": [one, two]}, vocabulary, populations), True, vocabulary):
            words = [phrase_of(part, vocabulary) for part in (one, two)]
            if not any(phrase.children for phrase in words):
                return words[0].text, words[1].text
    return None


def _all_must_hold(tree: object) -> Iterator[object]:
    match tree:
        case {"all": list(children)}:
            for child in children:
                yield from _all_must_hold(child)
        case _:
            yield tree


def _is_possible(node: Node, goal: bool, vocabulary: Vocabulary) -> bool:
    """Whether some facts give the node this value; also True when that is undecided."""
    found = Counter(_leaves(node))
    try:
        outcomes = {key: _outcomes(key, leaves, vocabulary) for key, leaves in _group_by_fact(found).items()}
        search = _Search(node, goal, {leaf: outcomes[leaf.fact] for leaf in found})
        # A fact that is met once is already weighed exactly; only the others tie branches to each other.
        met: Counter[str] = Counter()
        for leaf, times in found.items():
            met[leaf.fact] += times
        return search.reaches([outcomes[key] for key, times in met.most_common() if times > 1])
    except Undecided:
        return True


def _leaves(node: Node) -> Iterator[Comparison]:
    match node:
        case Group(children=children):
            for child in children:
                yield from _leaves(child)
        case Not(child=child) | InPopulation(definition=child):
            yield from _leaves(child)
        case Comparison():
            yield node


def _group_by_fact(leaves: Iterable[Comparison]) -> dict[str, list[Comparison]]:
    by_fact: dict[str, list[Comparison]] = {}
    for leaf in leaves:
        by_fact.setdefault(leaf.fact, []).append(leaf)
    return by_fact


@dataclass
class _Search:
    """Depth first over the facts, each with the outcomes that it can give its comparisons."""

    node: Node
    goal: bool
    open: Mapping[Comparison, list[Outcome]]
    fixed: dict[Comparison, bool | None] = field(default_factory=dict)
    steps: int = 0

    def reaches(self, waiting: list[list[Outcome]]) -> bool:
        self.steps += 1
        if self.steps > STEPS:
            raise Undecided
        if self.goal not in self._values(self.node):
            return False
        if not waiting:
            return True
        for outcome in waiting[0]:
            self.fixed.update(outcome)
            if self.reaches(waiting[1:]):
                return True
        for leaf in waiting[0][0]:
            del self.fixed[leaf]
        return False

    def _values(self, node: Node) -> set[bool]:
        """Which of true and false the node can have, as long as no open fact is met twice; else perhaps too many."""
        match node:
            case Always():
                return {True}
            case Not(child=child):
                return {not value for value in self._values(child)}
            case InPopulation(definition=child):
                return self._values(child)
            case Combination(children=children, decisive=decisive):
                return self._count(children, 1 if decisive else len(children))
            case AtLeast(children=children, number=number):
                return self._count(children, number)
            case Comparison():
                known = [self.fixed[node]] if node in self.fixed else [outcome[node] for outcome in self.open[node]]
                return {value for value in known if value is not None}
        raise TypeError(node)

    def _count(self, children: tuple[Node, ...], number: int) -> set[bool]:
        values = [self._values(child) for child in children]
        can_hold = sum(True in value for value in values) >= number
        can_fail = sum(False in value for value in values) > len(values) - number
        return {value for value, can in ((True, can_hold), (False, can_fail)) if can}


def _outcomes(key: str, leaves: list[Comparison], vocabulary: Vocabulary) -> list[Outcome]:
    """What the comparisons of one fact can say together: each combination once."""
    cases = [Facts(DAY, {}), *(Facts(DAY, {key: value}) for value in _values_to_try(key, leaves, vocabulary))]
    distinct = {tuple(leaf.value(case) for leaf in leaves) for case in cases}
    return [dict(zip(leaves, values, strict=True)) for values in distinct]


def _values_to_try(key: str, leaves: list[Comparison], vocabulary: Vocabulary) -> Iterable[Value]:
    edges = [edge for leaf in leaves for edge in leaf.operator.edges_of(leaf.operand)]
    texts = [edge for edge in edges if isinstance(edge, str)]
    numbers = [edge for edge in edges if not isinstance(edge, str)]
    question = vocabulary.questions.get(key)
    match vocabulary.fact_type(key):
        case "bool":
            return (True, False)
        case "choice":
            return vocabulary.values_of(key)
        case "multi":
            return _selections(texts, vocabulary.values_of(key))
        case "date":
            cutoffs = [DAY, *(add_months(DAY, -int(months)) for months in numbers)]
            days = {day + timedelta(days=step) for day in cutoffs for step in (-1, 0, 1)}
            return [day for day in days if day <= DAY] if question and question.not_in_future else days
        case "text":
            return ("", "x", *texts)
    return _on_the_grid(numbers, question) if question else _around(numbers)


def _selections(texts: list[str], values: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """Every selection of the values that are compared with, each with and without one of the others."""
    tried = sorted(set(texts))
    if len(tried) > MOST_NAMED_VALUES:
        raise Undecided
    tried += [value for value in values if value not in texts][:1]
    return chain.from_iterable(combinations(tried, size) for size in range(len(tried) + 1))


def _around(limits: list[float]) -> Iterable[float]:
    """Of a computed number nothing is known: the limits themselves, between them, and beyond them."""
    at = sorted(set(limits)) or [0]
    return [at[0] - 1, *at, *((low + high) / 2 for low, high in pairwise(at)), at[-1] + 1]


def _on_the_grid(limits: list[float], question: Question) -> Iterable[float]:
    """The answers that can be given next to each limit: within min and max, with the question's decimals."""
    step = 10.0**-question.decimals
    least, most = question.min, question.max
    near = {round(limit + step * place, question.decimals) for limit in limits for place in (-1, 0, 1)}
    ends = {end for end in (least, most) if end is not None}
    return [
        value
        for value in near | (ends or {0.0})
        if (least is None or value >= least) and (most is None or value <= most)
    ]
