"""The groups of the advice on an episode, and which of them a recommendation stands in. No database, no words."""

from enum import StrEnum

from guidelines.recommendations.direction import ListName
from guidelines.recommendations.evaluation import RecommendationResult, Status


class AdviceGroup(StrEnum):
    """A field of `Advice` each. One more is a line here, a line there, and a line in `group_of`."""

    FAULTS = "faults"
    SAFETY = "safety"
    SAFETY_UNKNOWN = "safety_unknown"
    # The project's own prompts count apart: the contract's are asked about first.
    OWN_UNKNOWN = "own_unknown"
    # Advice to start a medicine that would set off a serious prompt.
    HELD_BACK = "held_back"
    DO_NOW = "do_now"
    CONSIDER = "consider"
    APPLIES = "applies"
    UNKNOWN = "unknown"
    DECIDED = "decided"
    DOES_NOT_APPLY = "does_not_apply"


# What each of the content's two lists is among the groups.
OF_LIST: dict[ListName, AdviceGroup] = {"do_now": AdviceGroup.DO_NOW, "consider": AdviceGroup.CONSIDER}


def group_of(
    result: RecommendationResult,
    *,
    list_name: ListName,
    is_safety: bool = False,
    is_decided: bool = False,
    is_superseded: bool = False,
    is_own: bool = False,
    is_held_back: bool = False,
) -> AdviceGroup:
    """Where a result stands. The two lists hold what needs attention today, and is neither answered nor superseded.

    A safety prompt stands above them for as long as it applies, whatever was answered.
    """
    match result.status:
        case Status.FAULT:
            return AdviceGroup.FAULTS
        case Status.UNKNOWN if not result.missing:
            # It waits for no answer: what it lacks is not asked of this patient.
            return AdviceGroup.DOES_NOT_APPLY
        case Status.UNKNOWN if is_own and is_safety:
            return AdviceGroup.OWN_UNKNOWN
        case Status.UNKNOWN if is_superseded and not is_safety:
            # Nobody asks for the sake of what is not to be done any more.
            return AdviceGroup.DOES_NOT_APPLY
        case Status.UNKNOWN:
            return AdviceGroup.SAFETY_UNKNOWN if is_safety else AdviceGroup.UNKNOWN
        case Status.DOES_NOT_APPLY:
            return AdviceGroup.DOES_NOT_APPLY
    if is_safety:
        return AdviceGroup.SAFETY
    if is_decided:
        return AdviceGroup.DECIDED
    if not result.attention or is_superseded:
        return AdviceGroup.APPLIES
    return AdviceGroup.HELD_BACK if is_held_back else OF_LIST[list_name]
