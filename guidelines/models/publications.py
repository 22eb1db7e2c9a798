"""The tables of publications and recommendations: identities that never change, and a recommendation's versions."""

from functools import cached_property

from django.conf import settings
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import APPEND_ONLY
from guidelines.models.sources import RatingLevel, Source
from guidelines.recommendations.direction import Headline, ListName, headline_of, list_of


class Publication(models.Model):
    """What is released as a whole, under a key that never changes."""

    class Kind(models.TextChoices):
        GUIDELINE = "guideline", _("guideline")
        SAFETY_PROMPTS = "safety_prompts", _("safety prompts")
        VOCABULARY = "vocabulary", _("vocabulary")
        PATHWAY = "pathway", _("referral pathway")
        INSTRUMENTS = "instruments", _("instruments")
        MEDICINES = "medicines", _("medicines")

    key = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    # Who sees to it that it is reviewed in time.
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["guideline", "safety_prompts", "vocabulary", "pathway", "instruments", "medicines"]
                ),
                name="publication_kind_known",
            )
        ]

    def __str__(self) -> str:
        return self.key


class Recommendation(models.Model):
    """A recommendation's identity over time; its text and rule are in its versions."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="recommendations")
    key = models.SlugField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "key"], name="recommendation_key_unique")]

    def __str__(self) -> str:
        return f"{self.publication.key}/{self.key}"


class RecommendationVersion(models.Model):
    """One wording and one rule of a recommendation. Never changed: a correction is a new version."""

    class Level(models.TextChoices):
        PATIENT = "patient", _("for a patient")
        SYSTEM = "system", _("for the health system")

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    level = models.CharField(max_length=10, choices=Level)
    topic = models.SlugField()
    strength = models.ForeignKey(RatingLevel, on_delete=models.PROTECT, related_name="+")
    certainty = models.ForeignKey(RatingLevel, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=10)
    title = models.CharField(max_length=100)
    text = models.CharField(max_length=280)
    rationale = models.TextField()
    practical = models.TextField()
    in_clinic = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    source_section = models.CharField(max_length=200)
    superseded_by = models.CharField(max_length=120, blank=True)
    # Why it comes before what is graded higher, when it needs attention; empty for almost all.
    lifted_because = models.CharField(max_length=160, blank=True, db_default="")
    # What its shape declares beyond these columns.
    other_fields = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    applies_when = models.JSONField(null=True)
    attention_when = models.JSONField(null=True)
    content_hash = models.CharField(max_length=64)
    search = models.GeneratedField(
        expression=SearchVector("title", config="danish", weight="A")
        + SearchVector("text", config="danish", weight="B")
        + SearchVector("rationale", "practical", "in_clinic", config="danish", weight="C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="recommendation_version_number"),
            models.UniqueConstraint(fields=["recommendation", "content_hash"], name="recommendation_version_content"),
            models.CheckConstraint(
                condition=Q(level="system") | Q(applies_when__isnull=False), name="patient_level_has_a_condition"
            ),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.recommendation} v{self.number}"

    @cached_property
    def panel_list(self) -> ListName:
        """In which of the panel's two lists it stands when it needs attention."""
        kind = self.recommendation.publication.kind
        return list_of(
            self.other_fields.get("list_name", ""),
            strength=self.strength.code,
            is_promoted=bool(self.lifted_because),
            is_safety=kind == Publication.Kind.SAFETY_PROMPTS,
        )

    @cached_property
    def headline(self) -> Headline:
        """Its title with its direction before it, as it is shown wherever it is named."""
        return headline_of(self.title, self.direction, self.panel_list)
