"""What a doctor answers, in the thread, on what somebody else has assessed as dangerous."""

from datetime import date

from django.db import transaction

from accounts.models import Staff
from assessment.inquiries.threads import answer_inquiry
from assessment.models import Inquiry, InquiryStep
from assessment.record.answers import record_answers
from assessment.record.contacts import contact_now
from assessment.rules.keys import NEXT_FOLLOW_UP
from assessment.rules.line_words import day, label_text
from assessment.safety.prompt_decisions import stands_earlier
from guidelines.in_force.content import Content


@transaction.atomic
def answer_danger(
    *,
    by: Staff,
    inquiry: Inquiry,
    kind: str,
    text: str,
    next_contact: date | None,
    seen: int,
    content: Content,
    as_of: date,
) -> list[InquiryStep]:
    """Keep the doctor's answer, of whatever kind; the day of the next contact becomes the next follow-up, unless one is
    earlier.

    Says what has come since the page that showed `seen` steps. Raises NotToAnswer.
    """
    if next_contact:
        text = f"{text}\n{label_text('Næste kontakt', day(next_contact))}"
    others = answer_inquiry(by=by, inquiry=inquiry, kind=kind, text=text, seen=seen)
    episode = inquiry.episode
    if next_contact and not stands_earlier(NEXT_FOLLOW_UP, next_contact, episode, content, as_of):
        record_answers(
            by=by,
            consultation=contact_now(episode),
            section=content.vocabulary.section_of(NEXT_FOLLOW_UP),
            values={NEXT_FOLLOW_UP: next_contact},
            seen_version=episode.version,
            content=content,
        )
    return others
