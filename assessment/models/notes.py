"""The table of what was copied into the journal, word for word."""

from django.db import models
from django.db.models import Q

from accounts.models.triggers import APPEND_ONLY
from accounts.tenancy.context import PracticeModel
from assessment.models.record import Episode, contact_reference
from assessment.models.references import staff_reference


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
