"""What can be answered to a piece of advice, in words that fit its direction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessment.models import AdviceResponse
from guidelines.in_force.content import PublishedRecommendation
from guidelines.recommendations.direction import AGAINST

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Response = AdviceResponse.Response
Reason = AdviceResponse.Reason
WITHOUT_REASON = frozenset({Response.FOLLOW, Response.AVOID})


@dataclass(frozen=True)
class AnswerChoices:
    """What can be answered to an advice, each with the words to choose it by; and the reasons not to do as it says."""

    choices: Mapping[Response, Promise]
    reasons: tuple[Reason, ...]
    reason_label: "StrOrPromise"


TO_DO = AnswerChoices(
    {Response.FOLLOW: _("Follow"), Response.DEFER: _("Defer"), Response.DISMISS: _("Dismiss")},
    (
        *(Reason.TRIED, Reason.CONTRAINDICATED, Reason.DECLINED, Reason.UNSUITABLE, Reason.NOT_AVAILABLE),
        *(Reason.DISAGREE, Reason.LATER),
    ),
    _("Reason"),
)
TO_AVOID = AnswerChoices(
    {Response.AVOID: _("Avoid it"), Response.USE: _("Use it all the same")},
    (Reason.OTHERS_FAILED, Reason.OTHERS_UNSUITABLE, Reason.WANTED, Reason.TAPERING, Reason.DISAGREE),
    _("Used all the same, because"),
)


def answers_to(recommendation: PublishedRecommendation) -> AnswerChoices:
    """The answers that fit the direction of an advice. Those of a safety prompt are the same whatever its direction."""
    return TO_AVOID if recommendation.version.direction == AGAINST and not recommendation.is_safety else TO_DO
