"""The table of what clinicians decided on advice."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import APPEND_ONLY
from accounts.tenancy.context import PracticeModel
from assessment.models.record import Episode, contact_reference
from assessment.models.references import staff_reference

# Advice against is avoided or used all the same, other advice is not. Safety prompts have answers of their own.
FITS_THE_DIRECTION = pgtrigger.Trigger(
    name="fits_the_direction",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF EXISTS (
            SELECT 1 FROM guidelines_recommendationversion version
            JOIN guidelines_recommendation recommendation ON recommendation.id = version.recommendation_id
            JOIN guidelines_publication publication ON publication.id = recommendation.publication_id
            WHERE version.id = NEW.recommendation_version_id AND publication.kind <> 'safety_prompts'
            AND (version.direction = 'against') <> (NEW.response IN ('avoid', 'use'))
        ) THEN
            RAISE EXCEPTION 'the response does not fit the direction of the advice';
        END IF;
        RETURN NEW;
    """,
)


class AdviceResponse(PracticeModel):
    """What a clinician made of an advice, with the version that they saw. Never changed: a new view is a new row."""

    class Response(models.TextChoices):
        FOLLOW = "follow", _("followed")
        DEFER = "defer", _("deferred")
        DISMISS = "dismiss", _("dismissed")
        # To what is advised against.
        AVOID = "avoid", _("avoided")
        USE = "use", _("used all the same")

    class Reason(models.TextChoices):
        TRIED = "tried", _("already tried")
        CONTRAINDICATED = "contraindicated", _("contraindicated")
        DECLINED = "declined", _("the patient declines")
        UNSUITABLE = "unsuitable", _("does not suit this patient")
        NOT_AVAILABLE = "not_available", _("not available here")
        DISAGREE = "disagree", _("I judge otherwise")
        LATER = "later", _("later in the course")
        # Why it is used although it is advised against.
        OTHERS_FAILED = "others_failed", _("other treatment did not have enough effect")
        OTHERS_UNSUITABLE = "others_unsuitable", _("other treatment cannot be used")
        WANTED = "wanted", _("the patient wants it")
        TAPERING = "tapering", _("it is being tapered off")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="advice_responses")
    consultation = contact_reference()
    recommendation_version = models.ForeignKey(
        "guidelines.RecommendationVersion", on_delete=models.PROTECT, related_name="+"
    )
    release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    response = models.CharField(max_length=10, choices=Response)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    comment = models.TextField(blank=True, max_length=2000)
    # What it was recorded as, where the word did not fit the direction of the advice and was put right since.
    converted_from = models.CharField(max_length=10, choices=Response, blank=True, default="", db_default="")
    facts = models.JSONField(default=dict)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(response__in=["follow", "avoid"])
                | (Q(response__in=["defer", "dismiss", "use"]) & ~Q(reason="")),
                name="advice_refused_with_reason",
            )
        ]
        indexes = [models.Index(fields=["episode", "-recorded_at"], name="advice_by_episode")]
        triggers = [*APPEND_ONLY, FITS_THE_DIRECTION]

    def __str__(self) -> str:
        return self.response

    @property
    def words(self) -> str:
        """What was decided, and what it was recorded as where that has been put right."""
        said = self.get_response_display()
        if not self.converted_from:
            return said
        before = CHOSEN_AS[AdviceResponse.Response(self.converted_from)]
        return gettext("%(said)s (rewritten from “%(before)s”)") % {"said": said, "before": before}


# What was chosen before the answers fitted the direction of the advice.
CHOSEN_AS = {AdviceResponse.Response.FOLLOW: _("follow"), AdviceResponse.Response.DISMISS: _("dismiss")}
