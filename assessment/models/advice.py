"""The table of what clinicians decided on advice."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import APPEND_ONLY
from accounts.tenancy.context import PracticeModel
from assessment.models.record import Episode, contact_reference
from assessment.models.references import staff_reference


class AdviceResponse(PracticeModel):
    """What a clinician made of an advice, with the version that they saw. Never changed: a new view is a new row."""

    class Response(models.TextChoices):
        FOLLOW = "follow", _("followed")
        DEFER = "defer", _("deferred")
        DISMISS = "dismiss", _("dismissed")

    class Reason(models.TextChoices):
        TRIED = "tried", _("already tried")
        CONTRAINDICATED = "contraindicated", _("contraindicated")
        DECLINED = "declined", _("the patient declines")
        UNSUITABLE = "unsuitable", _("does not suit this patient")
        NOT_AVAILABLE = "not_available", _("not available here")
        DISAGREE = "disagree", _("I judge otherwise")
        LATER = "later", _("later in the course")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="advice_responses")
    consultation = contact_reference()
    recommendation_version = models.ForeignKey(
        "guidelines.RecommendationVersion", on_delete=models.PROTECT, related_name="+"
    )
    release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    response = models.CharField(max_length=10, choices=Response)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    comment = models.TextField(blank=True, max_length=2000)
    facts = models.JSONField(default=dict)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(response="follow") | (Q(response__in=["defer", "dismiss"]) & ~Q(reason="")),
                name="advice_refused_with_reason",
            )
        ]
        indexes = [models.Index(fields=["episode", "-recorded_at"], name="advice_by_episode")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.response
