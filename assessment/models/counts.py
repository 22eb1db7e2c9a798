"""The table that counts what clinicians decided on advice, for those who keep the content."""

from django.db import models
from django.db.models import Q

from accounts.models.triggers import APPEND_ONLY
from assessment.models.advice import AdviceResponse


class AdviceFigure(models.Model):
    """One response to an advice, counted without practice, patient or day: what the content editors see."""

    recommendation_version = models.ForeignKey(
        "guidelines.RecommendationVersion", on_delete=models.PROTECT, related_name="+"
    )
    response = models.CharField(max_length=10, choices=AdviceResponse.Response)
    reason = models.CharField(max_length=20, choices=AdviceResponse.Reason, blank=True)
    month = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="advice_figure_names_no_day")]
        indexes = [models.Index(fields=["recommendation_version", "response"], name="figures_by_advice")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.recommendation_version_id} {self.response} {self.reason}"
