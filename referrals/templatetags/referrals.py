"""The referral part of the panel, for the pages of the rooms below."""

from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from assessment.workspace import Workspace
from guidelines.content import ContentMissing, current_content
from referrals.access import letters_to_sign as waiting_letters
from referrals.access import newest_signed_letter
from referrals.content import pathway_named
from referrals.models import Letter
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


@register.inclusion_tag("referrals/_to_sign.html", takes_context=True)
def letters_to_sign(context: Context) -> dict[str, Any]:
    """The practice's letters that wait for a signature, for those who may give one."""
    request = context["request"]
    if Permission.REFERRAL_SIGN not in request.permissions:
        return {}
    letters = waiting_letters(by=request.staff)
    return {"letters": [{"letter": letter, "title": _title(letter)} for letter in letters]}


def _title(letter: Letter) -> str:
    """What kind of letter it is; the first page stands also where the content that says so is gone."""
    referral = letter.referral
    try:
        return pathway_named(current_content(), referral.pathway_release).letters[referral.destination].title
    except (ContentMissing, KeyError):
        return _("Letter")
