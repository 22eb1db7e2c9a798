"""Django's `i18n` tags, with what they say looked up once: the program speaks the one language of the settings.

It stands in the place of Django's own library of this name, so that no template says anything else than before.
"""

from functools import cached_property
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.base import Node, Parser, TextNode, Token, Variable, render_value_in_context
from django.templatetags import i18n
from django.utils import translation

register = template.Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """What is said of words in the template is text of the template; of anything else, as Django has it."""
    node: Any = i18n.do_translate(parser, token)
    said = node.filter_expression
    is_constant = isinstance(said.var, Variable) and said.var.literal is not None and not said.filters
    if not is_constant or node.asvar or node.message_context:
        return node  # type: ignore[no-any-return]
    with translation.override(settings.LANGUAGE_CODE):
        return TextNode(node.render(Context()))


class BlockNode(i18n.BlockTranslateNode):
    """The words between two tags: put together and looked up once; what they name is filled in."""

    @cached_property
    def _one(self) -> tuple[str, list[str]]:
        words: tuple[str, list[str]] = self.render_token_list(self.singular)
        return words

    @cached_property
    def _more(self) -> tuple[str, list[str]]:
        words: tuple[str, list[str]] = self.render_token_list(self.plural)
        return words

    @cached_property
    def _said(self) -> str:
        with translation.override(settings.LANGUAGE_CODE):
            return translation.gettext(self._one[0])

    def render(self, context: Context, nested: bool = False) -> str:
        if nested or self.asvar or self.message_context or (self.plural and self.extra_context):
            return super().render(context, nested)
        given: dict[str, Any] = {name: value.resolve(context) for name, value in self.extra_context.items()}
        said, names = self._said, self._one[1]
        if self.plural and self.countervar and self.counter:
            count = self.counter.resolve(context)
            if type(count) is not int:
                return super().render(context)
            given[self.countervar] = count
            said, names = translation.ngettext(self._one[0], self._more[0], count), [*names, *self._more[1]]
        try:
            return said % {name: _write(given.get(name, context.get(name, "")), context) for name in names}
        except (KeyError, ValueError):
            return super().render(context)


def _write(value: object, context: Context) -> str:
    return str(value) if type(value) is int else render_value_in_context(value, context)


@register.tag("blocktranslate")
@register.tag("blocktrans")
def blocktranslate(parser: Parser, token: Token) -> Node:
    """As Django reads it, with a node of ours."""
    return BlockNode(**vars(i18n.do_block_translate(parser, token)))
