"""The forms of a safety prompt: what came of it, made from its outcomes; and why one is left open."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from assessment.models import AdviceResponse
from assessment.pages.asking import was_sent
from assessment.pages.day_fields import day_field
from assessment.safety.prompt_decisions import Given
from guidelines.recommendations.outcomes import Outcome, OutcomeDetail

LONGEST_DETAIL, LONGEST_LINE = 2000, 200
HANDED_ON, LEFT_OPEN = AdviceResponse.Safety.HANDED_ON, AdviceResponse.Safety.LEFT_OPEN


class PromptForm(forms.Form):
    """One outcome of the prompt, with its details. `seen` is the prompt as the page showed it."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    # What the page has asked about: saved again as it stands, it is kept.
    asked = ""
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of it.")},
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        outcomes: Sequence[Outcome],
        token: str,
        today: date,
        contact_form: str = "",
    ) -> None:
        super().__init__(data, initial={"seen": token})
        self.contact_form = contact_form
        self.outcomes = {outcome.key: outcome for outcome in outcomes}
        chosen = self.fields["outcome"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(outcome.key, outcome.label) for outcome in outcomes]
        for _outcome, detail, name in self._details():
            self.fields[name] = _detail_field(detail, today)

    def _details(self) -> Iterator[tuple[Outcome, OutcomeDetail, str]]:
        """Every detail with its outcome and the name of its field."""
        for outcome in self.outcomes.values():
            for detail in outcome.details:
                if not detail.is_asked_in(self.contact_form):
                    continue
                yield outcome, detail, f"{outcome.key}__{detail.key}"

    def parts(self) -> Iterator[tuple[BoundWidget, list[forms.BoundField]]]:
        """Each outcome to choose, with the fields of its details."""
        for radio in self["outcome"]:
            key = radio.data["value"]
            yield radio, [self[name] for outcome, _detail, name in self._details() if outcome.key == key]

    def clean(self) -> None:
        super().clean()
        chosen = self.cleaned_data.get("outcome")
        if not chosen:
            return
        for outcome, detail, name in self._details():
            said = self.cleaned_data.get(name)
            if outcome.key == chosen and detail.required and not said and name not in self.errors:
                self.add_error(name, _("Fill in the field."))
            elif outcome.key == chosen and isinstance(said, str) and (word := detail.word_of_other(said)):
                self._ask_about_other(name, outcome, detail, word)
            elif outcome.key != chosen and said:
                # What was typed is neither dropped nor kept where it does not belong.
                self.add_error(
                    name,
                    forms.ValidationError(
                        _("This belongs to “%(outcome)s”. Choose that, or empty the field."),
                        params={"outcome": outcome.label},
                    ),
                )

    def _ask_about_other(self, name: str, outcome: Outcome, detail: OutcomeDetail, word: str) -> None:
        """What reads as another outcome is asked about, and never refused."""
        said = f"{name}={self.cleaned_data[name]}"
        if was_sent(self, said):
            return
        words = _("“%(word)s” belongs to “%(other)s”. Is it “%(outcome)s” all the same? Save again, and it is kept.")
        about = {"word": word, "other": self.outcomes[detail.other].label, "outcome": outcome.label}
        self.add_error(name, words % about)
        self.asked = said

    @property
    def chosen(self) -> Outcome:
        return self.outcomes[self.cleaned_data["outcome"]]

    @property
    def given(self) -> dict[str, Given]:
        """The details of the chosen outcome, by their keys."""
        found = {
            detail.key: self.cleaned_data[name] for outcome, detail, name in self._details() if outcome is self.chosen
        }
        return {key: said for key, said in found.items() if said}


def _detail_field(detail: OutcomeDetail, today: date) -> forms.Field:
    """The field of a detail; it is required only where its outcome is chosen."""
    label, help_text = (f"{detail.label} *" if detail.required else detail.label), detail.help
    if detail.kind == "day":
        return day_field(soonest=today, label=label, help_text=help_text, required=False)
    widget = forms.Textarea(attrs={"rows": 2}) if detail.kind == "text" else forms.TextInput()
    longest = LONGEST_DETAIL if detail.kind == "text" else LONGEST_LINE
    return forms.CharField(max_length=longest, label=label, help_text=help_text, required=False, widget=widget)


class WhyGoneForm(forms.Form):
    """Why an open prompt was answered away. `seen` is the prompt as the page showed it."""

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    because = forms.CharField(
        max_length=LONGEST_DETAIL,
        label=_("What was assessed, or why was the answer changed?"),
        help_text=_("For example that the first answer was a slip."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write what was assessed, or why the answer was changed.")},
    )


class LeftOpenForm(forms.Form):
    """What happens to safety prompts that nobody has decided on when a consultation ends."""

    left = forms.ChoiceField(
        choices=[
            (HANDED_ON, _("Handed on to somebody else")),
            (LEFT_OPEN, _("Left open, because …")),
        ],
        label=_("What happens to what is open under Safety?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Decide on what is open under Safety, hand it on, or write why the consultation ends so.")
        },
    )
    because = forms.CharField(
        max_length=LONGEST_DETAIL,
        label=_("To whom, or why?"),
        help_text=_(
            "It stands in the note. What is handed on, and what a nurse writes, stands on the doctors' first page "
            "until one has seen it."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write to whom it is handed on, or why it is left open.")},
    )
