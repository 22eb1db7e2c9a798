"""What a decision on a safety prompt was given on, and whether it still holds. Pure Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from assessment.rules.agenda import ASKED_OF_DANGER
from assessment.rules.facts import DEPENDENCY, OPIOIDS
from assessment.rules.keys import SUICIDAL_THOUGHTS
from guidelines.vocabulary.facts import TREATMENTS, Facts, Value
from guidelines.vocabulary.model import Vocabulary

# By question or fact: what was known of it, as JSON keeps it; None for what nobody has said.
Basis: TypeAlias = dict[str, dict[str, Any] | None]


@dataclass(frozen=True)
class RowInUse:
    """A treatment in use: which row, of what kind, and how much of it a day."""

    identifier: str
    kind: str
    dose: float | None


def basis_of(
    deciding: Iterable[str],
    facts: Facts,
    entries: Mapping[str, Mapping[str, Any]],
    in_use: Iterable[RowInUse],
    vocabulary: Vocabulary,
) -> Basis:
    """What these facts rest on now: of an answer its value and version, of treatments the rows in use.

    A computed fact rests on its answers; one that only time changes rests on nothing that somebody said.
    """
    rows, basis = list(in_use), Basis()
    for fact in sorted(deciding):
        derived = vocabulary.derived.get(fact)
        if derived is None:
            basis[fact] = _answer(entries.get(fact))
        elif derived.inputs == (TREATMENTS,):
            kinds = kinds_behind(fact, vocabulary)
            of_it = {row.identifier: row.dose for row in rows if row.kind in kinds}
            basis[fact] = {"value": _stored(facts.values.get(fact)), "rows": of_it}
        else:
            basis |= {key: _answer(entries.get(key)) for key in derived.inputs} or {fact: None}
    return basis


def is_dangerous(basis: Basis) -> bool:
    """Whether it rests on what was said of a danger: a red flag, or thoughts of suicide."""
    return not basis.keys().isdisjoint(ASKED_OF_DANGER)


def is_acute(basis: Basis) -> bool:
    """Whether it rests on active thoughts of suicide."""
    return (basis.get(SUICIDAL_THOUGHTS) or {}).get("value") == "active"


def _answer(entry: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return {"value": entry["value"], "version": entry["version"]} if entry else None


def _stored(value: Value | None) -> bool | None:
    return value if isinstance(value, bool) else None


def kinds_behind(fact: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The kinds of treatment that a fact of the list is about."""
    subject = fact.split(".")[1] if fact.startswith("treatment.") else fact.split(".", maxsplit=1)[0]
    if subject in vocabulary.treatment_kinds:
        return frozenset({subject})
    groups = {**vocabulary.kinds_by_group, "opioid": OPIOIDS, "dependency": DEPENDENCY}
    return groups.get(subject, frozenset(vocabulary.treatment_kinds))


def holds(given_on: Basis, now: Basis) -> bool:
    """Whether everything is as it was: the same answers, not given anew, and no more of any medicine."""
    return given_on.keys() == now.keys() and all(_is_as_before(given_on[key], now[key]) for key in now)


def _is_as_before(then: dict[str, Any] | None, now: dict[str, Any] | None) -> bool:
    if then is None or now is None or "rows" not in now or "rows" not in then:
        return then == now
    same_rows = then["value"] == now["value"] and then["rows"].keys() == now["rows"].keys()
    return same_rows and all(_is_no_more(then["rows"][row], dose) for row, dose in now["rows"].items())


def _is_no_more(then: float | None, now: float | None) -> bool:
    """A lower dose leaves a decision standing; one that is higher, or no longer known, does not."""
    return then == now if then is None or now is None else now <= then


def is_due(reopens_on: date | None, decided_on: date, as_of: date) -> bool:
    """Whether the day has come on which the prompt is open again: never the day of the decision itself."""
    return reopens_on is not None and as_of >= max(reopens_on, decided_on + timedelta(days=1))
