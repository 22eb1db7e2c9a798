"""The tables of letters, of their hand-outs, and of their withdrawals."""

from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff
from accounts.models.triggers import APPEND_ONLY, KEPT
from accounts.tenancy.context import PracticeModel
from assessment.models import Inquiry
from assessment.models.references import same_practice_key, staff_reference
from referrals.models.referrals import Referral


class Letter(PracticeModel):
    """One version of a referral's letter. Signed, it is frozen: text, facts, releases and the PDF.

    `sections` is {section: {"generated", "text"}}: what the facts gave, and what stands in the letter; with
    "not_relevant", the reason why a section has nothing to say. `receiver` is written by hand where no route gives one.
    A nurse who has prepared it hands it over to a GP: a question to a doctor (`inquiry`); a change takes that back.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="letters")
    number = models.PositiveIntegerField()
    planning_area = models.CharField(_("planning area"), max_length=40, blank=True)
    receiver = models.CharField(_("receiver"), max_length=300, blank=True, db_default="")
    sections = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    inquiry = models.OneToOneField(Inquiry, on_delete=models.PROTECT, null=True, related_name="letter")
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

    @property
    def handed_over_by(self) -> Staff | None:
        """Who has asked a GP to sign it, as it stands."""
        return self.inquiry.recorded_by if self.inquiry else None

    @property
    def handed_over_at(self) -> datetime | None:
        return self.inquiry.recorded_at if self.inquiry else None

    @property
    def handed_over_note(self) -> str:
        return self.inquiry.text if self.inquiry else ""

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
