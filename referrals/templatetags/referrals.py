"""Template tags for the parts about referrals on pages of the rooms below."""

from functools import cache

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.pages.part_template import format_html
from assessment.episode.workspace import Workspace
from assessment.record.clock import today
from referrals.duties.reasons import REASONS
from referrals.duties.turn import colleague_of, turn_of
from referrals.follow_up.course_display import display_now, display_referral
from referrals.follow_up.events import referrals_of
from referrals.models import Letter, Referral
from referrals.pages.today.duty_rows import address_of, owner_in_words
from referrals.pathways.readiness import DestinationReadiness, readiness_of
from referrals.rules.criteria import Eligibility

register = template.Library()


OUTCOMES = {
    Eligibility.ELIGIBLE: gettext_lazy("Meets the published criteria"),
    Eligibility.NOT_ELIGIBLE: gettext_lazy("Does not meet the criteria"),
    Eligibility.UNDETERMINED: gettext_lazy("Cannot know yet"),
}


@register.simple_tag
@cache
def outcome(found: Eligibility) -> str:
    """Whether the criteria of a destination are met, in words and in colour."""
    return format_html('<span class="state state-{}">{}</span>', found, OUTCOMES[found])


DESTINATION = '<a href="{}#{}">{}</a><br>{} <span class="quiet">{}</span>'


@register.simple_tag
def destination(entry: DestinationReadiness, page: str) -> str:
    """One destination and how far it is, with the way to it on the page of them all."""
    found = entry.result
    return format_html(
        DESTINATION, page, found.destination.key, found.destination.title, outcome(found.outcome), entry.in_words
    )


@register.inclusion_tag("referrals/readiness/_panel.html")
def referral_panel(workspace: Workspace) -> dict[str, object]:
    return {"readiness": readiness_of(workspace), "episode": workspace.episode}


@register.inclusion_tag("referrals/readiness/_line.html")
def referral_line(workspace: Workspace) -> dict[str, object]:
    """The first destination's readiness, and what became of the referrals, for the overview.

    New pain is referred to none of the destinations.
    """
    readiness = None if workspace.is_short else readiness_of(workspace)
    return {"readiness": readiness, "episode": workspace.episode, **referral_states(workspace)}


# What the overview says beside them: what is open under Safety, and when the next follow-up is.
TOLD_BESIDE = frozenset({"prompt", "prompt_again", "alert", "follow_up", "no_date"})
TURN, TURN_WITH = "<p>{}: <strong>{}</strong></p>", '<p>{}: <strong>{}</strong> · <a href="{}">{}</a></p>'


@register.simple_tag
def whose_turn(workspace: Workspace) -> str:
    """Who has what is to be done first, for the overview; and what that is, where no other line of it says so."""
    duty = turn_of(workspace.episode, workspace.case.as_of)
    if duty is None:
        return ""
    who = owner_in_words(duty, colleague_of(duty), duty.words.get("also", ""))
    if duty.reason in TOLD_BESIDE:
        return format_html(TURN, _("Whose turn"), who)
    return format_html(TURN_WITH, _("Whose turn"), who, address_of(duty), REASONS[duty.reason].sentence(duty.words))


@register.inclusion_tag("referrals/course/_states.html")
def referral_state(referral: Referral) -> dict[str, object]:
    """Where one referral stands, with the way to its page."""
    return {"referrals": [display_now(referral, today())]}


@register.inclusion_tag("referrals/course/_states.html")
def referral_states(workspace: Workspace) -> dict[str, object]:
    """Where each referral of the episode stands that has left preparation, and the centre's plan after a course."""
    content, as_of = workspace.content, workspace.case.as_of
    shown = [display_referral(referral, content, as_of) for referral in referrals_of(workspace.episode)]
    return {"referrals": [entry for entry in shown if entry.newest_signed], "with_plans": True}


@register.inclusion_tag("referrals/letter/_returned.html")
def returned_because(letter: Letter) -> dict[str, object]:
    """Beside a letter that is being written: why its earlier version, or the referral it repeats, was returned."""
    referral = letter.referral
    earlier = [referral] if letter.number > 1 else [referral.replaces] if referral.replaces else []
    shown = (display_now(entry, today()) for entry in earlier)
    return {"returned": [entry for entry in shown if entry.is_returned]}
