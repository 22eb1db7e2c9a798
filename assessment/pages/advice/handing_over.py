"""Handing a safety prompt on: to a doctor of the practice, any of them, or somebody outside the clinic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Staff
from assessment.pages.clock_field import clock_field
from assessment.rules.line_words import clock, label_text
from assessment.safety.doctors_eye import Recipient

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LONGEST = 2000
OUTSIDE = "outside"
ON_LINE = ("phone", "video")
TO_WHOM = _("Choose a doctor of the clinic, or write who took over.")


@dataclass(frozen=True)
class Way:
    """A way to put a prompt before a doctor: `told` is what is to be done first, `told_on_line` the same
    where the patient is on the line; `is_now` asks for no answer later.
    """

    key: str
    label: "StrOrPromise"
    told: "StrOrPromise"
    is_now: bool
    told_on_line: "StrOrPromise" = ""

    def told_in(self, contact_form: str) -> str:
        """What is to be done first, by how the contact takes place."""
        return str(self.told_on_line if contact_form in ON_LINE and self.told_on_line else self.told)

    def fields(self, doctors: Iterable[Staff]) -> dict[str, forms.Field]:
        """Its fields, by the names that they have in the form."""
        to = _("Handed on to") if self.is_now else _("To")
        at = _("At (empty: now)") if self.is_now else _("Answer today by *")
        said = _("Said to the doctor") if self.is_now else _("What is the doctor to decide? *")
        found: dict[str, forms.Field] = {
            "to": recipient_field(doctors, label=to, takes_outside=self.is_now),
            "at": clock_field(label=at, required=False),
            "said": said_field(said),
        }
        return {f"{self.key}__{name}": field for name, field in found.items()}

    def faults(self, said: Mapping[str, Any], now: time) -> Iterable[tuple[str, "StrOrPromise"]]:
        """What is missing of it, by the names of the fields."""
        if self.is_now and not said["said"] and said["to"] in ("", OUTSIDE):
            yield "said", TO_WHOM
        if not self.is_now and not said["said"]:
            yield "said", _("Write what the doctor is to decide.")
        if not self.is_now and not said["at"]:
            yield "at", _("Write the time by which you need the answer.")
        elif not self.is_now and said["at"] <= now:
            yield "at", _("That time has passed. Write a time ahead, today.")

    def words(self, to: Recipient, at: time, said: str) -> str:
        """To whom, when, and what was said."""
        when = clock(at) if self.is_now else f"svar senest {clock(at)}"
        return label_text(", ".join(filter(None, (to.name, when))), said).removesuffix(": ")


FETCH = Way(
    "fetch_doctor",
    _("Fetch the doctor now"),
    _(
        "Stay with the patient, or have a colleague stay. Fetch the doctor; is the danger at hand, call 112. Write "
        "afterwards who took over, and when. It stays open until a doctor has assessed it."
    ),
    is_now=True,
    told_on_line=_(
        "Stay on the line, and have a colleague fetch the doctor; is the danger at hand, have 112 called from another "
        "telephone. Write afterwards who took over, and when. It stays open until a doctor has assessed it."
    ),
)
ASK = Way(
    "ask_doctor",
    _("Ask the doctor to decide"),
    _("The doctor gets the question with what is known. It stays open until a doctor has assessed it."),
    is_now=False,
)
WAYS = (FETCH, ASK)


def said_field(label: "StrOrPromise") -> forms.CharField:
    return forms.CharField(max_length=LONGEST, label=label, required=False, widget=forms.Textarea(attrs={"rows": 2}))


def recipient_field(
    doctors: Iterable[Staff], *, label: "StrOrPromise", takes_outside: bool = True
) -> forms.ChoiceField:
    """To whom: empty is any doctor of the practice."""
    named = [(str(doctor.pk), str(doctor)) for doctor in doctors if doctor.role == Role.GP]
    outside = [(OUTSIDE, _("somebody outside the clinic"))] if takes_outside else []
    words = {"invalid_choice": _("Choose a doctor of the clinic. What you wrote still stands here.")}
    return forms.ChoiceField(
        choices=[("", _("a doctor")), *named, *outside], label=label, required=False, error_messages=words
    )


def recipient_in(said: str, doctors: Iterable[Staff]) -> Recipient:
    """Whom the field of a recipient names."""
    return Recipient(next((doctor for doctor in doctors if str(doctor.pk) == said), None), said == OUTSIDE)
