"""The forms of a letter in preparation, of its signature, and of handing it over to a GP."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff
from assessment.pages.advice.handing_over import recipient_field, recipient_in
from assessment.pages.bound_field import PageForm
from assessment.pages.fields import SeenVersionField
from referrals.models import Letter
from referrals.pages.sending.forms import one_line, reason_name
from referrals.rules.frozen_letter import FrozenDrawing
from referrals.rules.pathway import LetterSection, Pathway
from referrals.rules.reservations import Reservations, SignReasons
from referrals.rules.section_text import EMPTY

LONGEST_SECTION, LONGEST_REASON, LONGEST_RECEIVER = 20_000, 300, 300


class LetterForm(PageForm, forms.Form):
    """Where the letter goes; one text per section, and why a section is not relevant."""

    def __init__(self, data: Mapping[str, object] | None = None, *, letter: Letter, pathway: Pathway) -> None:
        super().__init__(data)
        template = pathway.letters[letter.referral.destination]
        self.section_keys = [section.key for section in template.sections]
        if template.receiver == "written":
            self.fields["receiver"] = receiver_field(letter)
        else:
            self.fields["planning_area"] = planning_area_field(letter, pathway)
        self.fields["seen_version"] = SeenVersionField()
        for section in template.sections:
            self.fields[section.key] = text_field(section, letter)
            reason = letter.sections.get(section.key, EMPTY).get("not_relevant", "")
            if self.is_bound or reason:
                self.fields[reason_name(section.key)] = reason_field(section.title, reason)

    def write_reason(self, section: LetterSection) -> tuple[str, str]:
        """Why the section is not relevant, and its field; with nothing in it, that says the same in every letter."""
        name = reason_name(section.key)
        if name not in self.fields:
            return "", _blank_reason(name, section.title)
        field = self[name]
        return field.value() or "", field.as_field_group()

    def texts(self) -> Mapping[str, str]:
        return {key: self.cleaned_data[key] for key in self.section_keys}

    def reasons(self) -> Mapping[str, str]:
        return {key: one_line(self.cleaned_data[reason_name(key)]) for key in self.section_keys}

    def receiver(self) -> str | None:
        """The receiver as it is written by hand; None if the route gives it."""
        return one_line(self.cleaned_data["receiver"]) if "receiver" in self.fields else None


def planning_area_field(letter: Letter, pathway: Pathway) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Planning area"),
        choices=[("", _("Not known")), *pathway.planning_areas.items()],
        required=False,
        initial=letter.planning_area,
        help_text=_("Decides where a referral is sent."),
    )


def receiver_field(letter: Letter) -> forms.CharField:
    return forms.CharField(
        label=_("Receiver"),
        help_text=_("Who the letter is sent to, for instance the municipality's department or the clinic."),
        initial=letter.receiver,
        required=False,
        max_length=LONGEST_RECEIVER,
        widget=forms.Textarea(attrs={"rows": 1}),
    )


def text_field(section: LetterSection, letter: Letter) -> forms.CharField:
    text = letter.section_text(section.key)
    return forms.CharField(
        label=section.title,
        help_text=section.holds,
        initial=text,
        required=False,
        max_length=LONGEST_SECTION,
        strip=False,
        widget=forms.Textarea(attrs={"rows": min(12, max(2, len(text) // 80 + text.count("\n") + 1))}),
    )


def reason_field(title: str, reason: str) -> forms.CharField:
    """A text area: Enter in it must not press one of the letter's buttons."""
    return forms.CharField(
        label=_("%(title)s: not relevant, because …") % {"title": title},
        help_text=_("With a reason here the letter says it instead of the text. The text is kept."),
        initial=reason,
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 1}),
    )


class ReasonForm(PageForm, forms.Form):
    """The one field of why a section is not relevant."""


@lru_cache(maxsize=500)
def _blank_reason(name: str, title: str) -> str:
    form = ReasonForm()
    form.fields[name] = reason_field(title, "")
    return form[name].as_field_group()


class SignForm(forms.Form):
    """The GP's signature on what was checked."""

    seen_version = SeenVersionField()
    seen_drawing = forms.CharField(required=False, widget=forms.HiddenInput, label=_("Pain drawing"))
    checked = forms.BooleanField(
        label=_("I have read the letter and checked receiver, names and numbers."),
        error_messages={"required": _("Confirm that you have read and checked the letter.")},
    )
    consent = forms.BooleanField(
        label=_("The patient has been informed about this, and agrees that it is sent."),
        error_messages={"required": _("Confirm that the patient is informed and agrees.")},
    )

    def __init__(self, data: Mapping[str, object] | None = None, *, against: Reservations, **options: Any) -> None:
        """`against` is what the letter is signed in spite of: for each of it a reason is asked."""
        super().__init__(data, **options)
        if against.criteria:
            self.fields["criteria"] = why_field(str(_("Referred in spite of what is not met, because …")))
        if against.ran_out:
            self.fields["ran_out"] = why_field(str(_("Sent in spite of a description that has run out, because …")))
        if against.not_asked:
            words = _("I sign although nobody has asked about: %(what)s. The letter says so.")
            self.fields["not_asked"] = forms.BooleanField(
                label=words % {"what": ", ".join(against.not_asked)},
                error_messages={"required": _("Ask first, or confirm that the letter is signed without.")},
            )

    @classmethod
    def to_sign(cls, letter: Letter, drawing: FrozenDrawing | None, against: Reservations) -> "SignForm":
        """The form below this version of the text and this drawing."""
        initial = {"seen_version": letter.version, "seen_drawing": regions_of(drawing)}
        return cls(initial=initial, against=against)

    def reasons(self) -> SignReasons:
        return SignReasons(**{name: self.cleaned_data.get(name, "") for name in ("criteria", "ran_out")})

    def has_seen(self, drawing: FrozenDrawing | None) -> bool:
        """Whether the drawing is the one that the form stood below."""
        return bool(self.cleaned_data["seen_drawing"] == regions_of(drawing))


def why_field(label: str) -> forms.CharField:
    """A reason that the letter says as it is written."""
    return forms.CharField(
        label=label,
        help_text=_("It stands in the letter, as you write it."),
        error_messages={"required": _("Write why the letter is signed all the same.")},
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 1}),
    )


def regions_of(drawing: FrozenDrawing | None) -> str:
    return " ".join(drawing["regions"]) if drawing else ""


LONGEST_NOTE = 300


class HandOverForm(forms.Form):
    """Which GP is to sign, or any, and a nurse's word to them."""

    def __init__(self, data: Mapping[str, object] | None = None, *, doctors: Sequence[Staff]) -> None:
        super().__init__(data)
        self.doctors = doctors
        self.fields["doctor"] = recipient_field(doctors, label=_("To"), takes_outside=False)
        self.order_fields(["doctor"])

    @property
    def doctor_chosen(self) -> Staff | None:
        return recipient_in(self.cleaned_data["doctor"], self.doctors).doctor

    note = forms.CharField(
        label=_("A word to the GP (if needed)"),
        required=False,
        max_length=LONGEST_NOTE,
    )
