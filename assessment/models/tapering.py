"""The tables of taper plans and their steps; every earlier state is kept."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import KEPT, NO_TRUNCATE
from accounts.tenancy.context import PracticeModel
from assessment.models.record import Episode, contact_reference
from assessment.models.references import same_practice_key, staff_reference
from assessment.models.treatments import Treatment
from guidelines.vocabulary.model import display_value


@pghistory.track(meta={"triggers": [NO_TRUNCATE]})
class TaperPlan(PracticeModel):
    """How one medicine is tapered: what for, in which steps, who follows up. FHIR: CarePlan.

    A GP approves it; a change of the medicine or the steps takes the approval back. `version` counts every change of
    the plan or of a step, and is what a form says that it has seen.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        COMPLETED = "completed", _("completed")
        STOPPED = "stopped", _("stopped")

    # One that is not over.
    OPEN = (Status.ACTIVE, Status.PAUSED)

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="taper_plans")
    consultation = contact_reference()
    treatment = models.ForeignKey(Treatment, on_delete=models.PROTECT, null=True, related_name="+")
    medicine = models.CharField(_("medicine"), max_length=200)
    start_dose = models.CharField(_("dose before the first step"), max_length=200)
    goal = models.TextField(_("goal agreed with the patient"), blank=True)
    pauses = models.CharField(_("agreement about pauses"), max_length=500, blank=True)
    withdrawal_plan = models.TextField(_("what to do at withdrawal symptoms"), blank=True)
    follows_up = staff_reference(null=True)
    follows_up_text = models.CharField(_("who else follows up"), max_length=200, blank=True)
    contact_frequency = models.CharField(_("how often"), max_length=200, blank=True)
    next_contact_on = models.DateField(_("next contact"), null=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    status_reason = models.CharField(_("reason"), max_length=500, blank=True)
    approved_by = staff_reference(null=True)
    approved_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "id"]
        constraints = [
            same_practice_key("taperplan"),
            models.CheckConstraint(
                condition=Q(status__in=["active", "paused", "completed"])
                | (Q(status="stopped") & ~Q(status_reason="")),
                name="taper_stopped_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="taper_approval_paired",
            ),
        ]
        indexes = [models.Index(fields=["practice", "status"], name="taper_by_status")]
        triggers = KEPT

    def __str__(self) -> str:
        return self.medicine

    @property
    def runs(self) -> bool:
        """Whether its steps may be followed: approved by a GP, and neither paused nor ended."""
        return self.approved_by_id is not None and self.status == self.Status.ACTIVE

    @property
    def is_over(self) -> bool:
        return self.status in (self.Status.COMPLETED, self.Status.STOPPED)

    @property
    def owner(self) -> str:
        """Who follows up, in words; empty if nobody is named."""
        named = [str(self.follows_up)] if self.follows_up else []
        return ", ".join([*named, *([self.follows_up_text] if self.follows_up_text else [])])


@pghistory.track(meta={"triggers": [NO_TRUNCATE]})
class TaperStep(PracticeModel):
    """One step of a taper plan. Its earlier days and states stay in TaperStepEvent.

    `held` is a pause on the step, since `held_since`. A row that the plan no longer has is kept with `removed_at`.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        TAKEN = "taken", _("carried out")
        HELD = "held", _("pause on the step")
        SKIPPED = "skipped", _("skipped")

    plan = models.ForeignKey(TaperPlan, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    planned_on = models.DateField(_("date"))
    dose = models.CharField(_("dose"), max_length=200)
    daily_dose_mg = models.DecimalField(_("mg a day"), max_digits=10, decimal_places=3, null=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    done_on = models.DateField(null=True)
    held_since = models.DateField(null=True)
    effect = models.TextField(_("pain and function"), blank=True)
    withdrawal_symptoms = models.TextField(_("withdrawal symptoms"), blank=True)
    note = models.TextField(_("note"), blank=True)
    for_doctor = models.BooleanField(_("for the doctor"), default=False)
    version = models.PositiveIntegerField(default=1)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="taper_step_number_unique"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "skipped"], done_on__isnull=True)
                | Q(state__in=["taken", "held"], done_on__isnull=False),
                name="taper_step_done_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_since__isnull=False) | (~Q(state="held") & Q(held_since__isnull=True)),
                name="taper_step_held_since_a_day",
            ),
        ]
        triggers = KEPT

    def __str__(self) -> str:
        return f"{self.number}: {self.dose}"

    @property
    def daily_dose(self) -> str:
        """The dose in mg a day, in words; empty if not recorded."""
        return "" if self.daily_dose_mg is None else display_value(float(self.daily_dose_mg), {}, "mg i døgnet")
