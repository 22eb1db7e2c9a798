"""The template tag that draws the pain drawing: on pages, in the letter and on the sheet before a visit."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from accounts.pages.form_renderer import write_input
from assessment.rules.drawing.body_shapes import SHAPES

register = template.Library()


@register.inclusion_tag("assessment/intake/_body_map.html")
def body_map(
    regions: Iterable[str] = (), description: str = "", font: str = "", numbered: bool = False
) -> dict[str, object]:
    """The figure with these regions hatched. A `description` makes it a picture that is read out; without one it is
    an ornament beside the words. `font` is for print, where the page's own does not reach into a picture.
    """
    return {
        "shapes": SHAPES,
        "regions": frozenset(regions),
        "description": description,
        "font": font,
        "numbered": numbered,
    }


@register.simple_tag
def region_box(option: Mapping[str, Any]) -> str:
    """The box of one region, with its number on paper and its name."""
    number = f"{option['number']} " if option.get("number") else ""
    box = mark_safe(write_input(option))  # noqa: S308 (it escapes what it writes)
    row = '<label for="{}">{} {}<span data-place>{}</span></label>'
    return format_html(row, option["attrs"]["id"], box, number, option["label"])
