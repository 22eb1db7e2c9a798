"""Django's `include`, which looks a template up once where its name stands in the tag: a page has some thirty.

A builtin of the templates, see the settings. What is looked up stays with the template that names it, as long as the
loader keeps that one.
"""

from typing import Any

from django import template
from django.template import Context, Template, loader_tags
from django.template.base import Node, Parser, Token

register = template.Library()


class IncludeNode(loader_tags.IncludeNode):
    kept: Template | None = None

    def render(self, context: Context) -> Any:
        included = self.kept or self._look_up(context)
        if included is None:
            return super().render(context)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        rendering: Any = context.render_context
        with context.push(**values):
            before, rendering.template = rendering.template, included
            rendering.push()
            try:
                return included._render(context)  # type: ignore[attr-defined]
            finally:
                rendering.pop()
                rendering.template = before

    def _look_up(self, context: Context) -> Template | None:
        """The template; None where its name does not stand in the tag, or where Django does more than render it."""
        name = self.template.var
        if self.isolated_context or self.template.filters or not isinstance(name, str) or name.startswith("."):
            return None
        found = context.template.engine.get_template(name)  # type: ignore[union-attr]
        # Of a part of a template ("…#part") the name stands for something else.
        self.kept = found if type(found) is Template else None
        return self.kept


@register.tag("include")
def include(parser: Parser, token: Token) -> Node:
    """As Django reads it, with a node of ours."""
    node = loader_tags.do_include(parser, token)
    return IncludeNode(node.template, extra_context=node.extra_context, isolated_context=node.isolated_context)
