"""The table of the access log: who looked at, changed, signed or fetched what."""

from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Practice, Staff
from accounts.models.triggers import APPEND_ONLY
from accounts.tenancy.context import PracticeManager


class AccessAction(models.TextChoices):
    SEARCH = "search", _("searched")
    READ = "read", _("read")
    CREATE = "create", _("created")
    CHANGE = "change", _("changed")
    SIGN = "sign", _("signed")
    EXPORT = "export", _("fetched a document")


class AccessLogEntry(models.Model):
    """Who saw or changed which patient, when and from where. Only ever added to."""

    id = models.BigAutoField(primary_key=True)
    # The indexes below begin with them, and the table grows with every page: it has no more than it needs.
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+", db_index=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    patient_id = models.UUIDField(null=True)
    action = models.CharField(max_length=10, choices=AccessAction)
    detail = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    address = models.GenericIPAddressField(null=True)
    request_id = models.UUIDField(null=True)

    objects: ClassVar[PracticeManager[Self]] = PracticeManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(action__in=AccessAction.values), name="access_action_known"),
        ]
        # By the time, not by the number: of two ways to the newest of a practice the database might take the other one,
        # through everybody's.
        indexes = [
            models.Index(fields=["practice", "-at"], name="access_of_practice"),
            models.Index(fields=["practice", "staff", "-at"], name="access_of_staff"),
            models.Index(fields=["practice", "patient_id", "-at"], name="access_by_patient"),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.at} {self.action}"
