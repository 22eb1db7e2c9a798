"""The forms of a safety prompt on which nobody has decided: what happens to it, and why it was answered away."""

from collections.abc import Iterator, Mapping, Sequence

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff
from assessment.advice.arrange import AdviceRow
from assessment.models import AdviceResponse
from assessment.pages.advice.handing_over import LONGEST, recipient_field, recipient_in
from assessment.safety.doctors_eye import Addressee, Recipient
from assessment.safety.prompt_decisions import LeftOpen

HANDED_ON, LEFT_OPEN = AdviceResponse.Safety.HANDED_ON, AdviceResponse.Safety.LEFT_OPEN


class WhyGoneForm(forms.Form):
    """Why an open prompt was answered away. `seen` is the prompt as the page showed it."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    because = forms.CharField(
        max_length=LONGEST,
        label=_("What was assessed, or why was the answer changed?"),
        help_text=_("For example that the first answer was a slip."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what was assessed, or why the answer was changed.")},
    )


class LeftOpenForm(forms.Form):
    """What happens to each safety prompt that nobody has decided on when a consultation ends, to whom, and why.

    One reason for all of them would stand on each, and be true of one.
    """

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        rows: Sequence[AdviceRow],
        doctors: Sequence[Staff],
        shown: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(data)
        self.rows = {row.recommendation.key.replace("/", "."): row for row in rows}
        self.doctors, self.shown = doctors, shown
        for name, row in self.rows.items():
            told = row.recommendation.version.headline.text
            self.fields[f"left.{name}"] = _left_field(told)
            self.fields[f"to.{name}"] = recipient_field(
                doctors, label=format_lazy("{}: {}", told, _("handed on to whom?"))
            )
            self.fields[f"because.{name}"] = _because_field(told)

    def parts(self) -> Iterator[tuple[AdviceRow, list[forms.BoundField]]]:
        """Each prompt with its fields."""
        for name, row in self.rows.items():
            yield row, [self[f"{part}.{name}"] for part in ("left", "to", "because")]

    def clean(self) -> None:
        super().clean()
        for name in self.rows:
            how, to = self.cleaned_data.get(f"left.{name}"), self._to(name)
            if how == LEFT_OPEN and self.cleaned_data.get(f"to.{name}"):
                self.add_error(f"to.{name}", _("Choose that it is handed on, or let nobody stand here."))
            needs_words = not (how == HANDED_ON and to.doctor)
            if needs_words and not self.cleaned_data.get(f"because.{name}") and f"because.{name}" not in self.errors:
                self.add_error(f"because.{name}", _("Write to whom it is handed on, or why it is left open."))

    def _to(self, name: str) -> Recipient:
        return recipient_in(self.cleaned_data.get(f"to.{name}", ""), self.doctors)

    @property
    def left(self) -> list[LeftOpen]:
        """Each prompt with what happens to it, and why."""
        said = self.cleaned_data
        return [
            LeftOpen(
                row,
                AdviceResponse.Safety(said[f"left.{name}"]),
                self._to(name).with_words(said[f"because.{name}"]),
                Addressee(self._to(name).doctor, shown=self.shown),
            )
            for name, row in self.rows.items()
        ]


def _left_field(told: str) -> forms.Field:
    return forms.ChoiceField(
        choices=[
            (HANDED_ON, _("Handed on to somebody else")),
            (LEFT_OPEN, _("Left open, because …")),
        ],
        label=format_lazy("{}: {}", told, _("what happens to it?")),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Decide on what is open under Safety, hand it on, or write why the consultation ends so.")
        },
    )


def _because_field(told: str) -> forms.Field:
    return forms.CharField(
        max_length=LONGEST,
        label=format_lazy("{}: {}", told, _("what was said, or why?")),
        required=False,
        help_text=_(
            "It stands in the note. What is handed on, and what a nurse writes, stands on the doctors' first page "
            "until one has seen it."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
