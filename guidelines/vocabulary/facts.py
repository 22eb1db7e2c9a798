"""The facts of one case: the values that rules read by key. Pure Python: no patient, no database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Range:
    """A number that is known in part: one of these, in rising order, such as the days since a month."""

    numbers: tuple[float, ...]

    @property
    def ends(self) -> tuple[float, float]:
        return self.numbers[0], self.numbers[-1]


Value = bool | str | int | float | date | tuple[str, ...] | Range
TREATMENTS = "treatments"
# Before one of several values that may be there, or not.
PERHAPS = "?"
# What is said of the list of treatments beside its rows: that it holds everything, and of a kind that it was not tried.
LIST_COMPLETE, OF_A_KIND = "treatments.complete", "treatments.kind."


@dataclass(frozen=True, slots=True)
class Facts:
    """Known values by fact key; a key that is absent is unknown.

    `lacking` names, for an unknown derived fact, the answers that it lacks; for a question that is not asked of this
    patient, those that it waits for, or none. What was worked out for this case already
    is held by `populations`, by `populations_deciding` (the facts that decided each) and by `criteria`, the pathways'.
    """

    as_of: date
    values: Mapping[str, Value]
    lacking: Mapping[str, frozenset[str]] = field(default_factory=dict)
    populations: dict[str, bool | None] = field(default_factory=dict)
    populations_deciding: dict[str, frozenset[str]] = field(default_factory=dict)
    criteria: dict[Any, Any] = field(default_factory=dict)

    def missing(self, key: str) -> frozenset[str]:
        """The unanswered questions behind an unknown fact; none where it waits for no answer."""
        lacks = self.lacking.get(key)
        return frozenset({key}) if lacks is None else lacks

    def is_asked(self, question: str) -> bool:
        """Whether a question has its place with this patient: an answered one always has."""
        return question in self.values or question not in self.lacking

    def is_irrelevant(self, question: str) -> bool:
        """Whether it is known that the question has no place."""
        return question not in self.values and self.lacking.get(question) == frozenset()


def kind_in(question: str) -> str:
    """The kind of treatment that something is said of beside the rows; empty for any other question."""
    return question.removeprefix(OF_A_KIND) if question.startswith(OF_A_KIND) else ""


def kind_of_fact(fact: str) -> str:
    """The kind of treatment, or the group of kinds, that a fact of the list is about; empty for any other fact."""
    room, _dot, rest = fact.partition(".")
    return rest.rpartition(".")[0] if room == "treatment" else ""


def is_of_the_list(question: str) -> bool:
    """Whether it is no question of the vocabulary, but something that is said of the list of treatments."""
    return question in (TREATMENTS, LIST_COMPLETE) or question.startswith(OF_A_KIND)


def union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)
