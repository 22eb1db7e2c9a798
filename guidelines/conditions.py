"""Conditions: typed trees over facts, three-valued after Kleene, that explain themselves.

A condition is stored as JSON, with one of these shapes:

    {"all": [...]}  {"any": [...]}  {"not": ...}  {"population": key}  {"always": true}
    {"fact": key, OPERATOR: operand}

`compile_condition` checks it against the vocabulary once per release and returns a tree that evaluates fast.
The value of a node is True, False, or None for unknown: false beats unknown in `all`, true beats unknown in `any`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from guidelines.calendar import add_months
from guidelines.facts import Facts, union
from guidelines.vocabulary import Vocabulary

NOTHING: frozenset[str] = frozenset()


class ConditionError(ValueError):
    """The condition cannot be used; the message says why, for the person who edits it."""


class Node(Protocol):
    def value(self, facts: Facts) -> bool | None:
        """True, False, or None for unknown."""

    def missing(self, facts: Facts) -> frozenset[str]:
        """The unanswered facts in the branches that are still undecided; empty once the node is decided."""

    def deciding(self, facts: Facts) -> frozenset[str]:
        """The known facts that decided the node; empty while it is unknown."""

    def facts_used(self) -> frozenset[str]:
        """Every fact that the node refers to."""


@dataclass(frozen=True, slots=True)
class Combination:
    """`all` (decided by the first false child) or `any` (decided by the first true one)."""

    children: tuple[Node, ...]
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

    def missing(self, facts: Facts) -> frozenset[str]:
        return NOTHING if self.value(facts) is not None else union(child.missing(facts) for child in self.children)

    def deciding(self, facts: Facts) -> frozenset[str]:
        value = self.value(facts)
        if value is None:
            return NOTHING
        return union(child.deciding(facts) for child in self.children if child.value(facts) is value)

    def facts_used(self) -> frozenset[str]:
        return union(child.facts_used() for child in self.children)


@dataclass(frozen=True, slots=True)
class Not:
    child: Node

    def value(self, facts: Facts) -> bool | None:
        value = self.child.value(facts)
        return None if value is None else not value

    def missing(self, facts: Facts) -> frozenset[str]:
        return self.child.missing(facts)

    def deciding(self, facts: Facts) -> frozenset[str]:
        return self.child.deciding(facts)

    def facts_used(self) -> frozenset[str]:
        return self.child.facts_used()


@dataclass(frozen=True, slots=True)
class Always:
    def value(self, facts: Facts) -> bool | None:
        return True

    def missing(self, facts: Facts) -> frozenset[str]:
        return NOTHING

    def deciding(self, facts: Facts) -> frozenset[str]:
        return NOTHING

    def facts_used(self) -> frozenset[str]:
        return NOTHING


@dataclass(frozen=True, slots=True)
class InPopulation:
    """A named condition, worked out once per case."""

    key: str
    definition: Node

    def value(self, facts: Facts) -> bool | None:
        if self.key not in facts.populations:
            facts.populations[self.key] = self.definition.value(facts)
        return facts.populations[self.key]

    def missing(self, facts: Facts) -> frozenset[str]:
        return NOTHING if self.value(facts) is not None else self.definition.missing(facts)

    def deciding(self, facts: Facts) -> frozenset[str]:
        return self.definition.deciding(facts)

    def facts_used(self) -> frozenset[str]:
        return self.definition.facts_used()


@dataclass(frozen=True, slots=True)
class Comparison:
    fact: str
    operator: str
    operand: Any
    test: Callable[[Any, Any, Facts], bool]

    def value(self, facts: Facts) -> bool | None:
        value = facts.values.get(self.fact)
        return None if value is None else self.test(value, self.operand, facts)

    def missing(self, facts: Facts) -> frozenset[str]:
        return facts.missing(self.fact) if facts.values.get(self.fact) is None else NOTHING

    def deciding(self, facts: Facts) -> frozenset[str]:
        return NOTHING if facts.values.get(self.fact) is None else frozenset({self.fact})

    def facts_used(self) -> frozenset[str]:
        return frozenset({self.fact})


@dataclass(frozen=True, slots=True)
class Answered:
    """Whether a fact is known at all: the one comparison where absence is itself an answer."""

    fact: str
    expected: bool

    def value(self, facts: Facts) -> bool | None:
        return (facts.values.get(self.fact) is not None) is self.expected

    def missing(self, facts: Facts) -> frozenset[str]:
        return NOTHING

    def deciding(self, facts: Facts) -> frozenset[str]:
        return frozenset({self.fact})

    def facts_used(self) -> frozenset[str]:
        return frozenset({self.fact})


LONGEST_IN_MONTHS = 1200
NUMERIC = frozenset({"number", "scale"})
LISTED = frozenset({"choice", "bool"})


@dataclass(frozen=True)
class Operator:
    """A comparison, the fact types it is meant for, and whether its operand is checked against the fact's list."""

    types: frozenset[str]
    test: Callable[[Any, Any, Facts], bool]
    operand: type | tuple[type, ...]


