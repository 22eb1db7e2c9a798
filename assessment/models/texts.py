"""The tables of texts: a practice's own for the free-text questions, and what was copied into the journal."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.keys import KeyedModel, keys_that_fit, readable, sorted_by
from accounts.models.triggers import APPEND_ONLY, KEPT, NO_TRUNCATE
from accounts.tenancy.context import PracticeModel
from assessment.models.record import Episode, contact_reference
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


class CopiedNote(PracticeModel):
    """A journal note as somebody copied it: the program's words, or what was made of them. FHIR: DocumentReference.

    Never changed: what is copied anew is a new row.
    `day` is the contact's; of what was recorded without one it is what names it.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="copied_notes")
    consultation = contact_reference()
    day = models.DateField()
    text = models.TextField()
    copied_by = staff_reference()
    copied_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="copied_note_says_something")]
        indexes = [models.Index(fields=["episode", "day"], name="copied_notes_of_a_day")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.day}"
