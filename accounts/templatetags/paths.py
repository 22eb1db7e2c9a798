"""Template tags for addresses. Each address is built once and kept: a page of an episode has some fifty links."""

from functools import lru_cache

from django import template
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape, format_html

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=10_000)
def path(name: str, *args: object) -> str:
    """Like `url`; the answer depends on nothing but what is given."""
    return conditional_escape(reverse(name, args=args))


@register.simple_tag(takes_context=True)
def page_link(context: Context, name: str) -> str:
    """The attributes of a link of the main menu: where it leads, and whether that is the page itself."""
    address = path(name)
    request = context.get("request")
    here = request is not None and request.path == address
    return format_html('href="{}" aria-current="page"' if here else 'href="{}"', address)


@register.simple_tag
@lru_cache(maxsize=1000)
def asset(name: str) -> str:
    """Like `static`; files and their hashed names change with a deployment only."""
    return conditional_escape(static(name))
