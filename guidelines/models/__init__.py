"""The tables of content: publications, their releases, recommendations and sources."""

from guidelines.models.events import ReleaseEvent
from guidelines.models.publications import Publication, Recommendation, RecommendationVersion
from guidelines.models.releases import PinnedRecommendation, Release, ReleaseQuerySet
from guidelines.models.sources import RatingLevel, RatingScheme, Source

__all__ = [
    "PinnedRecommendation",
    "Publication",
    "RatingLevel",
    "RatingScheme",
    "Recommendation",
    "RecommendationVersion",
    "Release",
    "ReleaseEvent",
    "ReleaseQuerySet",
    "Source",
]
