"""The reasons why something is to be done for a patient. Each is one object that says all there is to say about it.

One more is one more line in `REASONS`, and a function in `referrals/rules/duties/finding.py` that finds its duties.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assessment.models import Consultation
from assessment.rules.facts import Case
from referrals.rules.duties import finding
from referrals.rules.duties.finding import Found, Look, look_on
from referrals.rules.duties.records import Acted, Records

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Urgency(IntEnum):
    """What decides in which group of the list a duty stands. What has a day stands by it."""

    SAFETY = 0
    DATED = 1
    QUESTION = 2
    UNDECIDABLE = 3
    NO_DATE = 4


@dataclass(frozen=True)
class Reason:
    """`page` is the name of the address where it is done: it takes the episode, and the reference with `about`, or, of
    what is no part of an episode, the reference alone (`about_only`). What has no limit (`has_limit`) is never late: it
    is said since when it waits.
    """

    key: str
    find: Callable[[Look], Iterator[Found]]
    urgency: Urgency
    words: "StrOrPromise"
    page: str
    for_doctor: bool = False
    about: bool = False
    about_only: bool = False
    # The kind of contact in which it is done: the page is opened for that.
    contact: str = ""
    has_limit: bool = True

    def address_of(self, episode: UUID, reference: str) -> tuple[str, ...]:
        """What the address of its page takes."""
        parts = tuple(reference.split("/")) if self.about or self.about_only else ()
        return parts if self.about_only else (str(episode), *self.fixed, *parts)

    def sentence(self, words: Mapping[str, str]) -> str:
        """What is to be done, in words."""
        return (_form_of(self.key) % words).removesuffix(". ")

    @property
    def fixed(self) -> tuple[str, ...]:
        """The section of the intake that it is about."""
        return SECTIONS.get(self.key, ())


SECTIONS: Mapping[str, tuple[str, ...]] = {
    "no_date": ("practical",),
    **dict.fromkeys(
        (
            *("opioid_review", "opioid_never", "opioid_unknown_start", "opioid_noted"),
            *("opioid_no_plan", "opioid_perhaps_plan"),
        ),
        ("treatment",),
    ),
}
SAFETY, DATED, QUESTION, UNDECIDABLE, NO_DATE = Urgency
# What a patient may not wish.
FOLLOW_UPS = ("follow_up", "no_date")
REASONS: Mapping[str, Reason] = {
    reason.key: reason
    for reason in (
        Reason(
            "prompt", finding.find_prompts, SAFETY, _("%(title)s: not assessed"), "advice_respond", True, about=True
        ),
        Reason(
            "prompt_again",
            finding.find_prompts_again,
            SAFETY,
            _("%(title)s: assess again, assessed on %(day)s"),
            "advice_respond",
            True,
            about=True,
        ),
        Reason(
            "alert", finding.find_alerts, SAFETY, _("Answer in %(title)s: ask about “%(question)s”"), "episode", True
        ),
        Reason(
            "safety_look",
            finding.find_safety_looks,
            SAFETY,
            _("For a doctor to see: %(text)s"),
            "inquiry",
            True,
            about_only=True,
        ),
        Reason(
            "safety_decision",
            finding.find_safety_decisions,
            SAFETY,
            "%(how)s: %(text)s",
            "inquiry",
            True,
            about_only=True,
        ),
        Reason(
            "safety_answer",
            finding.find_safety_answers,
            SAFETY,
            _("Answered by the doctor, not dealt with yet: %(text)s"),
            "inquiry",
            about_only=True,
        ),
        Reason(
            finding.PROMISED,
            finding.find_promises,
            SAFETY,
            _("Next contact%(at)s, agreed under Safety: %(title)s"),
            "advice_respond",
            about=True,
        ),
        Reason(
            "gone",
            finding.find_gone,
            SAFETY,
            _("%(title)s: was open when the answer was changed. Say why"),
            "advice_respond",
            about=True,
        ),
        Reason("follow_up", finding.find_follow_up, DATED, _("Follow-up"), "follow_up"),
        Reason(
            "taper_step",
            finding.find_taper_steps,
            DATED,
            _("Tapering of %(medicine)s: step %(step)s"),
            "taper_plan",
            about=True,
            contact=Consultation.Kind.TAPER,
        ),
        Reason(
            "taper_contact",
            finding.find_taper_contacts,
            DATED,
            _("Tapering of %(medicine)s: contact"),
            "taper_plan",
            about=True,
            contact=Consultation.Kind.TAPER,
        ),
        Reason(
            "taper_approval",
            finding.find_taper_approvals,
            DATED,
            _("Tapering of %(medicine)s: waits for a GP's approval"),
            "taper_plan",
            True,
            about=True,
            has_limit=False,
        ),
        Reason(
            "question",
            finding.find_questions,
            QUESTION,
            _("Question to the doctor, to be answered by %(answer_by)s: %(text)s"),
            "inquiry",
            True,
            about_only=True,
        ),
        Reason(
            "answer",
            finding.find_answers,
            QUESTION,
            _("Answer from the doctor, to be passed on: %(text)s"),
            "inquiry",
            about_only=True,
        ),
        Reason(
            "opioid_review",
            finding.find_opioid_reviews,
            DATED,
            _("Opioid: to be assessed (last %(last)s; at the latest %(limit)s)"),
            "section",
            True,
        ),
        Reason(
            "opioid_never",
            finding.find_never_reviewed,
            DATED,
            _("Opioid: no assessment is recorded (begun %(begun)s)"),
            "section",
            True,
        ),
        Reason(
            "opioid_unknown_start",
            finding.find_unknown_start,
            UNDECIDABLE,
            _("Opioid: neither an assessment nor the start is recorded"),
            "section",
            True,
        ),
        Reason("opioid_noted", finding.find_noted_reviews, DATED, _("Opioid: %(text)s"), "section", True),
        Reason(
            "opioid_no_plan",
            finding.find_no_opioid_plan,
            DATED,
            _("Opioid: no plan with an interval in the record"),
            "section",
            True,
            has_limit=False,
        ),
        Reason(
            "opioid_perhaps_plan",
            finding.find_unknown_opioid_plan,
            UNDECIDABLE,
            _("Opioid: is there a plan with an interval in the record?"),
            "section",
            True,
        ),
        Reason(
            "after_operation",
            finding.find_after_operation,
            DATED,
            _("Opioid after an operation, without a plan for tapering"),
            "surgery",
            True,
            has_limit=False,
        ),
        Reason(
            "perhaps_after_operation",
            finding.find_perhaps_after_operation,
            UNDECIDABLE,
            _("Opioid after an operation: is there a plan for tapering?"),
            "surgery",
        ),
        Reason(
            "to_sign",
            finding.find_letters_to_sign,
            DATED,
            _("Letter to be signed: %(title)s"),
            "letter_check",
            True,
            about_only=True,
            has_limit=False,
        ),
        Reason(
            "to_send",
            finding.find_letters_to_send,
            DATED,
            _("Letter signed, not sent: %(title)s"),
            "referral_course",
            about_only=True,
            has_limit=False,
        ),
        Reason(
            "returned",
            finding.find_returned,
            DATED,
            _("Referral returned: %(title)s. %(why)s"),
            "referral_course",
            about_only=True,
            has_limit=False,
        ),
        Reason(
            "no_answer",
            finding.find_answers_overdue,
            DATED,
            _("Sent, nothing heard: %(title)s"),
            "referral_course",
            about_only=True,
        ),
        Reason(
            "waiting_steps",
            finding.find_waiting_steps,
            DATED,
            _("While waiting for %(title)s: open steps: %(steps)s"),
            "referral_course",
            about_only=True,
        ),
        Reason("deferred", finding.find_deferred, DATED, _("Deferred advice: %(title)s"), "advice_respond", about=True),
        Reason(
            "replaced",
            finding.find_replaced,
            DATED,
            _("Followed advice has been replaced: %(title)s"),
            "advice_respond",
            about=True,
            has_limit=False,
        ),
        Reason("no_date", finding.find_no_date, NO_DATE, _("No follow-up is planned"), "section"),
    )
}


@lru_cache(maxsize=100)
def _form_of(key: str) -> str:
    """The words of a reason in the language of the pages, looked up once."""
    return str(REASONS[key].words)


# Another set of reasons: what was worked out by the one before must be worked out anew.
NAME_OF_REASONS = sha256(
    repr([(key, reason.urgency, reason.for_doctor) for key, reason in REASONS.items()]).encode()
).hexdigest()[:8]
NOTHING_SAID = Acted()


@dataclass(frozen=True)
class OpenDuty:
    """A duty as it stands on one day: `day` is when it calls, its own day or the one that it was put off to."""

    reason: str
    reference: str
    due_on: date
    day: date
    owner: UUID | None
    words: Mapping[str, str] = field(hash=False)
    for_doctor: bool = False

    @property
    def urgency(self) -> Urgency:
        """A follow-up that was declined has a day on which the patient is asked again."""
        return Urgency.DATED if "declined" in self.words else REASONS[self.reason].urgency

    @property
    def identity(self) -> tuple[str, str, date]:
        return self.reason, self.reference, self.due_on


def duties_of(case: Case, records: Records, as_of: date) -> list[OpenDuty]:
    """Everything that there is to do, on that day or on a day that is set. Asks no clock and no database."""
    if records.is_ended:
        return []
    look = look_on(case, records, as_of)
    return [_opened(reason, found, records) for reason in REASONS.values() for found in reason.find(look)]


def _opened(reason: Reason, found: Found, records: Records) -> OpenDuty:
    said = records.acted.get((reason.key, found.reference, found.due_on), NOTHING_SAID)
    words = {**found.words, **({"declined" if said.is_declined else "because": said.because} if said.until else {})}
    day = max(found.due_on, said.until) if said.until else found.due_on
    for_doctor = reason.for_doctor or found.for_doctor
    return OpenDuty(reason.key, found.reference, found.due_on, day, said.owner or found.owner, words, for_doctor)
