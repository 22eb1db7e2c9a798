"""Writes the inputs of forms in Python: what Django's templates of the same widgets give, at a tenth of their price.

A section of the intake has some hundred inputs, and Django enters two templates for each option of each. Every other
template of a form is rendered as Django renders it. `tests/contracts/test_form_renderer.py` compares the two.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape

from accounts.pages.part_template import escape_text

Widget = Mapping[str, Any]


class InputRenderer(TemplatesSetting):
    """The renderer of the settings (FORM_RENDERER)."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        write = WRITTEN.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context, request)


def attributes(attrs: Mapping[str, object]) -> str:
    """The attributes of a tag, each with a space before it."""
    return "".join(
        f" {escape_text(name)}" if value is True else f' {escape_text(name)}="{_text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _text(value: object) -> str:
    """A value as a machine reads it: escaped, and no number with a comma."""
    return str(value) if hasattr(value, "__html__") else escape_text(str(value))


def _words(value: Any) -> str:
    """A value as a person reads it: escaped."""
    return escape_text(value) if type(value) is str else conditional_escape(localize(value))


def _write_input(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{_text(widget["value"])}"'
    name, kind = escape_text(widget["name"]), escape_text(widget["type"])
    return f'<input type="{kind}" name="{name}"{value}{attributes(widget["attrs"])}>'


def _write_textarea(widget: Widget) -> str:
    name, text = escape_text(widget["name"]), widget["value"] or ""
    return f'<textarea name="{name}"{attributes(widget["attrs"])}>\n{_text(text)}</textarea>'


def _write_select(widget: Widget) -> str:
    groups = (
        f'<optgroup label="{_words(group)}">{_choices(options)}</optgroup>' if group else _choices(options)
        for group, options, _ in widget["optgroups"]
    )
    return f'<select name="{escape_text(widget["name"])}"{attributes(widget["attrs"])}>{"".join(groups)}</select>'


def _choices(options: list[Widget]) -> str:
    return "".join(
        f'<option value="{_text(option["value"])}"{attributes(option["attrs"])}>{_words(option["label"])}</option>'
        for option in options
    )


def _write_options(widget: Widget) -> str:
    """Radio buttons or boxes, each with its label: as they are `written` already, where the widget keeps them so."""
    identifier, name = widget["attrs"].get("id"), widget["attrs"].get("class")
    tag = {"id": identifier or False, "class": f"options {name}" if name else "options"}
    labels = widget.get("written") or (write_option(option) for _, group, _ in widget["optgroups"] for option in group)
    return f"<div{attributes(tag)}>{''.join(labels)}</div>"


def write_option(option: Widget) -> str:
    """A radio button or a box with its label; before one that a digit chooses stands the digit."""
    identifier, digit = option["attrs"].get("id"), option.get("digit")
    shown = f'<span class="digit">{_words(digit)}</span> ' if digit else ""
    tag = attributes({"for": identifier or False})
    return f"<label{tag}>{_write_input(option)} {shown}{_words(option['label'])}</label>"


_INPUTS = ("input", "text", "number", "email", "url", "search", "tel", "password", "hidden", "date", "checkbox")
WRITTEN: dict[str, Callable[[Widget], str]] = {
    f"django/forms/widgets/{name}.html": write
    for name, write in {
        **dict.fromkeys(_INPUTS, _write_input),
        "textarea": _write_textarea,
        "select": _write_select,
        "radio": _write_options,
        "checkbox_select": _write_options,
    }.items()
}
