"""The form of a safety prompt: what came of it, made from its outcomes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from types import MappingProxyType
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Staff
from accounts.pages.forms import FieldOptions
from assessment.pages.advice.handing_over import WAYS, Way, recipient_field, recipient_in
from assessment.pages.asking import ask, key_of
from assessment.pages.bound_field import PageField, PageForm
from assessment.pages.clock_field import clock_field
from assessment.pages.day_fields import day_field
from assessment.safety.doctors_eye import Addressee
from assessment.safety.prompt_decisions import Given
from guidelines.recommendations.outcomes import Outcome, OutcomeDetail
from guidelines.vocabulary.facts import Value

LONGEST_DETAIL, LONGEST_LINE = 2000, 200
BELONGS_TO = _("“%(word)s” belongs to “%(other)s”. Is it “%(outcome)s” all the same?")
SPEAKS_FOR = _("“%(word)s” speaks for “%(other)s”. Is it “%(outcome)s” all the same?")
LATE = _("It is %(days)s days ahead. Is the day right?")
EARLIER = _("Another day was agreed: %(days)s. Is it to be moved?")
LATE_IN_DANGER = _("It is %(days)s days ahead, and “%(word)s” is written above. Is the day right?")


class PromptForm(PageForm, forms.Form):
    """One outcome of the prompt, with its details. `seen` is the prompt as the page showed it; `agreed` are the
    answers as they stand, by question.

    What reads as another outcome, and a day that is late, is asked about and never refused. What is dangerous can be
    put before a doctor in place of an outcome, and what is not a doctor's assessment (`for_doctor`) goes to one.
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
        now: time,
        contact_form: str = "",
        colleagues: Sequence[Staff] = (),
        is_dangerous: bool = False,
        is_for_doctor: bool = False,
        agreed: Mapping[str, Value] = MappingProxyType({}),
    ) -> None:
        super().__init__(data, initial={"seen": token})
        self.contact_form, self.today, self.now, self.agreed = contact_form, today, now, agreed
        self.colleagues = {str(colleague.pk): colleague for colleague in colleagues}
        self.ways = {way.key: way for way in WAYS} if is_dangerous else {}
        # What was said to be right already, and is not asked about again while something else is.
        self.sure: list[str] = []
        # The word that says danger, as it was written.
        self.danger = ""
        self.outcomes = {outcome.key: outcome for outcome in outcomes}
        chosen = self.fields["outcome"]
        assert isinstance(chosen, forms.ChoiceField)
        ways = [(way.key, way.label) for way in self.ways.values()]
        chosen.choices = [*ways, *((outcome.key, outcome.label) for outcome in outcomes)]
        for way in self.ways.values():
            self.fields |= way.fields(colleagues)
        for _outcome, detail, name in self._details():
            self.fields[name] = self._field_of(detail)
            if detail.instead:
                self.fields[f"{name}__instead"] = _instead_field(detail)
        if is_dangerous and is_for_doctor:
            to = _("The doctor who is to decide")
            self.fields["doctor"] = recipient_field(colleagues, label=to, takes_outside=False)
            self.fields["doctor_at"] = clock_field(label=_("Answer today by"), required=False)

    def _details(self) -> Iterator[tuple[Outcome, OutcomeDetail, str]]:
        """Every detail with its outcome and the name of its field."""
        for outcome in self.outcomes.values():
            for detail in outcome.details:
                if not detail.is_asked_in(self.contact_form):
                    continue
                yield outcome, detail, f"{outcome.key}__{detail.key}"

    def _field_of(self, detail: OutcomeDetail) -> forms.Field:
        """The field of a detail; it is required only where its outcome is chosen."""
        common: FieldOptions = {"label": f"{detail.label} *" if detail.required else detail.label, "required": False}
        common["help_text"] = detail.help
        match detail.kind:
            case "day":
                return day_field(soonest=self.today, **common)
            case "hour":
                return clock_field(**common)
            case "colleague":
                named = [(key, str(colleague)) for key, colleague in self.colleagues.items()]
                return forms.ChoiceField(choices=[("", _("myself")), *named], **common)
            case "line":
                return forms.CharField(max_length=LONGEST_LINE, **common)
        return forms.CharField(max_length=LONGEST_DETAIL, widget=forms.Textarea(attrs={"rows": 2}), **common)

    def _names_of(self, key: str) -> list[str]:
        """The names of the fields that stand under a choice."""
        return [name for name in self.fields if name.startswith(f"{key}__")]

    def parts(self) -> Iterator[tuple[BoundWidget, str, list[PageField]]]:
        """Each outcome to choose, what is to be done first, and the fields of its details."""
        for radio in self["outcome"]:
            key = radio.data["value"]
            told = self.ways[key].told_in(self.contact_form) if key in self.ways else ""
            yield radio, told, [self[name] for name in self._names_of(key)]

    def for_doctor(self) -> list[PageField]:
        """To which doctor it goes, and by when, where it is not a doctor who decides."""
        return [self[name] for name in ("doctor", "doctor_at") if name in self.fields]

    def clean(self) -> None:
        super().clean()
        chosen = self.cleaned_data.get("outcome")
        if not chosen:
            return
        labels = {key: choice.label for key, choice in (self.ways | self.outcomes).items()}
        for key, label in labels.items():
            for name in self._names_of(key) if key != chosen else ():
                if self.cleaned_data.get(name):
                    # What was typed is neither dropped nor kept where it does not belong.
                    words = _("This belongs to “%(outcome)s”. Choose that, or empty the field.")
                    self.add_error(name, forms.ValidationError(words, params={"outcome": label}))
        if chosen in self.ways:
            self._check_way(self.ways[chosen])
            return
        self._check_details(self.outcomes[chosen])
        self._ask_about(self.outcomes[chosen])

    def _check_way(self, way: Way) -> None:
        belongs = _("This belongs to an assessment of your own. Choose one, or empty the field.")
        for field in self.for_doctor():
            if self.cleaned_data.get(field.name):
                self.add_error(field.name, belongs)
        names = [f"{way.key}__{part}" for part in ("to", "at", "said")]
        if self.errors.keys().isdisjoint(names):
            said = {name.rpartition("__")[2]: self.cleaned_data[name] for name in names}
            for part, words in way.faults(said, self.now):
                self.add_error(f"{way.key}__{part}", str(words))

    def _own(self, chosen: Outcome) -> list[tuple[OutcomeDetail, str, Any]]:
        """The details of the outcome, each with the name of its field and what was said."""
        own = (one for one in self._details() if one[0] is chosen)
        return [(detail, name, self.cleaned_data.get(name)) for _outcome, detail, name in own]

    def _check_details(self, chosen: Outcome) -> None:
        """What is required is there; not both a line and what is chosen in its place; an hour of today is ahead."""
        own = self._own(chosen)
        is_today = any(detail.kind == "day" and said == self.today for detail, _name, said in own)
        for detail, name, said in own:
            instead = self.cleaned_data.get(f"{name}__instead")
            if name in self.errors:
                continue
            if is_today and isinstance(said, time) and said <= self.now:
                self.add_error(name, _("That time has passed. Write a time ahead, today."))
            elif said and instead:
                self.add_error(name, _("Write it, or choose below: not both."))
            elif detail.required and not (said or instead):
                self.add_error(name, _("Fill in the field."))

    def _ask_about(self, chosen: Outcome) -> None:
        """Ask where what was written belongs to another outcome, and where the day is late for what was written."""
        own = self._own(chosen)
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
    def way(self) -> Way | None:
        """How it is put before a doctor, where it is not decided on."""
        return self.ways.get(self.cleaned_data["outcome"])

    @property
    def chosen(self) -> Outcome:
        return self.outcomes[self.cleaned_data["outcome"]]

    @property
    def given(self) -> dict[str, Given]:
        """The details of the chosen outcome, by their keys."""
        found: dict[str, Given] = {}
        for outcome, detail, name in self._details():
            said = self.cleaned_data.get(f"{name}__instead") or self.cleaned_data.get(name)
            if outcome is self.chosen and said:
                found[detail.key] = self.colleagues[said] if detail.kind == "colleague" else said
        return found

    @property
    def asked(self) -> Addressee:
        """Which doctor is asked, and by which hour."""
        to, at = (f"{self.way.key}__to", f"{self.way.key}__at") if self.way else ("doctor", "doctor_at")
        hour = None if self.way and self.way.is_now else self.cleaned_data.get(at)
        return Addressee(recipient_in(self.cleaned_data.get(to, ""), self.colleagues.values()).doctor, hour)

    @property
    def because(self) -> str:
        """To whom it is handed, when, and what was said."""
        assert self.way, "an outcome has its own words"
        to, at, said = (self.cleaned_data[f"{self.way.key}__{part}"] for part in ("to", "at", "said"))
        return self.way.words(recipient_in(to, self.colleagues.values()), at or self.now, said)

    @property
    def days_answered(self) -> list[str]:
        """The questions that days of the chosen outcome are an answer to."""
        return [detail.answers for detail in self.chosen.details if detail.answers and detail.key in self.given]


def _instead_field(detail: OutcomeDetail) -> forms.Field:
    """What can be chosen in place of the line."""
    choices = [("", "–"), *((said, said) for said in detail.instead)]
    return forms.ChoiceField(choices=choices, label=format_lazy("{}: {}", detail.label, _("or choose")), required=False)
