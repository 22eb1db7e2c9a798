"""Patients, their episodes of pain, and everything that was said and done in the consultations."""

from typing import Any

import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff
from accounts.tenancy import PracticeModel
from accounts.triggers import APPEND_ONLY, KEPT, NO_TRUNCATE
from guidelines.calendar import completed_months

PRECISIONS, UNITS = ["day", "month", "year"], ["mg", "ug_h"]


def staff_reference(**options: Any) -> Any:
    """Who did it. The composite key in the migration keeps the person within the practice."""
    return models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", **options)


def same_practice_key(model: str) -> models.UniqueConstraint:
    """What composite foreign keys to this model refer to."""
    return models.UniqueConstraint(fields=["practice", "id"], name=f"{model}_practice_id")


@pghistory.track(meta={"triggers": [NO_TRUNCATE]})
class Patient(PracticeModel):
    """A person registered with the practice. FHIR: Patient."""

    cpr = models.CharField(_("CPR number"), max_length=10, validators=[RegexValidator(r"^\d{10}$")])
    birth_date = models.DateField(_("date of birth"))
    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100)
    address = models.CharField(_("address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=4, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    planning_area = models.CharField(_("planning area"), max_length=40, blank=True)
    registered_by = staff_reference()
    registered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            same_practice_key("patient"),
            models.UniqueConstraint(fields=["practice", "cpr"], name="patient_cpr_once_per_practice"),
            models.CheckConstraint(condition=Q(cpr__regex=r"^\d{10}$"), name="patient_cpr_ten_digits"),
        ]
        indexes = [models.Index("practice", Lower("family_name"), Lower("given_name"), name="patient_by_name")]
        triggers = KEPT

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def age_years(self) -> int:
        return completed_months(self.birth_date, timezone.localdate()) // 12

    @property
    def masked_cpr(self) -> str:
        return f"{self.cpr[:6]}-xxxx"

    @property
    def formatted_cpr(self) -> str:
        return f"{self.cpr[:6]}-{self.cpr[6:]}"


class Episode(PracticeModel):
    """One course of pain, over as many consultations as it takes. FHIR: EpisodeOfCare.

    `answers` holds the current answers: {question: {"value", "version", "at", "by"}}, with "reason" and "comment"
    where there is no value; a value of null without a reason was withdrawn. "consultation" is the number of the one it
    was given in, "before" what stood before that one. Every answer ever given stays in Answer.
    `version` counts the saves. `pages` holds the last save of each page that was open: {page: {"step", "version"}}.
    `drafts` holds what was typed about treatments and is not saved yet, by form and member of staff.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="episodes")
    number = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    drafts = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    version = models.PositiveIntegerField(default=0)
    pages = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    started_by = staff_reference()
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            same_practice_key("episode"),
            models.UniqueConstraint(fields=["patient", "number"], name="episode_number_unique"),
        ]
        triggers = KEPT

    def __str__(self) -> str:
        return f"#{self.number}"


class Consultation(PracticeModel):
    """One contact in an episode. FHIR: Encounter.

    `agreed` is what was agreed with the patient; `note` the journal note as it was when the consultation ended.
    """

    class Form(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        PHONE = "phone", _("by phone")
        VIDEO = "video", _("by video")
        WRITTEN = "written", _("written (e-consultation)")
        HOME = "home", _("home visit")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="consultations")
    number = models.PositiveIntegerField()
    form = models.CharField(max_length=10, choices=Form, default=Form.IN_PERSON)
    opened_by = staff_reference()
    opened_at = models.DateTimeField(default=timezone.now)
    ended_by = staff_reference(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    agreed = models.TextField(_("agreed with the patient"), blank=True, db_default="")
    note = models.TextField(_("journal note"), blank=True, db_default="")

    class Meta:
        constraints = [
            same_practice_key("consultation"),
            models.UniqueConstraint(fields=["episode", "number"], name="consultation_number_unique"),
            models.UniqueConstraint(
                fields=["episode"], condition=Q(ended_at__isnull=True), name="one_open_consultation"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="consultation_end_paired",
            ),
            models.CheckConstraint(
                condition=Q(form__in=["in_person", "phone", "video", "written", "home"]),
                name="consultation_form_known",
            ),
        ]
        triggers = KEPT

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def in_words(self) -> str:
        day = f"{timezone.localdate(self.opened_at):%d.%m.%Y}"
        values = {"number": self.number, "day": day, "form": self.get_form_display()}
        return gettext("Consultation %(number)s, %(day)s, %(form)s") % values


class DataAbsentReason(models.TextChoices):
    """Why a question has no value although it was asked. FHIR: data-absent-reason."""

    ASKED_UNKNOWN = "asked-unknown", _("the patient is unsure")
    ASKED_DECLINED = "asked-declined", _("does not want to answer")
    NOT_APPLICABLE = "not-applicable", _("not relevant")


class Answer(PracticeModel):
    """One answer as it was given. Never changed: a correction is a new answer. FHIR: QuestionnaireResponse item.

    Without a value it says why (`data_absent_reason`, with a comment); without either it withdraws the answer before.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="answer_history")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=100)
    value = models.JSONField(null=True)
    data_absent_reason = models.CharField(max_length=20, choices=DataAbsentReason, blank=True, db_default="")
    comment = models.CharField(max_length=500, blank=True, db_default="")
    version = models.PositiveIntegerField()
    vocabulary_release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["episode", "question", "version"], name="answer_once_per_version"),
            models.CheckConstraint(
                condition=Q(data_absent_reason="") | Q(value__isnull=True), name="answer_value_or_reason"
            ),
            models.CheckConstraint(
                condition=Q(data_absent_reason__in=["", "asked-unknown", "asked-declined"])
                | (Q(data_absent_reason="not-applicable") & ~Q(comment="")),
                name="answer_not_relevant_because",
            ),
        ]
        indexes = [models.Index(fields=["episode", "question", "-recorded_at"], name="answer_history")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.question

    @property
    def entry(self) -> dict[str, Any]:
        """What was said, as the episode's document keeps it."""
        return {"value": self.value, "reason": self.data_absent_reason, "comment": self.comment}


@pghistory.track(meta={"triggers": [NO_TRUNCATE]})
class Treatment(PracticeModel):
    """A trial of one treatment. Earlier states of the row stay in TreatmentEvent. FHIR: MedicationStatement, Procedure.

    Its fields are those of the vocabulary's treatment rows; null is unknown. A start or stop of which only the month or
    year is known is its first day, with that precision. The dose is in mg, `dose_unit` is what it was told in.
    """

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="treatments")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    kind = models.SlugField()
    status = models.SlugField()
    name = models.CharField(max_length=200, blank=True)
    atc = models.CharField(max_length=7, blank=True)
    daily_dose_mg = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    dose_unit = models.CharField(max_length=5, default="mg", db_default="mg")
    fast_acting = models.BooleanField(null=True)
    started = models.DateField(null=True)
    started_precision = models.CharField(max_length=5, default="day", db_default="day")
    stopped = models.DateField(null=True)
    stopped_precision = models.CharField(max_length=5, default="day", db_default="day")
    reason = models.TextField(blank=True, db_default="")
    effect = models.SlugField(default="not_assessed")
    side_effects = models.TextField(blank=True)
    stopped_for_side_effects = models.BooleanField(default=False)
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
        ]
        indexes = [models.Index(fields=["episode", "recorded_at"], name="treatment_by_episode")]
        triggers = KEPT

    def __str__(self) -> str:
        return self.name or self.kind