OPERATORS: Mapping[str, Operator] = {
    "is": Operator(LISTED, lambda value, operand, facts: value == operand, (bool, str)),
    "in": Operator(frozenset({"choice"}), lambda value, operand, facts: value in operand, list),
    "not_in": Operator(frozenset({"choice"}), lambda value, operand, facts: value not in operand, list),
    "has": Operator(frozenset({"multi"}), lambda value, operand, facts: operand in value, str),
    "empty": Operator(frozenset({"multi", "text"}), lambda value, operand, facts: (not value) is operand, bool),
    "gt": Operator(NUMERIC, lambda value, operand, facts: value > operand, (int, float)),
    "gte": Operator(NUMERIC, lambda value, operand, facts: value >= operand, (int, float)),
    "lt": Operator(NUMERIC, lambda value, operand, facts: value < operand, (int, float)),
    "lte": Operator(NUMERIC, lambda value, operand, facts: value <= operand, (int, float)),
    "older_than_months": Operator(
        frozenset({"date"}), lambda value, operand, facts: value < add_months(facts.as_of, -operand), int
    ),
    "within_months": Operator(
        frozenset({"date"}),
        lambda value, operand, facts: add_months(facts.as_of, -operand) <= value <= facts.as_of,
        int,
    ),
}


def compile_condition(tree: Any, vocabulary: Vocabulary, populations: Mapping[str, Node] | None = None) -> Node:
    """Check a stored condition against the vocabulary and make it ready to evaluate.

    Raises ConditionError for an unknown fact, population, operator or value.
    """
    if not isinstance(tree, dict):
        raise ConditionError(f"a condition is an object, not {tree!r}")
    keys = set(tree)
    if "fact" in keys:
        return _comparison(tree, vocabulary)
    if len(keys) != 1:
        raise ConditionError(f"one of all, any, not, population, always or fact is needed, not {sorted(keys)}")
    (kind,) = keys
    content = tree[kind]
    match kind:
        case "all" | "any":
            if not isinstance(content, list) or not content:
                raise ConditionError(f"`{kind}` needs a list with at least one condition")
            children = tuple(compile_condition(child, vocabulary, populations) for child in content)
            return Combination(children, decisive=kind == "any")
        case "not":
            return Not(compile_condition(content, vocabulary, populations))
        case "population":
            definition = (populations or {}).get(content) if isinstance(content, str) else None
            if definition is None:
                raise ConditionError(f"there is no population {content!r}")
            return InPopulation(content, definition)
        case "always" if content is True:
            return Always()
        case _:
            raise ConditionError(f"{kind!r} is not a kind of condition")


def _comparison(tree: Mapping[str, Any], vocabulary: Vocabulary) -> Node:
    fact = tree["fact"]
    operators = [key for key in tree if key != "fact"]
    if len(operators) != 1:
        raise ConditionError(f"{fact}: exactly one comparison is needed, not {operators}")
    name, operand = operators[0], tree[operators[0]]
    fact_type = vocabulary.fact_type(fact) if isinstance(fact, str) else None
    if fact_type is None:
        raise ConditionError(f"there is no fact {fact!r}")
    if name == "answered" and isinstance(operand, bool):
        return Answered(fact, operand)
    operator = OPERATORS.get(name)
    if operator is None or fact_type not in operator.types:
        raise ConditionError(f"{fact}: {name!r} cannot be used with a fact of type {fact_type}")
    _check_operand(fact, fact_type, name, operand, operator, vocabulary)
    return Comparison(fact, name, tuple(operand) if isinstance(operand, list) else operand, operator.test)


def _check_operand(
    fact: str, fact_type: str, name: str, operand: Any, operator: Operator, vocabulary: Vocabulary
) -> None:
    if not isinstance(operand, operator.operand) or (isinstance(operand, bool) and name not in ("is", "empty")):
        raise ConditionError(f"{fact}: {operand!r} cannot be compared with {name!r}")
    if isinstance(operand, list) and not operand:
        raise ConditionError(f"{fact}: {name!r} needs at least one value")
    if fact_type == "date" and operand not in range(LONGEST_IN_MONTHS + 1):
        raise ConditionError(f"{fact}: 0 to {LONGEST_IN_MONTHS} months are allowed, not {operand}")
    if name == "is" and (fact_type == "bool") is not isinstance(operand, bool):
        raise ConditionError(f"{fact}: {operand!r} is not a value of type {fact_type}")
    if fact_type in ("choice", "multi") and name != "empty":
        allowed = vocabulary.questions[fact].values
        for value in operand if isinstance(operand, list) else [operand]:
            if not isinstance(value, str) or value not in allowed:
                raise ConditionError(f"{fact}: {value!r} is not one of {', '.join(allowed)}")


def compile_populations(vocabulary: Vocabulary) -> dict[str, Node]:
    """Every population of the vocabulary, each able to refer to the others. Raises ConditionError for a cycle."""
    compiled: dict[str, Node] = {}
    waiting = dict(vocabulary.populations)
    while waiting:
        ready = [key for key, population in waiting.items() if _populations_in(population.when) <= compiled.keys()]
        if not ready:
            raise ConditionError(f"these populations refer to each other or to none: {', '.join(sorted(waiting))}")
        for key in ready:
            try:
                compiled[key] = compile_condition(waiting.pop(key).when, vocabulary, compiled)
            except ConditionError as error:
                raise ConditionError(f"population {key}: {error}") from error
    return compiled


def _populations_in(tree: Any) -> set[str]:
    if isinstance(tree, dict):
        own = {tree["population"]} if isinstance(tree.get("population"), str) else set()
        return own.union(*(_populations_in(child) for child in tree.values()))
    if isinstance(tree, list):
        return set().union(*(_populations_in(child) for child in tree))
    return set()
