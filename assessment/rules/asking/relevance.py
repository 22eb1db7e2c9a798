"""Which questions are asked of a patient: those whose `asked_when` is true, or cannot be asked about. Pure Python."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from guidelines.conditions.tree import NOTHING, Node
from guidelines.vocabulary.facts import Facts, union


def ask_only(facts: Facts, asked_when: Mapping[str, Node], askable: Collection[str]) -> Facts:
    """The facts, where an unanswered question that is not asked lacks what it waits for, or nothing.

    A question whose condition is false lacks nothing: what needs it stays unknown, and waits for no answer. One whose
    condition is unknown waits for the answers that the condition lacks, if any of them is `askable`; if none is, or the
    answer is there and only its day is lacking, it is asked. `asked_when` comes with premises first.
    """
    lacking = {**facts.lacking}
    narrowed = replace(facts, lacking=lacking)
    instead: dict[str, frozenset[str]] = {}
    for key, condition in asked_when.items():
        if key in facts.values or (value := condition.value(narrowed)) is True:
            continue
        lacks = NOTHING if value is False else condition.missing(narrowed)
        premises = frozenset(lack for lack in lacks if lack in askable and lack not in facts.values)
        if premises or not lacks:
            lacking[key] = instead[key] = premises
    if instead:
        for fact, lacks in facts.lacking.items():
            if not lacks.isdisjoint(instead):
                lacking[fact] = union(instead.get(key, frozenset({key})) for key in lacks)
    return narrowed


def leave_out(facts: Facts, questions: Collection[str]) -> Facts:
    """The facts, where these questions have no place with this patient: unanswered, they lack nothing."""
    return replace(facts, lacking={**facts.lacking, **dict.fromkeys(questions, NOTHING)})
