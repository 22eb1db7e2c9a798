"""The template tag for a table of a list: its head stands in one place, and its rows between the tags."""

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_block_tag
def list_of(content: str, caption: str, *columns: str, key: str = "", heading: str = "", more: str = "") -> str:
    """`{% list_of _("Patients") _("Name") _("Born") %}…rows…{% endlist_of %}`. With a `key` it is a section of its own.

    The section has the `heading`, or the caption, above it; the caption is then for those who do not see the heading.
    """
    context = {"rows": content, "caption": caption, "columns": columns, "key": key, "more": more}
    template = "shared/_list_section.html" if key else "shared/_list.html"
    return render_to_string(template, context | {"heading": heading or caption})
