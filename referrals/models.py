"""Referrals and their letters."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PracticeModel
from accounts.triggers import APPEND_ONLY, KEPT
from assessment.models import Episode, same_practice_key, staff_reference


class Referral(PracticeModel):
    """The wish to send a patient to one destination, or a letter of another kind. FHIR: ServiceRequest.

    `destination` is the key of one of the pathway's letters; `replaces` is the earlier referral that this one repeats.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="referrals")
    destination = models.SlugField()
    pathway_release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    prepared_by = staff_reference()
    prepared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [same_practice_key("referral")]
        triggers = KEPT

    def __str__(self) -> str:
        return self.destination


class Letter(PracticeModel):
    """One version of a referral's letter. Signed, it is frozen: text, facts, releases and the PDF.

    `sections` is {section: {"generated", "text"}}: what the facts gave, and what stands in the letter; with
    "not_relevant", the reason why a section has nothing to say. `receiver` is written by hand where no route gives one.
    A nurse who has prepared it hands it over to a GP; a change takes that back.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="letters")
    number = models.PositiveIntegerField()
    planning_area = models.CharField(_("planning area"), max_length=40, blank=True)
    receiver = models.CharField(_("receiver"), max_length=300, blank=True, db_default="")
    sections = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    handed_over_by = staff_reference(null=True)
    handed_over_at = models.DateTimeField(null=True)
    handed_over_note = models.CharField(_("note to the GP"), max_length=300, blank=True, db_default="")
    created_by = staff_reference()
    created_at = models.DateTimeField(auto_now_add=True)
    signed_by = staff_reference(null=True)
    signed_at = models.DateTimeField(null=True)
    frozen = models.JSONField(null=True)
    pdf = models.BinaryField(null=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            same_practice_key("letter"),
            models.UniqueConstraint(fields=["referral", "number"], name="letter_number_unique"),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(signed_at__isnull=True), name="one_letter_in_preparation"
            ),
            models.CheckConstraint(
                condition=Q(
                    signed_by__isnull=True, signed_at__isnull=True, frozen__isnull=True, pdf__isnull=True, pdf_sha256=""
                )
                | (
                    Q(signed_by__isnull=False, signed_at__isnull=False, frozen__isnull=False, pdf__isnull=False)
                    & ~Q(pdf_sha256="")
                ),
                name="letter_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_by__isnull=True, handed_over_at__isnull=True)
                | Q(handed_over_by__isnull=False, handed_over_at__isnull=False),
                name="letter_handed_over_paired",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_immutable",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
            *KEPT,
        ]

    def __str__(self) -> str:
        return f"{self.referral} {self.number}"

    def take_back(self) -> list[str]:
        """Undo a hand-over, as what was handed over is no longer what stands there; the fields to be saved."""
        self.handed_over_by, self.handed_over_at, self.handed_over_note = None, None, ""
        return ["handed_over_by", "handed_over_at", "handed_over_note"]

    def section_text(self, key: str) -> str:
        """What stands in a section; empty for one that came with a newer release of the pathway."""
        return str(self.sections[key]["text"]) if key in self.sections else ""


class LetterWithdrawal(PracticeModel):
    """A signed letter that was taken back, and why. The letter itself stays as it was signed."""

    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=300)
    withdrawn_by = staff_reference()
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="letter_withdrawal_has_a_reason")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.reason


class LetterHandOut(PracticeModel):
    """One time that a letter's content left the program: what, by whom and when."""

    class Form(models.TextChoices):
        TEXT = "text", _("the whole text")
        SECTION = "section", _("one section")
        PDF = "pdf", _("the PDF")
        FHIR = "fhir", _("structured data (FHIR)")

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="hand_outs")
    form = models.CharField(max_length=10, choices=Form)
    section = models.SlugField(blank=True)
    handed_out_by = staff_reference()
    handed_out_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["handed_out_at"]
        constraints = [
            models.CheckConstraint(condition=Q(form__in=["text", "section", "pdf", "fhir"]), name="hand_out_form_known")
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.letter} {self.form}"


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


class ReferralFigure(models.Model):
    """One answer from a receiver, counted without practice, patient or day: what the content editors see."""

    pathway_release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    destination = models.SlugField()
    kind = models.CharField(max_length=10, choices=ReferralEvent.Kind)
    reason = models.SlugField(blank=True)
    month = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="referral_figure_names_no_day")]
        indexes = [models.Index(fields=["pathway_release", "destination", "kind"], name="figures_by_destination")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.destination} {self.kind} {self.reason}"


class KeptImpact(models.Model):
    """What a draft does to made-up patients, worked out already: kept for the day, and for nobody's patients.

    `key` is a hash of the draft's content, of what is in force and of the day.
    """

    key = models.CharField(max_length=64, unique=True)
    day = models.DateField()
    report = models.JSONField()

    def __str__(self) -> str:
        return f"{self.day} {self.key}"
