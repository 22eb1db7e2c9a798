"""In which order questions are asked: what an answer is expected to settle, worked out from the rules. Pure Python.

A rule is settled by the answers of its shortest proof: one false part of what must all hold, or every part of it. How
often each question belongs to the proof is counted once a release over typical patients, and never in a request. Of an
undecided rule each question that it lacks then has a share; the shares of a rule are one together. So a question counts
for more where fewer others are needed with it: that looks further than one answer.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from assessment.rules.keys import OWN, PEG_ITEMS, RED_FLAGS, SUICIDAL_THOUGHTS
from guidelines.conditions.tree import NOTHING, Answered, AtLeast, Combination, Comparison, InPopulation, Node, Not
from guidelines.vocabulary.facts import TREATMENTS, Facts, union

# What a safety prompt lacks is asked for in this order, before anything else (contract, README).
SAFETY_ORDER = (RED_FLAGS, SUICIDAL_THOUGHTS, TREATMENTS)
DIGITS = 3
# A proof that decides a rule less often is left out.
RAREST = 0.01
MOST_KEPT = 10_000
# Whether a rule applies is worth knowing before whether what applies needs attention.
WHOLE, ATTENTION = 1.0, 0.5

# By the rule's key the proofs that decide it, with how often each does.
Weights = Mapping[str, Sequence[tuple[Sequence[str], float]]]
Missing = tuple[str, ...] | frozenset[str]
# The questions that a fact is known by.
QuestionsOf = Callable[[str], frozenset[str]]


def safety_place(question: str) -> int:
    """Where a question stands among those that a safety prompt lacks: the list of treatments before the rest."""
    return SAFETY_ORDER.index(question) if question in SAFETY_ORDER else len(SAFETY_ORDER)


@dataclass(frozen=True)
class Proofs:
    """The shortest proofs of one patient, of whom everything is known."""

    facts: Facts
    questions_of: QuestionsOf
    # How many rules each question may decide: of two proofs as short, that one whose questions serve more of them.
    demand: Mapping[str, int]
    _of_populations: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, node: Node) -> frozenset[str]:
        """The fewest questions whose answers decide the condition; none where it is unknown."""
        match node:
            case InPopulation():
                if node.key not in self._of_populations:
                    self._of_populations[node.key] = self.of(node.definition)
                return self._of_populations[node.key]
            case Not():
                return self.of(node.child)
            case Comparison():
                # What absence decides as well is never missing.
                return NOTHING if isinstance(node, Answered) else self.questions_of(node.fact)
            case Combination() | AtLeast():
                return self._of_group(node)
        return NOTHING

    def _of_group(self, node: Combination | AtLeast) -> frozenset[str]:
        value = node.value(self.facts)
        if value is None:
            return NOTHING
        speaking = [self.of(child) for child in node.children if child.value(self.facts) is value]
        return union(sorted(speaking, key=self._cost)[: _needed(node, value)])

    def _cost(self, proof: frozenset[str]) -> tuple[int, int]:
        return len(proof), -sum(self.demand[question] for question in proof)


def _needed(node: Combination | AtLeast, value: bool) -> int:
    """How many of the children must be known to say so."""
    if isinstance(node, AtLeast):
        return node.number if value else len(node.children) - node.number + 1
    return 1 if value is node.decisive else len(node.children)


def weigh(rules: Mapping[str, Sequence[Node]], patients: Iterable[Facts], questions_of: QuestionsOf) -> Weights:
    """How often each proof decides a rule, over these patients, the most frequent first.

    Of the conditions of one rule the next is looked at where the one before holds: first whether it applies, then
    whether it needs attention.
    """
    counts: dict[str, Counter[frozenset[str]]] = {key: Counter() for key in rules}
    used = (union(node.facts_used() for node in nodes) for nodes in rules.values())
    demand = Counter(question for facts in used for question in union(map(questions_of, facts)))
    number = 0
    for facts in patients:
        number += 1
        proofs = Proofs(facts, questions_of, demand)
        for key, nodes in rules.items():
            for node in nodes:
                counts[key][proofs.of(node)] += 1
                if node.value(facts) is not True:
                    break
    return {key: _most_frequent(counted, number) for key, counted in counts.items()}


def _most_frequent(counted: Counter[frozenset[str]], number: int) -> list[tuple[list[str], float]]:
    shares = ((sorted(proof), round(count / number, DIGITS)) for proof, count in counted.items() if proof)
    return sorted(((proof, share) for proof, share in shares if share >= RAREST), key=lambda one: (-one[1], one[0]))


class Shares:
    """What the questions that a rule lacks are each expected to settle of it; worked out once for what is lacking."""

    def __init__(self, weights: Weights) -> None:
        self.of = lru_cache(maxsize=MOST_KEPT)(partial(_shares, weights))


def _shares(weights: Weights, key: str, missing: Missing) -> Mapping[str, float]:
    """The shares of one rule, one together. A proof of which all is answered did not decide the rule, and is none."""
    shares = dict.fromkeys(missing, 0.0)
    for proof, share in weights.get(key, ()):
        left = [question for question in proof if question in shares]
        for question in left:
            shares[question] += share / len(left)
    total = sum(shares.values())
    # Of a rule that nobody has weighed each question counts the same.
    return {question: share / total if total else 1 / len(shares) for question, share in shares.items()}


def expect(undecided: Iterable[tuple[str, Missing, float]], shares: Shares) -> dict[str, float]:
    """What each question is expected to settle: its shares of every undecided rule, by what that lacks and is worth."""
    settled: dict[str, float] = {}
    for key, missing, worth in undecided:
        for question, share in shares.of(key, missing).items():
            settled[question] = settled.get(question, 0.0) + worth * share
    return settled


def lacking_for_safety(unsafe: Iterable[tuple[str, Missing]], own: Collection[str]) -> frozenset[str]:
    """What safety prompts wait for and is asked before anything else: the questions by which an answer can decide one.

    A prompt of the project's own that lacks a question of its own too waits with that one: alone the other decides
    nothing, and would push back what does. A question of the project's own never comes before those of the contract.
    """
    return union(
        frozenset(key for key in missing if not key.startswith(OWN))
        for rule, missing in unsafe
        if rule not in own or not any(key.startswith(OWN) for key in missing)
    )


def put_in_order(
    expected: Mapping[str, float],
    *,
    safety: Collection[str] = (),
    urgent: Collection[str] = (),
    asked: Collection[str] = (),
    places: Mapping[str, int],
) -> list[str]:
    """The questions, the first to ask first: what was asked in vain comes last, what safety lacks before anything else,
    then what is `urgent`, then what is expected to settle most. `places` is the order of the vocabulary.
    """
    ordered = sorted(
        expected,
        key=lambda key: (
            key in asked,
            key not in safety,
            safety_place(key) if key in safety else 0,
            key not in urgent,
            -round(expected[key], DIGITS),
            places[key],
        ),
    )
    return list(dict.fromkeys(key for first in ordered for key in asked_with(first) if key in expected))


def asked_with(question: str) -> tuple[str, ...]:
    """The questions that are asked together with this one, in their order: the three of PEG, else it alone."""
    return PEG_ITEMS if question in PEG_ITEMS else (question,)
