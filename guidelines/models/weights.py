"""The table that keeps what questions settle, worked out once for the releases that are in force together."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from django.db import models

from guidelines.models.releases import Release

Weights = Mapping[str, Sequence[tuple[Sequence[str], float]]]


class QuestionWeights(models.Model):
    """By the rule's key the questions that decide it together, with how often they do.

    `key` is a hash of the releases; `made_with` tells by which reckoning it was made.
    """

    key = models.CharField(max_length=64, unique=True)
    made_with = models.CharField(max_length=64)
    weights = models.JSONField()

    def __str__(self) -> str:
        return self.key

    @staticmethod
    def key_of(releases: Iterable[Release]) -> str:
        """The same for the same content, in whatever order and numbers it was released."""
        said = sorted(f"{release.publication_id} {release.content_hash}" for release in releases)
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    @classmethod
    def of(cls, releases: Iterable[Release]) -> Weights:
        """What is kept for these releases; nothing until it is worked out."""
        kept = cls.objects.filter(key=cls.key_of(releases)).values_list("weights", flat=True).first()
        return kept or {}
