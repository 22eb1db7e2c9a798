"""A practice's own texts for the free-text questions of the intake."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import KEPT, NO_TRUNCATE
from accounts.tenancy.context import PracticeModel
from assessment.models.references import staff_reference


@pghistory.track(meta={"triggers": [NO_TRUNCATE]})
class TextSnippet(PracticeModel):
    """A text that is offered at one question, or, without a question, at every free-text question."""

    question = models.CharField(_("offered at"), max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"))
    version = models.PositiveIntegerField(default=1)
    created_by = staff_reference()
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title", "id"]
        indexes = [models.Index(fields=["practice", "question"], name="snippet_by_question")]
        triggers = KEPT

    def __str__(self) -> str:
        return self.title
