"""The tables of patients, their episodes of pain, the consultations in them, and every answer that was given."""

from datetime import date

import pghistory
import pgtrigger
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.keys import KeyedModel, keys_that_fit, readable, searched_by, sorted_by
from accounts.models.triggers import APPEND_ONLY, KEPT, NO_TRUNCATE
from accounts.tenancy.context import PracticeModel
from assessment.models.entries import AnswerContent
from assessment.models.references import same_practice_key, staff_reference
from assessment.rules.line_words import clock
from guidelines.vocabulary.dates import completed_months
from guidelines.vocabulary.facts import LIST_COMPLETE, OF_A_KIND, TREATMENTS

# Whoever begins a consultation, its episode says when.
LAST_CONTACT = pgtrigger.Trigger(
    name="last_contact",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    func=(
        "UPDATE assessment_episode SET last_contact = GREATEST(last_contact, NEW.opened_at) WHERE id = NEW.episode_id; "
        "RETURN NULL;"
    ),
)
NAME_PARTS = ("family_name", "given_name")


def full_name(given: str, family: str) -> str:
    return f"{given} {family}".strip()


@pghistory.track(exclude=["sort_key", "search_key"], meta={"triggers": [NO_TRUNCATE]})
class Patient(KeyedModel, PracticeModel):
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
    sort_key = sorted_by(*NAME_PARTS)
    search_key = searched_by(*NAME_PARTS)

    class Meta:
        constraints = [
            same_practice_key("patient"),
            *readable("patient", *NAME_PARTS),
            *keys_that_fit("patient", sort_key=sorted_by(*NAME_PARTS), search_key=searched_by(*NAME_PARTS)),
            models.UniqueConstraint(fields=["practice", "cpr"], name="patient_cpr_once_per_practice"),
            models.CheckConstraint(condition=Q(cpr__regex=r"^\d{10}$"), name="patient_cpr_ten_digits"),
        ]
        indexes = [models.Index(fields=["practice", "sort_key"], name="patient_in_order")]
        triggers = KEPT

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return full_name(self.given_name, self.family_name)

    @property
    def age_years(self) -> int:
        return completed_months(self.birth_date, timezone.localdate()) // 12

    @property
    def is_man(self) -> bool:
        """What the CPR number says: its last digit is odd of men."""
        return int(self.cpr[-1]) % 2 == 1

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
    was given in (null: in none), "before" what stood before that one. Every answer ever given stays in Answer.
    `version` counts the saves. `pages` holds the last save of each page that was open: {page: {"step", "version"}}.
    `drafts` holds what was typed about treatments and is not saved yet, by form and member of staff. `last_contact` is
    when its newest consultation was begun: the database keeps it, for the list of open episodes.
    """

    # What a list of episodes does without: together they are many kilobytes.
    DOCUMENTS = ("answers", "drafts", "pages")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="episodes")
    number = models.PositiveIntegerField()
    answers = models.JSONField(default=dict)
    drafts = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    version = models.PositiveIntegerField(default=0)
    pages = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    started_by = staff_reference()
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    last_contact = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            same_practice_key("episode"),
            models.UniqueConstraint(fields=["patient", "number"], name="episode_number_unique"),
        ]
        indexes = [
            models.Index(
                "practice",
                F("last_contact").desc(nulls_last=True),
                F("started_at").desc(),
                condition=Q(ended_at=None),
                name="open_episodes",
            )
        ]
        triggers = KEPT

    def __str__(self) -> str:
        return f"#{self.number}"


class Consultation(PracticeModel):
    """One contact in an episode: somebody began it and said how it takes place. FHIR: Encounter.

    `agreed` is what was agreed with the patient; `note` and `long_note` are the journal note, short and long, as it was
    when the consultation ended.
    `assessments` counts those of the episode up to and with it; of one from before there were kinds, all are.
    """

    class Form(models.TextChoices):
        IN_PERSON = "in_person", _("in person")
        PHONE = "phone", _("by phone")
        VIDEO = "video", _("by video")
        WRITTEN = "written", _("written (e-consultation)")
        HOME = "home", _("home visit")

    class Kind(models.TextChoices):
        ASSESSMENT = "assessment", _("assessment")
        FOLLOW_UP = "follow_up", _("follow-up")
        TAPER = "taper", _("tapering")
        WITHOUT_PATIENT = "without_patient", _("without the patient")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="consultations")
    number = models.PositiveIntegerField()
    form = models.CharField(max_length=10, choices=Form)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.ASSESSMENT, db_default=Kind.ASSESSMENT)
    assessments = models.PositiveIntegerField(null=True)
    opened_by = staff_reference()
    opened_at = models.DateTimeField(default=timezone.now)
    ended_by = staff_reference(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1, db_default=1)
    agreed = models.TextField(_("agreed with the patient"), blank=True, db_default="")
    note = models.TextField(_("journal note"), blank=True, db_default="")
    long_note = models.TextField(_("long journal note"), blank=True, db_default="")

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
            models.CheckConstraint(
                condition=Q(kind__in=["assessment", "follow_up", "taper", "without_patient"]),
                name="consultation_kind_known",
            ),
        ]
        triggers = [*KEPT, LAST_CONTACT]

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def day(self) -> date:
        """The day that it was begun on. It holds nothing of a later one."""
        return timezone.localdate(self.opened_at)

    @property
    def assessments_until(self) -> int:
        """How many assessments there were up to and with it: an agenda is counted among them alone."""
        return self.number if self.assessments is None else self.assessments

    @property
    def kind_and_form(self) -> str:
        """Its kind, where it is no assessment, and how it took place."""
        kind = "" if self.kind == self.Kind.ASSESSMENT else str(self.get_kind_display())
        return ", ".join(filter(None, (kind, str(self.get_form_display()))))

    @property
    def in_words(self) -> str:
        day = f"{self.day:%d.%m.%Y}"
        values = {"number": self.number, "day": day, "form": self.kind_and_form}
        return gettext("Consultation %(number)s, %(day)s, %(form)s") % values

    @property
    def begun_in_words(self) -> str:
        """Who has begun it, and at which hour."""
        name = getattr(self, "begun_by", None) or self.opened_by
        at = clock(timezone.localtime(self.opened_at).time())
        return gettext("The contact was begun by %(name)s %(at)s.") % {"name": name, "at": at}


def contact_reference() -> "models.ForeignKey[Consultation | None, Consultation | None]":
    """The contact that it was recorded in; empty for what is no visit, and was recorded while no contact ran."""
    return models.ForeignKey(Consultation, on_delete=models.PROTECT, null=True, related_name="+")


class DataAbsentReason(models.TextChoices):
    """Why a question has no value although it was asked. FHIR: data-absent-reason."""

    ASKED_UNKNOWN = "asked-unknown", _("the patient is unsure")
    ASKED_DECLINED = "asked-declined", _("does not want to answer")
    NOT_APPLICABLE = "not-applicable", _("not relevant")


class Answer(PracticeModel):
    """One answer as it was given. Never changed: a correction is a new answer. FHIR: QuestionnaireResponse item.

    Without a value it says why (`data_absent_reason`, with a comment); without either it withdraws the answer before.
    A comment beside a value is what it was given without.
    """

    # The largest table has no index that nobody reads: what is asked of an episode is in its unique key's.
    practice = models.ForeignKey(
        "accounts.Practice", on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="answer_history", db_index=False)
    consultation = contact_reference()
    question = models.CharField(max_length=100)
    value = models.JSONField(null=True)
    data_absent_reason = models.CharField(max_length=20, choices=DataAbsentReason, blank=True, db_default="")
    comment = models.CharField(max_length=2000, blank=True, db_default="")
    version = models.PositiveIntegerField()
    vocabulary_release = models.ForeignKey(
        "guidelines.Release", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_by = staff_reference(db_index=False)
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
            # Of the list of treatments it is said that it is complete, and of it or a kind that nothing was tried.
            models.CheckConstraint(
                condition=~Q(question=LIST_COMPLETE) | Q(value__isnull=True) | Q(value=True),
                name="answer_list_is_complete",
            ),
            models.CheckConstraint(
                condition=~(Q(question=TREATMENTS) | Q(question__startswith=OF_A_KIND))
                | Q(value__isnull=True)
                | Q(value=[]),
                name="answer_nothing_was_tried",
            ),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.question

    @property
    def entry(self) -> AnswerContent:
        """What was said, as the episode's document keeps it."""
        return {"value": self.value, "reason": self.data_absent_reason, "comment": self.comment}
