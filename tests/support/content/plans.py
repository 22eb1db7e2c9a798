"""The plan's part of a vocabulary by itself, read and checked as the whole of it is."""

from collections.abc import Container, Mapping, Set

from guidelines.vocabulary.plan_phrases import PlanContent, check_plan
from guidelines.vocabulary.reading import read
from guidelines.vocabulary.shapes import Json


def parse_plan(body: Mapping[str, Json], facts: Set[str], kinds: Container[str]) -> PlanContent:
    """Raises ValueError if it is not one."""
    plan = read(PlanContent, body)
    check_plan(plan, facts, kinds)
    return plan
