"""Where a result stands: each group by what decides it."""

from typing import Any

import pytest

from assessment.advice.groups import AdviceGroup, group_of
from guidelines.recommendations.evaluation import RecommendationResult, Status

APPLIES = {"status": Status.APPLIES}
OPEN = {"status": Status.UNKNOWN, "missing": ("work.status",)}
URGENT = {"status": Status.APPLIES, "attention": True}


@pytest.mark.parametrize(
    ("result", "about", "group"),
    [
        ({"status": Status.FAULT}, {"is_safety": True}, "faults"),
        (OPEN, {}, "unknown"),
        (OPEN, {"is_superseded": True}, "does_not_apply"),
        (OPEN, {"is_safety": True}, "safety_unknown"),
        (OPEN, {"is_safety": True, "is_own": True}, "own_unknown"),
        (OPEN, {"is_own": True}, "unknown"),
        # What is unknown and waits for no answer is not asked of this patient.
        ({"status": Status.UNKNOWN}, {}, "does_not_apply"),
        ({"status": Status.UNKNOWN}, {"is_safety": True, "is_own": True}, "does_not_apply"),
        ({"status": Status.DOES_NOT_APPLY}, {"is_decided": True}, "does_not_apply"),
        (URGENT, {}, "do_now"),
        (URGENT, {"list_name": "consider"}, "consider"),
        (URGENT, {"is_safety": True, "is_decided": True}, "safety"),
        (URGENT, {"is_held_back": True}, "held_back"),
        (URGENT, {"is_held_back": True, "is_decided": True}, "decided"),
        (URGENT, {"is_held_back": True, "is_superseded": True}, "applies"),
        (APPLIES, {"is_held_back": True}, "applies"),
        # What is done or superseded stands in neither list, and neither does what needs nothing today.
        (URGENT, {"is_decided": True}, "decided"),
        (URGENT, {"is_superseded": True}, "applies"),
        (URGENT, {"list_name": "consider", "is_superseded": True}, "applies"),
        (APPLIES | {"attention": False}, {}, "applies"),
        (APPLIES | {"attention": None}, {"list_name": "consider"}, "applies"),
        (APPLIES | {"attention": None}, {"is_decided": True}, "decided"),
    ],
)
def test_a_result_stands_in_one_group(result: dict[str, Any], about: dict[str, Any], group: str) -> None:
    """Tried: each line of `group_of` left out in turn."""
    whole = RecommendationResult(
        **{"key": "g/one", "attention": False, "missing": (), "deciding": frozenset()} | result
    )
    assert group_of(whole, **{"list_name": "do_now"} | about) == AdviceGroup(group)
