"""The table of a practice's own texts for the free-text questions."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.keys import KeyedModel, keys_that_fit, readable, sorted_by
from accounts.models.triggers import KEPT, NO_TRUNCATE
from accounts.tenancy.context import PracticeModel
from assessment.models.references import staff_reference


@pghistory.track(exclude=["sort_key"], meta={"triggers": [NO_TRUNCATE]})
class TextSnippet(KeyedModel, PracticeModel):
    """A text that is offered at one question, or, without a question, at every free-text question."""

    question = models.CharField(_("offered at"), max_length=100, blank=True)
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"))
    version = models.PositiveIntegerField(default=1)
    created_by = staff_reference()
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    sort_key = sorted_by("title")

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [*readable("snippet", "title"), *keys_that_fit("snippet", sort_key=sorted_by("title"))]
        indexes = [
            models.Index(fields=["practice", "question"], name="snippet_by_question"),
            models.Index(fields=["practice", "sort_key"], name="snippet_in_order"),
        ]
        triggers = KEPT

    def __str__(self) -> str:
        return self.title
