"""The table of filled-in instruments."""

import pghistory
from django.db import models

from accounts.models.triggers import KEPT, NO_TRUNCATE
from accounts.tenancy.context import PracticeModel
from assessment.models.record import Episode, contact_reference
from assessment.models.references import staff_reference


@pghistory.track(meta={"triggers": [NO_TRUNCATE]})
class QuestionnaireResponse(PracticeModel):
    """One filling-in of an instrument; earlier states stay in its events. FHIR: QuestionnaireResponse.

    `items` holds the chosen option's value by item; an item that is absent is unanswered. `scores` is what the
    instrument in `instruments_release` makes of them: {score: {"value", "band"}}; a score that lacks an item is absent.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="questionnaire_responses")
    consultation = contact_reference()
    instrument = models.SlugField()
    instruments_release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(default=dict)
    scores = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    answered_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["answered_on", "recorded_at", "id"]
        indexes = [models.Index(fields=["episode", "answered_on"], name="questionnaire_by_episode")]
        triggers = KEPT

    def __str__(self) -> str:
        return self.instrument
