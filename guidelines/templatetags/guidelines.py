"""Template tags for a recommendation's grade and origin: rendered once, as a published version never changes."""

from datetime import date
from functools import lru_cache

from django import template
from django.template.loader import render_to_string

from guidelines.in_force.content import PublishedRecommendation
from guidelines.models import RecommendationVersion

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=1000)
def rating(version: RecommendationVersion) -> str:
    """Strength and certainty, in symbols and words."""
    return render_to_string("guidelines/read/_rating.html", {"version": version})


@register.simple_tag
@lru_cache(maxsize=1000)
def provenance(recommendation: PublishedRecommendation, as_of: date) -> str:
    """Guideline, section, release, and whether it is current on that day."""
    release = recommendation.release
    context = {"version": recommendation.version, "release": release, "is_current": release.is_current(as_of)}
    return render_to_string("guidelines/read/_provenance.html", context)
