"""What is typed on the page of a follow-up beside its questions: what was agreed now, and a question to a doctor."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff
from assessment.inquiries.threads import doctors_here
from assessment.models import Consultation, Episode
from assessment.pages.fields import LONGEST_TEXT, SeenVersionField
from assessment.pages.inquiries.forms import AskForm
from assessment.record.clock import today
from assessment.treatments.drafts import draft_of, keep_draft

FOLLOW_UP, ASK, AGREED = "follow_up", "ask", "agreed"
ASK_TEXT = f"{ASK}-text"
TYPED = (AGREED, ASK_TEXT, f"{ASK}-doctor", f"{ASK}-answer_by")
# The version of the contact that the page shows; and what its buttons send.
OF_THE_CONTACT, SEND, AHEAD = "consultation_version", "send", "ahead"
BESIDE = frozenset({*TYPED, OF_THE_CONTACT, SEND, AHEAD})


class AgreedForm(forms.Form):
    """What was agreed with the patient in the contact that runs."""

    agreed = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        label=_("Agreed with the patient"),
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    consultation_version = SeenVersionField()

    @classmethod
    def of(cls, consultation: Consultation, typed: Mapping[str, object]) -> "AgreedForm":
        """The form as the contact stands, with what this person has typed since."""
        standing = {AGREED: consultation.agreed, OF_THE_CONTACT: consultation.version}
        return cls(initial=standing | {AGREED: typed.get(AGREED) or consultation.agreed})


def ask_form(by: Staff, sent: Mapping[str, object] | None = None, typed: Mapping[str, object] | None = None) -> AskForm:
    """The question to a doctor, as it was sent, or as it was typed and not sent yet."""
    kept = {name.removeprefix(f"{ASK}-"): text for name, text in (typed or {}).items() if text}
    form = AskForm(sent, doctors=doctors_here(by), today=today(), typed=kept, prefix=ASK)
    form.fields["text"].widget.attrs["rows"] = 1
    for field in form.fields.values() if sent is None else ():
        # Nobody has to ask; what is asked is read whole.
        field.required = False
    return form


def keep_typed(*, by: Staff, episode: Episode, sent: Mapping[str, str]) -> None:
    """Keep what is typed and is neither sent to a doctor nor part of the contact yet; for this person alone."""
    typed = {name: sent[name].strip()[:LONGEST_TEXT] for name in TYPED if sent.get(name, "").strip()}
    if not typed.keys() & {AGREED, ASK_TEXT}:
        typed = {}
    if typed != draft_of(by=by, episode=episode, form=FOLLOW_UP):
        keep_draft(by=by, episode=episode, form=FOLLOW_UP, typed=typed)
