"""The table that counts what receivers answer, for those who keep the content."""

from django.db import models
from django.db.models import Q

from accounts.models.triggers import APPEND_ONLY
from referrals.models.course import ReferralEvent


class ReferralFigure(models.Model):
    """One answer from a receiver, counted without practice, patient or day: what the content editors see."""

    pathway_release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    destination = models.SlugField()
    kind = models.CharField(max_length=10, choices=ReferralEvent.Kind)
    reason = models.SlugField(blank=True)
    month = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="referral_figure_names_no_day")]
        indexes = [models.Index(fields=["pathway_release", "destination", "kind"], name="figures_by_destination")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.destination} {self.kind} {self.reason}"
