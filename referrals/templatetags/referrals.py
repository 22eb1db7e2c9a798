"""The referral part of the panel, for the pages of the rooms below."""

from typing import Any

from django import template

from assessment.workspace import Workspace
from referrals.access import newest_signed_letter
from referrals.readiness import readiness_of

register = template.Library()


@register.inclusion_tag("referrals/_panel.html")
def referral_panel(workspace: Workspace) -> dict[str, Any]:
    return {"readiness": readiness_of(workspace), "episode": workspace.episode}


@register.inclusion_tag("referrals/_line.html")
def referral_line(workspace: Workspace) -> dict[str, Any]:
    """The first destination's readiness and the newest signed letter, for the overview."""
    signed = newest_signed_letter(workspace.episode)
    return {"readiness": readiness_of(workspace), "episode": workspace.episode, "signed": signed}
