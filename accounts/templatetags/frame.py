"""The template tag for what stands at the top of every page: the same for everyone in a role, but for their names."""

from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string

from accounts.models import Staff
from accounts.pages.part_template import PartTemplate
from accounts.templatetags.page_mark import page_mark
from accounts.templatetags.paths import path

register = template.Library()

MENU = ("home", "patients", "guidelines", "editing", "snippets", "practice")
HEADER = PartTemplate("shared/_header.html", "name", "practice", "choice", "csrf_token", "mark", plain=())


@register.simple_tag(takes_context=True)
def site_header(context: Context) -> str:
    """The search for a patient, the menu of what one may do, and who is signed in and where."""
    user: Any = context.get("user")
    staff: Staff | None = context.get("staff")
    is_signed_in = user is not None and user.is_authenticated
    request: Any = context.get("request")
    has_choice = len(context.get("places") or ()) > 1
    return HEADER.fill(
        {
            "name": user.name if is_signed_in else "",
            "practice": staff.practice.name if staff else "",
            "choice": _choice(context) if has_choice else "",
            "csrf_token": str(context.get("csrf_token", "")),
            "mark": page_mark(context),
        },
        {},
        may=frozenset(context.get("may") or ()),
        is_signed_in=is_signed_in,
        role=staff.get_role_display() if staff else "",
        has_choice=has_choice,
        here=next((name for name in MENU if request is not None and request.path == path(name)), ""),
        is_demo=bool(context.get("is_demo")),
    )


def _choice(context: Context) -> str:
    """The practices to choose from, for whoever works in several."""
    said = {str(name): value for name, value in context.flatten().items()}
    return render_to_string("accounts/sign_in/_choose_practice.html", said)
