"""What duties are worked out from: the record of one episode, as plain rows. Pure Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from assessment.rules.medication.opioid_course import NOT_REVIEWED, OpioidReviews
from assessment.rules.safety.basis import Basis, RowInUse
from guidelines.conditions.tree import Node
from guidelines.medicines.model import Medicines
from guidelines.recommendations.evaluation import CompiledRecommendation
from guidelines.vocabulary.model import Vocabulary
from referrals.rules.course import Standing


@dataclass(frozen=True)
class DutyRules:
    """What the content in force says of duties: the safety prompts with their titles, and which medicines there are."""

    vocabulary: Vocabulary
    safety: tuple[CompiledRecommendation, ...]
    titles: Mapping[str, str]
    medicines: Medicines


@dataclass(frozen=True)
class ToldBy:
    """When and by whom a question was answered last."""

    day: date
    by: UUID | None


@dataclass(frozen=True)
class Promised:
    """The next contact that was agreed: whose it is, on which day, at which hour; and who has had a contact since."""

    by: UUID
    day: date
    at: str = ""
    kept_by: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class AdviceGiven:
    """The newest response to an advice. `is_replaced`: what was followed is in force no more, or something else is.

    `gone` says when and by whom the answer was changed that a safety prompt was open on, until somebody has said why.
    """

    key: str
    title: str
    response: str
    decided_on: date
    by: UUID
    deferred_until: date | None = None
    is_decision: bool = False
    basis: Basis = field(default_factory=dict)
    reopens_on: date | None = None
    is_replaced: bool = False
    promised: Promised | None = None
    gone: str = ""


@dataclass(frozen=True)
class InquiryKept:
    """A question to a doctor that waits: for a doctor (`state` OPEN), or for the patient to be told (ANSWERED).

    `day` is when it was asked, or answered; `owner` whose turn it is, None for any doctor. What was decided on a safety
    prompt (`is_safety`) waits for a doctor to see it; of what is dangerous (`how` says who waits) to decide.
    """

    identifier: UUID
    text: str
    day: date
    by: UUID
    owner: UUID | None
    state: str
    said: str = ""
    is_safety: bool = False
    may_be_seen: bool = False
    how: str = ""
    due: str = ""


@dataclass(frozen=True)
class Alerted:
    """An answer in a questionnaire that calls for a question, which nobody has asked since."""

    identifier: UUID
    title: str
    question: str
    day: date


@dataclass(frozen=True)
class StepKept:
    """A step of a taper plan."""

    number: int
    planned_on: date
    state: str
    done_on: date | None = None
    held_since: date | None = None


@dataclass(frozen=True)
class Tapering:
    """A taper plan that is not over. `of_opioid`: one of an opioid is a plan for it."""

    identifier: UUID
    medicine: str
    runs: bool
    is_approved: bool
    recorded_on: date
    steps: tuple[StepKept, ...]
    follows_up: UUID | None = None
    follows_up_text: str = ""
    next_contact_on: date | None = None
    of_opioid: bool = True


@dataclass(frozen=True)
class ReferralKept:
    """A referral: where it stands, and what its pathway says of the time that is waited."""

    identifier: UUID
    title: str
    standing: Standing
    prepared_by: UUID
    is_course: bool = True
    signed_by: UUID | None = None
    return_reason: str = ""
    answer_expected_days: int | None = None
    waiting: tuple[tuple[str, Node], ...] = ()
    done: frozenset[str] = frozenset()
    letter_to_sign: UUID | None = None
    handed_over_on: date | None = None
    handed_over_as: str = ""
    handed_over_to: UUID | None = None


@dataclass(frozen=True)
class Acted:
    """What was said last of one duty: whose it is, and until when it is put off and why; or that the patient does not
    wish it.
    """

    owner: UUID | None = None
    until: date | None = None
    because: str = ""
    is_declined: bool = False


@dataclass(frozen=True)
class Records:
    """The record of an episode beside what the rules of advice read (a `Case`).

    `told` is about the questions that duties come from; `in_use` are the treatments in use, `rows_on` when each was
    recorded. `attempts` is how often the patient was called in vain since the last contact. `reviews` is where the
    review of opioids stands. `acted` is by reason, reference and day. `planned_by_doctor` is about a next contact that
    is to be with a doctor.
    """

    rules: DutyRules
    started: date
    started_by: UUID | None = None
    is_ended: bool = False
    last_contact: date | None = None
    attempts: int = 0
    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    told: Mapping[str, ToldBy] = field(default_factory=dict)
    planned_by_doctor: bool = False
    in_use: tuple[RowInUse, ...] = ()
    rows_on: Mapping[str, date] = field(default_factory=dict)
    reviews: OpioidReviews = NOT_REVIEWED
    given: Mapping[str, AdviceGiven] = field(default_factory=dict)
    asked: tuple[InquiryKept, ...] = ()
    alerts: tuple[Alerted, ...] = ()
    tapers: tuple[Tapering, ...] = ()
    referrals: tuple[ReferralKept, ...] = ()
    acted: Mapping[tuple[str, str, date], Acted] = field(default_factory=dict)

    def told_on(self, key: str) -> date:
        """The day of the question's newest answer; without one, the day that the episode began."""
        return self.told[key].day if key in self.told else self.started
