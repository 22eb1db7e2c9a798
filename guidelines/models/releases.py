"""The tables of releases: what was in force when, and which versions of recommendations each release holds."""

from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import NO_TRUNCATE
from guidelines.models.publications import Publication, RecommendationVersion
from guidelines.models.sources import RatingScheme, Source
from guidelines.models.triggers import LIFE_CYCLE, PINS_OF_A_DRAFT_ONLY
from guidelines.recommendations.currency import is_current


class ReleaseQuerySet(models.QuerySet["Release"]):
    def effective(self) -> "ReleaseQuerySet":
        """The releases in force now."""
        return self.filter(state=Release.State.PUBLISHED, effective__contains=Now())

    def planned(self) -> "ReleaseQuerySet":
        """The published releases whose time has not come."""
        return self.filter(state=Release.State.PUBLISHED, effective__startswith__gt=Now())

    def head(self) -> "Release | None":
        """What a draft of one publication is begun on: the planned release, or else the one in force."""
        return self.planned().first() or self.effective().first()


class Release(models.Model):
    """One edition of a publication: a draft, or published and in force for a time."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waits for a reviewer")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        GIVEN_UP = "given_up", _("given up")

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # The release in force, or planned, that it was begun on or brought up to date with; none where there was none.
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    # How often it was taken back for another edit. An approval holds for its own round only.
    round = models.PositiveIntegerField(default=1, db_default=1)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200, blank=True)
    programme = models.CharField(max_length=300, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="+")
    rating_scheme = models.ForeignKey(RatingScheme, on_delete=models.PROTECT, null=True, related_name="+")
    last_assessed = models.CharField(max_length=10, blank=True)
    literature_search = models.CharField(max_length=10, blank=True)
    currency_note = models.TextField(blank=True)
    note = models.TextField(blank=True)
    # What must be checked, and against what, before anyone may rely on it; empty where nothing is open.
    unverified = models.TextField(blank=True, db_default="")
    # The recommendations that this release takes out: {"key", "reason", "successor"}.
    retired = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    # The editor's words to the warnings that stand, by warning.
    justifications = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    body = models.JSONField(default=dict)
    recommendations = models.ManyToManyField(RecommendationVersion, through="PinnedRecommendation")
    content_hash = models.CharField(max_length=64)
    effective = DateTimeRangeField(null=True)
    published_at = models.DateTimeField(null=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="release_number_unique"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["draft", "submitted", "approved", "given_up"],
                    effective__isnull=True,
                    published_at__isnull=True,
                )
                | Q(state="published", effective__isnull=False, published_at__isnull=False),
                name="release_published_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | Q(prepared_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="release_two_people",
            ),
            ExclusionConstraint(
                name="one_effective_release",
                expressions=[
                    (
                        Func(F("publication_id"), F("publication_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    ("effective", RangeOperators.OVERLAPS),
                ],
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_immutable",
                operation=pgtrigger.Update,
                # Only the end of its time in force may still be set, until it has come; what is only planned may
                # never come into force (an empty time).
                condition=pgtrigger.Condition(
                    "OLD.state = 'published' AND ("
                    "(to_jsonb(OLD) - 'effective') IS DISTINCT FROM (to_jsonb(NEW) - 'effective')"
                    " OR (lower(OLD.effective) IS DISTINCT FROM lower(NEW.effective)"
                    " AND NOT (isempty(NEW.effective) AND lower(OLD.effective) > clock_timestamp()))"
                    " OR (upper(OLD.effective) <= clock_timestamp() AND OLD.effective IS DISTINCT FROM NEW.effective))"
                ),
            ),
            pgtrigger.Protect(
                name="published_kept", operation=pgtrigger.Delete, condition=pgtrigger.Q(old__state="published")
            ),
            *LIFE_CYCLE,
            NO_TRUNCATE,
        ]

    def __str__(self) -> str:
        return f"{self.publication.key} {self.number}"

    @property
    def is_behind(self) -> bool:
        """Whether another release than the one that the draft was begun on has come, or that one was withdrawn."""
        head = self.publication.releases.head()
        return (head.pk if head else None) != self.base_id

    def is_current(self, as_of: date) -> bool | None:
        """Whether the guidance is current by the publisher's rule; None if it states no date."""
        return is_current(as_of=as_of, last_assessed=self.last_assessed, literature_search=self.literature_search)


class PinnedRecommendation(models.Model):
    """A version's place in a release, with what can change without a new wording.

    `evidence_reviewed` is as precise as it is known: 2018, 2023-12, 2019-06-19. `cases` are {"name", "as_of", "facts",
    "expect"}: what the rule is to say of made-up patients.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="pinned")
    version = models.ForeignKey(RecommendationVersion, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    evidence_reviewed = models.CharField(max_length=10, blank=True, db_default="")
    cases = models.JSONField(default=list, db_default=Value([], models.JSONField()))

    class Meta:
        ordering = ["release", "position"]
        constraints = [
            models.UniqueConstraint(fields=["release", "position"], name="pinned_position_unique"),
            models.UniqueConstraint(fields=["release", "version"], name="pinned_version_unique"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="published_pins_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=PINS_OF_A_DRAFT_ONLY,
            ),
            NO_TRUNCATE,
        ]

    def __str__(self) -> str:
        return f"{self.release_id}:{self.position}"
