"""The table of referrals."""

from django.db import models

from accounts.models.triggers import KEPT
from accounts.tenancy.context import PracticeModel
from assessment.models import Episode
from assessment.models.references import same_practice_key, staff_reference


class Referral(PracticeModel):
    """The wish to send a patient to one destination, or a letter of another kind. FHIR: ServiceRequest.

    `destination` is the key of one of the pathway's letters; `replaces` is the earlier referral that this one repeats.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="referrals")
    destination = models.SlugField()
    pathway_release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    prepared_by = staff_reference()
    prepared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [same_practice_key("referral")]
        triggers = KEPT

    def __str__(self) -> str:
        return self.destination
