"""What a nurse has decided on safety prompts, and what was handed on: a question to a doctor, until one answers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from accounts.models import Role, Staff
from assessment.advice.arrange import AdviceRow
from assessment.inquiries.threads import add_inquiry, add_step
from assessment.models import AdviceResponse, Inquiry
from assessment.models.inquiries import LONGEST_TEXT
from assessment.record.clock import today
from assessment.record.contacts import Contact
from assessment.rules.contacts.inquiry_state import SEEN
from assessment.rules.line_words import label_text

FOR_A_DOCTOR = (AdviceResponse.Safety.HANDED_ON, AdviceResponse.Safety.LEFT_OPEN)


@dataclass(frozen=True)
class Addressee:
    """The doctor who is asked (None: any), by which hour of today, and with which facts beside what set it off."""

    doctor: Staff | None = None
    at: time | None = None
    shown: Sequence[tuple[str, str]] = ()


ANY_DOCTOR = Addressee()


@dataclass(frozen=True)
class Recipient:
    """To whom something is handed on: a doctor of the practice, any of them, or somebody outside the clinic."""

    doctor: Staff | None = None
    is_outside: bool = False

    @property
    def name(self) -> str:
        """Who it is; empty for any doctor."""
        return "uden for klinikken" if self.is_outside else str(self.doctor or "")

    def with_words(self, said: str) -> str:
        """Who it is, and what was said."""
        return label_text(self.name, said) if self.name and said else self.name or said


def ask_for_a_look(
    *, by: Staff, contact: Contact, decision: AdviceResponse, row: AdviceRow, asked: Addressee = ANY_DOCTOR
) -> None:
    """A doctor is to see what was handed on or left open, by whomever, and what anyone but a doctor decided."""
    if decision.safety not in FOR_A_DOCTOR and by.role == Role.GP:
        return
    add_inquiry(
        by=by,
        contact=contact,
        about=Inquiry.About.SAFETY,
        decision=decision,
        text=label_text(row.recommendation.version.headline.text, decision.words)[:LONGEST_TEXT],
        shown=[*((fact.short, fact.value) for fact in row.why), *asked.shown],
        doctor=asked.doctor,
        answer_by=today(),
        answer_at=asked.at,
    )


def see_earlier(*, by: Staff, decision: AdviceResponse) -> None:
    """A doctor who decides on a prompt has seen what others decided on it before: the thread says what is decided."""
    earlier = Inquiry.objects.filter(
        episode=decision.episode_id,
        steps=None,
        decision__recommendation_version__recommendation=decision.recommendation_version.recommendation_id,
    ).exclude(decision=decision)
    for inquiry in earlier.select_related("episode"):
        add_step(by=by, inquiry=inquiry, kind=SEEN, text=decision.words[:LONGEST_TEXT])
