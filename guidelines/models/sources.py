"""The tables of sources and of rating schemes: where content comes from, and how its publishers grade."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.keys import KeyedModel, keys_that_fit, readable, sorted_by
from accounts.models.triggers import NO_TRUNCATE


class RatingScheme(models.Model):
    """How a publisher grades: its levels of strength and of certainty of evidence."""

    key = models.SlugField(primary_key=True)
    title = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.title


class RatingLevel(models.Model):
    """One level of a scheme: symbol and words."""

    class Kind(models.TextChoices):
        STRENGTH = "strength", _("strength of recommendation")
        CERTAINTY = "certainty", _("certainty of evidence")

    scheme = models.ForeignKey(RatingScheme, on_delete=models.PROTECT, related_name="levels")
    kind = models.CharField(max_length=10, choices=Kind)
    key = models.SlugField()
    symbol = models.CharField(max_length=10, blank=True)
    label = models.CharField(max_length=100)
    direction = models.CharField(max_length=10, blank=True)
    order = models.PositiveSmallIntegerField()
    # What other systems call this level (FHIR Coding); empty where no code is agreed on.
    code_system = models.CharField(max_length=200, blank=True, db_default="")
    code = models.SlugField(blank=True, db_default="")

    class Meta:
        ordering = ["scheme", "kind", "order"]
        constraints = [models.UniqueConstraint(fields=["scheme", "kind", "key"], name="rating_level_unique")]

    def __str__(self) -> str:
        return self.label

    @property
    def words(self) -> str:
        """Symbol and label."""
        return f"{self.symbol} {self.label}".strip()


@pghistory.track(exclude=["sort_key"], meta={"triggers": [NO_TRUNCATE]})
class Source(KeyedModel):
    """A document that content is taken from. Dates are as precise as they are known: 2018, 2023-12, 2019-06-19.

    What is known of it may be put right; what it said before stays in SourceEvent.
    """

    class Language(models.TextChoices):
        """What a title is in, where it is not Danish: as HTML names languages."""

        ENGLISH = "en", _("English")
        GERMAN = "de", _("German")
        NORWEGIAN = "nb", _("Norwegian")
        SWEDISH = "sv", _("Swedish")

    key = models.SlugField(primary_key=True)
    file_name = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=300)
    # Of the title; empty for Danish.
    language = models.CharField(max_length=2, choices=Language, blank=True, db_default="")
    publisher = models.CharField(max_length=200)
    published = models.CharField(max_length=10, blank=True)
    literature_search = models.CharField(max_length=10, blank=True)
    last_assessed = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    sort_key = sorted_by("title")

    class Meta:
        constraints = [*readable("source", "title"), *keys_that_fit("source", sort_key=sorted_by("title"))]
        indexes = [models.Index(fields=["sort_key"], name="source_in_order")]

    def __str__(self) -> str:
        return self.title
