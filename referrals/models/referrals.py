"""The table of referrals."""

from django.db import models
from django.db.models import Q

from accounts.models.triggers import KEPT
from accounts.tenancy.context import PracticeModel
from assessment.models import Episode
from assessment.models.references import same_practice_key, staff_reference
from referrals.rules.course import FOLLOWED, CourseState


class Referral(PracticeModel):
    """The wish to send a patient to one destination, or a letter of another kind. FHIR: ServiceRequest.

    `destination` is the key of one of the pathway's letters; `replaces` is the earlier referral that this one repeats.

    From `state` to `return_reason` it keeps its `Standing`, as its letters and events make it. `open_steps` is how many
    steps of the waiting time were open when somebody looked last, `steps_of` what that was worked out from.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="referrals")
    destination = models.SlugField()
    pathway_release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    prepared_by = staff_reference()
    prepared_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, default=CourseState.PREPARED, db_default=CourseState.PREPARED)
    since = models.DateField(null=True)
    sent_first = models.DateField(null=True)
    sent_last = models.DateField(null=True)
    expected_on = models.DateField(null=True)
    return_reason = models.SlugField(blank=True, db_default="", db_index=False)
    open_steps = models.PositiveSmallIntegerField(default=0, db_default=0)
    steps_of = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [same_practice_key("referral")]
        indexes = [
            models.Index(fields=["practice", "state"], condition=Q(state__in=FOLLOWED), name="referrals_followed")
        ]
        triggers = KEPT

    def __str__(self) -> str:
        return self.destination
