"""The tables of what a doctor is asked about a patient, and of what comes of it."""

from datetime import datetime, time

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Staff
from accounts.models.triggers import APPEND_ONLY
from accounts.tenancy.context import PracticeModel
from assessment.models.advice import AdviceResponse
from assessment.models.record import Episode, contact_reference
from assessment.models.references import same_practice_key, staff_reference
from assessment.models.tapering import TaperPlan
from assessment.rules.contacts.inquiry_state import ANSWERED, CALLS, CHANGING, KINDS, OPEN, REPLIES, state_after
from assessment.rules.line_words import day_and_clock
from assessment.rules.safety.basis import is_dangerous

LONGEST_TEXT = 2000


class Inquiry(PracticeModel):
    """A question to a doctor about a patient. Never changed: what comes of it is added as steps. FHIR: Communication.

    `shown` are the facts that stood on the page when it was asked, in the words of that day: pairs of what and how.
    Without a `doctor` it is for any of the practice's, and without an hour (`answer_at`) for the whole of its day. What
    waits for a doctor is one too: a `decision` under Safety, a worry told at a step of a `taper`, a patient who does
    not wish follow-up; and a letter that waits for a signature refers to its own.
    """

    class About(models.TextChoices):
        QUESTION = "question", _("question")
        SAFETY = "safety", _("decision under Safety")
        TAPER = "taper", _("tapering")
        LETTER = "letter", _("letter for signature")
        DECLINED = "declined", _("does not wish follow-up")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="inquiries")
    consultation = contact_reference()
    about = models.CharField(max_length=10, choices=About, default=About.QUESTION, db_default=About.QUESTION)
    decision = models.OneToOneField(AdviceResponse, on_delete=models.PROTECT, null=True, related_name="inquiry")
    taper = models.ForeignKey(TaperPlan, on_delete=models.PROTECT, null=True, related_name="inquiries")
    text = models.TextField(max_length=LONGEST_TEXT)
    shown = models.JSONField(default=list)
    doctor = staff_reference(null=True)
    answer_by = models.DateField()
    answer_at = models.TimeField(null=True)
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            same_practice_key("inquiry"),
            models.CheckConstraint(
                condition=Q(about__in=["question", "letter", "declined"], decision=None, taper=None)
                | Q(about="safety", decision__isnull=False, taper=None)
                | Q(about="taper", taper__isnull=False, decision=None),
                name="inquiry_is_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(text="") | Q(about="letter"), name="inquiry_asks_something"),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.text

    @property
    def kinds(self) -> list[str]:
        """What has come of it, in order: by its steps, which were fetched with it."""
        return [step.kind for step in self.steps.all()]

    @property
    def state(self) -> str:
        """Where it stands (assessment.rules.contacts.inquiry_state)."""
        return state_after(self.kinds)

    @property
    def is_answered(self) -> bool:
        """Whether a doctor has answered, and nobody has passed it on."""
        return self.state == ANSWERED

    @property
    def replies(self) -> "list[InquiryStep]":
        return [step for step in self.steps.all() if step.kind in REPLIES]

    @property
    def addressee(self) -> Staff | None:
        """The doctor who is asked, while they work here as one; None for any doctor."""
        return self.doctor if self.doctor and is_doctor_here(self.doctor) else None

    @property
    def has_lost_its_doctor(self) -> bool:
        """Whether the doctor who was asked does not work here any more: it is for any doctor now."""
        return self.doctor is not None and self.addressee is None

    @property
    def owner(self) -> Staff | None:
        """Whose turn it is: the doctor who is asked; then whoever calls the patient, or asked. None for anybody.

        A call that a doctor has promised stays theirs, whatever is written afterwards.
        """
        if self.state == OPEN:
            return self.changes_now or self.addressee
        calls = next((step.recorded_by for step in reversed(self.replies) if step.kind == CALLS), None)
        owner = calls or self.recorded_by
        return owner if owner.is_active and owner.user.is_active else None

    @property
    def is_of_danger(self) -> bool:
        """Whether it is about what is dangerous: it is not enough that a doctor has seen it."""
        return self.decision is not None and is_dangerous(self.decision.basis)

    @property
    def changes_now(self) -> Staff | None:
        """The doctor who changes the treatment, until a row of the list was changed; nobody who works here no more."""
        steps = [*self.steps.all()]
        by = steps[-1].recorded_by if steps and steps[-1].kind == CHANGING else None
        return by if by and is_doctor_here(by) else None

    @property
    def may_be_seen(self) -> bool:
        """Whether it is enough that a doctor has seen it: of what asks for nothing but an eye."""
        kinds = (self.About.SAFETY, self.About.TAPER, self.About.DECLINED)
        return self.about in kinds and not self.is_of_danger

    @property
    def due(self) -> str:
        """The day, and the hour where there is one, by which it is to be answered."""
        return day_and_clock(self.answer_by, self.answer_at)

    @property
    def is_late(self) -> bool:
        return self.is_late_at(timezone.now())

    def is_late_at(self, moment: datetime) -> bool:
        """Whether it waits for a doctor, and its day or hour has passed."""
        now = timezone.localtime(moment)
        return self.state == OPEN and (self.answer_by, self.answer_at or time.max) < (now.date(), now.time())


def is_doctor_here(staff: Staff) -> bool:
    return staff.is_active and staff.user.is_active and staff.role == Role.GP


class InquiryStep(PracticeModel):
    """What came of a question to a doctor: an answer, or that the patient was told. Two answers at once are two."""

    class Kind(models.TextChoices):
        ANSWER = "answer", _("answered")
        CALLS = "calls", _("calls the patient")
        BOOK = "book", _("the patient is to have an appointment")
        CHANGES = "changes", _("changes the treatment")
        CHANGING = "changing", _("is changing the treatment")
        CHANGED = "changed", _("the treatment is changed")
        SEEN = "seen", _("seen")
        DECIDED = "decided", _("decided")
        PASSED_ON = "passed_on", _("passed on to the patient")
        TAKEN_BACK = "taken_back", _("taken back")

    inquiry = models.ForeignKey(Inquiry, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField(max_length=LONGEST_TEXT, blank=True, db_default="")
    consultation = contact_reference()
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry", "number"], name="inquiry_step_number_unique"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="inquiry_step_kind_known"),
            models.CheckConstraint(
                condition=~Q(kind__in=["answer", "decided"]) | ~Q(text=""), name="inquiry_answer_says_something"
            ),
        ]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return self.kind

    @property
    def words(self) -> str:
        """What came of it, on one line."""
        if self.kind == self.Kind.ANSWER:
            return self.text
        return f"{self.said}: {self.text}" if self.text else self.said

    @property
    def said(self) -> str:
        """What was done; only an answer to a question is passed on to the patient."""
        if self.kind == self.Kind.PASSED_ON and self.inquiry.about != Inquiry.About.QUESTION:
            return gettext("dealt with")
        return str(self.get_kind_display())
