"""The forms of a safety prompt: what came of it, made from its outcomes; and why one is left open."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessment.advice.arrange import AdviceRow
from assessment.models import AdviceResponse
from assessment.pages.asking import ask, key_of
from assessment.pages.bound_field import PageField, PageForm
from assessment.pages.day_fields import day_field
from assessment.safety.prompt_decisions import Given, LeftOpen
from guidelines.recommendations.outcomes import Outcome, OutcomeDetail
from guidelines.vocabulary.facts import Value

LONGEST_DETAIL, LONGEST_LINE = 2000, 200
BELONGS_TO = _("“%(word)s” belongs to “%(other)s”. Is it “%(outcome)s” all the same?")
SPEAKS_FOR = _("“%(word)s” speaks for “%(other)s”. Is it “%(outcome)s” all the same?")
LATE = _("It is %(days)s days ahead. Is the day right?")
EARLIER = _("Another day was agreed: %(days)s. Is it to be moved?")
LATE_IN_DANGER = _("It is %(days)s days ahead, and “%(word)s” is written above. Is the day right?")
HANDED_ON, LEFT_OPEN = AdviceResponse.Safety.HANDED_ON, AdviceResponse.Safety.LEFT_OPEN


class PromptForm(PageForm, forms.Form):
    """One outcome of the prompt, with its details. `seen` is the prompt as the page showed it; `agreed` are the
    answers as they stand, by question.

    What reads as another outcome, and a day that is late, is asked about and never refused.
    """

    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
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
        agreed: Mapping[str, Value] = MappingProxyType({}),
    ) -> None:
        super().__init__(data, initial={"seen": token})
        self.contact_form, self.today, self.agreed = contact_form, today, agreed
        # What was said to be right already, and is not asked about again while something else is.
        self.sure: list[str] = []
        # The word that says danger, as it was written.
        self.danger = ""
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

    def parts(self) -> Iterator[tuple[BoundWidget, list[PageField]]]:
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
            elif outcome.key != chosen and said:
                # What was typed is neither dropped nor kept where it does not belong.
                self.add_error(
                    name,
                    forms.ValidationError(
                        _("This belongs to “%(outcome)s”. Choose that, or empty the field."),
                        params={"outcome": outcome.label},
                    ),
                )
        self._ask_about(self.outcomes[chosen])

    def _ask_about(self, chosen: Outcome) -> None:
        """Ask where what was written belongs to another outcome, and where the day is late for what was written."""
        own = [
            (detail, name, self.cleaned_data.get(name))
            for outcome, detail, name in self._details()
            if outcome is chosen
        ]
        for detail, name, said in own:
            if isinstance(said, str) and (word := detail.word_of_other(said)):
                self.danger = self.danger or (word if detail.alarm else "")
                about = {"word": word, "other": self.outcomes[detail.other].label, "outcome": chosen.label}
                words = SPEAKS_FOR if detail.alarm else BELONGS_TO
                self._ask(name, said, f"{words % about} {detail.asked_because}", f"»{chosen.label}«")
        for detail, name, said in own:
            latest = detail.latest(self.today, bool(self.danger))
            if latest and isinstance(said, date) and said > latest:
                about = {"days": str((said - self.today).days), "word": self.danger}
                words = LATE_IN_DANGER if self.danger else LATE
                shown = f"{said:%d.%m.%Y}"
                self._ask(name, f"{shown}, {latest:%d.%m.%Y}", f"{words % about} {detail.asked_because}", shown)
        for detail, name, said in own:
            stands = self.agreed.get(detail.answers)
            is_planned = isinstance(stands, date) and self.today <= stands
            if isinstance(said, date) and isinstance(stands, date) and is_planned and said < stands:
                shown = f"{stands:%d.%m.%Y} → {said:%d.%m.%Y}"
                self._ask(name, shown, str(EARLIER % {"days": shown}), shown)

    def _ask(self, name: str, value: str, words: str, shown: str) -> None:
        if ask(self, name, value, words.strip(), shown):
            self.sure.append(key_of(self, name, value))

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

    @property
    def days_answered(self) -> list[str]:
        """The questions that days of the chosen outcome are an answer to."""
        return [detail.answers for detail in self.chosen.details if detail.answers and detail.key in self.given]


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
    """What happens to each safety prompt that nobody has decided on when a consultation ends, and why.

    One reason for all of them would stand on each, and be true of one.
    """

    def __init__(self, data: Mapping[str, object] | None = None, *, rows: Sequence[AdviceRow]) -> None:
        super().__init__(data)
        self.rows = {row.recommendation.key.replace("/", "."): row for row in rows}
        for name, row in self.rows.items():
            told = row.recommendation.version.headline.text
            self.fields[f"left.{name}"] = _left_field(told)
            self.fields[f"because.{name}"] = _because_field(told)

    def parts(self) -> Iterator[tuple[AdviceRow, list[forms.BoundField]]]:
        """Each prompt with its fields."""
        for name, row in self.rows.items():
            yield row, [self[f"left.{name}"], self[f"because.{name}"]]

    @property
    def left(self) -> list[LeftOpen]:
        """Each prompt with what happens to it, and why."""
        said = self.cleaned_data
        return [
            LeftOpen(row, AdviceResponse.Safety(said[f"left.{name}"]), said[f"because.{name}"])
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
        max_length=LONGEST_DETAIL,
        label=format_lazy("{}: {}", told, _("to whom, or why?")),
        help_text=_(
            "It stands in the note. What is handed on, and what a nurse writes, stands on the doctors' first page "
            "until one has seen it."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write to whom it is handed on, or why it is left open.")},
    )
