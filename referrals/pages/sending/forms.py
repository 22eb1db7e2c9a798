"""The forms of a signed letter: withdrawn, sent, handed out; and helpers for text that was not saved."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.pages.forms import offer
from assessment.pages.day_fields import day_field, hold_against_birth
from assessment.record.clock import today
from referrals.letters.plain_text import LetterText
from referrals.models import Letter, LetterHandOut, LetterWithdrawal
from referrals.rules.section_text import EMPTY


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is the letter withdrawn?"),
        max_length=LetterWithdrawal._meta.get_field("reason").max_length,
        error_messages={"required": _("Write why the letter is withdrawn.")},
    )


class SentForm(forms.Form):
    """When and how a letter was passed on."""

    OTHER = "other"
    WAYS = [("system", _("In the referral system")), ("post", _("By post")), (OTHER, _("In another way"))]

    how = forms.ChoiceField(
        label=_("How was it sent?"),
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the letter was sent.")},
    )
    other = forms.CharField(label=_("Which other way?"), required=False, max_length=100)

    def __init__(self, data: Mapping[str, object] | None = None, *, letter: Letter) -> None:
        super().__init__(data)
        self.letter = letter
        self.fields["on"] = day_field(label=_("Which day was it sent?"), initial=today, latest=today())
        hold_against_birth(self.fields, letter.referral.episode.patient.birth_date)
        self.order_fields(["on", "how", "other"])

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("how") == self.OTHER and not self.cleaned_data.get("other"):
            self.add_error("other", _("Write how the letter was sent."))

    @property
    def way(self) -> str:
        """How, in words."""
        how = self.cleaned_data["how"]
        return str(self.cleaned_data["other"] if how == self.OTHER else dict(self.WAYS)[how])


class HandOutForm(forms.Form):
    """What was copied: the whole text, or one of the letter's parts."""

    copied = forms.ChoiceField(choices=[(form, form) for form in (LetterHandOut.Form.TEXT, LetterHandOut.Form.SECTION)])
    section = forms.ChoiceField(required=False)

    def __init__(self, data: Mapping[str, object], *, parts: list[LetterText]) -> None:
        super().__init__(data)
        offer(self, "section", ((part.key, part.title) for part in parts))


def unsaved_texts(letter: Letter, data: Mapping[str, str]) -> list[dict[str, str]]:
    """What was sent for a letter that cannot be changed any more, where it is not what the letter holds already."""
    unsaved = []
    for section in (letter.frozen or {"sections": []})["sections"]:
        key, reason = section["key"], reason_name(section["key"])
        part = letter.sections.get(key, EMPTY)
        for name, kept in ((key, part["text"]), (reason, part.get("not_relevant", ""))):
            sent = data.get(name, kept)
            if sent != kept:
                unsaved.append({"title": section["title"], "text": sent})
    return unsaved


def reason_name(section: str) -> str:
    """The field that says why this section is not relevant."""
    return f"{section}-not_relevant"


def one_line(text: str) -> str:
    return " ".join(text.split())
