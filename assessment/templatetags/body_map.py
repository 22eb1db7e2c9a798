"""The template tag that draws the pain drawing: on pages, in the letter and on the sheet before a visit."""

from collections.abc import Iterable

from django import template

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
