"""Template tags for where referrals stand: their words are rendered once, and what differs is filled in."""

from collections.abc import Hashable

from django import template
from django.utils.translation import gettext as _

from accounts.pages.part_template import PartTemplate, Plain, join_rows
from accounts.text.normal import isolate_direction
from assessment.record.clock import today
from referrals.follow_up.course_display import StandingDisplay
from referrals.follow_up.worklist import FollowedReferral, referrals_to_follow

register = template.Library()

DAYS = ("since", "expected", "overdue", "waited")
STATE = PartTemplate("referrals/course/_state.html", "words", plain=DAYS)
FOLLOWED = PartTemplate(
    "referrals/course/_followed.html",
    *("patient", "words", "noted"),
    plain=("referral", *DAYS, "in_preparation", "open_steps"),
)


def one_or_more(number: int | None) -> int:
    """Which of the forms of a word goes with this number: 0 none, 1 the singular, 2 the plural."""
    return 0 if number is None else 1 if number == 1 else 2


@register.simple_tag
def standing(shown: StandingDisplay) -> str:
    """Where a referral stands, since when, and how long the patient has waited."""
    return STATE.fill({"words": shown.state_in_words}, days_of(shown), **shape_of(shown))


def days_of(shown: StandingDisplay) -> dict[str, Plain]:
    return {
        "since": shown.since,
        "expected": shown.expected_on,
        "overdue": shown.days_overdue,
        "waited": shown.days_waiting,
    }


def shape_of(shown: StandingDisplay) -> dict[str, Hashable]:
    """What of its days is shown, and in which form of the words."""
    return {
        "look": shown.look,
        "has_since": shown.since is not None,
        "has_expected": shown.expected_on is not None,
        "late": one_or_more(shown.days_overdue or None),
        "waits": one_or_more(shown.days_waiting),
    }


@register.inclusion_tag("referrals/course/_worklist.html")
def referrals_followed() -> dict[str, object]:
    """The practice's referrals that wait or were returned, for the first page."""
    followed = referrals_to_follow(as_of=today())
    more = _("There are more than these 50.") if followed.has_more else ""
    return {"rows": join_rows(map(_row, followed.rows)), "more": more}


def _row(shown: FollowedReferral) -> str:
    line = shown.line
    return FOLLOWED.fill(
        {
            "patient": isolate_direction(shown.patient_name),
            "words": shown.state_in_words,
            "noted": ", ".join(shown.noted_since),
        },
        {
            "referral": line.referral_id,
            **days_of(shown),
            "in_preparation": line.in_preparation,
            "open_steps": shown.open_steps,
        },
        **shape_of(shown),
        title=shown.title,
        has_noted=bool(shown.noted_since),
        is_returned=shown.is_returned,
        reason=shown.reason,
        is_in_preparation=line.in_preparation is not None,
        form=one_or_more(shown.open_steps or None),
        has_steps=shown.has_steps,
    )
