"""Forms of the letter."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessment.fields import SeenVersionField
from referrals.models import Letter
from referrals.pathway import Pathway

LONGEST_SECTION = 20_000


class LetterForm(forms.Form):
    """Where the letter goes, and one text per section."""

    def __init__(self, *args: Any, letter: Letter, pathway: Pathway, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.section_keys = [section.key for section in pathway.letter_sections]
        self.fields["planning_area"] = forms.ChoiceField(
            label=_("Planning area"),
            choices=[("", _("Not known")), *pathway.planning_areas.items()],
            required=False,
            initial=letter.planning_area,
            help_text=_("Decides where a referral is sent."),
        )
        self.fields["seen_version"] = SeenVersionField()
        for section in pathway.letter_sections:
            text = letter.section_text(section.key)
            self.fields[section.key] = forms.CharField(
                label=section.title,
                help_text=section.holds,
                initial=text,
                required=False,
                max_length=LONGEST_SECTION,
                strip=False,
                widget=forms.Textarea(attrs={"rows": min(12, max(2, len(text) // 80 + text.count("\n") + 1))}),
            )

    def texts(self) -> Mapping[str, str]:
        return {key: self.cleaned_data[key].replace("\r\n", "\n") for key in self.section_keys}


class SignForm(forms.Form):
    """The GP's signature on what was checked."""

    seen_version = SeenVersionField()
    seen_drawing = forms.CharField(required=False, widget=forms.HiddenInput, label=_("Pain drawing"))
    checked = forms.BooleanField(
        label=_("I have read the letter and checked receiver, names and numbers."),
        error_messages={"required": _("Confirm that you have read and checked the letter.")},
    )

    @classmethod
    def to_sign(cls, letter: Letter, drawing: Mapping[str, Any] | None) -> "SignForm":
        """The form below this version of the text and this drawing."""
        return cls(initial={"seen_version": letter.version, "seen_drawing": regions_of(drawing)})

    def has_seen(self, drawing: Mapping[str, Any] | None) -> bool:
        """Whether the drawing is the one that the form stood below."""
        return bool(self.cleaned_data["seen_drawing"] == regions_of(drawing))


def regions_of(drawing: Mapping[str, Any] | None) -> str:
    return " ".join(drawing["regions"]) if drawing else ""
