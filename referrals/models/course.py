"""The tables of what became of a referral: its events, and the steps that were done while the patient waited."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import APPEND_ONLY
from accounts.tenancy.context import PracticeModel
from assessment.models.references import staff_reference
from referrals.models.letters import Letter
from referrals.models.referrals import Referral


class ReferralEvent(PracticeModel):
    """What became of a referral, one step at a time. FHIR: Task.

    `on` is the day that it happened; `reason` is a code of the pathway (why it was returned); `expected_on` the day
    that the centre has named.
    """

    class Kind(models.TextChoices):
        SENT = "sent", _("sent")
        RECEIVED = "received", _("received by the centre")
        RETURNED = "returned", _("returned")
        ACCEPTED = "accepted", _("accepted")
        STARTED = "started", _("course begun")
        ENDED = "ended", _("course ended")
        CLOSED = "closed", _("closed without a course")

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="events")
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, null=True, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField(_("date"))
    reason = models.SlugField(_("reason"), blank=True)
    text = models.TextField(_("text"), blank=True)
    expected_on = models.DateField(_("expected date"), null=True)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["sent", "received", "returned", "accepted", "started", "ended", "closed"]),
                name="referral_event_kind_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="returned") | ~Q(reason=""), name="referral_returned_for_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind="sent") | Q(letter__isnull=False), name="referral_sent_as_a_letter"
            ),
        ]
        indexes = [models.Index(fields=["practice", "referral", "-recorded_at"], name="events_of_referral")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.referral} {self.kind}"


class WaitingStepDone(PracticeModel):
    """A waiting-time step of the pathway that the practice has seen to, for one referral."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="waiting_steps_done")
    step = models.SlugField()
    note = models.CharField(_("note"), max_length=300, blank=True)
    done_by = staff_reference()
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "step"], name="waiting_step_done_once")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.step
