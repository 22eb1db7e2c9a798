"""The template tag `csrf_token`: it writes the mark of the page beside the token against forged requests.

It replaces Django's own tag (a builtin of the templates, see the settings): no form can have one without the other.
"""

from django import template
from django.template import Context
from django.template.defaulttags import CsrfTokenNode

from accounts.open_pages.mark import FIELD, mark_of
from accounts.pages.part_template import format_html

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> str:
    """The hidden fields of a form that is sent by POST."""
    token = CsrfTokenNode().render(context)
    mark = page_mark(context)
    return format_html('{}<input type="hidden" name="{}" value="{}">', token, FIELD, mark) if mark else token


@register.simple_tag(takes_context=True)
def page_mark(context: Context) -> str:
    """The mark alone; empty if nobody is signed in. A part that is filled in later has a place for it (`mark`)."""
    request = context.get("request")
    place: str = context.get("mark") or ""
    return mark_of(request) if request is not None else place
