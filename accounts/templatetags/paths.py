"""Template tags for addresses. Each address is built once and kept: a page of an episode has some fifty links."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import conditional_escape

from accounts.pages.part_template import format_html

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=10_000)
def path(name: str, *args: object) -> str:
    """Like `url`; the answer depends on nothing but what is given."""
    return conditional_escape(reverse(name, args=args))


@register.simple_tag
def page_link(name: str, here: str) -> str:
    """The attributes of a link of the main menu: where it leads, and whether that is the page itself (`here`)."""
    return format_html('href="{}" aria-current="page"' if here == name else 'href="{}"', path(name))


@register.simple_tag
@lru_cache(maxsize=1000)
def asset(name: str) -> str:
    """Like `static`; files and their hashed names change with a deployment only."""
    return conditional_escape(static(name))
