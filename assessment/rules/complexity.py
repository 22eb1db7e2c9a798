"""What speaks for a simple and for a complex pain condition, from the answers. Pure Python.

Never a verdict: 001_4dba22924d30146e.txt, chapter 3.1.2, leaves it to the clinician's judgement.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from guidelines.conditions.verdicts import verdict_of
from guidelines.recommendations.burden_and_complexity import Sign
from guidelines.vocabulary.facts import Facts


@dataclass(frozen=True)
class WeighedSign:
    """A sign with the facts that decided it, or the unanswered questions that it still needs."""

    sign: Sign
    deciding: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Weighing:
    """The signs that are there, by side, those that cannot be known yet, and those whose rule failed.

    A sign that is not there is in none.
    """

    speaks_for_complex: tuple[WeighedSign, ...]
    speaks_for_simple: tuple[WeighedSign, ...]
    unknown: tuple[WeighedSign, ...]
    faults: tuple[Sign, ...] = ()

    @property
    def missing(self) -> list[str]:
        """The unanswered questions, each once, in the order of the signs."""
        return list(dict.fromkeys(key for sign in self.unknown for key in sorted(sign.missing)))


def weigh_complexity(signs: Iterable[Sign], facts: Facts) -> Weighing:
    """Lay the signs out by what is known of the case."""
    there: dict[str, list[WeighedSign]] = {"complex": [], "simple": []}
    unknown: list[WeighedSign] = []
    faults: list[Sign] = []
    for sign in signs:
        found = verdict_of(sign.when, facts, name=f"the sign {sign.key}")
        if found.is_fault:
            faults.append(sign)
        elif found.value is None:
            unknown.append(WeighedSign(sign, missing=found.missing))
        elif found.value:
            there[sign.speaks_for].append(WeighedSign(sign, deciding=found.deciding))
    return Weighing(tuple(there["complex"]), tuple(there["simple"]), tuple(unknown), tuple(faults))
