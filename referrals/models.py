"""Referrals and their letters."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import PracticeModel
from accounts.triggers import KEPT
from assessment.models import Episode, same_practice_key, staff_reference


class Referral(PracticeModel):
    """The wish to send a patient to one destination. FHIR: ServiceRequest."""

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="referrals")
    destination = models.SlugField()
    pathway_release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    prepared_by = staff_reference()
    prepared_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [same_practice_key("referral")]
        triggers = KEPT

    def __str__(self) -> str:
        return self.destination


class Letter(PracticeModel):
    """One version of a referral's letter. Signed, it is frozen: text, facts, releases and the PDF.

    `sections` is {section: {"generated", "text"}}: what the facts gave, and what stands in the letter.
    """

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="letters")
    number = models.PositiveIntegerField()
    planning_area = models.CharField(_("planning area"), max_length=40, blank=True)
    sections = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
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

    def section_text(self, key: str) -> str:
        """What stands in a section; empty for one that came with a newer release of the pathway."""
        return str(self.sections[key]["text"]) if key in self.sections else ""
