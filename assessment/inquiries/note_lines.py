"""The lines about questions to doctors in the journal note: what was asked, what came of it, and who said so."""

from collections.abc import Iterator

from assessment.models import Episode, Inquiry
from assessment.notes.contact_rows import read_once
from assessment.record.contacts import Contact, end_of, is_of
from assessment.rules.contacts.inquiry_state import DECIDED, REPLIES
from assessment.rules.line_words import label_text
from guidelines.in_force.content import Content
from guidelines.vocabulary.model import Held

About = Inquiry.About
ASKED = {
    About.QUESTION: "Spørgsmål til læge",
    About.SAFETY: "Til læge, vurdering under Sikkerhed",
    About.TAPER: "Til læge, nedtrapning",
    About.LETTER: "Til læge, brev til underskrift",
    About.DECLINED: "Ønsker ikke opfølgning",
}


def inquiries_in_the_note(
    episode: Episode, contact: Contact | None, content: Content, is_long: bool
) -> Iterator[tuple[Held, list[str]]]:
    """Each question that was asked in the contact or that something came of in it, with all that came of it until
    then. What was decided under Safety is told there: here it is only answered.
    """
    if contact is None:
        return
    found = Inquiry.objects.filter(episode=episode).order_by("recorded_at").prefetch_related("steps__recorded_by__user")
    found = found.select_related("recorded_by__user", "decision__recommendation_version")
    for inquiry in read_once(episode, "inquiries", lambda: list(found)):
        steps = [step for step in inquiry.steps.all() if step.recorded_at <= end_of(contact)]
        if not is_of(inquiry, contact) and not any(is_of(step, contact) for step in steps):
            continue
        is_told = inquiry.about in (About.QUESTION, About.DECLINED)
        if is_told or any(step.kind in (*REPLIES, DECIDED) for step in steps):
            came = (f"{step.recorded_by}: {step.words}" for step in steps)
            yield "decisions", [label_text(_label(inquiry), "\n".join((_text(inquiry), *came)))]


def _label(inquiry: Inquiry) -> str:
    return f"{ASKED[About(inquiry.about)]} ({inquiry.recorded_by})"


def _text(inquiry: Inquiry) -> str:
    return inquiry.decision.recommendation_version.headline.text if inquiry.decision else inquiry.text
