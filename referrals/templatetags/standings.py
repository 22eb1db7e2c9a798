"""Template tags for where referrals stand: their words are rendered once, and what differs is filled in."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.pages.row_template import RowTemplate, join_rows
from assessment.record.clock import today
from referrals.follow_up.course_display import StandingDisplay
from referrals.follow_up.worklist import FollowedReferral, referrals_to_follow

register = template.Library()

STATE = RowTemplate("referrals/course/_state.html", "since", "expected", "overdue", "waited")
FOLLOWED = RowTemplate(
    "referrals/course/_followed.html", "referral", "patient", "state", "in_preparation", "open_steps"
)


def one_or_more(number: int | None) -> int:
    """Which of the forms of a word goes with this number: 0 none, 1 the singular, 2 the plural."""
    return 0 if number is None else 1 if number == 1 else 2


@register.simple_tag
def standing(shown: StandingDisplay) -> SafeString:
    """Where a referral stands, since when, and how long the patient has waited."""
    since, expected, overdue, waited = shown.since, shown.expected_on, shown.days_overdue, shown.days_waiting
    return STATE.fill(
        {
            "since": since and f"{since:%d.%m.%Y}",
            "expected": expected and f"{expected:%d.%m.%Y}",
            "overdue": overdue,
            "waited": waited,
        },
        look=shown.look,
        words=shown.state_in_words,
        has_since=since is not None,
        has_expected=expected is not None,
        late=one_or_more(overdue or None),
        waits=one_or_more(waited),
    )


@register.inclusion_tag("referrals/course/_worklist.html")
def referrals_followed() -> dict[str, object]:
    """The practice's referrals that wait or were returned, for the first page."""
    followed = referrals_to_follow(as_of=today())
    more = _("There are more than these 50.") if followed.has_more else ""
    return {"rows": join_rows(map(_row, followed.rows)), "more": more}


def _row(shown: FollowedReferral) -> SafeString:
    line = shown.line
    return FOLLOWED.fill(
        {
            "referral": line.referral_id,
            "patient": shown.patient_name,
            "state": standing(shown),
            "in_preparation": line.in_preparation,
            "open_steps": shown.open_steps,
        },
        title=shown.title,
        is_returned=shown.is_returned,
        reason=shown.reason,
        is_in_preparation=line.in_preparation is not None,
        form=one_or_more(shown.open_steps or None),
        has_steps=shown.has_steps,
    )