class AdviceResponse(PracticeModel):
    """What a clinician made of an advice, with the version that they saw. Never changed: a new view is a new row."""

    class Response(models.TextChoices):
        FOLLOW = "follow", _("followed")
        DEFER = "defer", _("deferred")
        DISMISS = "dismiss", _("dismissed")

    class Reason(models.TextChoices):
        TRIED = "tried", _("already tried")
        CONTRAINDICATED = "contraindicated", _("contraindicated")
        DECLINED = "declined", _("the patient declines")
        UNSUITABLE = "unsuitable", _("does not suit this patient")
        NOT_AVAILABLE = "not_available", _("not available here")
        DISAGREE = "disagree", _("I judge otherwise")
        LATER = "later", _("later in the course")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="advice_responses")
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, null=True, related_name="+")
    recommendation_version = models.ForeignKey(
        "guidelines.RecommendationVersion", on_delete=models.PROTECT, related_name="+"
    )
    release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    response = models.CharField(max_length=10, choices=Response)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    comment = models.TextField(blank=True, max_length=2000)
    facts = models.JSONField(default=dict)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(response="follow") | (Q(response__in=["defer", "dismiss"]) & ~Q(reason="")),
                name="advice_refused_with_reason",
            )
        ]
        indexes = [models.Index(fields=["episode", "-recorded_at"], name="advice_by_episode")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.response


# The rest of this room's tables build on those above.
from assessment import figure_models, plan_models, questionnaire_models, snippet_models, taper_models  # noqa: E402, F401
