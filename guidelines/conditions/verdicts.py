"""What a condition says of one case, with what decided it or is missing; one that fails says that it failed.

Never silence, never a guess: whoever shows a rule's result names the rule that could not be worked out. Pure Python.
"""

import logging
from typing import NamedTuple

from guidelines.conditions.tree import NOTHING, Node
from guidelines.vocabulary.facts import Facts

logger = logging.getLogger(__name__)


class Verdict(NamedTuple):
    """`value` is None where it is unknown, and where the rule failed."""

    value: bool | None = None
    missing: frozenset[str] = NOTHING
    deciding: frozenset[str] = NOTHING
    is_fault: bool = False


def verdict_of(node: Node, facts: Facts, *, name: str) -> Verdict:
    """The condition's verdict; `name` tells the log which rule failed."""
    try:
        value = node.value(facts)
        behind = node.behind(facts, value)
        return Verdict(None, missing=behind) if value is None else Verdict(value, deciding=behind)
    except Exception:
        logger.exception("The rule of %s failed", name)
        return Verdict(is_fault=True)
