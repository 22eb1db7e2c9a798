"""Conditions: typed trees over facts, three-valued after Kleene, that explain themselves.

A condition is stored as JSON, with one of these shapes:

    {"all": [...]}  {"any": [...]}  {"not": ...}  {"population": key}  {"always": true}
    {"at_least": number, "of": [...]}  {"fact": key, OPERATOR: operand}

`compile_condition` checks it against the vocabulary once per release and returns a tree that evaluates fast.
The value of a node is True, False, or None for unknown: false beats unknown in `all`, true beats unknown in `any`.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from guidelines.conditions.checks import comparison_fault
from guidelines.conditions.operator_kinds import Operator, Test
from guidelines.conditions.operators import OPERATORS
from guidelines.conditions.partly_told import for_every_case, is_told_in_part
from guidelines.conditions.words import fact_of, quote, quote_all
from guidelines.vocabulary.facts import Facts, union
from guidelines.vocabulary.model import Vocabulary

NOTHING: frozenset[str] = frozenset()


class ConditionError(ValueError):
    """The condition cannot be used; the message says why, for the person who edits it."""


class Node(ABC):
    """A condition, or a part of one."""

    __slots__ = ()

    @abstractmethod
    def value(self, facts: Facts) -> bool | None:
        """True, False, or None if unknown."""

    @abstractmethod
    def behind(self, facts: Facts, value: bool | None) -> frozenset[str]:
        """What this value, which is the node's, hangs on: the known facts that decided it; while it is unknown, the
        unanswered ones in the branches that are still undecided."""

    @abstractmethod
    def facts_used(self) -> frozenset[str]:
        """Every fact that the node refers to."""

    def missing(self, facts: Facts) -> frozenset[str]:
        """The unanswered facts in the branches that are still undecided; empty once the node is decided."""
        return self.behind(facts, None) if self.value(facts) is None else NOTHING

    def deciding(self, facts: Facts) -> frozenset[str]:
        """The known facts that decided the node; empty if it is unknown."""
        value = self.value(facts)
        return NOTHING if value is None else self.behind(facts, value)


@dataclass(frozen=True, slots=True)
class Group(Node):
    """Conditions that decide together: those whose value is the group's decided it."""

    children: tuple[Node, ...]

    def behind(self, facts: Facts, value: bool | None) -> frozenset[str]:
        found = [child.behind(facts, value) for child in self.children if child.value(facts) is value]
        return found[0] if len(found) == 1 else NOTHING.union(*found)

    def facts_used(self) -> frozenset[str]:
        return union(child.facts_used() for child in self.children)


@dataclass(frozen=True, slots=True)
class Combination(Group):
    """`all` (decided by the first false child) or `any` (decided by the first true one)."""

    decisive: bool

    def value(self, facts: Facts) -> bool | None:
        result: bool | None = not self.decisive
        for child in self.children:
            value = child.value(facts)
            if value is self.decisive:
                return value
            if value is None:
                result = None
        return result


@dataclass(frozen=True, slots=True)
class AtLeast(Group):
    """At least this many children are true: false as soon as too few are left that could be."""

    number: int

    def value(self, facts: Facts) -> bool | None:
        values = [child.value(facts) for child in self.children]
        if values.count(True) >= self.number:
            return True
        return False if values.count(True) + values.count(None) < self.number else None


@dataclass(frozen=True, slots=True)
class Not(Node):
    child: Node

    def value(self, facts: Facts) -> bool | None:
        value = self.child.value(facts)
        return None if value is None else not value

    def behind(self, facts: Facts, value: bool | None) -> frozenset[str]:
        return self.child.behind(facts, None if value is None else not value)

    def facts_used(self) -> frozenset[str]:
        return self.child.facts_used()


@dataclass(frozen=True, slots=True)
class Always(Node):
    def value(self, facts: Facts) -> bool | None:
        return True

    def behind(self, facts: Facts, value: bool | None) -> frozenset[str]:
        return NOTHING

    def facts_used(self) -> frozenset[str]:
        return NOTHING


@dataclass(frozen=True, slots=True)
class InPopulation(Node):
    """A named condition, worked out once per case."""

    key: str
    definition: Node

    def value(self, facts: Facts) -> bool | None:
        if self.key not in facts.populations:
            facts.populations[self.key] = self.definition.value(facts)
        return facts.populations[self.key]

    def behind(self, facts: Facts, value: bool | None) -> frozenset[str]:
        if value is None:
            return self.definition.behind(facts, None)
        if self.key not in facts.populations_deciding:
            facts.populations_deciding[self.key] = self.definition.behind(facts, value)
        return facts.populations_deciding[self.key]

    def facts_used(self) -> frozenset[str]:
        return self.definition.facts_used()


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """One fact, compared. `test` is made of the operator and the operand, which tell equal comparisons."""

    fact: str
    operator: Operator
    operand: object
    test: Test = field(compare=False)
    only: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "only", frozenset({self.fact}))

    def value(self, facts: Facts) -> bool | None:
        value = facts.values.get(self.fact)
        return None if value is None else self.test(value, facts)

    def behind(self, facts: Facts, value: bool | None) -> frozenset[str]:
        return facts.missing(self.fact) if value is None else self.only

    def facts_used(self) -> frozenset[str]:
        return self.only


