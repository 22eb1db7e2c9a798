"""The tables of content: publications, their releases, recommendations and sources."""

from guidelines.models.events import ReleaseEvent
from guidelines.models.publications import Publication, Recommendation, RecommendationVersion
from guidelines.models.releases import PinnedRecommendation, Release, ReleaseQuerySet
from guidelines.models.sources import RatingLevel, RatingScheme, Source
from guidelines.models.weights import QuestionWeights

__all__ = [
    "PinnedRecommendation",
    "Publication",
    "QuestionWeights",
    "RatingLevel",
    "RatingScheme",
    "Recommendation",
    "RecommendationVersion",
    "Release",
    "ReleaseEvent",
    "ReleaseQuerySet",
    "Source",
]
