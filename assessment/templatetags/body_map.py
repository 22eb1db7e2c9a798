"""The template tag that draws the pain drawing: on pages, in the letter and on the sheet before a visit."""

from collections.abc import Iterable
from functools import lru_cache

from django import template

from accounts.pages.part_template import format_html, format_html_join
from assessment.rules.drawing.body_shapes import SHAPES

register = template.Library()

# A region not marked, and marked.
FILLS = ("#fff", "url(#body-hatch)")
PATH = '<path data-region="{}" d="{}" fill="{}"/>'
PATHS = {shape.key: [format_html(PATH, shape.key, shape.path, fill) for fill in FILLS] for shape in SHAPES}
NUMBERS = format_html_join(
    "", '<text x="{}" y="{}" dy="3">{}</text>', ((str(shape.x), str(shape.y), shape.number) for shape in SHAPES)
)


@lru_cache(maxsize=1000)
def _paths(marked: frozenset[str]) -> str:
    return format_html_join("", "{}", ((PATHS[shape.key][shape.key in marked],) for shape in SHAPES))


@register.inclusion_tag("assessment/intake/_body_map.html")
def body_map(
    regions: Iterable[str] = (), description: str = "", font: str = "", numbered: bool = False
) -> dict[str, object]:
    """The figure with these regions hatched. A `description` makes it a picture that is read out; without one it is
    an ornament beside the words. `font` is for print, where the page's own does not reach into a picture.
    """
    return {
        "paths": _paths(frozenset(regions)),
        "numbers": NUMBERS if numbered else "",
        "description": description,
        "font": font,
    }
