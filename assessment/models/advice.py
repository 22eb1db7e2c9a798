"""The tables of what clinicians decided on advice, and of what the screen advised."""

from datetime import date
from typing import NotRequired, TypedDict
from uuid import UUID

import pgtrigger
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.triggers import APPEND_ONLY
from accounts.tenancy.context import PracticeModel
from assessment.models.record import Consultation, Episode, contact_reference
from assessment.models.references import same_practice_key, staff_reference
from assessment.rules.line_words import label_text


class Detail(TypedDict):
    """What was written down of one thing that an outcome asks for, in the words of that day."""

    key: str
    label: str
    text: str


class Promise(TypedDict):
    """Whose the next contact is (the person's id), on which day, and at which hour of it, if one was said."""

    by: str
    day: str
    at: str | None


class OutcomeWords(TypedDict):
    """What came of a safety prompt, in the words of that day; the day on which the prompt is open again, if any.

    `promised` is the next contact, where somebody was named for it; `told_at` when what was changed had been said.
    """

    label: str
    details: list[Detail]
    reopens_on: str | None
    promised: NotRequired[Promise]
    told_at: NotRequired[str]


# Advice against is avoided or used all the same, other advice is not. Safety prompts have answers of their own.
FITS_THE_DIRECTION = pgtrigger.Trigger(
    name="fits_the_direction",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        IF EXISTS (
            SELECT 1 FROM guidelines_recommendationversion version
            JOIN guidelines_recommendation recommendation ON recommendation.id = version.recommendation_id
            JOIN guidelines_publication publication ON publication.id = recommendation.publication_id
            WHERE version.id = NEW.recommendation_version_id AND publication.kind <> 'safety_prompts'
            AND (version.direction = 'against') <> (NEW.response IN ('avoid', 'use'))
        ) THEN
            RAISE EXCEPTION 'the response does not fit the direction of the advice';
        END IF;
        RETURN NEW;
    """,
)


class AdviceResponse(PracticeModel):
    """What a clinician made of an advice, with the version that they saw. Never changed: a new view is a new row.

    A safety prompt has `safety` in place of a response: decided with one of its outcomes (`outcome`, `details`:
    OutcomeWords) on what was known (`basis`), handed on, or left open; `comment` then says to whom, or why. Of one
    that was open when its answer was changed, `details` name the change, and `comment` the reason once it is given.
    What is deferred comes back on its day (`deferred_until`; without one, as was possible once, it never does).
    """

    class Response(models.TextChoices):
        FOLLOW = "follow", _("followed")
        DEFER = "defer", _("deferred")
        DISMISS = "dismiss", _("dismissed")
        # To what is advised against.
        AVOID = "avoid", _("avoided")
        USE = "use", _("used all the same")

    class Reason(models.TextChoices):
        TRIED = "tried", _("already tried")
        CONTRAINDICATED = "contraindicated", _("contraindicated")
        DECLINED = "declined", _("the patient declines")
        UNSUITABLE = "unsuitable", _("does not suit this patient")
        NOT_AVAILABLE = "not_available", _("not available here")
        DISAGREE = "disagree", _("I judge otherwise")
        LATER = "later", _("later in the course")
        # Why it is used although it is advised against.
        OTHERS_FAILED = "others_failed", _("other treatment did not have enough effect")
        OTHERS_UNSUITABLE = "others_unsuitable", _("other treatment cannot be used")
        WANTED = "wanted", _("the patient wants it")
        TAPERING = "tapering", _("it is being tapered off")

    class Safety(models.TextChoices):
        DECIDED = "decided", _("assessed")
        HANDED_ON = "handed_on", _("handed on")
        LEFT_OPEN = "left_open", _("left open")
        # Not decided: an answer that it was open on was changed, and it does not apply any more.
        GONE = "gone", _("was open when the answer was changed")

    episode = models.ForeignKey(Episode, on_delete=models.PROTECT, related_name="advice_responses")
    consultation = contact_reference()
    recommendation_version = models.ForeignKey(
        "guidelines.RecommendationVersion", on_delete=models.PROTECT, related_name="+"
    )
    release = models.ForeignKey("guidelines.Release", on_delete=models.PROTECT, related_name="+")
    response = models.CharField(max_length=10, choices=Response, blank=True)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    comment = models.TextField(blank=True, max_length=2000)
    # What it was recorded as, where the word did not fit the direction of the advice and was put right since.
    converted_from = models.CharField(max_length=10, choices=Response, blank=True, default="", db_default="")
    deferred_until = models.DateField(null=True)
    facts = models.JSONField(default=dict)
    safety = models.CharField(max_length=10, choices=Safety, blank=True, db_default="")
    outcome = models.CharField(max_length=50, blank=True, db_default="")
    details = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    basis = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    recorded_by = staff_reference()
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            same_practice_key("adviceresponse"),
            models.CheckConstraint(
                condition=~Q(safety="")
                | Q(response__in=["follow", "avoid"])
                | (Q(response__in=["defer", "dismiss", "use"]) & ~Q(reason="")),
                name="advice_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(safety="", outcome="")
                | (Q(safety="decided", response="", reason="", comment="") & ~Q(outcome="") & ~Q(details={}))
                | (Q(safety__in=["handed_on", "left_open"], response="", reason="", outcome="") & ~Q(comment=""))
                | (Q(safety="gone", response="", reason="", outcome="") & ~Q(details={})),
                name="safety_decided_or_said_why",
            ),
            models.CheckConstraint(
                condition=Q(deferred_until__isnull=True) | Q(response="defer"), name="deferred_until_a_day"
            ),
        ]
        indexes = [models.Index(fields=["episode", "-recorded_at"], name="advice_by_episode")]
        triggers = [*APPEND_ONLY, FITS_THE_DIRECTION]

    def __str__(self) -> str:
        return self.response or self.safety

    @property
    def words(self) -> str:
        """What was decided, on one line; and what it was recorded as where that has been put right."""
        if not self.safety:
            said = str(self.get_response_display())
            if self.deferred_until:
                return gettext("%(said)s until %(day)s") % {"said": said, "day": f"{self.deferred_until:%d.%m.%Y}"}
            if not self.converted_from:
                return said
            before = CHOSEN_AS[AdviceResponse.Response(self.converted_from)]
            return gettext("%(said)s (rewritten from “%(before)s”)") % {"said": said, "before": before}
        if self.safety == self.Safety.GONE:
            changed = f"{self.get_safety_display()} ({self.details['label']})"
            return label_text(changed, self.comment or gettext("no assessment was written"))
        if self.safety != self.Safety.DECIDED:
            return label_text(str(self.get_safety_display()), self.comment)
        words: OutcomeWords = self.details
        written = [label_text(detail["label"], detail["text"]) for detail in words["details"]]
        return "; ".join([words["label"], *written])

    @property
    def waiting_inquiry(self) -> UUID | None:
        """The question to a doctor about it that nobody has answered, where it was read along."""
        found: UUID | None = getattr(self, "unanswered", None)
        return found

    def stands_on(self, day: date) -> bool:
        """Whether it is the answer on that day: what is deferred is open again on its day."""
        return self.deferred_until is None or day < self.deferred_until

    @property
    def reopens_on(self) -> date | None:
        """The day on which the safety prompt is open again; None if only its facts open it."""
        day = self.details.get("reopens_on")
        return date.fromisoformat(day) if day else None


class KeptAdvice(TypedDict):
    """What the panel said of an episode, as compact JSON.

    `facts` are the facts that decided, each with its name, its value and its day in the words of that day. `groups` are
    the panel's groups in their order: of each advice the id of its version, and the places of its facts in `facts`. Of
    the group of what is to be done the first `promoted` stood in the panel itself.
    """

    facts: list[list[str]]
    groups: dict[str, list[list[int]]]
    promoted: int


class AdviceSnapshot(PracticeModel):
    """What the screen advised when a consultation was ended. Never changed: one that is ended again has one more."""

    practice = models.ForeignKey(
        "accounts.Practice", on_delete=models.PROTECT, related_name="+", editable=False, db_index=False
    )
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="+")
    advice = models.JSONField()
    shown_at = models.DateTimeField()

    class Meta:
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.consultation}"


class AdviceFigure(models.Model):
    """One response to an advice, counted without practice, patient or day: what the content editors see."""

    recommendation_version = models.ForeignKey(
        "guidelines.RecommendationVersion", on_delete=models.PROTECT, related_name="+"
    )
    response = models.CharField(max_length=10, choices=AdviceResponse.Response)
    reason = models.CharField(max_length=20, choices=AdviceResponse.Reason, blank=True)
    month = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(month__day=1), name="advice_figure_names_no_day")]
        indexes = [models.Index(fields=["recommendation_version", "response"], name="figures_by_advice")]
        triggers = APPEND_ONLY

    def __str__(self) -> str:
        return f"{self.recommendation_version_id} {self.response} {self.reason}"


# What was chosen before the answers fitted the direction of the advice.
CHOSEN_AS = {AdviceResponse.Response.FOLLOW: _("follow"), AdviceResponse.Response.DISMISS: _("dismiss")}
