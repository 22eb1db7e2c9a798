"""Template tags for a recommendation's grade and origin: rendered once, as a published version never changes."""

import re
from datetime import date
from functools import lru_cache

from django import template
from django.template.loader import render_to_string

from accounts.pages.part_template import PartTemplate, format_html, format_html_join
from guidelines.in_force.catalogue import RecommendationRow
from guidelines.in_force.content import PublishedRecommendation
from guidelines.models import RecommendationVersion

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=1000)
def rating(version: RecommendationVersion) -> str:
    """Strength and certainty, in symbols and words."""
    return render_to_string("guidelines/read/_rating.html", {"version": version})


@register.filter
def in_language(title: str, language: str) -> str:
    """A source's title, marked with its language where that is not Danish: a screen reader reads it in its own."""
    return format_html('<span lang="{}">{}</span>', language, title) if language else title


@register.simple_tag
@lru_cache(maxsize=1000)
def headline(version: RecommendationVersion) -> str:
    """The title as it is shown wherever the advice is named: its direction first, in sign and word."""
    said = version.headline
    sign = format_html('<span aria-hidden="true">{}</span> {}', said.sign, said.word)
    return format_html('<span class="direction {}">{}</span> {}', version.direction, sign, said.rest)


@register.simple_tag
@lru_cache(maxsize=1000)
def said(recommendation: PublishedRecommendation, as_of: date, is_mostly_aged: bool = False) -> str:
    """What stands in every row of an advice below its title: the text, the grade, and in words how old it is.

    Where the list says once that most of it is aged, the row says what differs: that it is not, or what more there is.
    """
    release = recommendation.release
    context = {
        "is_mostly_aged": is_mostly_aged,
        "version": recommendation.version,
        "is_safety": recommendation.is_safety,
        "is_current": release.is_current(as_of),
        "currency_words": first_sentence(release.currency_note),
    }
    return render_to_string("guidelines/read/_said.html", context)


ROW = PartTemplate("guidelines/read/_recommendation_row.html", "text", plain=())


@register.simple_tag
def recommendation_row(row: RecommendationRow, show_guideline: bool = False) -> str:
    """A recommendation in a list, with its text as the search has marked it."""
    marked = ((format_html("<mark>{}</mark>", part) if is_hit else part,) for part, is_hit in row.parts)
    return ROW.fill(
        {"text": format_html_join("", "{}", marked)},
        {},
        entry=row.entry,
        version=row.version,
        newer=row.newer,
        is_current=row.is_current,
        show_guideline=show_guideline,
    )


def first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]


@register.simple_tag
@lru_cache(maxsize=1000)
def provenance(recommendation: PublishedRecommendation, as_of: date) -> str:
    """Guideline, section, release, and whether it is current on that day."""
    release = recommendation.release
    context = {"version": recommendation.version, "release": release, "is_current": release.is_current(as_of)}
    return render_to_string("guidelines/read/_provenance.html", context)
