"""The table of the steps in a release's life."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import APPEND_ONLY
from guidelines.models.releases import Release
from guidelines.models.triggers import APPROVAL_OF_WHAT_WAITS


class ReleaseEvent(models.Model):
    """One step in a release's life: who did what, when and why. Content that came with the program has none.

    `round` and `content_hash` say what exactly was submitted or approved.
    """

    class Kind(models.TextChoices):
        CREATED = "created", _("draft made")
        EDITED = "edited", _("edited")
        SUBMITTED = "submitted", _("submitted for review")
        SENT_BACK = "sent_back", _("sent back")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        GIVEN_UP = "given_up", _("given up")

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    note = models.TextField(blank=True)
    round = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "created",
                        "edited",
                        "submitted",
                        "sent_back",
                        "approved",
                        "published",
                        "withdrawn",
                        "given_up",
                    ]
                ),
                name="release_event_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["sent_back", "withdrawn", "given_up"]) | ~Q(note=""),
                name="release_taken_back_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["release", "round"], condition=Q(kind="approved"), name="release_approved_once_a_round"
            ),
        ]
        triggers = [
            *APPEND_ONLY,
            pgtrigger.Trigger(
                name="approval_of_what_waits",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=APPROVAL_OF_WHAT_WAITS,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release} {self.kind}"
