"""The table of treatments: what was tried against the pain."""

from decimal import Decimal

import pghistory
from django.db import models
from django.db.models import Q

from accounts.models.triggers import KEPT, NO_TRUNCATE
from accounts.tenancy.context import PracticeModel
from assessment.models.record import Episode, contact_reference
from assessment.models.references import same_practice_key, staff_reference
from assessment.rules.medication.taper_dose import TaperedDose

PRECISIONS, UNITS = ["day", "month", "year"], ["mg", "ug", "ug_h"]


@pghistory.track(meta={"triggers": [NO_TRUNCATE]})
class Treatment(PracticeModel):
    """A trial of one treatment. Earlier states of the row stay in TreatmentEvent. FHIR: MedicationStatement, Procedure.

    Its fields are those of the vocabulary's treatment rows; null if not recorded. A start or stop known by its month
    or year alone is kept as its first day, with that precision. The dose is in mg, `dose_unit` is what it was told in;
    `dose_confirmed` is that it was said to be right although it is higher than any in use, `twin_confirmed` that
    another row of the same medicine in use was said to be right.

    `on_hold` (FHIR: status on-hold) is paused: not in use, so `stopped` for every rule, and `stopped` is since when.
    `as_needed` (FHIR: dosage.asNeeded) is taken now and then, and has no dose of every day.
    `noted_dose_mg` is the dose that effect and side effects were noted on, where the row has another since.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="treatments")
    consultation = contact_reference()
    kind = models.SlugField()
    status = models.SlugField()
    name = models.CharField(max_length=200, blank=True)
    atc = models.CharField(max_length=7, blank=True)
    daily_dose_mg = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    dose_unit = models.CharField(max_length=5, default="mg", db_default="mg")
    dose_confirmed = models.BooleanField(default=False, db_default=False)
    as_needed = models.BooleanField(default=False, db_default=False)
    on_hold = models.BooleanField(default=False, db_default=False)
    twin_confirmed = models.BooleanField(default=False, db_default=False)
    fast_acting = models.BooleanField(null=True)
    started = models.DateField(null=True)
    started_precision = models.CharField(max_length=5, default="day", db_default="day")
    stopped = models.DateField(null=True)
    stopped_precision = models.CharField(max_length=5, default="day", db_default="day")
    reason = models.TextField(blank=True, db_default="")
    effect = models.SlugField(default="not_assessed")
    side_effects = models.TextField(blank=True)
    stopped_for_side_effects = models.BooleanField(default=False)
    noted_dose_mg = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    last_specialist_review = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            same_practice_key("treatment"),
            models.CheckConstraint(
                condition=Q(started_precision__in=PRECISIONS, stopped_precision__in=PRECISIONS, dose_unit__in=UNITS),
                name="treatment_precision_known",
            ),
            models.CheckConstraint(
                condition=Q(on_hold=False) | Q(status="stopped", stopped_for_side_effects=False),
                name="treatment_on_hold_is_not_in_use",
            ),
            models.CheckConstraint(
                condition=Q(as_needed=False) | Q(daily_dose_mg=None),
                name="treatment_as_needed_has_no_daily_dose",
            ),
        ]
        indexes = [models.Index(fields=["episode", "recorded_at"], name="treatment_by_episode")]
        triggers = KEPT

    # A step of a taper plan that has changed the dose since the row was written; set where the list is read.
    tapered: TaperedDose | None = None

    def __str__(self) -> str:
        return self.name or self.kind

    @property
    def current_dose_mg(self) -> Decimal | None:
        """The dose of today in mg: the step's, if one has changed it; None if not recorded."""
        return self.tapered.daily_dose_mg if self.tapered else self.daily_dose_mg
