"""What a nurse has decided on safety prompts, and what was handed on: a question to a doctor, until one has seen it."""

from accounts.models import Role, Staff
from assessment.advice.arrange import AdviceRow
from assessment.inquiries.threads import add_inquiry, add_step
from assessment.models import AdviceResponse, Inquiry
from assessment.record.clock import today
from assessment.record.contacts import Contact
from assessment.rules.contacts.inquiry_state import SEEN
from assessment.rules.line_words import label_text

FOR_A_DOCTOR = (AdviceResponse.Safety.HANDED_ON, AdviceResponse.Safety.LEFT_OPEN)


def ask_for_a_look(*, by: Staff, contact: Contact, decision: AdviceResponse, row: AdviceRow) -> None:
    """A doctor is to see what was handed on or left open, by whomever, and what anyone but a doctor decided."""
    if decision.safety not in FOR_A_DOCTOR and by.role == Role.GP:
        return
    add_inquiry(
        by=by,
        contact=contact,
        about=Inquiry.About.SAFETY,
        decision=decision,
        text=label_text(row.recommendation.version.headline.text, decision.words),
        shown=[(fact.short, fact.value) for fact in row.why],
        answer_by=today(),
    )


def see_earlier(*, by: Staff, decision: AdviceResponse) -> None:
    """A doctor who decides on a prompt has seen what others decided on it before."""
    earlier = Inquiry.objects.filter(
        episode=decision.episode_id,
        steps=None,
        decision__recommendation_version__recommendation=decision.recommendation_version.recommendation_id,
    ).exclude(decision=decision)
    for inquiry in earlier.select_related("episode"):
        add_step(by=by, inquiry=inquiry, kind=SEEN)
