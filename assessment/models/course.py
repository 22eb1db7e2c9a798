"""The tables of how an episode goes: that it was ended or opened again, and calls that nobody answered."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import APPEND_ONLY
from accounts.tenancy.context import PracticeModel
from assessment.models.record import Consultation, Episode
from assessment.models.references import staff_reference


class EpisodeStatus(PracticeModel):
    """An episode was ended, with a reason, or opened again. Never changed. FHIR: EpisodeOfCare.statusHistory.

    `left` names what was open at the end and was left so, in the words of that day.
    """

    class Kind(models.TextChoices):
        ENDED = "ended", _("ended")
        REOPENED = "reopened", _("opened again")

    class Reason(models.TextChoices):
        GOAL_REACHED = "goal_reached", _("the goal is reached")
        AGREED = "agreed", _("by agreement with the patient")
        MOVED = "moved", _("the patient has moved to another clinic")
        DIED = "died", _("the patient has died")
        MISTAKE = "mistake", _("begun by mistake")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="statuses")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=20, choices=Reason, blank=True, db_default="")
    comment = models.CharField(max_length=500, blank=True, db_default="")
    left = models.JSONField(default=list)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="reopened", reason="")
                | Q(kind="ended", reason__in=["goal_reached", "agreed", "moved", "died", "mistake"]),
                name="episode_ended_with_a_reason",
            )
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.kind

    @property
    def words(self) -> str:
        """What happened, on one line."""
        said = ": ".join(filter(None, (str(self.get_kind_display()), str(self.get_reason_display()))))
        return ". ".join(filter(None, (said, self.comment)))


class ContactAttempt(PracticeModel):
    """A call or video call that nobody answered: no contact, as nobody was reached. Never changed."""

    # It belongs to no consultation.
    consultation_id = None

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="attempts")
    form = models.CharField(max_length=10, choices=Consultation.Form)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(form__in=["phone", "video"]), name="attempt_by_phone_or_video")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.form
