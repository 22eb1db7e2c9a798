"""`translate` for pages that hold some eighty texts: one that is always the same is looked up once.

Loaded after `i18n`, whose tag it takes the place of.
"""

from typing import Any

from django import template
from django.template import Context, Node
from django.templatetags import i18n
from django.utils.translation import get_language

register = template.Library()


class TranslatedOnce(Node):
    """A text without variables: what Django's own node makes of it, kept for each language."""

    child_nodelists = ()

    def __init__(self, node: i18n.TranslateNode) -> None:
        self.node = node
        self.kept: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self.kept:
            self.kept[language] = self.node.render(context)
        return self.kept[language]


@register.tag("translate")
@register.tag("trans")
def translate(parser: Any, token: Any) -> Node:
    node = i18n.do_translate(parser, token)
    text = node.filter_expression
    is_constant = text.var.literal is not None and not text.filters
    return TranslatedOnce(node) if is_constant and not (node.asvar or node.message_context) else node