@dataclass(frozen=True, slots=True)
class Answered(Comparison):
    """A comparison that absence decides as well; `absent` is its value then."""

    absent: bool

    def value(self, facts: Facts) -> bool | None:
        value = facts.values.get(self.fact)
        return self.absent if value is None else self.test(value, facts)


def compile_condition(tree: object, vocabulary: Vocabulary, populations: Mapping[str, Node] | None = None) -> Node:
    """Check a stored condition against the vocabulary and make it ready to evaluate.

    Raises ConditionError for an unknown or retired fact, and for an unknown population, comparison or value.
    """
    if not isinstance(tree, dict):
        raise ConditionError(f"{quote(tree)} er ikke en betingelse.")
    keys = set(tree)
    if "fact" in keys:
        return _comparison(tree, vocabulary)
    if keys == {"at_least", "of"}:
        return _at_least(tree["at_least"], _parse_children("of", tree["of"], vocabulary, populations))
    if len(keys) != 1:
        found = quote_all(sorted(map(str, keys))) or "ingenting"
        raise ConditionError(f"En betingelse er netop én af {KINDS}. Her står {found}.")
    (kind,) = keys
    content = tree[kind]
    match kind:
        case "all" | "any":
            return Combination(_parse_children(kind, content, vocabulary, populations), decisive=kind == "any")
        case "not":
            return Not(compile_condition(content, vocabulary, populations))
        case "population":
            definition = (populations or {}).get(content) if isinstance(content, str) else None
            if definition is None:
                raise ConditionError(f"Der er ingen patientgruppe med nøglen {quote(content)}.")
            return InPopulation(content, definition)
        case "always" if content is True:
            return Always()
        case _:
            raise ConditionError(f"{quote(kind)} er ikke en slags betingelse. Den er en af {KINDS}.")


KINDS = "all, any, at_least, not, population, always eller fact"


def _parse_children(
    kind: str, content: object, vocabulary: Vocabulary, populations: Mapping[str, Node] | None
) -> tuple[Node, ...]:
    if not isinstance(content, list) or not content:
        raise ConditionError(f"Gruppen er tom ({kind}): den skal have mindst én betingelse.")
    return tuple(compile_condition(child, vocabulary, populations) for child in content)


def _at_least(number: object, children: tuple[Node, ...]) -> Node:
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= len(children):
        raise ConditionError(
            f"»Mindst et antal af« skal være et helt tal fra 1 til {len(children)}, ikke {quote(number)}."
        )
    return AtLeast(children, number)


def _comparison(tree: Mapping[str, object], vocabulary: Vocabulary) -> Node:
    fact = fact_of(str(tree["fact"]), vocabulary)
    if fault := comparison_fault(tree, vocabulary):
        raise ConditionError(fault)
    assert fact is not None
    ((name, stored),) = ((key, value) for key, value in tree.items() if key != "fact")
    operator, operand = OPERATORS[name], tuple(stored) if isinstance(stored, list) else stored
    test, absent = operator.test_of(operand, fact), operator.answer_to_absence(operand)
    if absent is None:
        told_in_part = is_told_in_part(fact, vocabulary)
        return Comparison(fact.key, operator, operand, for_every_case(test) if told_in_part else test)
    return Answered(fact.key, operator, operand, test, absent)


def compile_populations(vocabulary: Vocabulary) -> dict[str, Node]:
    """Every population of the vocabulary, each able to refer to the others. Raises ConditionError for a cycle."""
    compiled: dict[str, Node] = {}
    waiting = dict(vocabulary.populations)
    while waiting:
        ready = [key for key, population in waiting.items() if _populations_in(population.when) <= compiled.keys()]
        if not ready:
            names = ", ".join(f"»{waiting[key].label}« ({key})" for key in sorted(waiting))
            raise ConditionError(
                f"Patientgrupper kan ikke bygge på hinanden i ring eller på en, der ikke findes: {names}."
            )
        for key in ready:
            population = waiting.pop(key)
            try:
                compiled[key] = compile_condition(population.when, vocabulary, compiled)
            except ConditionError as error:
                raise ConditionError(f"Patientgruppen »{population.label}« ({key}): {error}") from error
    return compiled


def _populations_in(tree: object) -> set[str]:
    if isinstance(tree, dict):
        own = {tree["population"]} if isinstance(tree.get("population"), str) else set()
        return own.union(*(_populations_in(child) for child in tree.values()))
    if isinstance(tree, list):
        return set().union(*(_populations_in(child) for child in tree))
    return set()
