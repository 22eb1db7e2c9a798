"""The template tag that gives a form its key, so that a form that adds something adds it once."""

from uuid import UUID

from django import template
from django.template import Context

from accounts.pages.http import identifier_sent
from accounts.pages.part_template import format_html

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context: Context) -> str:
    """`{% once %}` in a form: sent twice, it lands once. A form that is shown again keeps its key."""
    return format_html('<input type="hidden" name="once" value="{}">', key_of_form(context))


@register.simple_tag(takes_context=True)
def key_of_form(context: Context) -> UUID:
    """The key alone, for a button."""
    request = context.get("request")
    return identifier_sent(request.POST.get("once", "") if request else "")
