"""The tables of the patient's plan and of its printed sheets."""

import pghistory
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import APPEND_ONLY, KEPT, NO_TRUNCATE
from accounts.tenancy.context import PracticeModel
from assessment.models.record import Episode, contact_reference
from assessment.models.references import staff_reference


@pghistory.track(meta={"triggers": [NO_TRUNCATE]})
class CarePlan(PracticeModel):
    """What patient and clinic have agreed on; one per episode, earlier states stay in CarePlanEvent. FHIR: CarePlan.

    `goal` is in the patient's own words. `actions` are {"what", "who", "when"}. The medicine, whom to call and the next
    agreement are told from the answers: only what somebody wrote in their place is kept, in `edited`, by part:
    {"text", "from"}, with the told text that it was made from. `settled` are the ready actions that came along with a
    decision once, whatever became of them.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="care_plans")
    consultation = contact_reference()
    goal = models.TextField(_("goal"), blank=True)
    actions = models.JSONField(default=list)
    flare_up = models.TextField(_("flare-up plan"), blank=True)
    offers = models.TextField(_("offers"), blank=True)
    read_more = models.TextField(_("where to read more"), blank=True)
    edited = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    settled = models.JSONField(default=list, db_default=Value([], models.JSONField()))
    version = models.PositiveIntegerField(default=0)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "episode"], name="one_care_plan")]
        triggers = KEPT

    def __str__(self) -> str:
        return self.goal


class PrintedCarePlan(PracticeModel):
    """One sheet as it was handed to the patient: frozen text and PDF. Never changed: a new print is a new row."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="printed_care_plans")
    number = models.PositiveIntegerField()
    frozen = models.JSONField()
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    printed_by = staff_reference()
    printed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "number"], name="printed_care_plan_number"),
            models.CheckConstraint(condition=~Q(pdf_sha256=""), name="printed_care_plan_whole"),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.number}"
